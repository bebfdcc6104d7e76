/**
 * Compares bounds of waves with a reference.
 *
 * A wave found is that of the reference whose marked peak lies nearest to its
 * middle, within 150 ms, one to one. A point (an onset, a peak, an end) is found
 * where its wave is and the two lie within 150 ms. Predictivity: of the waves
 * found where the reference tells all, those that are its waves. What the
 * reference does not mark of a wave that it has counts on neither side.
 */
import type { MarkedWave, WaveKind, WaveReference } from './wave-marks.ts';

export const WAVE_POINTS = ['pOnset', 'pEnd', 'qrsOnset', 'qrsEnd', 'tPeak', 'tEnd'] as const;
export type WavePoint = (typeof WAVE_POINTS)[number];

const PLACE_OF: Readonly<Record<WavePoint, readonly [WaveKind, 'onset' | 'peak' | 'end']>> = {
  pOnset: ['P', 'onset'],
  pEnd: ['P', 'end'],
  qrsOnset: ['QRS', 'onset'],
  qrsEnd: ['QRS', 'end'],
  tPeak: ['T', 'peak'],
  tEnd: ['T', 'end'],
};

/** Two standard deviations between readers as the CSE working party tolerates them, ms (1985); it gives none for the peak of T. */
export const CSE_TOLERANCE_MS: Readonly<Record<WavePoint, number | null>> = { pOnset: 10.2, pEnd: 12.7, qrsOnset: 6.5, qrsEnd: 11.6, tPeak: null, tEnd: 30.6 };

/** Farther than this nothing is the same. */
export const POINT_WINDOW_MS = 150;

export interface PointScore {
  /** Marked in the reference, and found of them. */
  reference: number;
  found: number;
  /** Found where the reference tells, and right of them. */
  tested: number;
  right: number;
  /** Tested minus reference, ms, of those found. */
  errors: number[];
}

export interface DelineationScore {
  points: Record<WavePoint, PointScore>;
  /** Medians of the beats that both sides measure, ms; null where there are none. */
  qt: { reference: number; tested: number } | null;
}

export interface DelineationComparison {
  reference: WaveReference;
  /** Waves found, with all bounds; samples of the same rate. */
  tested: readonly MarkedWave[];
  sampleRate: number;
}

/** Scores one record. */
export function scoreDelineation({ reference, tested, sampleRate }: DelineationComparison): DelineationScore {
  const window = (POINT_WINDOW_MS * sampleRate) / 1000;
  const matched = new Map<MarkedWave, MarkedWave>();
  const ignored = new Set<MarkedWave>();
  for (const kind of ['P', 'QRS', 'T'] as const) {
    const own = tested.filter((wave) => wave.kind === kind);
    const wanted = [...reference.waves.filter((wave) => wave.kind === kind), ...reference.ambiguous.filter((wave) => wave.kind === kind)];
    for (const [a, b] of pairs(wanted, own, window)) {
      if (reference.ambiguous.includes(a)) ignored.add(b);
      else matched.set(a, b);
    }
  }
  const referenceOf = new Map(Array.from(matched, ([a, b]) => [b, a]));
  const inTold = (wave: MarkedWave): boolean => {
    const at = centre(wave);
    return reference.told.some(({ from, to }) => at >= from && at <= to);
  };
  const points = Object.fromEntries(WAVE_POINTS.map((point) => [point, empty()])) as Record<WavePoint, PointScore>;
  for (const point of WAVE_POINTS) {
    const [kind, place] = PLACE_OF[point];
    const score = points[point];
    for (const wave of reference.waves) {
      const marked = wave[place];
      if (wave.kind !== kind || marked === null) continue;
      score.reference++;
      const at = matched.get(wave)?.[place] ?? null;
      if (at === null || Math.abs(at - marked) > window) continue;
      score.found++;
      score.errors.push(((at - marked) * 1000) / sampleRate);
    }
    if (!reference.kinds.has(kind)) continue;
    for (const wave of tested) {
      if (wave.kind !== kind || ignored.has(wave) || wave[place] === null) continue;
      const partner = referenceOf.get(wave);
      if (partner === undefined ? !inTold(wave) : partner[place] === null) continue;
      score.tested++;
      if (partner && Math.abs(wave[place] - partner[place]!) <= window) score.right++;
    }
  }
  return { points, qt: qtOf(reference.waves, matched, sampleRate) };
}

