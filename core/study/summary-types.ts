/** The day in numbers. Every rate is a mean over a stated window; every time a sample number. */

export interface HourRow {
  /** First sample of the hour. */
  from: number;
  beats: number;
  /** Beats a minute; null where the hour has no usable RR interval. */
  min: number | null;
  mean: number | null;
  max: number | null;
  N: number;
  S: number;
  V: number;
  F: number;
  Q: number;
  unreadableSeconds: number;
}

export interface RateAt {
  /** Beats a minute over the window. */
  rate: number;
  /** Sample in the middle of the window. */
  sample: number;
}

export interface StudySummary {
  counts: { N: number; S: number; V: number; F: number; Q: number };
  /** Marked as artefact, no beats. */
  artefacts: number;
  /** N + S + V + F + Q. */
  beats: number;
  /** Share of beats, percent. */
  burden: { S: number; V: number };
  heartRate: { mean: number | null; lowest: RateAt | null; highest: RateAt | null; windowSeconds: number };
  longestRr: { seconds: number; sample: number } | null;
  recordedSeconds: number;
  unreadableSeconds: number;
  analysableSeconds: number;
  hours: HourRow[];
}

/** A day in a few bytes, for the worklist's sparkline. */
export interface DaySketch {
  /** Beats a minute in equal parts of the recording, 0 where there is none. */
  rate: Uint8Array;
  /** Beats of the class in the same parts. */
  S: Uint16Array;
  V: Uint16Array;
}
