/**
 * Beats as columns. A day is a hundred thousand beats: typed arrays of equal
 * length, never an object per beat.
 */

import type { Evidence } from './evidence.ts';

/** Numbers in a beat's probability vector: N S V F Q. */
export const PROBABILITIES = 5;

/** One step of the int8 embedding, in units of the network's output; the last hidden layer stays within ±8. */
export const EMBEDDING_STEP = 1 / 16;

/**
 * Values of the `source` column: who says that the beat is what it is. `accepted`: a person took over what the machine
 * proposed from answers about other beats; the machine does not learn from it, everything else treats it as a person's word.
 */
export const BEAT_SOURCE = { model: 0, person: 1, accepted: 2 } as const;

/**
 * The current beats of a case, ascending by sample.
 *
 * `key` is a beat's identity: the index in the active run where it is 0 or
 * more, else minus the serial number of the beat that a person inserted. It
 * survives every other edit.
 */
export interface BeatColumns {
  key: Int32Array;
  /** R peak, sample number of the recording. */
  sample: Float64Array;
  /** Index into `CODES` of core/beats/classes. */
  code: Uint8Array;
  /** Template the beat belongs to, 0 where it belongs to none. */
  template: Uint16Array;
  /** n × PROBABILITIES in 255ths, all 0 for a beat no model has seen. */
  probability: Uint8Array;
  /** Likeness (correlation) to its template in 1/100, −100…100. */
  likeness: Int8Array;
  /** BEAT_SOURCE. */
  source: Uint8Array;
}

/** What the engine says about one block of the recording; written once, never changed. */
export interface RunSegment {
  /** Block number, 0 first. */
  index: number;
  /** Samples `[from, to)` of the recording that this block answers for. */
  from: number;
  to: number;
  sample: Float64Array;
  code: Uint8Array;
  template: Uint16Array;
  probability: Uint8Array;
  likeness: Int8Array;
  /** n × D of the model's embedding in steps of EMBEDDING_STEP. */
  embedding: Int8Array;
  /** Quality flags, leads × seconds of the block (lead-major). */
  quality: Uint8Array;
  /** Unreadable spans as from, to pairs, samples. */
  unreadable: Float64Array;
  /** Peaks under the detection threshold: evidence to tell drop-outs and missed beats from pauses. */
  doubtful: Float64Array;
  /** Further evidence, by name. */
  evidence: Evidence;
}

/** A morphology group. Its beats are those whose `template` column holds its id. */
export interface TemplateInfo {
  id: number;
  /** Class and letter, `V-a`; most beats first within a class. */
  name: string;
  /** Index into CLASSES. */
  beatClass: number;
  count: number;
  /** Averaged beat per lead, mV, `rate` samples a second, R peak at `peak`. */
  average: Float32Array[];
  rate: number;
  peak: number;
}

export const NO_BEATS: BeatColumns = {
  key: new Int32Array(0),
  sample: new Float64Array(0),
  code: new Uint8Array(0),
  template: new Uint16Array(0),
  probability: new Uint8Array(0),
  likeness: new Int8Array(0),
  source: new Uint8Array(0),
};
