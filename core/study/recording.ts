/**
 * What a recording is, whatever file it came from.
 *
 * Times are sample numbers of the recording (a plain number, exact to 2^53);
 * wall time is derived from `start` and `sampleRate`. Stored samples are
 * integers ("adu"); millivolts are `(adu - baseline) / gain`.
 */

/** The value of a stored sample that was never measured (a gap, a lead fallen off the file). */
export const INVALID_ADU = -32768;

/** One lead as the recorder wrote it. */
export interface Lead {
  /** Name as in the file, for instance `MLII`, `V1`, `A-B`. */
  name: string;
  /** adu per millivolt. */
  gain: number;
  /** adu at 0 mV. */
  baseline: number;
  /** Resolution in bits as stated by the file, 0 where it is not. */
  bits: number;
}

/** The date that readers put where a file gives none; together with `assumed` it means "not known". */
export const UNKNOWN_DATE = '2000-01-01';

/** When a recording began. `assumed` where the file does not say. */
export interface StartTime {
  /** Local wall time without zone, `2026-11-14T09:12:00.000`. */
  local: string;
  assumed: boolean;
}

/** What a file says about the patient. Empty strings where it says nothing. */
export interface PatientFacts {
  name: string;
  id: string;
  /** `YYYY-MM-DD` or empty. */
  birth: string;
  /** Whole years at the recording, as some files state them in place of a birth; empty or absent where the file says nothing. */
  age?: string;
  sex: 'F' | 'M' | 'X' | '';
}

/** The facts of one recording, known before its samples are read. */
export interface RecordingHeader {
  /** Name of the record, usually the file's stem. */
  record: string;
  /** `wfdb`, `edf`, `ishne`, … */
  format: string;
  /** Samples a second, the same for every lead. */
  sampleRate: number;
  leads: Lead[];
  /** Samples per lead. */
  sampleCount: number;
  start: StartTime;
  patient: PatientFacts;
  /** Lines of free text from the file. */
  comments: string[];
}

/** One mark of an annotation file: a beat, a rhythm change, a note. */
export interface Annotation {
  sample: number;
  /** WFDB mnemonic: `N`, `V`, `A`, `+`, `~`, `|`, `"`, … */
  symbol: string;
  /** Subtype field. */
  subtype: number;
  /** Lead number the mark belongs to. */
  chan: number;
  num: number;
  /** Auxiliary text, for instance `(AFIB`. */
  aux: string;
}

/** Half-open span of samples. */
export interface Span {
  from: number;
  to: number;
}

/** Samples in millivolts from integers; samples never measured become NaN. */
export function toMillivolts(adu: ArrayLike<number>, lead: Lead): Float32Array {
  const mv = new Float32Array(adu.length);
  const scale = 1 / lead.gain;
  for (let i = 0; i < adu.length; i++) {
    const value = adu[i]!;
    mv[i] = value === INVALID_ADU ? Number.NaN : (value - lead.baseline) * scale;
  }
  return mv;
}

/**
 * Samples of one recording in millivolts, readable anywhere: the door through
 * which the analysis sees a file, the sample store or a synthetic day alike.
 */
export interface SampleSource {
  readonly sampleRate: number;
  readonly leadNames: readonly string[];
  /** Samples per lead. */
  readonly length: number;
  /**
   * One Float32Array (mV) per lead for `[from, to)`. Samples outside the
   * recording or never measured are NaN; `from` may be negative and `to` past the end.
   */
  read(from: number, to: number): Float32Array[] | Promise<Float32Array[]>;
}
