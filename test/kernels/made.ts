/** Signals for the kernels' tests, drawn by fast-check: rough and smooth ones, gaps, zeros, one sample and many. */
import fc from 'fast-check';

/** Single-precision samples, some missing where asked. */
export function signals(least: number, most: number, gaps = true): fc.Arbitrary<Float32Array> {
  return fc
    .record({
      seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      length: fc.integer({ min: least, max: most }),
      scale: fc.constantFrom(0.001, 1, 1000),
      gap: fc.tuple(fc.nat({ max: most }), fc.nat({ max: 40 })),
      quiet: fc.tuple(fc.nat({ max: most }), fc.nat({ max: most })),
      kind: fc.constantFrom('plain', 'gap', 'quiet', 'steps'),
    })
    .map(({ seed, length, scale, gap, quiet, kind }) => {
      let state = seed;
      const x = new Float32Array(length);
      for (let i = 0; i < length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const noise = state / 2 ** 32 - 0.5;
        x[i] = scale * (kind === 'steps' ? Math.round(4 * noise) / 4 : noise + Math.sin(i / 7) + (i % 97 < 5 ? 3 : 0));
      }
      if (kind === 'quiet') x.fill(0, quiet[0], quiet[0] + quiet[1]);
      if (kind === 'gap' && gaps) x.fill(Number.NaN, gap[0], gap[0] + gap[1]);
      return x;
    });
}

/** A byte a sample, mostly 1. */
export function marks(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((i + seed) % 211 < 180 ? 1 : 0));
}
