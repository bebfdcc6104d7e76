/** When each data record of an EDF+ file was recorded, and the events in its annotation signals. */

import { AppError } from '../../../core/contract/errors.ts';
import type { Annotation } from '../../../core/study/recording.ts';
import type { SourceFile } from '../files.ts';
import { codeOfSymbol } from '../wfdb/mnemonics.ts';
import type { EdfHeader } from './header.ts';
import { parseTals } from './tal.ts';

/** Data records that follow each other without a gap. */
export interface Stretch {
  /** First sample on the recording's grid. */
  from: number;
  record: number;
  records: number;
}

export interface Timeline {
  stretches: Stretch[];
  /** Samples from the first to the last, gaps included. */
  length: number;
  annotations: Annotation[];
  /** Seconds from the header's start time to the first sample. */
  offset: number;
  warnings: string[];
}

const CHUNK_BYTES = 4 * 1024 * 1024;
/** No recorder is silent for longer and goes on in the same file. */
const MAX_GAP_SECONDS = 31 * 86400;

/** The mark that a text of an EDF+ event stands for: its own mnemonic, a rhythm, or a note. */
function markOf(text: string, sample: number): Annotation {
  const mark: Annotation = { sample, symbol: '"', subtype: 0, chan: 0, num: 0, aux: '' };
  if (codeOfSymbol(text) > 0) mark.symbol = text;
  else if (/^\([A-Z]+$/.test(text)) Object.assign(mark, { symbol: '+', aux: text });
  else mark.aux = text;
  return mark;
}

/**
 * Reads the annotation signals of `records` data records and lays the records
 * out in time. Without annotation signals the records simply follow each other.
 *
 * @throws AppError `format-damaged` for times that cannot be
 */
export async function readTimeline(file: SourceFile, header: EdfHeader, records: number, perRecord: number, sampleRate: number): Promise<Timeline> {
  const signals = header.signals.filter((signal) => signal.isAnnotation && signal.perRecord > 0);
  const warnings: string[] = [];
  if (signals.length === 0) {
    return { stretches: [{ from: 0, record: 0, records }], length: records * perRecord, annotations: [], offset: 0, warnings };
  }
  const events: { onset: number; text: string }[] = [];
  const stretches: Stretch[] = [];
  let offset: number | null = null;
  let end = 0;
  let overlaps = 0;
  const chunk = Math.max(1, Math.floor(CHUNK_BYTES / header.recordBytes));
  for (let record = 0; record < records; record += chunk) {
    const count = Math.min(chunk, records - record);
    const bytes = await file.read(header.headerBytes + record * header.recordBytes, count * header.recordBytes);
    for (let r = 0; r < count; r++) {
      let onset: number | null = null;
      signals.forEach((signal, s) => {
        const start = r * header.recordBytes + signal.offset;
        const tals = parseTals(bytes.subarray(start, start + signal.perRecord * header.sampleBytes));
        // The first list of the first annotation signal keeps the time of the record.
        if (s === 0 && tals[0]) onset = tals[0].onset;
        for (const tal of tals) for (const text of tal.texts) events.push({ onset: tal.onset, text });
      });
      offset ??= onset ?? 0;
      let from = end;
      if (header.discontinuous && onset !== null) {
        const stated = Math.round((onset - offset) * sampleRate);
        if (stated - end > MAX_GAP_SECONDS * sampleRate) {
          throw new AppError('format-damaged', 'The file states a gap of more than a month.', { hint: 'Export the recording again from the program that wrote it.', details: { record: record + r, seconds: onset } });
        }
        if (stated > end + 1) from = stated;
        else if (stated < end - 1) overlaps++;
      }
      const last = stretches.at(-1);
      if (last && from === end) last.records++;
      else stretches.push({ from, record: record + r, records: 1 });
      end = from + perRecord;
    }
  }
  if (overlaps > 0) warnings.push(`${overlaps} data records state a time before the end of the one before; they were put behind it.`);
  const annotations = events
    .map(({ onset, text }) => markOf(text.trim(), Math.round((onset - (offset ?? 0)) * sampleRate)))
    .filter((mark) => mark.sample >= 0 && mark.sample < end && (mark.aux !== '' || mark.symbol !== '"'))
    .sort((a, b) => a.sample - b.sample);
  if (annotations.length < events.length) warnings.push(`${events.length - annotations.length} events lie outside the recording or say nothing and were left out.`);
  return { stretches, length: end, annotations, offset: offset ?? 0, warnings };
}
