/**
 * Writes WFDB records, block by block: a signal file in format 212 or 16 and
 * its header, which comes last so that a broken writing leaves no record.
 */

import { open, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { INVALID_ADU } from '../../../core/study/recording.ts';
import type { Annotation, Lead, StartTime } from '../../../core/study/recording.ts';
import { writeFailure } from '../files.ts';
import { writeAnnotations } from './annotations.ts';

export interface WfdbWriterOptions {
  /** Path of the record without extension. */
  path: string;
  leads: readonly Lead[];
  sampleRate: number;
  /** 212 holds 12 bits, 16 holds 16. */
  format: 16 | 212;
  start?: StartTime;
  comments?: readonly string[];
}

/** A record being written. */
export interface WfdbWriter {
  /** Appends samples (adu, one array per lead); values out of the format's range are clipped. */
  write(leads: readonly ArrayLike<number>[]): Promise<void>;
  /** Writes the header and closes. Returns the files written. */
  finish(): Promise<string[]>;
  /** Closes without a header. */
  abort(): Promise<void>;
}

interface Tally {
  initial: number | null;
  sum: number;
}

function pack16(flat: Int32Array): Uint8Array {
  const bytes = new Uint8Array(flat.length * 2);
  for (let i = 0; i < flat.length; i++) {
    bytes[2 * i] = flat[i]! & 0xff;
    bytes[2 * i + 1] = (flat[i]! >> 8) & 0xff;
  }
  return bytes;
}

/** Packs pairs; an odd last sample takes two bytes. */
function pack212(flat: Int32Array, count: number): Uint8Array {
  const bytes = new Uint8Array((count >> 1) * 3 + (count & 1) * 2);
  let at = 0;
  for (let i = 0; i < count; i += 2, at += 3) {
    const one = flat[i]! & 0xfff;
    bytes[at] = one & 0xff;
    bytes[at + 1] = one >> 8;
    if (i + 1 < count) {
      const two = flat[i + 1]! & 0xfff;
      bytes[at + 1] = (one >> 8) | ((two >> 8) << 4);
      bytes[at + 2] = two & 0xff;
    }
  }
  return bytes;
}

function recordTime(start: StartTime | undefined): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)/.exec(start?.local ?? '');
  if (!match || start?.assumed) return '';
  return ` ${match[4]!.replace(/\.0+$/, '')} ${match[3]}/${match[2]}/${match[1]}`;
}

/** Names in a header end at a line end and may hold spaces, but nothing else that breaks a line. */
function plain(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').trim();
}

/**
 * Begins a record.
 *
 * @throws AppError `invalid-input` for a record name or layout that WFDB cannot hold,
 *   `file-unwritable`, `disk-full`
 */
export async function createWfdbRecord(options: WfdbWriterOptions): Promise<WfdbWriter> {
  const { path, leads, format } = options;
  const record = basename(path);
  if (!/^[A-Za-z0-9_.-]+$/.test(record) || leads.length === 0) {
    throw new AppError('invalid-input', `"${record}" cannot be the name of a WFDB record.`, {
      hint: 'Use letters, digits, "_" and "-".',
      details: { path },
    });
  }
  const limit = format === 212 ? 2047 : 32767;
  const width = leads.length;
  const tallies: Tally[] = leads.map(() => ({ initial: null, sum: 0 }));
  const dat = `${path}.dat`;
  let frames = 0;
  /** The one sample of format 212 that waits for its pair. */
  let waiting: number | null = null;
  let handle: FileHandle;
  try {
    handle = await open(dat, 'w');
  } catch (thrown) {
    throw writeFailure(thrown, dat);
  }
  const append = async (bytes: Uint8Array): Promise<void> => {
    try {
      let done = 0;
      while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
    } catch (thrown) {
      throw writeFailure(thrown, dat);
    }
  };
  return {
    async write(block) {
      const count = block[0]?.length ?? 0;
      if (block.length !== width || block.some((lead) => lead.length !== count)) throw new RangeError('a block needs one array of one length per lead');
      const ahead: number = waiting === null ? 0 : 1;
      const flat = new Int32Array(ahead + count * width);
      if (waiting !== null) flat[0] = waiting;
      for (let l = 0; l < width; l++) {
        const lead = block[l]!;
        const tally = tallies[l]!;
        let sum = tally.sum;
        for (let i = 0, at = ahead + l; i < count; i++, at += width) {
          const value = lead[i]!;
          const kept = value === INVALID_ADU ? -limit - 1 : Math.max(-limit, Math.min(limit, Math.round(value)));
          flat[at] = kept;
          sum = (sum + kept) | 0;
        }
        if (tally.initial === null && count > 0) tally.initial = flat[ahead + l]!;
        tally.sum = sum;
      }
      frames += count;
      if (format === 16) {
        await append(pack16(flat));
        return;
      }
      const even = flat.length - (flat.length & 1);
      waiting = even < flat.length ? flat[even]! : null;
      await append(pack212(flat, even));
    },
    async finish() {
      if (waiting !== null) await append(pack212(Int32Array.of(waiting), 1));
      try {
        await handle.sync();
      } catch (thrown) {
        throw writeFailure(thrown, dat);
      } finally {
        await handle.close();
      }
      const lines = [`${record} ${width} ${options.sampleRate} ${frames}${recordTime(options.start)}`];
      leads.forEach((lead, l) => {
        const { initial, sum } = tallies[l]!;
        const checksum = (sum << 16) >> 16;
        lines.push(
          `${record}.dat ${format} ${lead.gain}(${Math.round(lead.baseline)})/mV ${lead.bits || (format === 212 ? 12 : 16)} 0 ${initial ?? 0} ${checksum} 0 ${plain(lead.name)}`,
        );
      });
      for (const comment of options.comments ?? []) lines.push(`# ${plain(comment)}`);
      const hea = `${path}.hea`;
      try {
        await writeFile(hea, `${lines.join('\n')}\n`);
      } catch (thrown) {
        throw writeFailure(thrown, hea);
      }
      return [hea, dat];
    },
    abort: () => handle.close(),
  };
}

/** Writes an annotation file. @throws AppError `invalid-input`, `file-unwritable`, `disk-full` */
export async function writeAnnotationFile(path: string, list: readonly Annotation[]): Promise<void> {
  const bytes = writeAnnotations(list);
  try {
    await writeFile(path, bytes);
  } catch (thrown) {
    throw writeFailure(thrown, path);
  }
}
