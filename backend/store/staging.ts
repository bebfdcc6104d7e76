/**
 * Staged segments become committed ones: the engine writes them beside the
 * store, the backend checks, syncs and renames them. Its row in the database
 * follows; without it the segment does not exist.
 */
import { dirname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { letGo } from '../../core/kernels/spare.ts';
import { files, namedFileError, syncFolder, writeWhole } from './files.ts';
import type { FileCalls } from './files.ts';
import { readSegmentBytes, segmentFileBytes } from './kept-file.ts';
import { sealOf } from './keyring.ts';
import { decodeSampleSegment, encodeSampleSegment, gapsOf, segmentName } from './segment.ts';

/** Folder of the committed segments of a case. */
export function samplesFolder(caseFolder: string): string {
  return join(caseFolder, 'samples');
}

/**
 * Writes a segment where it can be committed from; the engine's part. Sealed
 * where the staging folder was lent the seal of the case that it is for. Its
 * bytes are on the disk when this returns, so that the backend, which makes sure
 * of it while people wait for it, finds it done.
 *
 * @returns path of the staged file
 * @throws AppError `disk-full`, `file-unwritable`
 */
export function stageSegment(staging: string, index: number, first: number, leads: readonly ArrayLike<number>[], calls: FileCalls = files): string {
  const path = join(staging, segmentName(index));
  const bytes = segmentFileBytes(encodeSampleSegment(first, leads), sealOf(staging), segmentName(index));
  writeWhole(path, bytes, calls, false);
  try {
    syncFile(calls, path);
  } catch (thrown) {
    calls.remove(path);
    throw namedFileError(thrown, path);
  }
  letGo(bytes);
  return path;
}

function syncFile(calls: FileCalls, path: string): void {
  const file = calls.open(path, 'r+');
  try {
    calls.sync(file);
  } finally {
    calls.close(file);
  }
}

/** Shortest stretch without a sample that counts as a gap, in samples. */
export function leastGap(sampleRate: number): number {
  return Math.max(1, Math.round(0.1 * sampleRate));
}

/** A committed segment, as its row in the database says it. */
export interface CommittedSegment {
  index: number;
  first: number;
  frames: number;
  leads: number;
  /** In plain, head included. */
  bytes: number;
  crc: number;
  /** Stretches that no lead measured, from, to pairs of samples. */
  gaps: number[];
}

/**
 * Checks a staged segment and puts it in its place.
 *
 * @param first sample that the segment must begin with
 * @param leads number of leads it must have
 * @throws AppError `store-damaged`, `disk-full`, `file-unwritable`; then nothing new lies in the store
 */
export function commitStaged(caseFolder: string, index: number, stagedPath: string, expected: { first: number; leads: number; sampleRate: number }, calls: FileCalls = files): CommittedSegment {
  const target = join(samplesFolder(caseFolder), segmentName(index));
  let renamed = false;
  try {
    const bytes = readSegmentBytes(stagedPath, calls, target);
    const segment = decodeSampleSegment(bytes);
    if (segment.first !== expected.first || segment.leads !== expected.leads) {
      throw new AppError('store-damaged', 'A segment of the recording is not the one that was expected.', {
        details: { index, first: segment.first, expectedFirst: expected.first, leads: segment.leads, expectedLeads: expected.leads },
      });
    }
    syncFile(calls, stagedPath);
    calls.rename(stagedPath, target);
    renamed = true;
    syncFolder(calls, dirname(target));
    const gaps = gapsOf(segment, leastGap(expected.sampleRate));
    const committed = { index, first: segment.first, frames: segment.frames, leads: segment.leads, bytes: bytes.length, crc: segment.sampleCrc, gaps };
    letGo(bytes);
    return committed;
  } catch (thrown) {
    calls.remove(renamed ? target : stagedPath);
    throw namedFileError(thrown, target);
  }
}
