/**
 * One segment of the sample store as bytes: see docs/case-file.md for the
 * layout. All numbers are little endian; every part has its CRC-32, and the
 * pyramid lies before the samples so that an overview reads only the front.
 */
import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { AppError } from '../../core/contract/errors.ts';
import { letGo } from '../../core/kernels/spare.ts';
import { coarser, pyramidOf } from '../../core/signal/pyramid.ts';
import type { AduArray, PyramidLevel } from '../../core/signal/pyramid.ts';
import { INVALID_ADU } from '../../core/study/recording.ts';

if (endianness() !== 'LE') throw new Error('the sample store is written for little-endian machines only');

export const SEGMENT_SECONDS = 300;
/** Samples a cell of the pyramid, finest level first. */
export const LEVELS = [64, 4096] as const;
export const HEADER_BYTES = 64;
const MAGIC = 0x53_4c_53_49; // "ISLS"
const VERSION = 1;

/** Samples a lead in each segment but the last, at a rate. */
export function segmentFrames(sampleRate: number): number {
  return Math.max(1, Math.round(SEGMENT_SECONDS * sampleRate));
}

function cellCount(frames: number, factor: number): number {
  return Math.ceil(frames / factor);
}

/** File name of a segment, `000017.seg`. */
export function segmentName(index: number): string {
  return `${String(index).padStart(6, '0')}.seg`;
}

export interface SegmentHead {
  /** First sample, number of the recording. */
  first: number;
  /** Samples a lead. */
  frames: number;
  leads: number;
  /** 2 or 4. */
  bytesPerValue: 2 | 4;
  /** Bytes of the pyramid, which follows the head. */
  pyramidBytes: number;
  sampleBytes: number;
  pyramidCrc: number;
  sampleCrc: number;
}

export interface SampleSegment extends SegmentHead {
  /** adu, INVALID_ADU where never measured; one array per lead. */
  adu: AduArray[];
  /** `pyramid[level][lead]`, levels as in LEVELS. */
  pyramid: PyramidLevel[][];
}

function damaged(message: string, details: Record<string, string | number> = {}): AppError {
  return new AppError('store-damaged', message, { hint: 'Import the recording again; labels and edits are kept apart from it.', details });
}

function arrays(bytesPerValue: 2 | 4, length: number): AduArray {
  return bytesPerValue === 2 ? new Int16Array(length) : new Int32Array(length);
}

