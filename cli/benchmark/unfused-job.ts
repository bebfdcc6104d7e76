/** The unfused wavelet transform beside our network: the same beats, the same process, one thread each. */
import { analyseSource } from '../../backend/engine/analyse.ts';
import { loadModel, modelFolder } from '../../backend/engine/model.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { program } from '../../backend/program.ts';
import { MODEL_RATE, toModelPositions } from '../../core/beats/conditioned.ts';
import { BLOCK_SECONDS, blockRange } from '../../core/beats/horizon.ts';
import { blockCount, readBlock } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import type { Reports, UnfusedJob, UnfusedOutcome } from './jobs.ts';
import { unfusedTransform, type UnfusedTransform } from './unfused-transform.ts';

/** Beats that the unfused transform sees before it is timed. */
const WARM_UP_BEATS = 500;

/** Measures both ways. Throws what reading and analysing throw. */
export async function compareWithUnfused(job: UnfusedJob, reports: Reports): Promise<UnfusedOutcome> {
  const source = await inMemory(job.recording);
  // The first analysis opens the session and warms the code; it is not counted.
  const { peaks } = await analyseSource(source, { device: job.device });
  const outcome: UnfusedOutcome = { beats: peaks.length, unfused: [], ours: [], total: [] };
  const { manifest } = await loadModel(modelFolder(program().folder));
  const transform = unfusedTransform(manifest.wavelet.frequenciesHz, manifest.wavelet.w0, MODEL_RATE);
  const signal = await conditionedLead(source);
  const positions = toModelPositions(peaks, source.sampleRate);
  transformAll(transform, signal, positions.subarray(0, WARM_UP_BEATS));
  for (let i = 0; i < job.repetitions; i++) {
    const start = performance.now();
    const { seconds } = await analyseSource(source, { device: job.device });
    outcome.total.push((performance.now() - start) / 1000);
    outcome.ours.push(seconds);
    outcome.unfused.push(transformAll(transform, signal, positions));
    reports.progress((i + 1) / job.repetitions);
  }
  return outcome;
}

async function inMemory(recording: string): Promise<SampleSource> {
  const reader = await openRecording(recording);
  try {
    return await memorySource(reader);
  } finally {
    await reader.close();
  }
}

/** Seconds for all beats, one at a time. */
function transformAll(transform: UnfusedTransform, signal: Float32Array, positions: Float64Array): number {
  const start = performance.now();
  for (const position of positions) transform(signal, position);
  return (performance.now() - start) / 1000;
}

/** The first lead as the network sees it, 125 Hz from the recording's start. */
async function conditionedLead(source: SampleSource): Promise<Float32Array> {
  const blocks = blockCount(source);
  const signal = new Float32Array(blockRange(blocks).from);
  for (let index = 0; index < blocks; index++) {
    const { conditioned } = await readBlock(source, index, BLOCK_SECONDS);
    const { from, to } = blockRange(index);
    signal.set(conditioned.leads[0]!.subarray(from - conditioned.from, to - conditioned.from), from);
  }
  return signal;
}
