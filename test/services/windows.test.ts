import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../backend/store/source.ts';
import { windowsAround } from '../../backend/services/windows.ts';

const RATE = 250;
const LENGTH = 120 * RATE;
// Waves of several frequencies on a wandering baseline, with a stretch that was never measured.
const SIGNAL = Float32Array.from({ length: LENGTH }, (_, i) => (i > 50_000 / 2 && i < 51_000 / 2 ? Number.NaN : Math.sin(i / 9) + 0.4 * Math.sin(i / 2.3) + 0.15 * Math.sin(i / 700)));

/** Farther than four seconds from the ends and from what was never measured. */
function settled(sample: number): boolean {
  const near = 4 * RATE;
  return sample > near && sample < LENGTH - near && Math.abs(sample - 25_250) > 250 + near;
}

function source(): { source: Pick<StoredSource, 'sampleRate' | 'read'>; reads: () => number } {
  let reads = 0;
  return {
    source: {
      sampleRate: RATE,
      read: (from, to) => {
        reads++;
        return [Float32Array.from({ length: to - from }, (_, i) => SIGNAL[from + i] ?? Number.NaN)];
      },
    },
    reads: () => reads,
  };
}

describe('windows around beats', () => {
  it('are the same, to half a millimetre of paper, whether each is filtered alone or many in one stretch; beside a gap the filter still swings', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: LENGTH + 100 }), { minLength: 5, maxLength: 14 }), (firsts) => {
        const together = windowsAround(source().source, firsts, 175, 0);
        firsts.forEach((first, k) => {
          const alone = windowsAround(source().source, [first], 175, 0);
          for (let i = 0; i < 175; i++) {
            const [a, b] = [together[k * 175 + i]!, alone[i]!];
            expect(Number.isNaN(a)).toBe(Number.isNaN(b));
            if (!Number.isNaN(a) && settled(first + i)) expect(Math.abs(a - b)).toBeLessThan(0.05);
          }
        });
      }),
      { numRuns: 12 },
    );
  });

  it('of a whole minute of beats are read in a few stretches; what is left out stays empty', () => {
    const { source: from, reads } = source();
    const values = windowsAround(from, [...Array.from({ length: 70 }, (_, i) => i * 200), Number.NaN], 175, 0);
    expect(reads()).toBeLessThan(5);
    expect(values.subarray(70 * 175).every(Number.isNaN)).toBe(true);
  });
});
