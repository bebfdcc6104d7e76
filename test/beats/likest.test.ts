import { describe, expect, it } from 'vitest';
import { referenceOf } from '../../core/beats/correlate.ts';
import { Likest, type Likeness } from '../../core/beats/likest.ts';
import { AVERAGE_BEFORE, AVERAGE_LENGTH, SHAPE_FROM, SHAPE_LENGTH, SHAPE_REACH, type Shape } from '../../core/beats/template-shape.ts';
import { correlate } from '../../core/kernels/plain/beats.ts';
import { Chance } from '../../core/synthesis/chance.ts';

/** Every shape in every lead, in their order, up to the first that is very like: what `Likest` must answer. */
function exhaustive(leads: readonly Float32Array[], shapes: readonly Shape[], centre: number, readable: readonly number[]): Likeness<Shape> | null {
  let best: Likeness<Shape> | null = null;
  for (const shape of shapes) {
    const told = readable.filter((lead) => shape.weight[lead]! > 0).map((lead) => {
      const [correlations, lags] = [new Float64Array(1), new Int32Array(1)];
      correlate(leads[lead]!, Int32Array.of(centre), referenceOf(shape.average[lead]!, AVERAGE_BEFORE, SHAPE_FROM, SHAPE_LENGTH), SHAPE_REACH, correlations, lags);
      return { correlation: correlations[0]!, lag: lags[0]! };
    });
    if (told.length === 0) continue;
    const likeness = told.reduce((sum, { correlation }) => sum + correlation, 0) / told.length;
    if (likeness > (best?.likeness ?? -2)) best = { shape, likeness, lag: told[0]!.lag };
    if (best && best.likeness > 0.985) break;
  }
  return best;
}

describe('the likest shape', () => {
  const chance = new Chance(17, 0);
  /** Beats of a few kinds, more or less alike. */
  const kinds = Array.from({ length: 6 }, (_, kind) => Float64Array.from({ length: AVERAGE_LENGTH }, (_, k) => Math.exp(-(((k - AVERAGE_BEFORE) / (3 + kind / 3)) ** 2)) * (kind > 3 ? -1 : 1)));
  const shapeOf = (kind: number, leads: number, spread: number): Shape => ({
    beatClass: 'N',
    part: 'usual',
    founded: 0,
    average: Array.from({ length: leads }, (_, l) => Array.from(kinds[kind]!, (value) => (l === 1 ? -0.6 : 1) * value + spread * chance.normal())),
    weight: Array.from({ length: leads }, (_, l) => (l > 0 && chance.between(0, 1) < 0.1 ? 0 : 10)),
  });

  it.each([1, 2, 3])('of %d leads is that of all in all leads, wherever the search begins', (leadCount) => {
    const found = { early: 0, late: 0 };
    for (let round = 0; round < 400; round++) {
      const spread = [0.01, 0.05, 0.2, 1][round % 4]!;
      const shapes = Array.from({ length: chance.whole(1, 8) }, () => shapeOf(chance.whole(0, 5), leadCount, spread));
      const beat = shapeOf(chance.whole(0, 5), leadCount, spread);
      const leads = beat.average.map((average) => Float32Array.from({ length: AVERAGE_LENGTH + 12 }, (_, k) => average[k - 6] ?? 0));
      const centre = 6 + AVERAGE_BEFORE + chance.whole(-3, 3);
      const readable = leads.map((_, l) => l).filter(() => chance.between(0, 1) < 0.9);
      const wanted = exhaustive(leads, shapes, centre, readable);
      if (wanted) found[wanted.likeness > 0.985 ? 'early' : 'late']++;
      for (const guess of [null, ...shapes, beat]) {
        const likest = new Likest({ from: 0, leads, valid: leads.map((lead) => new Uint8Array(lead.length).fill(1)) }).among(shapes, centre, readable, guess);
        expect(likest?.shape).toBe(wanted?.shape);
        expect(likest?.lag).toBe(wanted?.lag);
        if (wanted) expect(likest!.likeness).toBeCloseTo(wanted.likeness, 12);
      }
    }
    // Both ways of ending were gone.
    expect(Math.min(found.early, found.late)).toBeGreaterThan(20);
  });

  it('is nothing where no lead shows both, and told where a beat leaves the span', () => {
    const shape = { ...shapeOf(0, 1, 0), weight: [0] };
    const span = { from: 0, leads: [new Float32Array(200)], valid: [new Uint8Array(200).fill(1)] };
    expect(new Likest(span).among([shape], 100, [0])).toBeNull();
    expect(new Likest(span).among([], 100, [0])).toBeNull();
    expect(() => new Likest(span).among([{ ...shape, weight: [1] }], 10, [0])).toThrow(RangeError);
  });
});
