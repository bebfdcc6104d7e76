/** EDF, EDF+ and BDF files behind the reader interface. */

import { basename, extname } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { INVALID_ADU } from '../../../core/study/recording.ts';
import type { Annotation, RecordingHeader, StartTime } from '../../../core/study/recording.ts';
import { blocksOf } from '../blocks.ts';
import { withSource } from '../files.ts';
import type { SourceFile } from '../files.ts';
import type { Format, GrowingReader, RecordingReader, SampleBlock } from '../reader.ts';
import { chooseSignals } from './choice.ts';
import type { EdfChoice } from './choice.ts';
import { FIXED_BYTES, headerLength, kindOf, parseEdfHeader } from './header.ts';
import type { EdfHeader } from './header.ts';
import { readTimeline } from './timeline.ts';
import type { Timeline } from './timeline.ts';

/** Adds seconds to a local time. */
function later(start: StartTime, seconds: number): StartTime {
  if (seconds === 0) return start;
  const moved = new Date(Date.parse(`${start.local}Z`) + seconds * 1000);
  return Number.isNaN(moved.getTime()) ? start : { local: moved.toISOString().slice(0, -1), assumed: start.assumed };
}

class EdfReader implements RecordingReader {
  readonly header: RecordingHeader;
  readonly warnings: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly sourceFiles: readonly string[];
  private readonly file: SourceFile;
  private readonly edf: EdfHeader;
  private readonly choice: EdfChoice;
  private readonly timeline: Timeline;

  constructor(file: SourceFile, edf: EdfHeader, choice: EdfChoice, timeline: Timeline, header: RecordingHeader, warnings: string[]) {
    this.file = file;
    this.edf = edf;
    this.choice = choice;
    this.timeline = timeline;
    this.header = header;
    this.annotations = timeline.annotations;
    this.warnings = warnings;
    this.sourceFiles = [file.path];
  }

  blocks(frames: number): AsyncIterable<SampleBlock> {
    let stretch = 0;
    const { stretches, length } = this.timeline;
    const each = this.choice.perRecord;
    return blocksOf(length, this.choice.chosen.length, frames, async (first, count) => {
      const leads = this.choice.chosen.map(() => new Int32Array(count).fill(INVALID_ADU));
      while (stretch > 0 && stretches[stretch]!.from > first) stretch--;
      for (let s = stretch; s < stretches.length; s++) {
        const { from, record, records } = stretches[s]!;
        if (from >= first + count) break;
        const start = Math.max(first, from);
        const end = Math.min(first + count, from + records * each);
        if (start >= end) continue;
        stretch = s;
        await this.copy(record * each + (start - from), end - start, leads, start - first);
      }
      return leads;
    });
  }

