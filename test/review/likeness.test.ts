import { describe, expect, it } from 'vitest';
import { likenessOf, shiftBetween } from '../../core/review/likeness.ts';

const beat = (at: number): Float32Array => Float32Array.from({ length: 75 }, (_, i) => Math.exp(-(((i - at) / 2) ** 2)) + 0.2 * Math.exp(-(((i - at - 25) / 6) ** 2)));

describe('two averaged beats', () => {
  it('lie as far behind each other as one was moved, up to the reach', () => {
    for (const by of [-5, -1, 0, 3, 5]) {
      expect(shiftBetween(beat(25), beat(25 + by), 5)).toBe(by);
      expect(likenessOf([beat(25)], [beat(25 + by)], 5)).toBeGreaterThan(0.999);
    }
    expect(shiftBetween(beat(25), beat(34), 5)).toBe(5);
  });

  it('are as alike as in the lead that fits least, and nothing fits what does not move', () => {
    expect(likenessOf([beat(25), beat(25)], [beat(25), beat(25).map((v) => -v)], 5)).toBeLessThan(0.5);
    expect(likenessOf([beat(25)], [new Float32Array(75)], 5)).toBe(-1);
    expect(shiftBetween(beat(25), new Float32Array(75), 5)).toBe(0);
  });
});
