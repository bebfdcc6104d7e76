/**
 * ISHNE 1.0 Holter files: a fixed header of 512 bytes behind magic and CRC, a
 * variable block, then interleaved 16-bit samples. Source: Badilini, "The ISHNE
 * Holter Standard Output File Format", 1998.
 */

import { basename, extname } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { INVALID_ADU, UNKNOWN_DATE } from '../../../core/study/recording.ts';
import type { Annotation, Lead, PatientFacts, RecordingHeader, StartTime } from '../../../core/study/recording.ts';
import { blocksOf } from '../blocks.ts';
import { withSource } from '../files.ts';
import type { SourceFile } from '../files.ts';
import { stated, uniqueNames } from '../leads.ts';
import type { Format, RecordingReader, SampleBlock } from '../reader.ts';

const MAGIC = 'ISHNE1.0';
/** Magic, CRC and the fixed header. */
const FIXED_BYTES = 522;
const MAX_LEADS = 12;
const LEAD_NAMES = [
  '', 'Bipolar', 'X', 'Y', 'Z', 'I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'ES', 'AS', 'AI',
];

/** CRC-CCITT (0x1021, from 0xFFFF) over everything between the CRC itself and the samples. */
export function ishneCrc(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

interface IshneHeader {
  crc: number;
  samples: number;
  dataOffset: number;
  leads: Lead[];
  sampleRate: number;
  patient: PatientFacts;
  start: StartTime;
  comments: string[];
  warnings: string[];
}

function damaged(message: string, details: Record<string, string | number> = {}): AppError {
  return new AppError('format-damaged', message, { hint: 'Export the recording again from the program that wrote it.', details });
}

function isoDate(day: number, month: number, year: number): string {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate())) return '';
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function parseIshneHeader(bytes: Uint8Array): IshneHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = (at: number): number => view.getInt16(at, true);
  const long = (at: number): number => view.getInt32(at, true);
  const text = (at: number, length: number): string => {
    const field = new TextDecoder('latin1').decode(bytes.subarray(at, at + length));
    const end = field.indexOf('\0');
    return (end < 0 ? field : field.slice(0, end)).trim();
  };
  const warnings: string[] = [];
  const variable = long(10);
  const dataOffset = long(22);
  if (dataOffset < FIXED_BYTES || variable < 0) throw damaged('The header states an impossible place of the samples.', { offset: dataOffset });
  const count = short(156);
  if (count < 1 || count > MAX_LEADS) throw damaged('The header states an impossible number of leads.', { leads: count });
  const sampleRate = short(272);
  if (sampleRate < 1) throw damaged('The header states no usable sampling rate.', { rate: sampleRate });
  const names = uniqueNames(Array.from({ length: count }, (_, i) => LEAD_NAMES[short(158 + 2 * i)] ?? ''));
  const leads = names.map((name, i): Lead => {
    const nanovolts = short(206 + 2 * i);
    if (nanovolts < 1) warnings.push(`Lead ${name} states no resolution; 1000 nV are assumed.`);
    return { name, gain: 1e6 / (nanovolts < 1 ? 1000 : nanovolts), baseline: 0, bits: 16 };
  });
  const date = isoDate(short(138), short(140), short(142));
  const [hour, minute, second] = [short(150), short(152), short(154)];
  const clockKnown = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = clockKnown ? `${two(hour)}:${two(minute)}:${two(second)}` : '00:00:00';
  const sex = short(128);
  const comments: string[] = [];
  const recorder = text(232, 40);
  if (recorder !== '') comments.push(`Recorder: ${recorder}`);
  const pacemaker = short(230);
  if (pacemaker > 0) comments.push(`Pacemaker: ${['none', 'of unknown type', 'single chamber, unipolar', 'dual chamber, unipolar', 'single chamber, bipolar', 'dual chamber, bipolar'][pacemaker] ?? pacemaker}`);
  for (const [at, label] of [[274, 'Proprietary'], [354, 'Copyright']] as const) {
    const field = text(at, 80);
    if (field !== '') comments.push(`${label}: ${field}`);
  }
  return {
    crc: view.getUint16(8, true),
    samples: long(14),
    dataOffset,
    leads,
    sampleRate,
    patient: {
      name: [text(28, 40), text(68, 40)].map(stated).filter((part) => part !== '').join(' '),
      id: stated(text(108, 20)),
      birth: isoDate(short(132), short(134), short(136)),
      sex: sex === 1 ? 'M' : sex === 2 ? 'F' : '',
    },
    start: { local: `${date === '' ? UNKNOWN_DATE : date}T${clock}.000`, assumed: date === '' || !clockKnown },
    comments,
    warnings,
  };
}

