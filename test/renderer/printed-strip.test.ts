import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printedStrip, STRIP_SECONDS } from '../../renderer/state/printed-strip.ts';

describe('the strip that a report prints', () => {
  it('is what is shown, and is named after a beat only where that is on it', () => {
    const rate = 250;
    const length = 100 * rate;
    const wide = STRIP_SECONDS * rate;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: length - 3000 }), fc.integer({ min: 1800, max: 3000 }), fc.option(fc.integer({ min: 0, max: length })), (from, across, beat) => {
        const strip = printedStrip({ from, to: from + across }, beat, rate, length);
        expect(strip.from).toBeGreaterThanOrEqual(from);
        expect(strip.to).toBeLessThanOrEqual(from + Math.max(across, wide) + 1);
        expect(strip.beat).toBe(beat !== null && beat >= strip.from && beat <= strip.to);
        if (beat !== null && beat >= from && beat < from + across) expect(strip.beat).toBe(true);
      }),
    );
    // A span was walked to, hours from the beat under the hand.
    expect(printedStrip({ from: 10_000, to: 12_400 }, 400, rate, length)).toEqual({ from: 10_300, to: 12_100, beat: false });
  });
});
