/** The joined cases that a reading is measured on: made, imported and analysed as any recording, with their reference beside them. */
import { join } from 'node:path';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import { BEAT_SOURCE, type BeatColumns } from '../../core/beats/columns.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { labelsOf } from '../../core/scoring/labels.ts';
import type { Span } from '../../core/study/recording.ts';
import { joinedMaterial, planOf } from '../demo/joined.ts';
import { writeMaterial } from '../demo/write.ts';
import { makeCase } from '../../backend/benchmark/case-job.ts';
import type { DeviceChoice } from '../../backend/benchmark/jobs.ts';
import type { ReadingCase } from './reading.ts';

/** Cases with many patients of known labels. */
export const READ_CASES = ['24h', 'svdb-test', 'ds2'] as const;
export type ReadCaseName = (typeof READ_CASES)[number];

export interface MakingOptions {
  /** Folder of the data sets. */
  sets: string;
  /** An empty folder for the recording and the case. */
  scratch: string;
  device: DeviceChoice;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Joins, writes, imports and analyses a case. Throws the AppErrors of the data, the engine and the disk. */
export async function madeReadingCase(name: ReadCaseName, { sets, scratch, device, onProgress, signal }: MakingOptions): Promise<ReadingCase & { model: string }> {
  const material = await joinedMaterial(name, sets, await planOf(name, sets));
  const path = join(scratch, name);
  // The program must not see the reference: the record has none beside it.
  await writeMaterial({ ...material, annotations: [] }, { kind: 'wfdb', path }, { onProgress: (share) => onProgress(share * 0.2), signal });
  const data = join(scratch, 'data');
  const { caseId } = await makeCase({ kind: 'case', data, recording: `${path}.hea`, device }, { progress: (share) => onProgress(0.2 + share * 0.8), phase: () => undefined });
  if (signal.aborted) throw new AppError('cancelled', 'The benchmark was stopped.');
  const backend = await openBackend(nodeEnvironment(data));
  const connection = backend.connect();
  try {
    const { beats, unreadable } = await connection.client.review.state({ caseId });
    const { run } = await connection.client.library.study({ caseId });
    return { name, beats: copied(beats), reference: labelsOf(material.annotations, 'ec57', material.sampleCount), unreadable: spansOf(unreadable), sampleRate: material.sampleRate, width: await widthsOf(connection.client, caseId, beats.key), model: run?.modelName ?? '' };
  } finally {
    connection.close();
    await backend.close();
  }
}

/** Asked for as a gallery asks. */
const AT_ONCE = 512;

async function widthsOf(client: Client<Contract>, caseId: string, keys: Int32Array): Promise<Float32Array> {
  const width = new Float32Array(keys.length);
  for (let at = 0; at < keys.length; at += AT_ONCE) width.set((await client.review.widths({ caseId, keys: keys.slice(at, at + AT_ONCE) })).ms, at);
  return width;
}

/** Columns of their own, for what the backend answers is the backend's. */
function copied(beats: BeatColumns): BeatColumns {
  const { key, sample, code, template, probability, likeness, source } = beats;
  return { key: key.slice(), sample: sample.slice(), code: code.slice(), template: template.slice(), probability: probability.slice(), likeness: likeness.slice(), source: new Uint8Array(source.length).fill(BEAT_SOURCE.model) };
}

function spansOf(pairs: Float64Array): Span[] {
  return Array.from({ length: pairs.length >> 1 }, (_, i) => ({ from: pairs[2 * i]!, to: pairs[2 * i + 1]! }));
}
