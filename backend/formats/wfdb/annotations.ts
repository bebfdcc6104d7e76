/**
 * Annotation files of the WFDB (MIT) format, read and written: 16-bit words,
 * six bits of code and ten of time since the last mark, with SKIP, NUM, SUB,
 * CHN and AUX words. Source: WFDB Applications Guide, annot(5).
 */

import { basename } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import type { Annotation } from '../../../core/study/recording.ts';
import { decodeText, readWhole } from '../files.ts';
import { codeOfSymbol, symbolOfCode } from './mnemonics.ts';

const SKIP = 59;
const NUM = 60;
const SUB = 61;
const CHN = 62;
const AUX = 63;
const NOTE = 22;
/** A day of beats with long notes is a few MB; this is no annotation file. */
const LIMIT_BYTES = 256 * 1024 * 1024;

/** An annotation file with what it says about itself. */
export interface AnnotationFile {
  annotations: Annotation[];
  /** Ticks a second where the file states them (`## time resolution`); otherwise the record's rate holds. */
  resolution: number | null;
}

function signed(byte: number): number {
  return byte > 127 ? byte - 256 : byte;
}

/** Custom mnemonics of a note `## annotation type definitions`: `42 z a wave of sorts`, a line each. */
function definitionOf(line: string, custom: Map<number, string>): void {
  const match = /^(\d{1,2})\s+(\S+)/.exec(line);
  if (match) custom.set(Number(match[1]), match[2]!);
}

/**
 * Parses an annotation file, ascending by sample. Notes at sample 0 that
 * describe the file itself are taken in and left out of the list. A file that
 * ends in the middle of a mark keeps what came before it.
 *
 * @throws AppError `format-damaged` where the bytes are no annotation file.
 */
export function parseAnnotationFile(bytes: Uint8Array): AnnotationFile {
  const list: Annotation[] = [];
  const custom = new Map<number, string>();
  let resolution: number | null = null;
  let inDefinitions = false;
  let time = 0;
  let chan = 0;
  let num = 0;
  let at = 0;
  let ascending = true;
  const word = (): number => {
    const value = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    return value;
  };
  while (at + 1 < bytes.length) {
    const head = word();
    const code = head >> 10;
    const low = head & 0x3ff;
    if (head === 0) break;
    if (code === SKIP) {
      if (at + 3 >= bytes.length) break;
      const high = word();
      time += (high << 16) | word();
      continue;
    }
    if (code > 49) {
      throw new AppError('format-damaged', 'The annotation file holds a mark of no known kind.', { hint: 'Copy the file again from where it came from.', details: { code, offset: at - 2 } });
    }
    time += low;
    const mark: Annotation = { sample: time, symbol: custom.get(code) ?? symbolOfCode(code), subtype: 0, chan, num, aux: '' };
    while (at + 1 < bytes.length) {
      const next = bytes[at]! | (bytes[at + 1]! << 8);
      const kind = next >> 10;
      if (kind < NUM) break;
      at += 2;
      if (kind === NUM) num = mark.num = signed(next & 0xff);
      else if (kind === SUB) mark.subtype = signed(next & 0xff);
      else if (kind === CHN) chan = mark.chan = next & 0xff;
      else if (kind === AUX) {
        const length = next & 0x3ff;
        let end = Math.min(at + length, bytes.length);
        const start = at;
        at = Math.min(at + length + (length & 1), bytes.length);
        while (end > start && bytes[end - 1] === 0) end--;
        mark.aux = decodeText(bytes.subarray(start, end));
      }
    }
    if (time === 0 && code === NOTE) {
      const stated = /^## time resolution:\s*([\d.]+)/.exec(mark.aux);
      if (stated) resolution = Number(stated[1]) > 0 ? Number(stated[1]) : resolution;
      if (mark.aux.startsWith('## annotation type definitions')) inDefinitions = true;
      else if (mark.aux.startsWith('## end of definitions')) inDefinitions = false;
      else if (inDefinitions) definitionOf(mark.aux, custom);
      else if (!stated) list.push(mark);
      continue;
    }
    const last = list.at(-1);
    if (last && last.sample > time) ascending = false;
    list.push(mark);
  }
  if (!ascending) list.sort((a, b) => a.sample - b.sample);
  if (list.length > 0 && list[0]!.sample < 0) {
    throw new AppError('format-damaged', 'The annotation file places marks before the recording.', { hint: 'Copy the file again from where it came from.', details: { sample: list[0]!.sample } });
  }
  return { annotations: list, resolution };
}

