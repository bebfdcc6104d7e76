/** The recordings that are measured: synthetic, the same on every computer. */
import { join } from 'node:path';
import type { CancelSignal } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import { createWfdbRecord } from '../formats/wfdb/writer.ts';

export interface BenchmarkRecording {
  name: '3h-1lead' | '2h-3lead' | '24h-3lead' | '24h-1lead' | '14d-1lead';
  hours: number;
  leads: number;
  sampleRate: number;
  seed: number;
  /** How often it is taken from file to reviewable case. */
  repetitions: number;
}

/** Three hours at the rate of the MIT-BIH records, a Holter day and what a program had before it, and a patch's day and fortnight. A quick run takes minutes of each, once. */
export function recordingsFor(quick: boolean): Record<'short' | 'earlier' | 'day' | 'patchDay' | 'patch', BenchmarkRecording> {
  return {
    short: { name: '3h-1lead', hours: quick ? 0.1 : 3, leads: 1, sampleRate: 360, seed: 3, repetitions: quick ? 1 : 5 },
    earlier: { name: '2h-3lead', hours: quick ? 0.1 : 2, leads: 3, sampleRate: 250, seed: 25, repetitions: 1 },
    day: { name: '24h-3lead', hours: quick ? 0.2 : 24, leads: 3, sampleRate: 250, seed: 24, repetitions: quick ? 1 : 3 },
    patchDay: { name: '24h-1lead', hours: quick ? 0.1 : 24, leads: 1, sampleRate: 200, seed: 14, repetitions: quick ? 1 : 3 },
    patch: { name: '14d-1lead', hours: quick ? 0.2 : 336, leads: 1, sampleRate: 200, seed: 14, repetitions: 1 },
  };
}

/** Samples in one piece are written so many seconds at a time. */
const PIECE_SECONDS = 300;

/**
 * Writes a recording as WFDB format 212 without its truth, which nobody asks for here. Returns the path of the header.
 * Throws AppError `file-unwritable`, `disk-full`, `cancelled`.
 */
export async function writeRecording(folder: string, recording: BenchmarkRecording, onProgress: (share: number) => void, signal: CancelSignal): Promise<string> {
  const { hours, leads, sampleRate, seed, name } = recording;
  const path = join(folder, name);
  const { header, readAdu } = synthesise({ hours, leads, rate: sampleRate, seed });
  const writer = await createWfdbRecord({ path, leads: header.leads, sampleRate, format: 212, start: header.start, comments: header.comments });
  const piece = PIECE_SECONDS * sampleRate;
  for (let from = 0; from < header.sampleCount; from += piece) {
    if (signal.aborted) {
      await writer.abort();
      throw new AppError('cancelled', `Writing ${name} was cancelled.`);
    }
    const to = Math.min(header.sampleCount, from + piece);
    await writer.write(readAdu(from, to));
    onProgress(to / header.sampleCount);
  }
  await writer.finish();
  return `${path}.hea`;
}
