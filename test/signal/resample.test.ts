import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandPassTaps, filterZeroPhase, gainAt, highPassTaps, lowPassTaps } from '../../core/signal/fir.ts';
import { plainBand, resample, resampleSpan, resampledLength, windowOf } from '../../core/signal/resample.ts';

const RATES = [100, 125, 128, 180, 200, 249.98, 250, 257, 360, 500, 1000];

function sine(hz: number, rate: number, seconds: number): Float32Array {
  return new Float32Array(Math.round(rate * seconds)).map((_, i) => Math.sin((2 * Math.PI * hz * i) / rate));
}

describe('FIR design', () => {
  it('lets the band through and stops the rest', () => {
    const band = bandPassTaps(5, 14, 125, 61);
    expect(gainAt(band, Math.sqrt(70), 125)).toBeCloseTo(1, 6);
    expect(Math.abs(gainAt(band, 0, 125))).toBeLessThan(1e-12);
    expect(Math.abs(gainAt(band, 30, 125))).toBeLessThan(0.01);
    const low = lowPassTaps(40, 250, 101);
    expect(gainAt(low, 0, 250)).toBeCloseTo(1, 12);
    expect(gainAt(low, 40, 250)).toBeCloseTo(0.5, 2);
    expect(Math.abs(gainAt(highPassTaps(1, 100, 201), 0, 100))).toBeLessThan(1e-12);
  });

  it('refuses what is no filter', () => {
    expect(() => lowPassTaps(40, 250, 100)).toThrow(RangeError);
    expect(() => lowPassTaps(130, 250, 101)).toThrow(RangeError);
    expect(() => bandPassTaps(14, 5, 125, 61)).toThrow(RangeError);
  });

  it('is zero phase, counts NaN as 0 and gives the same from any cut', () => {
    const taps = bandPassTaps(5, 14, 125, 61);
    const impulse = new Float32Array(200);
    impulse[100] = 1;
    const response = filterZeroPhase(impulse, taps);
    for (let k = 1; k <= 30; k++) expect(response[100 + k]).toBe(response[100 - k]);
    const withNaN = impulse.slice();
    withNaN[20] = Number.NaN;
    expect(filterZeroPhase(withNaN, taps)).toEqual(response);

    const signal = sine(9, 125, 8).map((v, i) => v + Math.cos(i * i));
    const whole = filterZeroPhase(signal, taps);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 100, max: 499 }), (from, length) => {
        const cut = filterZeroPhase(signal.slice(from, from + length), taps);
        expect(cut.slice(30, length - 30)).toEqual(whole.slice(from + 30, from + length - 30));
      }),
      { numRuns: 30 },
    );
  });
});

describe('resampling', () => {
  it.each(RATES)('keeps a 10 Hz sine from %d Hz in place and size', (rate) => {
    const y = resample(sine(10, rate, 8), rate, 125);
    expect(y.length).toBe(resampledLength(Math.round(rate * 8), rate, 125));
    for (let k = 125; k < 875; k++) expect(Math.abs(y[k]! - Math.sin((2 * Math.PI * 10 * k) / 125))).toBeLessThan(3e-3);
  });

  it('keeps nothing that would fold back', () => {
    const y = resample(sine(100, 500, 8), 500, 125);
    for (let k = 125; k < 875; k++) expect(Math.abs(y[k]!)).toBeLessThan(2e-3);
  });

  it('gives identical samples however it is cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RATES), fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }), fc.integer(), fc.array(fc.tuple(fc.nat({ max: 1500 }), fc.nat({ max: 400 })), { maxLength: 3 }), (rate, cuts, seed, gaps) => {
        const x = new Float32Array(1500).map((_, i) => (i % 401 === 7 ? Number.NaN : Math.fround(Math.sin(i * i + seed))));
        for (const [from, length] of gaps) x.fill(Number.NaN, from, from + length);
        const read = (from: number, to: number): Float32Array => windowOf(x, from, to);
        const whole = resample(x, rate, 130);
        let at = 0;
        for (const cut of cuts) {
          const to = Math.min(whole.length, at + cut);
          expect(resampleSpan(read, rate, 130, at, to, plainBand(rate, 130))).toEqual(whole.slice(at, to));
          at = to;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps NaN where the nearest sample was never measured, and only there', () => {
    const x = new Float32Array(2000).fill(4.5);
    x.fill(Number.NaN, 800, 1000);
    const y = resample(x, 250, 125);
    for (let k = 0; k < y.length; k++) {
      if (k >= 400 && k < 500) expect(y[k]).toBeNaN();
      // The edge of the gap makes no step: a constant stays that constant.
      else expect(y[k]).toBeCloseTo(4.5, 4);
    }
  });
});