class IshneReader implements RecordingReader {
  readonly header: RecordingHeader;
  readonly warnings: readonly string[];
  readonly annotations: readonly Annotation[] = [];
  readonly sourceFiles: readonly string[];
  private readonly file: SourceFile;
  private readonly dataOffset: number;

  constructor(file: SourceFile, dataOffset: number, header: RecordingHeader, warnings: string[]) {
    this.file = file;
    this.dataOffset = dataOffset;
    this.header = header;
    this.warnings = warnings;
    this.sourceFiles = [file.path];
  }

  blocks(frames: number): AsyncIterable<SampleBlock> {
    const width = this.header.leads.length;
    return blocksOf(this.header.sampleCount, width, frames, async (first, count) => {
      const bytes = await this.file.read(this.dataOffset + first * width * 2, count * width * 2);
      const got = Math.floor(bytes.length / (2 * width));
      return this.header.leads.map((_, l) => {
        const out = new Int32Array(count);
        for (let i = 0, p = 2 * l; i < got; i++, p += 2 * width) out[i] = ((bytes[p]! | (bytes[p + 1]! << 8)) << 16) >> 16;
        return out.fill(INVALID_ADU, got);
      });
    });
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function open(file: SourceFile): Promise<RecordingReader> {
  if (file.size === 0) throw new AppError('file-empty', 'The file is empty.', { hint: 'Copy the file again from where it came from.' });
  const fixed = await file.read(0, FIXED_BYTES);
  if (new TextDecoder('latin1').decode(fixed.subarray(0, 8)) !== MAGIC) throw damaged('The file does not begin as an ISHNE file.');
  if (fixed.length < FIXED_BYTES) throw new AppError('file-truncated', 'The file ends within its header.', { hint: 'Copy the file again from where it came from.', details: { bytes: file.size } });
  const ishne = parseIshneHeader(fixed);
  const warnings = [...ishne.warnings];
  const frameBytes = 2 * ishne.leads.length;
  const held = Math.floor((file.size - ishne.dataOffset) / frameBytes);
  if (held < 1) {
    throw new AppError('file-truncated', 'The file holds not one sample.', {
      hint: 'Copy the file again from where it came from.',
      details: { bytes: file.size, promised: ishne.samples },
    });
  }
  if (ishne.dataOffset <= 1 << 20) {
    const head = await file.read(10, ishne.dataOffset - 10);
    if (ishneCrc(head) !== ishne.crc) warnings.push('The checksum of the header does not match: the file was changed or damaged after it was written.');
  }
  // Some recorders count the samples of all leads together.
  const total = ishne.leads.length > 1 && ishne.samples === held * ishne.leads.length;
  let samples = total ? held : ishne.samples;
  if (samples < 1) {
    warnings.push('The header states no length; it was taken from the size of the file.');
    samples = held;
  } else if (samples > held) {
    const [there, promised] = [held, samples].map((count) => (count / ishne.sampleRate).toFixed(1));
    warnings.push(`${basename(file.path)} ends early: ${there} s of ${promised} s are there and were kept.`);
    samples = held;
  }
  const header: RecordingHeader = {
    record: basename(file.path, extname(file.path)),
    format: 'ishne',
    sampleRate: ishne.sampleRate,
    leads: ishne.leads,
    sampleCount: samples,
    start: ishne.start,
    patient: ishne.patient,
    comments: ishne.comments,
  };
  return new IshneReader(file, ishne.dataOffset, header, warnings);
}

/**
 * Opens an ISHNE 1.0 file.
 *
 * @throws AppError `file-missing`, `file-empty`, `file-truncated`, `format-damaged`
 */
export function openIshne(path: string): Promise<RecordingReader> {
  return withSource(path, open);
}

export const ishne: Format = {
  name: 'ishne',
  label: 'ISHNE 1.0 Holter',
  extensions: ['.ecg', '.ish', '.hol'],
  sniff(_path, head) {
    const magic = new TextDecoder('latin1').decode(head.subarray(0, 8));
    return magic === MAGIC ? { score: 1, reason: 'the mark of ISHNE 1.0' } : { score: 0, reason: 'no mark of ISHNE 1.0' };
  },
  open: openIshne,
};
