/**
 * Labels of the newest beats of a recording that is still written: what the
 * pipeline would say if the recording ended now. They may still change, for
 * their horizon has not passed, and are never stored.
 *
 * What is settled is not done again: a block is detected and labelled anew only
 * while signal that reaches into its detection is still coming.
 */
import { PROBABILITIES } from '../../core/beats/columns.ts';
import { BLOCK_SECONDS } from '../../core/beats/horizon.ts';
import type { OperatingPoint } from '../../core/beats/decide.ts';
import { blockCount } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import type { Classifier } from './classifier.ts';
import { BLOCKS_AROUND, HorizonWindow } from './horizon-window.ts';
import { labelBlock } from './label-block.ts';
import { labelPaced } from './paced-labels.ts';
import { prepare } from './prepared-blocks.ts';
import { detectedBlocks } from './settled.ts';
import { Stopwatch } from './stopwatch.ts';
import { takenHere } from './taken-block.ts';

/**
 * Seconds for which the newest beat is held back, unless another follows it: without its T wave and the interval behind it
 * the network often says another class than it does a moment later (docs/live.md has the figures).
 */
const HELD_BACK = 0.8;

/** Beats and what is said of them, as columns. */
export interface ProvisionalBeats {
  /** R peaks, samples of the recording, ascending. */
  sample: Float64Array;
  /** Indices into `CODES`. */
  code: Uint8Array;
  /** n × PROBABILITIES in 255ths. */
  probability: Uint8Array;
}

export class ProvisionalLabels {
  readonly #source: SampleSource;
  #window: HorizonWindow | null = null;
  /** Blocks before this one are taken in for good. */
  #detected = 0;
  readonly #blocks = new Map<number, ProvisionalBeats>();

  /** @param source grows between two updates */
  constructor(source: SampleSource) {
    this.#source = source;
  }

  /** Labels of all beats from block `firstBlock` to the newest sample. Errors: those of source and classifier. */
  async update(firstBlock: number, classifier: Classifier, point: OperatingPoint): Promise<ProvisionalBeats> {
    const source = this.#source;
    const blocks = blockCount(source, BLOCK_SECONDS);
    for (const index of this.#blocks.keys()) if (index < firstBlock) this.#blocks.delete(index);
    if (!this.#window) {
      this.#window = new HorizonWindow(source, firstBlock, undefined, takenHere(source), new Stopwatch());
      this.#detected = Math.max(0, firstBlock - BLOCKS_AROUND);
    }
    const window = this.#window;
    window.takeAgain(this.#detected);
    for (let index = Math.max(firstBlock, Math.min(this.#detected, blocks - 1)); index < blocks; index++) {
      await window.moveTo(index);
      const block = { ...prepare(index, blocks, window), wide: { from: 0, leads: [] }, sampleRate: source.sampleRate, evidence: spikesOf(window, index), seconds: {} };
      const labels = labelPaced(block, await labelBlock(block, classifier, point, true));
      this.#blocks.set(index, { sample: block.samples, code: labels.code, probability: Uint8Array.from(labels.probabilities, (p) => Math.round(p * 255)) });
    }
    this.#detected = Math.max(this.#detected, detectedBlocks(source.length, source.sampleRate));
    return this.#heldBack(joined([...this.#blocks].toSorted(([a], [b]) => a - b).map(([, beats]) => beats)));
  }

  /** Without the newest beat where it is too young to be told. */
  #heldBack(beats: ProvisionalBeats): ProvisionalBeats {
    const { length, sampleRate } = this.#source;
    const newest = beats.sample.length - 1;
    if (newest < 0 || beats.sample[newest]! <= length - HELD_BACK * sampleRate) return beats;
    return { sample: beats.sample.slice(0, newest), code: beats.code.slice(0, newest), probability: beats.probability.slice(0, newest * PROBABILITIES) };
  }
}

function spikesOf(window: HorizonWindow, index: number): { spikes?: Float64Array } {
  const spikes = window.spikes(index);
  return spikes ? { spikes } : {};
}

function joined(parts: readonly ProvisionalBeats[]): ProvisionalBeats {
  const count = parts.reduce((sum, { sample }) => sum + sample.length, 0);
  const all: ProvisionalBeats = { sample: new Float64Array(count), code: new Uint8Array(count), probability: new Uint8Array(count * PROBABILITIES) };
  let at = 0;
  for (const { sample, code, probability } of parts) {
    all.sample.set(sample, at);
    all.code.set(code, at);
    all.probability.set(probability, at * PROBABILITIES);
    at += sample.length;
  }
  return all;
}
