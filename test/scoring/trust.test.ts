import { describe, expect, it } from 'vitest';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import { scoreRecord } from '../../core/scoring/record.ts';
import { bootstrap, calibrationOf, NO_BEAT, perRecordOracle, placement, scoredBeats, templatePurity, type ScoredBeats } from '../../core/scoring/trust.ts';

const FLAT = { N: 0, S: 0, V: 0 };
const [N, S, V, F, Q] = [0, 1, 2, 3, 4];

/** Beats of some truths with a probability of S each; the rest is N's. */
function beats(list: readonly (readonly [truth: number, s: number])[], part: Partial<ScoredBeats> = {}): ScoredBeats {
  return {
    truth: Uint8Array.from(list, ([truth]) => truth),
    probabilities: Float32Array.from(list.flatMap(([, s]) => [1 - s, s, 0, 0, 0])),
    template: new Int32Array(list.length),
    offsets: new Float32Array(list.length),
    missed: [0, 0, 0, 0, 0],
    ...part,
  };
}

const labels = (samples: readonly number[], classes: readonly number[]): BeatLabels => ({ samples: Float64Array.from(samples), classes: Uint8Array.from(classes), fibrillation: [], unreadable: [], paced: false });

describe('the beats that are scored', () => {
  it('lie behind the learning time by their reference, and carry truth, place and what was missed', () => {
    const reference = labels([29_990, 30_100, 30_300, 30_500], [N, S, V, Q]);
    const told = { samples: Float64Array.of(30_001, 30_102, 30_400, 30_499), probabilities: Float32Array.from({ length: 20 }, (_, i) => i / 20), template: Int32Array.of(7, 8, 9, -1) };
    const scored = scoredBeats(reference, told, 100, 'ec57');
    // The first is paired with a beat of the fifth minute; the third has no partner.
    expect([...scored.truth]).toEqual([S, NO_BEAT, Q]);
    expect([...scored.template]).toEqual([8, 9, -1]);
    expect(Array.from(scored.offsets, (offset) => Math.round(1000 * offset))).toEqual([20, -10]);
    expect(scored.missed).toEqual([0, 0, 1, 0, 0]);
    expect(scored.probabilities[0]).toBeCloseTo(5 / 20, 6);
    expect(scoredBeats(reference, told, 100, 'literature').truth.length).toBe(4);
  });
});

describe('the ceiling of a threshold for each record', () => {
  it('is 100 where each record can be parted, though no common threshold parts both', () => {
    const first = beats([[N, 0.6], [N, 0.7], [S, 0.9]]);
    const second = beats([[N, 0.1], [S, 0.3], [S, 0.4]]);
    expect(perRecordOracle([first, second], 'S', 'ec57', FLAT)).toBeCloseTo(100, 9);
    // One common threshold cannot: as one record, 2·3 / (2·3 + 2).
    const both = beats([[N, 0.6], [N, 0.7], [S, 0.9], [N, 0.1], [S, 0.3], [S, 0.4]]);
    expect(perRecordOracle([both], 'S', 'ec57', FLAT)).toBeCloseTo(75, 9);
  });

  it('counts missed beats, false ones without a partner, and says nothing where there are none of a class', () => {
    const record = beats([[S, 0.9], [NO_BEAT, 0.8], [S, 0.7]], { missed: [0, 1, 0, 0, 0] });
    // All three called: 2 right, 1 false, 1 missed: 4 / 6. The first alone: 2 / (1 + 3).
    expect(perRecordOracle([record], 'S', 'ec57', FLAT)).toBeCloseTo(200 / 3, 9);
    expect(perRecordOracle([beats([[N, 0.2]])], 'S', 'ec57', FLAT)).toBeNull();
  });

  it('calls beats of one margin together, and leaves out what the protocol pardons', () => {
    expect(perRecordOracle([beats([[S, 0.5], [N, 0.5]])], 'S', 'ec57', FLAT)).toBeCloseTo(200 / 3, 9);
    const fusion: ScoredBeats = { ...beats([[F, 0], [V, 0]]), probabilities: Float32Array.of(0, 0, 1, 0, 0, 0.5, 0, 0.5, 0, 0) };
    expect(perRecordOracle([fusion], 'V', 'ec57', FLAT)).toBeCloseTo(100, 9);
    expect(perRecordOracle([fusion], 'V', 'literature', FLAT)).toBeCloseTo(200 / 3, 9);
  });
});

