/**
 * The reading half of the engine: a foreign file in, staged sample segments out.
 *
 * Untrusted bytes are parsed here and nowhere else. Each segment is written to
 * the staging folder in the store's own form; the backend checks it, syncs it
 * and moves it into place.
 */
import { createHash, type Hash } from 'node:crypto';
import { INVALID_ADU, type Annotation, type RecordingHeader } from '../../core/study/recording.ts';
import { AppError } from '../../core/contract/errors.ts';
import { openRecording } from '../formats/open.ts';
import type { RecordingReader } from '../formats/reader.ts';
import { segmentFrames } from '../store/segment.ts';
import { stageSegment } from '../store/staging.ts';

export interface StagedSegment {
  index: number;
  first: number;
  frames: number;
  file: string;
  /** Share of the recording read so far, 0…1. */
  fraction: number;
}

export interface ReadResult {
  /** Of lead names, rate, gains and samples: the same recording has the same, whatever file it came in. */
  sha256: string;
  sampleCount: number;
  warnings: string[];
  /** Marks that came with the recording. */
  annotations: Annotation[];
}

/** Where samples come from: an open file, or a synthetic day. */
export type Material = Pick<RecordingReader, 'header' | 'warnings' | 'annotations' | 'blocks'>;

/**
 * Reads the recording at `path` into staged segments. Errors: those of the
 * formats by name, and those of `stageMaterial`.
 */
export async function readRecording(path: string, staging: string, listener: StagingListener): Promise<ReadResult> {
  const reader = await openRecording(path);
  try {
    return await stageMaterial(reader, staging, listener);
  } finally {
    await reader.close();
  }
}

export interface StagingListener {
  onHeader(header: RecordingHeader): Promise<void>;
  /** Awaited before the next segment is read: the pace of the store is the pace of the reading. */
  onSegment(segment: StagedSegment): Promise<void>;
}

/**
 * Stages all samples segment by segment. Errors: `signal-missing` when nothing
 * was measured; `disk-full` and `file-unwritable` from the staging folder.
 */
export async function stageMaterial(material: Material, staging: string, listener: StagingListener): Promise<ReadResult> {
  const { header } = material;
  await listener.onHeader(header);
  const frames = segmentFrames(header.sampleRate);
  const hash = readingHash(header);
  const pending = header.leads.map(() => new Int32Array(frames));
  let index = 0;
  let filled = 0;
  let total = 0;
  let measured = false;
  const flush = async (): Promise<void> => {
    const leads = pending.map((lead) => lead.subarray(0, filled));
    for (const lead of leads) hash.update(new Uint8Array(lead.buffer, lead.byteOffset, lead.byteLength));
    measured ||= leads.some((lead) => lead.some((value) => value !== INVALID_ADU));
    const first = index * frames;
    const file = stageSegment(staging, index, first, leads);
    await listener.onSegment({ index, first, frames: filled, file, fraction: header.sampleCount > 0 ? Math.min(1, total / header.sampleCount) : 0 });
    index++;
    filled = 0;
  };
  for await (const block of material.blocks(frames)) {
    const length = block.leads[0]?.length ?? 0;
    for (let offset = 0; offset < length; ) {
      const take = Math.min(frames - filled, length - offset);
      pending.forEach((lead, l) => lead.set(block.leads[l]!.subarray(offset, offset + take), filled));
      filled += take;
      offset += take;
      total += take;
      if (filled === frames) await flush();
    }
  }
  if (filled > 0) await flush();
  if (!measured) {
    throw new AppError('signal-missing', `${header.record} holds no measured sample.`, {
      hint: 'Check that the recorder’s card was read out completely.',
      details: { record: header.record, samples: total },
    });
  }
  return { sha256: hash.digest('hex'), sampleCount: total, warnings: [...material.warnings, ...slowness(header.sampleRate)], annotations: [...material.annotations] };
}

/** The hash of a recording before its samples: to be fed with them segment by segment, lead by lead. */
export function readingHash(header: RecordingHeader): Hash {
  return createHash('sha256').update(JSON.stringify([header.sampleRate, header.leads.map((lead) => [lead.name, lead.gain, lead.baseline])]));
}

/** Samples a second below which QRS complexes are not drawn well enough to be told apart. */
const LEAST_RATE = 100;

/** Warns of a rate that is too low. */
export function slowness(sampleRate: number): string[] {
  return sampleRate < LEAST_RATE ? [`The recording has ${Number(sampleRate.toFixed(2))} samples a second. Below ${LEAST_RATE} beats are missed and their classes are not reliable.`] : [];
}
