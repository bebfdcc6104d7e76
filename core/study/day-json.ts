/**
 * The day in JSON: what `isoline analyze` writes as `<record>.json`, and
 * `isoline export` of a case. Other programs read it: keys are only ever added.
 */
import { z } from 'zod';
import { QT_FORMULAS } from '../waves/intervals.ts';
import { SYMPTOMS } from '../review/diary.ts';
import { FINDING_KINDS, SEVERITIES } from '../rhythm/finding.ts';

const count = z.number().int().nonnegative();
const seconds = z.number().nonnegative();
const sample = z.number().int().nonnegative();
/** A finding's place in a table: how long and where it begins. */
const longest = z.object({ seconds, sample }).nullable();
/** A run of ectopic beats; rate in beats a minute. */
const run = z.object({ beats: count, rate: z.number().nonnegative(), sample }).nullable();

const ectopy = z.object({
  beats: count,
  /** Share of all beats, percent. */
  burden: z.number(),
  /** Beats per readable hour. */
  perHour: z.number(),
  singles: count,
  couplets: count,
  /** Runs of exactly three beats; they are among the runs. */
  triplets: count,
  /** Three beats and more. */
  runs: count,
  /** Runs of 30 s and more; they are among the runs. */
  sustained: count.optional(),
  longest: run,
  fastest: run,
  bigeminyCycles: count,
  trigeminyCycles: count,
  interpolated: count,
  /** Beats on the T wave before them. */
  rOnT: count.optional(),
  /** Templates that hold three of the beats and more; null where templates are not known. */
  shapes: count.nullable().optional(),
});

/** Medians of averaged beats, one a minute, ms; null where nothing was measured. */
const medians = z.object({
  rr: z.number().nullable(),
  pr: z.number().nullable(),
  qrs: z.number().nullable(),
  qt: z.number().nullable(),
  qtc: z.object({ bazett: z.number().nullable(), fridericia: z.number().nullable(), framingham: z.number().nullable(), hodges: z.number().nullable() }),
  minutes: count,
});
/** A level of ST in mV, and where the minute begins. */
const level = z.object({ level: z.number(), sample }).nullable();

const waves = z.object({
  /** The formula where one corrected QT is meant. */
  formula: z.enum(QT_FORMULAS),
  day: medians,
  /** By the hour of the recording. */
  hours: z.array(medians),
  longestQtc: z.object({ ms: z.number(), sample }).nullable(),
  beats: count,
  leftOut: count,
  unmeasured: count,
  /** By lead (number among those analysed). `narrow`: its low frequencies seem filtered out, so ST is not told. */
  st: z.array(z.object({ lead: count, narrow: z.boolean(), level: z.number().nullable(), lowest: level, highest: level, hours: z.array(z.number().nullable()) })),
});

export const episodeSchema = z.object({
  kind: z.enum(FINDING_KINDS),
  /** Samples of the recording. */
  from: sample,
  to: sample,
  /** `from` and the length in seconds. */
  seconds,
  durationSeconds: seconds,
  severity: z.enum(SEVERITIES),
  /** Beats a minute within; null where a rate means nothing. */
  rate: z.number().nullable(),
  /** Numbers of the leads it was seen in; empty where it rests on beats alone. */
  leads: z.array(count),
  /** 0…1. */
  confidence: z.number(),
  reason: z.string(),
  /** The numbers of the reason, by name. */
  evidence: z.record(z.string(), z.number()).readonly(),
});
export type EpisodeJson = z.infer<typeof episodeSchema>;

/** ms², ms, percent; `refused` says why there are no figures. */
const hrv = z.union([
  z.object({ from: sample, to: sample, usable: z.number(), refused: z.string() }),
  z.object({
    from: sample,
    to: sample,
    /** Share of the time between normal beats that count, 0…1. */
    usable: z.number(),
    intervals: count,
    meanNn: z.number(),
    sdnn: z.number(),
    rmssd: z.number(),
    pnn50: z.number(),
    sd1: z.number(),
    sd2: z.number(),
    sdann: z.number().nullable(),
    sdnnIndex: z.number().nullable(),
    triangularIndex: z.number().nullable(),
    bands: z.object({ vlf: z.number(), lf: z.number(), hf: z.number(), total: z.number() }).nullable(),
  }),
]);