describe('intervals over records', () => {
  const record = (found: boolean): ReturnType<typeof scoreRecord> =>
    scoreRecord({ reference: labels([40_000, 40_100], [S, V]), tested: labels([40_000, 40_100], [found ? S : N, V]), sampleRate: 100, length: 60_000, protocol: 'ec57', classified: true });

  it('are points where all records are alike, and wide where they differ', () => {
    const alike = bootstrap([record(true), record(true), record(true)], 'ec57', 200);
    expect(alike.S.f1).toEqual({ low: 100, high: 100 });
    const { S: s, V: v } = bootstrap([...Array.from({ length: 10 }, () => record(true)), ...Array.from({ length: 10 }, () => record(false))], 'ec57', 500);
    expect(v.se).toEqual({ low: 100, high: 100 });
    // Ten of twenty: the binomial's 95 % are 30 to 70.
    expect(Math.abs(s.se!.low - 30)).toBeLessThanOrEqual(5);
    expect(Math.abs(s.se!.high - 70)).toBeLessThanOrEqual(5);
    expect(s.ppv).toEqual({ low: 100, high: 100 });
  });

  it('are the same each time, and none where nothing can be told', () => {
    const few = [record(true), record(false), record(false)];
    expect(bootstrap(few, 'ec57', 300)).toEqual(bootstrap(few, 'ec57', 300));
    expect(bootstrap([], 'ec57').S.f1).toBeNull();
  });
});

describe('calibration', () => {
  it('is 0 where as many are of the class as was said, bin by bin', () => {
    // 15 bins of 20 beats: in bin k, k of 20 are S and all are said to be at k / 20.
    const list = Array.from({ length: 300 }, (_, i): [number, number] => [i % 20 < Math.floor(i / 20) ? S : N, Math.floor(i / 20) / 20]);
    const { error, bins } = calibrationOf([beats(list)], 'S');
    expect(error).toBeCloseTo(0, 6);
    expect(bins.map(({ beats: count }) => count)).toEqual(Array.from({ length: 15 }, () => 20));
  });

  it('is the mean distance where it is not, over N S V F with a partner alone', () => {
    const list = Array.from({ length: 150 }, (): [number, number] => [N, 0.25]);
    expect(calibrationOf([beats([...list, [Q, 1], [NO_BEAT, 1]])], 'S').error).toBeCloseTo(0.25, 6);
    expect(calibrationOf([], 'S')).toEqual({ error: null, bins: [] });
  });
});

describe('purity of templates', () => {
  it('is the share of beats in a template of their class, record by record', () => {
    const first = beats([[N, 0], [N, 0], [S, 0], [V, 0], [F, 0], [Q, 0], [NO_BEAT, 0]], { template: Int32Array.of(0, 0, 0, 1, -1, 2, 0) });
    const second = beats([[S, 0]], { template: Int32Array.of(0) });
    expect(templatePurity([first, second])).toEqual({ all: 80, S: 50, V: 100, perRecord: 1.5, most: 2 });
    expect(templatePurity([])).toEqual({ all: null, S: null, V: null, perRecord: null, most: 0 });
  });
});

describe('where R peaks stand', () => {
  it('is told by shares and the distance that 95 % keep', () => {
    const record = beats([], { offsets: Float32Array.of(0, 0.004, -0.005, 0.016, -0.1) });
    const placed = placement([record])!;
    expect(placed.within5).toBeCloseTo(60, 9);
    expect(placed.within17).toBeCloseTo(80, 9);
    expect(placed.p95Ms).toBeCloseTo(100, 4);
    expect(placement([])).toBeNull();
  });
});