function bytesOf(values: AduArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function narrow(leads: readonly ArrayLike<number>[]): boolean {
  for (const lead of leads) {
    for (let i = 0; i < lead.length; i++) if (lead[i]! < -32768 || lead[i]! > 32767) return false;
  }
  return true;
}

/**
 * A segment as bytes.
 *
 * @param first sample number of the first value
 * @param leads adu per lead, all of one length
 */
export function encodeSampleSegment(first: number, leads: readonly ArrayLike<number>[]): Uint8Array {
  const frames = leads[0]?.length ?? 0;
  if (leads.length === 0 || frames === 0) throw new RangeError('a segment holds at least one sample of one lead');
  if (leads.some((lead) => lead.length !== frames)) throw new RangeError('the leads of a segment are of one length');
  const bytesPerValue = narrow(leads) ? 2 : 4;
  const cells = LEVELS.map((factor) => cellCount(frames, factor));
  const pyramidBytes = leads.length * 2 * bytesPerValue * cells.reduce((a, b) => a + b, 0);
  const sampleBytes = leads.length * frames * bytesPerValue;
  const bytes = new Uint8Array(HEADER_BYTES + pyramidBytes + sampleBytes);
  const samples = leads.map((lead) => {
    const adu = arrays(bytesPerValue, frames);
    adu.set(lead);
    return adu;
  });

  let at = HEADER_BYTES;
  const put = (values: AduArray): void => {
    bytes.set(bytesOf(values), at);
    at += values.byteLength;
  };
  const [factor, coarse] = LEVELS;
  const fine = samples.map((adu) => pyramidOf(adu, factor));
  for (const { min, max } of [...fine.map((level) => coarser(level, coarse / factor)), ...fine]) {
    put(min);
    put(max);
  }
  for (const adu of samples) {
    put(adu);
    letGo(adu);
  }

  const head = new DataView(bytes.buffer);
  head.setUint32(0, MAGIC, true);
  head.setUint16(4, VERSION, true);
  head.setUint16(6, leads.length, true);
  head.setFloat64(8, first, true);
  head.setUint32(16, frames, true);
  head.setUint16(20, bytesPerValue, true);
  head.setUint32(24, pyramidBytes, true);
  head.setUint32(28, sampleBytes, true);
  head.setUint32(32, crc32(bytes.subarray(HEADER_BYTES, HEADER_BYTES + pyramidBytes)), true);
  head.setUint32(36, crc32(bytes.subarray(HEADER_BYTES + pyramidBytes)), true);
  head.setUint32(60, crc32(bytes.subarray(0, 60)), true);
  return bytes;
}

/** The head of a segment. Throws AppError `store-damaged`. */
export function decodeHead(bytes: Uint8Array): SegmentHead {
  if (bytes.length < HEADER_BYTES) throw damaged('A segment of the recording is cut off.', { bytes: bytes.length });
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (head.getUint32(0, true) !== MAGIC) throw damaged('A segment of the recording is not what it should be.');
  if (crc32(bytes.subarray(0, 60)) !== head.getUint32(60, true)) throw damaged('The head of a segment is damaged.');
  const version = head.getUint16(4, true);
  if (version !== VERSION) throw damaged(`A segment is of version ${version}, which this program does not read.`, { version });
  const leads = head.getUint16(6, true);
  const frames = head.getUint32(16, true);
  const bytesPerValue = head.getUint16(20, true);
  const pyramidBytes = head.getUint32(24, true);
  const sampleBytes = head.getUint32(28, true);
  const cells = LEVELS.reduce((sum, factor) => sum + cellCount(frames, factor), 0);
  if ((bytesPerValue !== 2 && bytesPerValue !== 4) || leads === 0 || frames === 0 || sampleBytes !== leads * frames * bytesPerValue || pyramidBytes !== leads * 2 * bytesPerValue * cells) {
    throw damaged('The head of a segment does not agree with itself.');
  }
  return { first: head.getFloat64(8, true), frames, leads, bytesPerValue, pyramidBytes, sampleBytes, pyramidCrc: head.getUint32(32, true), sampleCrc: head.getUint32(36, true) };
}

function values(bytes: Uint8Array, at: number, length: number, bytesPerValue: 2 | 4): AduArray {
  const start = bytes.byteOffset + at;
  if (bytesPerValue === 2) return start % 2 === 0 ? new Int16Array(bytes.buffer, start, length) : new Int16Array(bytes.slice(at, at + 2 * length).buffer);
  return start % 4 === 0 ? new Int32Array(bytes.buffer, start, length) : new Int32Array(bytes.slice(at, at + 4 * length).buffer);
}

/** The pyramid from the bytes that follow the head. Throws AppError `store-damaged`. */
export function decodePyramid(head: SegmentHead, bytes: Uint8Array): PyramidLevel[][] {
  if (bytes.length < head.pyramidBytes) throw damaged('A segment of the recording is cut off.', { first: head.first });
  if (crc32(bytes.subarray(0, head.pyramidBytes)) !== head.pyramidCrc) throw damaged('The overview of a segment is damaged.', { first: head.first });
  const pyramid: PyramidLevel[][] = LEVELS.map(() => []);
  let at = 0;
  for (let level = LEVELS.length - 1; level >= 0; level--) {
    const factor = LEVELS[level]!;
    const length = cellCount(head.frames, factor);
    for (let lead = 0; lead < head.leads; lead++) {
      const min = values(bytes, at, length, head.bytesPerValue);
      at += length * head.bytesPerValue;
      const max = values(bytes, at, length, head.bytesPerValue);
      at += length * head.bytesPerValue;
      pyramid[level]!.push({ factor, min, max });
    }
  }
  return pyramid;
}

/** A segment from its bytes; every CRC is checked. Throws AppError `store-damaged`. */
export function decodeSampleSegment(bytes: Uint8Array): SampleSegment {
  const head = decodeHead(bytes);
  const length = HEADER_BYTES + head.pyramidBytes + head.sampleBytes;
  if (bytes.length !== length) throw damaged('A segment of the recording has a wrong length.', { first: head.first, bytes: bytes.length, expected: length });
  const pyramid = decodePyramid(head, bytes.subarray(HEADER_BYTES));
  const body = bytes.subarray(HEADER_BYTES + head.pyramidBytes);
  if (crc32(body) !== head.sampleCrc) throw damaged('The samples of a segment are damaged.', { first: head.first });
  const adu = Array.from({ length: head.leads }, (_, lead) => values(body, lead * head.frames * head.bytesPerValue, head.frames, head.bytesPerValue));
  return { ...head, adu, pyramid };
}

/**
 * Stretches of a segment in which no lead was measured, as from, to pairs.
 * Those shorter than `least` samples are left out unless they touch an edge,
 * where the next segment may carry them on.
 */
export function gapsOf(segment: SampleSegment, least: number): number[] {
  const out: number[] = [];
  const { frames, adu, first } = segment;
  // A lead that was measured throughout leaves none, and most are.
  if (adu.some((lead) => !lead.includes(INVALID_ADU))) return out;
  let from = -1;
  for (let i = 0; i <= frames; i++) {
    const measured = i === frames || adu.some((lead) => lead[i] !== INVALID_ADU);
    if (!measured && from < 0) from = i;
    if (measured && from >= 0) {
      if (i - from >= least || from === 0 || i === frames) out.push(first + from, first + i);
      from = -1;
    }
  }
  return out;
}
