/** A reading task done in this thread. */
import type { RecordingHeader } from '../../core/study/recording.ts';
import { lendSeal } from '../store/keyring.ts';
import type { ReadTask, SynthesiseTask } from './protocol.ts';
import { readRecording, stageMaterial, type ReadResult, type StagingListener } from './read-recording.ts';
import { syntheticDay } from './synthetic-day.ts';

/** Stages what the task names. Errors: as `readRecording`. */
export async function readHere(task: ReadTask | SynthesiseTask, listener: StagingListener): Promise<ReadResult> {
  const release = lendSeal(task.staging, task.seal);
  try {
    return task.kind === 'read' ? await readRecording(task.path, task.staging, listener) : await stageMaterial(syntheticDay(task), task.staging, listener);
  } finally {
    release();
  }
}

/** What was staged, as an order names it. */
export interface Staged {
  samples: string;
  seal: ReadTask['seal'];
  segments: number;
  header: RecordingHeader;
}

/** Stages what the task names, for whoever hears of it once it is whole. Errors: as `readHere`. */
export async function readWhole(task: ReadTask | SynthesiseTask): Promise<Staged> {
  const headers: RecordingHeader[] = [];
  let segments = 0;
  const { sampleCount } = await readHere(task, { onHeader: async (header) => void headers.push(header), onSegment: async () => void segments++ });
  return { samples: task.staging, seal: task.seal, segments, header: { ...headers[0]!, sampleCount } };
}
