/** A reading task done in this thread. */
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
