/**
 * Imports that ended before the recording was whole. Of most nothing stays; one
 * of which people have said something by then stays as far as it came, and goes
 * on when the same recording is brought in again.
 */
import { join } from 'node:path';
import type { RecordingHeader } from '../../core/study/recording.ts';
import { files, type FileCalls } from '../store/files.ts';
import { readSegmentBytes } from '../store/kept-file.ts';
import { decodeSampleSegment, segmentName } from '../store/segment.ts';
import { samplesFolder } from '../store/staging.ts';
import type { CaseDatabase, ImportedRecording } from './case-database.ts';

/** Whether people have said anything of a case: the laboratory's thresholds, which it begins with, are nobody's word. */
export function isSpokenOf(db: CaseDatabase): boolean {
  const { sequence } = db.journal.head();
  if (sequence !== 1) return sequence > 1;
  const { kind, time } = db.journal.entry(1)!;
  return kind !== 'setting' || time !== db.recording().importedAt;
}

/** Whether a file says of its recording what was imported of it. */
export function isSameHeader({ header }: Pick<ImportedRecording, 'header'>, other: RecordingHeader): boolean {
  const said = ({ record, format, sampleRate, sampleCount, leads, start, patient, comments }: RecordingHeader): string =>
    JSON.stringify([
      record,
      format,
      sampleRate,
      sampleCount,
      leads.map(({ name, gain, baseline, bits }) => [name, gain, baseline, bits]),
      [start.local, start.assumed],
      [patient.name, patient.id, patient.birth, patient.age ?? '', patient.sex],
      comments,
    ]);
  return said(header) === said(other);
}

/** What is there of a recording that is read again. */
export interface TakenUp {
  /** Segments that are committed already. */
  segments: number;
  /** Whether a staged segment holds what the committed one of its number does. Throws AppError `store-damaged`. */
  holds(index: number, stagedPath: string): boolean;
}

export function takenUp(folder: string, db: CaseDatabase, calls: FileCalls = files): TakenUp {
  const rows = db.segmentSums();
  return {
    segments: rows.length,
    holds(index, stagedPath) {
      const staged = decodeSampleSegment(readSegmentBytes(stagedPath, calls, join(samplesFolder(folder), segmentName(index))));
      const row = rows[index];
      return row !== undefined && staged.first === row.first && staged.frames === row.frames && staged.sampleCrc === row.crc;
    },
  };
}
