import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../backend/store/source.ts';
import { windowsAround } from '../../backend/services/windows.ts';

const RATE = 250;
const LENGTH = 120 * RATE;
// Waves of several frequencies on a wandering baseline.
const SIGNAL = Float32Array.from({ length: LENGTH }, (_, i) => Math.sin(i / 9) + 0.4 * Math.sin(i / 2.3) + 0.15 * Math.sin(i / 700));

/** Where the filter has settled: behind the first and before the last seconds. */
function settled(sample: number): boolean {
  return sample > 6 * RATE && sample < LENGTH - 6 * RATE;
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
  it('are the same, to a millimetre of paper, as far as the filter’s margin reaches, whether each is filtered alone or many in one stretch', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: LENGTH + 100 }), { minLength: 5, maxLength: 14 }), (firsts) => {
        const together = windowsAround(source().source, firsts, 175, 0);
        firsts.forEach((first, k) => {
          const alone = windowsAround(source().source, [first], 175, 0);
          for (let i = 0; i < 175; i++) {
            const [a, b] = [together[k * 175 + i]!, alone[i]!];
            expect(Number.isNaN(a)).toBe(Number.isNaN(b));
            if (!Number.isNaN(a) && settled(first + i)) expect(Math.abs(a - b)).toBeLessThan(0.1);
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