  /** Samples `[from, to)` of a file without gaps in time; INVALID_ADU behind its end. */
  async read(from: number, to: number): Promise<Int32Array[]> {
    const leads = this.choice.chosen.map(() => new Int32Array(to - from).fill(INVALID_ADU));
    if (to > from) await this.copy(from, to - from, leads, 0);
    return leads;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Samples `[at, at + count)` of the data records, end to end, into `leads` from `to` on. */
  private async copy(at: number, count: number, leads: Int32Array[], to: number): Promise<void> {
    const { headerBytes, recordBytes, sampleBytes } = this.edf;
    const each = this.choice.perRecord;
    const firstRecord = Math.floor(at / each);
    const records = Math.ceil((at + count) / each) - firstRecord;
    const bytes = await this.file.read(headerBytes + firstRecord * recordBytes, records * recordBytes);
    const whole = Math.floor(bytes.length / recordBytes);
    this.choice.chosen.forEach(({ signal, inverted }, l) => {
      const out = leads[l]!;
      const { offset, digitalMin, digitalMax } = signal;
      // A value that the scale cannot hold was never measured; some writers fill gaps so.
      const lowest = sampleBytes === 2 && digitalMin > -32768 && digitalMax <= 32767 ? -32768 : Number.NEGATIVE_INFINITY;
      for (let r = 0; r < whole; r++) {
        const base = (firstRecord + r) * each - at;
        const from = Math.max(0, -base);
        const end = Math.min(each, count - base);
        let p = r * recordBytes + offset + from * sampleBytes;
        for (let k = from; k < end; k++, p += sampleBytes) {
          const raw = sampleBytes === 2
            ? ((bytes[p]! | (bytes[p + 1]! << 8)) << 16) >> 16
            : ((bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16)) << 8) >> 8;
          if (raw === lowest) {
            out[to + base + k] = INVALID_ADU;
            continue;
          }
          const value = inverted ? -raw : raw;
          // A true value that reads as "never measured" moves by one adu, and stays within 16 bits.
          out[to + base + k] = value === INVALID_ADU ? INVALID_ADU + 1 : sampleBytes === 2 && value > 32767 ? 32767 : value;
        }
      }
    });
  }
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

async function headerIn(file: SourceFile): Promise<EdfHeader> {
  if (file.size === 0) throw new AppError('file-empty', 'The file is empty.', { hint: 'Copy the file again from where it came from.' });
  const head = await file.read(0, FIXED_BYTES);
  if (!kindOf(head)) throw new AppError('format-damaged', 'The file does not begin as an EDF or BDF file.', { hint: 'Export the recording again from the program that wrote it.' });
  return parseEdfHeader(await file.read(0, headerLength(head)));
}

function rateOf(edf: EdfHeader, choice: EdfChoice): number {
  if (!(edf.recordSeconds > 0)) throw new AppError('format-damaged', 'The header states no duration of a data record.', { hint: 'Export the recording again from the program that wrote it.' });
  const sampleRate = Math.round((choice.perRecord / edf.recordSeconds) * 1e6) / 1e6;
  if (!(sampleRate > 0)) throw new AppError('format-damaged', 'The header states no usable sampling rate.', { hint: 'Export the recording again from the program that wrote it.' });
  return sampleRate;
}

async function open(file: SourceFile): Promise<RecordingReader> {
  const name = basename(file.path);
  const edf = await headerIn(file);
  const warnings: string[] = [];
  const held = Math.floor((file.size - edf.headerBytes) / edf.recordBytes);
  if (held === 0) {
    throw new AppError('file-truncated', 'The file holds not one whole data record.', {
      hint: 'Copy the file again from where it came from.',
      details: { bytes: file.size, promised: edf.records },
    });
  }
  const records = edf.records === -1 ? held : Math.min(held, edf.records);
  if (edf.records > held) {
    warnings.push(`${name} ends early: ${seconds(held * edf.recordSeconds)} of ${seconds(edf.records * edf.recordSeconds)} are there and were kept.`);
  } else if (edf.records === -1) {
    warnings.push('The file was not closed by its recorder; its length was taken from its size.');
  } else if (held > edf.records && edf.records > 0) {
    warnings.push(`The file holds ${held - edf.records} data records more than its header says; they were left out.`);
  }
  if (records === 0) throw new AppError('file-truncated', 'The header states that the file holds no data records.', { hint: 'Copy the file again from where it came from.', details: { held } });
  const choice = chooseSignals(edf.signals);
  const sampleRate = rateOf(edf, choice);
  const timeline = await readTimeline(file, edf, records, choice.perRecord, sampleRate);
  return new EdfReader(file, edf, choice, timeline, factsOf(file, edf, choice, sampleRate, timeline), [...warnings, ...choice.warnings, ...timeline.warnings]);
}

function factsOf(file: SourceFile, edf: EdfHeader, choice: EdfChoice, sampleRate: number, timeline: Timeline): RecordingHeader {
  const comments = [
    edf.patientText && `Patient: ${edf.patientText}`,
    edf.recordingText && `Recording: ${edf.recordingText}`,
    ...new Set(choice.chosen.map(({ signal }) => signal.prefilter && `Filters: ${signal.prefilter}`)),
  ].filter((line) => line !== '');
  return {
    record: basename(file.path, extname(file.path)),
    format: edf.kind,
    sampleRate,
    leads: choice.leads,
    sampleCount: timeline.length,
    start: later(edf.start, timeline.offset),
    patient: edf.patient,
    comments,
  };
}

/** A file that may still be written: as many data records as are there whole, whatever the header says. Its events are read when it is finished. */
async function openWhileWritten(file: SourceFile): Promise<GrowingReader> {
  const edf = await headerIn(file);
  if (edf.discontinuous) throw new AppError('format-unknown', 'A file with gaps in time (EDF+D) cannot be followed while it is written.', { hint: 'Import it when it is finished.' });
  const choice = chooseSignals(edf.signals);
  const sampleRate = rateOf(edf, choice);
  const held = Math.max(0, Math.floor((file.size - edf.headerBytes) / edf.recordBytes));
  // The first data record says by how much the recording began after the header's whole second.
  const { offset } = await readTimeline(file, edf, Math.min(1, held), choice.perRecord, sampleRate);
  const length = held * choice.perRecord;
  const timeline: Timeline = { stretches: [{ from: 0, record: 0, records: held }], length, annotations: [], offset, warnings: [] };
  const header = factsOf(file, edf, choice, sampleRate, timeline);
  const reader = new EdfReader(file, edf, choice, timeline, header, []);
  return { header, stated: Math.max(0, edf.records) * choice.perRecord, bytes: file.size, read: (from, to) => reader.read(from, to), close: () => reader.close() };
}

/**
 * Opens an EDF, EDF+ or BDF file.
 *
 * @throws AppError `file-missing`, `file-empty`, `file-truncated`, `format-damaged`, `signal-missing`
 */
export function openEdf(path: string): Promise<RecordingReader> {
  return withSource(path, open);
}

export const edf: Format = {
  name: 'edf',
  label: 'EDF, EDF+ and BDF',
  extensions: ['.edf', '.bdf', '.rec'],
  sniff(_path, head) {
    const kind = kindOf(head);
    if (!kind) return { score: 0, reason: 'no EDF header' };
    return head.length >= FIXED_BYTES
      ? { score: 0.95, reason: `the header of ${kind.toUpperCase()}` }
      : { score: 0.5, reason: `the beginning of ${kind.toUpperCase()}` };
  },
  open: openEdf,
  openGrowing: (path) => withSource(path, openWhileWritten),
};
