/** What `isoline demo` writes, wherever it comes from. */
import type { Annotation, Lead, PatientFacts, StartTime } from '../../core/study/recording.ts';

/** A recording to be written: known length, known truth, samples as they are asked for. */
export interface DemoMaterial {
  leads: Lead[];
  sampleRate: number;
  /** Samples per lead. */
  sampleCount: number;
  /** WFDB signal format that holds the samples: 212 has 12 bits. */
  format: 16 | 212;
  start: StartTime;
  patient: PatientFacts;
  comments: string[];
  annotations: Annotation[];
  /** All samples in adu, one array per lead, from front to back. */
  blocks(): AsyncIterable<Int32Array[]>;
}
