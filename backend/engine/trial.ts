/**
 * One device tried by really running the model, in a process that may crash:
 * its results beside the processor's, and how many beats a second each labels.
 */
import './no-telemetry.ts';
import { listSupportedBackends } from 'onnxruntime-node';
import { classOf, MODEL_CLASSES, probabilitiesOf } from '../../core/beats/decide.ts';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import { LOCAL_DEVICES, type LocalDevice } from '../../core/contract/device.ts';
import type { Classifier } from './classifier.ts';
import type { LoadedModel } from './model.ts';
import { openSession } from './session.ts';
import { trialSet, type TrialInputs } from './trial-set.ts';

/** What a device did. */
export interface Trial {
  beatsPerSecond: number;
  /** The processor's, between the runs of the device. */
  besideProcessor: number;
  compared: number;
  differing: number;
  largestDifference: number;
}

/** A short stretch that takes longer than this, warm, is of a device on which the whole would take seconds. */
const SLOW_MS = 150;
/** Passes over the stretches of which the median is told, and how long they may take in all; one is enough to know that a device is slow. */
const PASSES = 15;
const LEAST_PASSES = 3;
const BUDGET_MS = 1500;

/** Devices that the installed runtime offers here, in the order of the closed list. */
export function offeredDevices(): LocalDevice[] {
  const offered = new Set<string>(listSupportedBackends().map(({ name }) => name));
  return LOCAL_DEVICES.filter((device) => offered.has(device));
}

/** Tries one. Throws what the runtime throws where it cannot be opened or run. */
export async function tryDevice(model: LoadedModel, device: LocalDevice): Promise<Trial> {
  const processor = await openSession(model, 'cpu');
  const tried = device === 'cpu' ? processor : await openSession(model, device);
  const { whole, short } = await trialSet();
  const first = short.slice(0, 1);
  await passOver(tried, first);
  const slow = (await passOver(tried, first)) > SLOW_MS;
  const stretches = slow ? short : whole;
  const same = await compared(model, tried, processor, stretches);
  const speeds = await measured(tried, processor, stretches, slow ? 1 : LEAST_PASSES);
  if (tried !== processor) await tried.close();
  await processor.close();
  return { ...same, ...speeds };
}

/** ms that a classifier takes for all stretches, one after the other. */
async function passOver(classifier: Classifier, stretches: readonly TrialInputs[]): Promise<number> {
  const from = performance.now();
  for (const { inputs } of stretches) await classifier.run(inputs);
  return performance.now() - from;
}

async function compared(model: LoadedModel, tried: Classifier, processor: Classifier, stretches: readonly TrialInputs[]): Promise<Pick<Trial, 'compared' | 'differing' | 'largestDifference'>> {
  const point = model.manifest.operatingPoint;
  const mine = new Float32Array(PROBABILITIES);
  const theirs = new Float32Array(PROBABILITIES);
  const found = { compared: 0, differing: 0, largestDifference: 0 };
  for (const { inputs, beats } of stretches) {
    const { logits: here } = await processor.run(inputs);
    const { logits: there } = await tried.run(inputs);
    if (!here || !there || here.length !== there.length) throw new TypeError('the device gave an output of another size');
    for (let beat = 0; beat < beats; beat++) {
      probabilitiesOf(here, beat * MODEL_CLASSES.length, point, mine);
      probabilitiesOf(there, beat * MODEL_CLASSES.length, point, theirs);
      found.compared++;
      if (classOf(mine, point) !== classOf(theirs, point)) found.differing++;
      for (let i = 0; i < PROBABILITIES; i++) {
        const difference = Math.abs(mine[i]! - theirs[i]!);
        // What is no number is as far away as anything can be.
        if (!(difference <= found.largestDifference)) found.largestDifference = Number.isNaN(difference) ? 1 : difference;
      }
    }
  }
  return found;
}

/** Beats a second of both, pass after pass in turn, so that what else the computer does weighs on both alike. Medians. */
async function measured(tried: Classifier, processor: Classifier, stretches: readonly TrialInputs[], least: number): Promise<Pick<Trial, 'beatsPerSecond' | 'besideProcessor'>> {
  const beats = stretches.reduce((sum, one) => sum + one.beats, 0);
  const own: number[] = [];
  const beside: number[] = [];
  const begun = performance.now();
  while (own.length < PASSES && (own.length < least || performance.now() - begun < BUDGET_MS)) {
    own.push((1000 * beats) / (await passOver(tried, stretches)));
    if (tried !== processor) beside.push((1000 * beats) / (await passOver(processor, stretches)));
  }
  return { beatsPerSecond: median(own), besideProcessor: median(tried === processor ? own : beside) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
