/** Width of a QRS complex from the slopes, on made complexes of known width. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qrsWidth, steepness } from '../../core/waves/qrs-width.ts';

const RATE = 250;
const LENGTH = 500;
const R = 220;

/** A complex of a given width: one period of a raised sine round the R peak; a slow T wave behind it, a P wave before. */
function beat(widthMs: number, height = 1): Float32Array {
  const half = ((widthMs / 1000) * RATE) / 2;
  const bump = (i: number, at: number, wide: number, tall: number): number => (Math.abs(i - at) < wide ? tall * Math.cos((Math.PI * (i - at)) / (2 * wide)) ** 2 : 0);
  return Float32Array.from({ length: LENGTH }, (_, i) => bump(i, R, half, height) + bump(i, R + 75, 35, 0.2 * height) + bump(i, R - 42, 12, 0.05 * height));
}

const widthOf = (...leads: Float32Array[]): number => qrsWidth(leads.map(steepness), R)!.ms;

/** Noise that is the same every time, mV. */
function noise(size: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: LENGTH }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return size * (state / 1073741824 - 1);
  });
}

describe('the width of a QRS complex', () => {
  it('is about that of the complex, and grows with it', () => {
    const told = [70, 90, 110, 130, 150, 170].map((width) => ({ width, told: widthOf(beat(width)) }));
    for (const { width, told: ms } of told) expect(Math.abs(ms - width)).toBeLessThan(25);
    expect(told.map(({ told: ms }) => ms)).toEqual(told.map(({ told: ms }) => ms).toSorted((a, b) => a - b));
  });

  it('is beyond all that a complex is told to last where it runs into its T wave', () => {
    const slurred = Float32Array.from({ length: LENGTH }, (_, i) => (i > R - 45 && i < R + 75 ? Math.sin((Math.PI * (i - R + 45)) / 60) : 0));
    expect(widthOf(slurred)).toBeGreaterThan(240);
  });

  it('does not hang on gain, polarity, level or which lead comes first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 70, max: 180 }), fc.double({ min: 0.2, max: 5, noNaN: true }), fc.boolean(), fc.double({ min: -3, max: 3, noNaN: true }), (width, gain, turned, level) => {
        const plain = beat(width);
        const other = plain.map((value) => level + gain * (turned ? -value : value));
        expect(Math.abs(widthOf(other) - widthOf(plain))).toBeLessThan(0.5);
        const second = beat(width + 20, 0.4);
        expect(widthOf(plain, second)).toBeCloseTo(widthOf(second, plain), 3);
      }),
    );
  });

  it('is that of the earliest and the latest lead together', () => {
    const late = new Float32Array(LENGTH);
    late.set(beat(90).subarray(0, LENGTH - 8), 8);
    expect(widthOf(beat(90), late)).toBeGreaterThan(widthOf(beat(90)) + 10);
  });

  it('is told by the leads that show the beat', () => {
    const good = steepness(beat(100));
    const silent = steepness(noise(0.3, 7));
    const flat = steepness(new Float32Array(LENGTH));
    const gap = steepness(beat(100).fill(Number.NaN, R + 40, R + 44));
    const alone = qrsWidth([good], R)!;
    expect(qrsWidth([flat, silent, gap, good], R)).toEqual({ ms: alone.ms, leads: [3] });
    for (const none of [[], [silent], [flat], [gap], [flat, silent, gap]]) expect(qrsWidth(none, R)).toBeNull();
  });

  it('is not told where the recording begins or ends too near', () => {
    const steep = steepness(beat(100));
    expect(qrsWidth([steep], 60)).toBeNull();
    expect(qrsWidth([steep], LENGTH - 100)).toBeNull();
  });

  it('holds in moderate noise', () => {
    const clean = widthOf(beat(100), beat(100, 0.6));
    for (const seed of [1, 2, 3, 4, 5]) {
      const noisy = beat(100).map((value, i) => value + noise(0.03, seed)[i]!);
      expect(Math.abs(widthOf(noisy, beat(100, 0.6)) - clean)).toBeLessThan(16);
    }
  });
});
