/**
 * Symptoms and rhythm: what the heart did while the patient felt something. Each
 * mark of the diary is put against the beats and findings from
 * `SYMPTOM_WINDOW.before` seconds before it to `SYMPTOM_WINDOW.after` behind it:
 * a patient writes or presses after it began. "No arrhythmia" is an answer, too,
 * and is told only where enough of that time can be read.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { lowerBound } from '../beats/search.ts';
import type { Finding, FindingKind } from '../rhythm/finding.ts';
import type { DiaryMark } from '../review/diary.ts';
import { RATE_WINDOW_SECONDS, slideRate, usableRr } from './heart-rate.ts';
import { countedRows, notCounted } from './summary.ts';
import { lengthWithin, normalised } from './spans.ts';
import { classColumn } from './trend.ts';

/** Seconds of a mark that are looked at. */
export const SYMPTOM_WINDOW = { before: 60, after: 30 } as const;
/** With less of the window readable, "no arrhythmia" is not told. */
const READABLE = 0.5;

/** Rhythms that a mark can fall into, the more serious first. */
const RHYTHMS: readonly FindingKind[] = [
  'ventricular-fibrillation',
  'asystole',
  'ventricular-tachycardia',
  'suspected-complete-block',
  'suspected-mobitz-block',
  'suspected-two-to-one-block',
  'supraventricular-run',
  'atrial-fibrillation',
  'atrial-flutter',
  'idioventricular-rhythm',
  'ventricular-bigeminy',
  'ventricular-trigeminy',
  'paced-rhythm',
];

/** Kinds that say nothing of the rhythm: intervals, ST, pacing as such, gaps that are none. */
const NO_ARRHYTHMIA: ReadonlySet<FindingKind> = new Set<FindingKind>(['no-pause', 'paced-rhythm', 'qt-prolonged', 'st-depression', 'st-elevation', 'suspected-bundle-branch-block', 'suspected-first-degree-block']);

/** `arrhythmia`: a finding of the rhythm; `ectopic`: single ectopic beats only; `none`: neither; `unreadable`: too little to say so. */
export type SymptomVerdict = 'arrhythmia' | 'ectopic' | 'none' | 'unreadable';

/** A mark with what the heart did. */
export interface SymptomRow {
  mark: DiaryMark;
  verdict: SymptomVerdict;
  /** Mean rate over 15 s, the window nearest to the mark; least and greatest in the window. Beats a minute, null where there is none. */
  rate: number | null;
  low: number | null;
  high: number | null;
  /** The rhythm at the mark where a finding names one; null where none does, which is not to say sinus. */
  rhythm: FindingKind | null;
  /** Findings that reach into the window, the more serious first. */
  findings: Finding[];
  /** Ectopic beats in the window. */
  S: number;
  V: number;
  /** Share of the window that can be read, 0…1. */
  readable: number;
}

/** What marks are put against. */
export interface SymptomFrame {
  beats: BeatColumns;
  /** Findings that count, ascending by place. */
  findings: readonly Finding[];
  /** Unreadable spans and gaps, from, to pairs. */
  unreadable: ArrayLike<number>;
  /** Ventricular fibrillation, from, to pairs: it can be read, but no beat of it counts. */
  fibrillation?: ArrayLike<number>;
  sampleRate: number;
  sampleCount: number;
  /** End of what is analysed. */
  analysedTo: number;
}

const WEIGHT = { urgent: 0, important: 1, note: 2 } as const;

/** The symptom table, in the order of the marks. */
export function symptomTable(marks: readonly DiaryMark[], frame: SymptomFrame): SymptomRow[] {
  if (marks.length === 0) return [];
  const broken = normalised(frame.unreadable);
  const shut = normalised(notCounted(frame));
  return marks.map((mark) => rowOf(mark, frame, broken, shut));
}

/** `broken`: where nothing can be read; `shut`: where no beat counts. Both sorted and apart. */
function rowOf(mark: DiaryMark, frame: SymptomFrame, broken: Float64Array, shut: Float64Array): SymptomRow {
  const { sampleRate } = frame;
  const from = Math.max(0, mark.sample - SYMPTOM_WINDOW.before * sampleRate);
  const to = Math.min(frame.sampleCount, mark.sample + SYMPTOM_WINDOW.after * sampleRate);
  const end = Math.min(to, frame.analysedTo);
  const readable = to > from && end > from ? (end - from - lengthWithin(broken, from, end)) / (to - from) : 0;
  const beats = within(frame.beats, from, to);
  const classes = classColumn(beats);
  const counted = countedRows(beats, shut);
  let [S, V] = [0, 0];
  const peaks: number[] = [];
  for (let i = 0; i < classes.length; i++) {
    if (counted[i] === 0 || classes[i] === CLASS_INDEX.X) continue;
    peaks.push(beats.sample[i]!);
    if (classes[i] === CLASS_INDEX.S) S++;
    if (classes[i] === CLASS_INDEX.V || classes[i] === CLASS_INDEX.F) V++;
  }
  const samples = Float64Array.from(peaks);
  let rate: number | null = null;
  let low: number | null = null;
  let high: number | null = null;
  let off = RATE_WINDOW_SECONDS * sampleRate;
  slideRate(samples, usableRr(samples, sampleRate, shut), sampleRate, (here, middle) => {
    low = low === null ? here : Math.min(low, here);
    high = high === null ? here : Math.max(high, here);
    if (Math.abs(middle - mark.sample) > off) return;
    off = Math.abs(middle - mark.sample);
    rate = here;
  });
  const findings = frame.findings
    .filter((finding) => finding.kind !== 'no-pause' && finding.from < to && finding.to >= from)
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || Math.abs(a.from - mark.sample) - Math.abs(b.from - mark.sample));
  const rhythm = RHYTHMS.find((kind) => findings.some((finding) => finding.kind === kind && finding.from <= mark.sample && finding.to >= mark.sample)) ?? null;
  const told = findings.some(({ kind }) => !NO_ARRHYTHMIA.has(kind));
  const verdict: SymptomVerdict = told ? 'arrhythmia' : readable < READABLE ? 'unreadable' : S + V > 0 ? 'ectopic' : 'none';
  return { mark, verdict, rate, low, high, rhythm, findings, S, V, readable };
}

/** Beats of a span; the columns that nobody reads here stay views of what they were. */
function within(beats: BeatColumns, from: number, to: number): BeatColumns {
  const first = lowerBound(beats.sample, from);
  const last = lowerBound(beats.sample, to);
  return { ...beats, sample: beats.sample.subarray(first, last), code: beats.code.subarray(first, last), key: beats.key.subarray(first, last) };
}
