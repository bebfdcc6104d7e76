/** The unfused wavelet transform beside our network: the same beats, the same process, one thread each. */
import { analyseSource } from '../engine/analyse.ts';
import type { Classifier } from '../engine/classifier.ts';
import { loadModel, modelFolder } from '../engine/model.ts';
import { probeInputs } from '../engine/probe.ts';
import { openClassifier } from '../engine/session.ts';
import { openRecording } from '../formats/open.ts';
import { memorySource } from '../formats/source.ts';
import { program } from '../program.ts';
import { MODEL_RATE, toModelPositions } from '../../core/beats/conditioned.ts';
import { CONTEXT_LENGTH } from '../../core/beats/context.ts';
import { TEMPLATE_LENGTH } from '../../core/beats/dominant.ts';
import { BLOCK_SECONDS, blockRange } from '../../core/beats/horizon.ts';
import { batchOf, STRETCH_LENGTHS } from '../../core/beats/stretches.ts';
import { blockCount, readBlock } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { classified, stored } from './classified.ts';
import { energyMeter } from './energy.ts';
import type { Reports, Spent, UnfusedJob, UnfusedOutcome } from './jobs.ts';
import { unfusedTransform, type UnfusedTransform } from './unfused-transform.ts';

/** Beats that the unfused transform sees before it is timed. */
const WARM_UP_BEATS = 500;
/** Beats that the network is asked for one at a time; its time for all of them follows, for each costs the same. */
const ONE_BY_ONE = 500;

/** Measures both ways. Throws what reading and analysing throw. */
export async function compareWithUnfused(job: UnfusedJob, reports: Reports): Promise<UnfusedOutcome> {
  const source = await inMemory(job.recording);
  // The first analysis opens the session and warms the code; it is not counted.
  const { peaks } = await analyseSource(source, { device: job.device });
  const outcome: UnfusedOutcome = { beats: peaks.length, unfused: [], oneByOne: [], ours: [], total: [], spent: { unfused: [], total: [] } };
  const model = await loadModel(modelFolder(program().folder));
  const { manifest } = model;
  const classifier = await openClassifier(model, 'cpu', probeInputs());
  const ownDevice = job.device === 'cpu' ? classifier : await openClassifier(model, job.device, probeInputs());
  const recording = await stored(job.recording);
  const transform = unfusedTransform(manifest.wavelet.frequenciesHz, manifest.wavelet.w0, MODEL_RATE);
  const signal = await conditionedLead(source);
  const positions = toModelPositions(peaks, source.sampleRate);
  transformAll(transform, signal, positions.subarray(0, WARM_UP_BEATS));
  try {
    await classified(recording, ownDevice, model);
    for (let i = 0; i < job.repetitions; i++) {
      const { seconds } = await analyseSource(source, { device: job.device });
      outcome.ours.push(seconds);
      const ours = spending();
      const start = performance.now();
      await classified(recording, ownDevice, model);
      outcome.total.push((performance.now() - start) / 1000);
      outcome.spent.total.push(ours());
      const theirs = spending();
      outcome.unfused.push(transformAll(transform, signal, positions));
      outcome.spent.unfused.push(theirs());
      outcome.oneByOne.push(await askOneByOne(classifier, signal, positions));
      reports.progress((i + 1) / job.repetitions);
    }
  } finally {
    await recording.remove();
    await classifier.close();
    if (ownDevice !== classifier) await ownDevice.close();
  }
  return outcome;
}

/** Begins to count; what it returns tells what this process has spent since. */
function spending(): () => Spent {
  const before = process.cpuUsage();
  const meter = energyMeter();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { coreSeconds: (user + system) / 1e6, joules: meter?.() ?? null };
  };
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

/**
 * Seconds of the network for all beats at batch 1: each over the shortest stretch
 * that it takes, its wavelets included, for they are part of the graph.
 */
async function askOneByOne(classifier: Classifier, signal: Float32Array, positions: Float64Array): Promise<number> {
  const length = STRETCH_LENGTHS[0]!;
  const asked = Math.min(ONE_BY_ONE, positions.length);
  const start = performance.now();
  for (let i = 0; i < asked; i++) {
    const from = Math.max(0, Math.min(signal.length - length, Math.round(positions[i]!) - length / 2));
    const stretch = new Float32Array(length);
    stretch.set(signal.subarray(from, from + length));
    await classifier.run(batchOf([{ leadCount: 1, signal: stretch, leadMask: Float32Array.of(1), template: new Float32Array(TEMPLATE_LENGTH), beats: Int32Array.of(Math.round(positions[i]!) - from), context: new Float32Array(CONTEXT_LENGTH), first: 0 }]));
  }
  return asked === 0 ? 0 : ((performance.now() - start) / 1000) * (positions.length / asked);
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