/** The marks of an annotation file, in its own ticks. See `parseAnnotationFile`. */
export function readAnnotations(bytes: Uint8Array): Annotation[] {
  return parseAnnotationFile(bytes).annotations;
}

/**
 * Reads an annotation file from the disk, ascending by sample.
 *
 * @param sampleRate rate of the record: where the file states another time
 *   resolution its marks are brought to this one.
 * @throws AppError `file-missing`, `format-damaged`
 */
export async function readAnnotationFile(path: string, sampleRate?: number): Promise<Annotation[]> {
  const bytes = await readWhole(path, LIMIT_BYTES);
  let parsed: AnnotationFile;
  try {
    parsed = parseAnnotationFile(bytes);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new AppError(thrown.code, `${basename(path)}: ${thrown.message}`, { hint: thrown.hint, details: { ...thrown.details, path }, cause: thrown });
  }
  const { annotations, resolution } = parsed;
  if (sampleRate !== undefined && resolution !== null && resolution !== sampleRate) {
    for (const mark of annotations) mark.sample = Math.round((mark.sample / resolution) * sampleRate);
  }
  return annotations;
}

/** Text for an AUX field: at most 255 bytes of UTF-8, cut between characters. */
function auxBytes(text: string): Uint8Array {
  let bytes = new TextEncoder().encode(text);
  if (bytes.length > 255) {
    let end = 255;
    while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
    bytes = bytes.subarray(0, end);
  }
  return bytes;
}

/** Bytes that grow. */
class ByteSink {
  private bytes = new Uint8Array(4096);
  private used = 0;

  word(value: number): void {
    this.reserve(2);
    this.bytes[this.used++] = value & 0xff;
    this.bytes[this.used++] = (value >> 8) & 0xff;
  }

  /** Bytes padded to a whole number of words. */
  padded(more: Uint8Array): void {
    this.reserve(more.length + 1);
    this.bytes.set(more, this.used);
    this.used += more.length;
    if (more.length & 1) this.bytes[this.used++] = 0;
  }

  taken(): Uint8Array {
    return this.bytes.slice(0, this.used);
  }

  private reserve(count: number): void {
    if (this.used + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + count));
    larger.set(this.bytes.subarray(0, this.used));
    this.bytes = larger;
  }
}

/**
 * Writes marks as an annotation file. They are sorted by sample (marks of one
 * sample keep their order). Auxiliary texts are cut at 255 bytes, the most the
 * format holds.
 *
 * @throws AppError `invalid-input` for a mnemonic that the format does not know.
 */
export function writeAnnotations(list: readonly Annotation[]): Uint8Array {
  const sorted = list.every((mark, i) => i === 0 || list[i - 1]!.sample <= mark.sample)
    ? list
    : [...list].sort((a, b) => a.sample - b.sample);
  const out = new ByteSink();
  let time = 0;
  let chan = 0;
  let num = 0;
  for (const mark of sorted) {
    const code = codeOfSymbol(mark.symbol);
    if (code < 0 || !Number.isSafeInteger(mark.sample) || mark.sample < 0) {
      throw new AppError('invalid-input', `The mark "${mark.symbol}" at sample ${mark.sample} cannot be written as a WFDB annotation.`, {
        details: { symbol: mark.symbol, sample: mark.sample },
      });
    }
    let step = mark.sample - time;
    while (step > 0x3ff) {
      const leap = Math.min(step, 0x7fffffff);
      out.word(SKIP << 10);
      out.word(leap >> 16);
      out.word(leap & 0xffff);
      step -= leap;
    }
    if (code === 0 && step === 0) {
      // No beat, no time: the word would read as the end. One tick earlier by SKIP, one tick by the word.
      out.word(SKIP << 10);
      out.word(0xffff);
      out.word(0xffff);
      step = 1;
    }
    time = mark.sample;
    out.word((code << 10) | step);
    if (mark.subtype !== 0) out.word((SUB << 10) | (mark.subtype & 0xff));
    if (mark.chan !== chan) out.word((CHN << 10) | (mark.chan & 0xff));
    if (mark.num !== num) out.word((NUM << 10) | (mark.num & 0xff));
    chan = mark.chan;
    num = mark.num;
    if (mark.aux !== '') {
      const aux = auxBytes(mark.aux);
      out.word((AUX << 10) | aux.length);
      out.padded(aux);
    }
  }
  out.word(0);
  return out.taken();
}
