import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfBase64 } from '../../core/signal/base64.ts';
import { SWING_STEP, VENTRICULAR_MARGIN, VENTRICULAR_VALUES, ventricularLikelihood } from '../../core/signal/ventricular.ts';
import { networkAnswers, NETWORK_RATE } from '../../core/signal/ventricular-network.ts';
import { VENTRICULAR_NETWORK } from '../../core/signal/ventricular-weights.ts';
import { chance } from '../rhythm/made-day.ts';

/** Two leads: narrow complexes at 75/min with a T wave, and between `from` and `to` seconds swings of `rate` a minute. */
function leadsOf(seconds: number, from: number, to: number, rate: number, seed = 1): Float32Array[] {
  const next = chance(seed);
  return [1, -0.6].map((gain) =>
    Float32Array.from({ length: seconds * NETWORK_RATE }, (_, i) => {
      const t = i / NETWORK_RATE;
      const noise = 0.01 * (next() - 0.5);
      if (t >= from && t < to) return gain * (0.5 + 0.15 * Math.sin(t)) * Math.sin((2 * Math.PI * rate * t) / 60 + 0.4 * Math.sin(1.7 * t)) + noise;
      const phase = (t % 0.8) - 0.3;
      return gain * (Math.exp(-((phase / 0.02) ** 2)) + 0.2 * Math.exp(-(((phase - 0.26) / 0.06) ** 2))) + noise;
    }),
  );
}

/** The answers for whole seconds of leads, cut out with their margins; zeros outside. */
function answersOf(leads: readonly Float32Array[], from: number, to: number): Uint8Array {
  const cut = leads.map((lead) => {
    const out = new Float32Array((to - from + 2 * VENTRICULAR_MARGIN) * NETWORK_RATE);
    const first = (from - VENTRICULAR_MARGIN) * NETWORK_RATE;
    out.set(lead.subarray(Math.max(0, first), Math.min(lead.length, first + out.length)), Math.max(0, -first));
    return out;
  });
  return ventricularLikelihood(cut, to - from, VENTRICULAR_NETWORK);
}

const either = (answers: Uint8Array, second: number): number => answers[second * VENTRICULAR_VALUES]! + answers[second * VENTRICULAR_VALUES + 1]!;

describe('ventricular rhythm by the signal', () => {
  const leads = leadsOf(120, 50, 80, 300);
  const whole = answersOf(leads, 0, 120);

  it('is told second by second, with the rate of its swings', () => {
    for (let s = 54; s < 76; s++) {
      expect(either(whole, s)).toBeGreaterThan(200);
      expect(whole[s * VENTRICULAR_VALUES + 2]! * SWING_STEP).toBeGreaterThan(270);
      expect(whole[s * VENTRICULAR_VALUES + 2]! * SWING_STEP).toBeLessThan(330);
    }
  });

  it('is not asked for where complexes stand out of a quiet line', () => {
    for (let s = 0; s < 40; s++) expect(Array.from(whole.subarray(s * VENTRICULAR_VALUES, (s + 1) * VENTRICULAR_VALUES))).toEqual([0, 0, 0, 0]);
  });

  it('is the same for a second however the recording is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 119 }), fc.integer({ min: 0, max: 3 }), (cut, seed) => {
        const made = seed === 0 ? leads : leadsOf(120, 30 + 9 * seed, 70, 180 + 40 * seed, seed);
        const at = seed === 0 ? whole : answersOf(made, 0, 120);
        expect([...answersOf(made, 0, cut), ...answersOf(made, cut, 120)]).toEqual([...at]);
      }),
      { numRuns: 8 },
    );
  });

  it('claims nothing where nothing was measured', () => {
    expect(answersOf([new Float32Array(60 * NETWORK_RATE)], 0, 60).every((value) => value === 0)).toBe(true);
  });

  it('refuses signal that is too short, and weights that do not fit', () => {
    expect(() => ventricularLikelihood([new Float32Array(100)], 1, VENTRICULAR_NETWORK)).toThrow(RangeError);
    expect(() => networkAnswers(VENTRICULAR_NETWORK.members[0]!.slice(1), new Float32Array(2 * NETWORK_RATE), 1)).toThrow(RangeError);
  });
});

describe('base64', () => {
  it('gives the bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect([...bytesOfBase64(Buffer.from(bytes).toString('base64'))]).toEqual([...bytes]);
      }),
    );
  });

  it('refuses what is no digit', () => {
    expect(() => bytesOfBase64('ab c')).toThrow(RangeError);
  });
});