function empty(): PointScore {
  return { reference: 0, found: 0, tested: 0, right: 0, errors: [] };
}

function centre({ onset, peak, end }: MarkedWave): number {
  return onset !== null && end !== null ? (onset + end) / 2 : peak;
}

/** Pairs of nearest waves, one to one, the nearest pair first. */
function pairs(wanted: readonly MarkedWave[], own: readonly MarkedWave[], window: number): [MarkedWave, MarkedWave][] {
  const near: { a: MarkedWave; b: MarkedWave; away: number }[] = [];
  for (const a of wanted) for (const b of own) {
    const away = Math.min(Math.abs(a.peak - centre(b)), Math.abs(a.peak - b.peak));
    if (away <= window) near.push({ a, b, away });
  }
  near.sort((x, y) => x.away - y.away);
  const taken = new Set<MarkedWave>();
  const found: [MarkedWave, MarkedWave][] = [];
  for (const { a, b } of near) {
    if (taken.has(a) || taken.has(b)) continue;
    taken.add(a).add(b);
    found.push([a, b]);
  }
  return found;
}

/** Median QT on both sides over the beats whose QRS onset and T end are marked and found. */
function qtOf(waves: readonly MarkedWave[], matched: ReadonlyMap<MarkedWave, MarkedWave>, sampleRate: number): DelineationScore['qt'] {
  const reference: number[] = [];
  const tested: number[] = [];
  const beats = waves.filter(({ kind }) => kind === 'QRS');
  beats.forEach((qrs, i) => {
    const next = beats[i + 1]?.peak ?? Number.POSITIVE_INFINITY;
    const t = waves.find(({ kind, peak }) => kind === 'T' && peak > qrs.peak && peak < next);
    const ownQrs = matched.get(qrs);
    const ownT = t && matched.get(t);
    if (!t || !ownQrs || !ownT || qrs.onset === null || t.end === null || ownQrs.onset === null || ownT.end === null) return;
    reference.push(((t.end - qrs.onset) * 1000) / sampleRate);
    tested.push(((ownT.end - ownQrs.onset) * 1000) / sampleRate);
  });
  return reference.length === 0 ? null : { reference: median(reference), tested: median(tested) };
}

export interface PointFigures {
  /** Percent; null where there is nothing to divide by. */
  found: number | null;
  ppv: number | null;
  meanMs: number | null;
  /** Standard deviation over all beats, and the mean of those of the records. */
  sdMs: number | null;
  recordSdMs: number | null;
  n: number;
}

export type DelineationFigures = Record<WavePoint, PointFigures> & {
  /** Median of the records' absolute errors of their median QT, and percent of records within 10 ms. */
  qt: { medianAbsMs: number | null; within10: number | null; records: number };
};

/** Figures of a set. */
export function delineationFigures(scores: readonly DelineationScore[]): DelineationFigures {
  const percent = (a: number, b: number): number | null => (b > 0 ? (100 * a) / b : null);
  const points = Object.fromEntries(
    WAVE_POINTS.map((point): [WavePoint, PointFigures] => {
      const own = scores.map(({ points: all }) => all[point]);
      const sum = (of: (score: PointScore) => number): number => own.reduce((total, score) => total + of(score), 0);
      const errors = own.flatMap((score) => score.errors);
      const spreads = own.filter((score) => score.errors.length > 1).map((score) => deviation(score.errors));
      return [
        point,
        {
          found: percent(sum(({ found }) => found), sum(({ reference }) => reference)),
          ppv: percent(sum(({ right }) => right), sum(({ tested }) => tested)),
          meanMs: errors.length > 0 ? mean(errors) : null,
          sdMs: errors.length > 1 ? deviation(errors) : null,
          recordSdMs: spreads.length > 0 ? mean(spreads) : null,
          n: sum(({ reference }) => reference),
        },
      ];
    }),
  ) as Record<WavePoint, PointFigures>;
  const away = scores.flatMap(({ qt }) => (qt ? [Math.abs(qt.tested - qt.reference)] : []));
  return { ...points, qt: { medianAbsMs: away.length > 0 ? median(away) : null, within10: percent(away.filter((error) => error <= 10).length, away.length), records: away.length } };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
