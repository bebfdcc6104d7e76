/** What goes to an analysis process and comes back, and the labels in it. */
import { CODES } from '../../core/beats/classes.ts';
import type { LocalDevice } from '../../core/contract/device.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import { scoredClass, type Protocol } from '../../core/scoring/protocol.ts';
import type { Span } from '../../core/study/recording.ts';

/** Where the model runs. */
export type Device = LocalDevice;

/** One record to analyse; plain data, for it crosses to another process. */
export interface MachineJob {
  /** Path of the record without extension. */
  path: string;
  /** Leads by number or name; empty for all. */
  leads: string[];
  /** R peaks given, samples at `rate`; null to find them. */
  peaks: Float64Array | null;
  /** Samples a second in which peaks go in and come out: that of the reference. */
  rate: number;
  model: string | null;
  device: Device | null;
}

/** A finding as far as it is scored; samples at the job's rate. */
export type FoundEvent = Pick<Finding, 'kind' | 'from' | 'to' | 'severity' | 'confidence' | 'reason'>;

/** The machine's labels of one record, at the job's rate. */
export interface MachineOutput {
  samples: Float64Array;
  /** Code numbers (`CODES`). */
  codes: Uint8Array;
  /** Template of each beat, −1 where it has none. */
  template: Int32Array;
  /** The probabilities N S V F Q of each beat, not rounded. */
  shares: Float32Array;
  /** Per beat the probabilities in 255ths and the embedding, as a run stores them. */
  probabilities: Uint8Array;
  embedding: Int8Array;
  /** The model's operating point: what is added to log probabilities before classes are compared. */
  bias: { N: number; S: number; V: number; F: number };
  unreadable: Span[];
  findings: FoundEvent[];
  /** Length of the recording at the job's rate. */
  length: number;
  leads: string[];
  modelName: string;
  modelSha256: string;
  seconds: Record<string, number>;
}

/** The machine's output as labels to score; artefacts are no beats. */
export function labelsOfMachine(output: MachineOutput, protocol: Protocol): BeatLabels {
  const samples: number[] = [];
  const classes: number[] = [];
  output.samples.forEach((sample, i) => {
    const code = CODES[output.codes[i]!];
    const beatClass = code === undefined ? -1 : scoredClass(code[0], protocol);
    if (beatClass < 0) return;
    samples.push(sample);
    classes.push(beatClass);
  });
  return { samples: Float64Array.from(samples), classes: Uint8Array.from(classes), fibrillation: [], unreadable: output.unreadable, paced: false };
}
