/** What a threshold of the open study cuts through: the lengths, rates and levels on both of its sides. Pure. */
import { PAUSE_KINDS, V_RUN_KINDS, type Finding, type FindingKind } from '../../core/rhythm/finding.ts';
import { nightAt } from '../../core/rhythm/rates.ts';
import { settingsFrom, THRESHOLDS, type ThresholdName, type Thresholds } from '../../core/rhythm/thresholds.ts';
import { stShift } from '../../core/rhythm/wave-findings.ts';
import type { WaveTrends } from '../../core/rhythm/wave-trends.ts';
import type { RateTrend } from '../../core/study/trend.ts';
import { middleOf } from '../../core/waves/middle.ts';

/** What is counted: findings, stretches of the heart rate trend, minutes of averaged beats. */
export type Counted = 'pauses' | 'runs' | 'episodes' | 'stretches' | 'minutes';

export interface ThresholdData {
  values: readonly number[];
  counted: Counted;
  /** Whether what lies below the threshold is found, not what lies above. */
  below: boolean;
}

const PAUSES: ReadonlySet<FindingKind> = new Set(PAUSE_KINDS);
const V_RUNS: ReadonlySet<FindingKind> = new Set(V_RUN_KINDS);
const S_RUNS: ReadonlySet<FindingKind> = new Set(['supraventricular-run']);
const AF: ReadonlySet<FindingKind> = new Set(['atrial-fibrillation']);

/** These thresholds with those loosened below which nothing is found: the findings of both sides are made by them. */
export function loosened(thresholds: Thresholds): Thresholds {
  return { ...thresholds, pauseSeconds: THRESHOLDS.pauseSeconds.least, svRunRate: THRESHOLDS.svRunRate.least, afSeconds: THRESHOLDS.afSeconds.least };
}

export interface ThresholdSource {
  /** Findings by the loosened thresholds. */
  findings: readonly Finding[];
  sampleRate: number;
  rate: RateTrend;
  /** Second of the day at sample 0, null where it is not known. */
  startSecond: number | null;
  /** The study's setting, for its night. */
  stored: string | undefined;
  /** null until they are there. */
  trends: WaveTrends | null;
}

/** The values of each threshold that has some to show; the weight of evidence and the hours of the night have none. */
export function thresholdData({ findings, sampleRate, rate, startSecond, stored, trends }: ThresholdSource): Partial<Record<ThresholdName, ThresholdData>> {
  const of = (kinds: ReadonlySet<FindingKind>): Finding[] => findings.filter(({ kind }) => kinds.has(kind));
  const lengths = (kinds: ReadonlySet<FindingKind>): number[] => of(kinds).map(({ from, to }) => (to - from) / sampleRate);
  const rates = (kinds: ReadonlySet<FindingKind>): number[] => of(kinds).flatMap((finding) => (finding.rate === null ? [] : [finding.rate]));
  const { night } = settingsFrom(stored);
  const stretches = (values: Float32Array, byNight: boolean): number[] =>
    Array.from(values).filter((value, bin) => !Number.isNaN(value) && nightAt((bin + 0.5) * rate.binSeconds, 1, startSecond, night) === byNight);
  const pauses: ThresholdData = { values: lengths(PAUSES), counted: 'pauses', below: false };
  const told = (values: ArrayLike<number>): number[] => Array.from(values).filter((value) => !Number.isNaN(value));
  return {
    pauseSeconds: pauses,
    urgentPauseSeconds: pauses,
    vtRate: { values: rates(V_RUNS), counted: 'runs', below: false },
    svRunRate: { values: rates(S_RUNS), counted: 'runs', below: false },
    afSeconds: { values: lengths(AF), counted: 'episodes', below: false },
    bradycardiaDay: { values: stretches(rate.min, false), counted: 'stretches', below: true },
    bradycardiaNight: { values: stretches(rate.min, true), counted: 'stretches', below: true },
    tachycardiaDay: { values: stretches(rate.max, false), counted: 'stretches', below: false },
    tachycardiaNight: { values: stretches(rate.max, true), counted: 'stretches', below: false },
    ...(trends && {
      qtcMs: { values: told(trends.qtc), counted: 'minutes', below: false },
      stMv: { values: trends.st.flatMap(({ level }) => shifts(told(level))), counted: 'minutes', below: false },
    }),
  };
}

/** What the rule of ST compares with its threshold, a minute of one lead after the other, mV; its slope is not known here. */
function shifts(levels: readonly number[]): number[] {
  const reference = middleOf(levels);
  return levels.map((level) => Math.max(0, stShift(level, reference, 1), stShift(level, reference, -1)));
}

/** How many of them a threshold counts. */
export function countedBy({ values, below }: ThresholdData, threshold: number): number {
  return values.reduce((n, value) => n + ((below ? value < threshold : value >= threshold) ? 1 : 0), 0);
}

export interface Histogram {
  from: number;
  to: number;
  bins: Uint32Array;
}

const BINS = 48;

/** Bins from the least to the greatest value, wide enough that `marks` stand within. A few extremes do not flatten the rest: the last bin holds what is beyond. */
export function histogramOf(values: readonly number[], marks: readonly number[]): Histogram {
  const sorted = values.toSorted((a, b) => a - b);
  const most = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.995))] ?? Number.NEGATIVE_INFINITY;
  const [low, high] = [Math.min(sorted[0] ?? Number.POSITIVE_INFINITY, ...marks), Math.max(most, ...marks)];
  const room = Math.max(1e-6, (high - low) * 0.06);
  const [from, to] = [Math.max(0, low - room), high + room];
  const bins = new Uint32Array(BINS);
  for (const value of sorted) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((value - from) / (to - from)) * BINS)));
    bins[bin] = bins[bin]! + 1;
  }
  return { from, to, bins };
}