const symptom = z.object({
  sample,
  seconds,
  symptom: z.enum(SYMPTOMS),
  /** The patient's own words, or empty. */
  words: z.string(),
  origin: z.enum(['file', 'hand']),
  /** `arrhythmia`, `ectopic` (single beats only), `none` (no arrhythmia), `unreadable`. */
  verdict: z.enum(['arrhythmia', 'ectopic', 'none', 'unreadable']),
  /** Beats a minute over 15 s: at the mark, least and greatest of the window. */
  rate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** The rhythm at the mark where a finding names one; null where none does. */
  rhythm: z.enum(FINDING_KINDS).nullable(),
  findings: z.array(z.object({ kind: z.enum(FINDING_KINDS), from: sample, to: sample })),
  S: count,
  V: count,
  /** Share of the window that can be read, 0…1. */
  readable: z.number(),
});
export type SymptomJson = z.infer<typeof symptom>;

export const dayJsonSchema = z.object({
  record: z.string(),
  /** Beats per class. */
  counts: z.object({ N: count, S: count, V: count, F: count, Q: count }),
  artefacts: count,
  /** The five classes together. */
  beats: count,
  /** Beats a minute: mean of the day, and least and greatest mean over `windowSeconds`; null where there is none. */
  heartRate: z.object({ min: z.number().nullable(), mean: z.number().nullable(), max: z.number().nullable(), windowSeconds: z.number().positive() }),
  longestRrSeconds: z.number().nullable(),
  /** Findings, ascending. */
  episodes: z.array(episodeSchema),
  /** Tables of ectopy, atrial fibrillation, pauses and rates. */
  findings: z.object({
    V: ectopy,
    S: ectopy,
    /** Time in fibrillation of the time that could be read, percent; `least`: length from which on an episode counts. */
    af: z.object({ burden: z.number(), seconds, episodes: count, least: seconds.optional(), longest }),
    /** Atrial flutter as people gave it; the program does not look for it. */
    flutter: z.object({ episodes: count, seconds, longest }).optional(),
    /** Pauses that reach each step of the settings. `notPauses`: gaps that were looked at and are none. */
    pauses: z.object({ steps: z.array(z.object({ seconds, count })), longest, notPauses: count }),
    /** Ventricular fibrillation and flutter; null where the analysis did not look for it. */
    fibrillation: z.object({ episodes: count, longest }).nullable(),
    /** The longest RR interval that is not told to be a drop-out. */
    longestRr: longest.optional(),
    asystoles: count,
    bradycardias: count,
    tachycardias: count,
    /** The pacemaker's day, suspected faults one by one; null where its spikes were not looked for. */
    pacing: z.object({ episodes: count, seconds, longest, spikes: count, ventricle: count, atrium: count, captureLost: count, sensingLost: count, outputMissing: count }).nullable().optional(),
    waves: waves.nullable().optional(),
  }),
  /** Heart rate variability by the Task Force's definitions: the recording, its day and night where known, hours, five-minute pieces. */
  hrv: z.object({ whole: hrv, day: hrv.nullable(), night: hrv.nullable(), hours: z.array(hrv), pieces: z.array(hrv) }).optional(),
  /** What the patient felt or did, ascending, with the beats and findings from 60 s before to 30 s behind it. */
  symptoms: z.array(symptom).optional(),
  recordedSeconds: seconds,
  analysableSeconds: seconds,
  unreadableSeconds: seconds,
  /** What ran the network; null before an analysis. */
  device: z.string().nullable(),
  model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }).nullable(),
  /** Seconds per stage of the analysis; stages overlap, so their sum is no duration. */
  stages: z.record(z.string(), seconds),
  /** Names of the leads that were used. */
  leads: z.array(z.string()),
  sampleRate: z.number().positive(),
  sampleCount: sample,
  /** Samples analysed to the end: `sampleCount`, or less where the analysis goes on or was broken off. What is behind has no labels and counts nowhere. */
  analysedTo: sample.optional(),
  /** Edits by people that stand. */
  edits: count,
  warnings: z.array(z.string()),
  /** Version of Isoline. */
  program: z.string(),
  notice: z.string(),
});
export type DayJson = z.infer<typeof dayJsonSchema>;
