import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernels, TYPESCRIPT, type Kernels } from '../../core/kernels/kernels.ts';
import { wasmKernels } from '../../core/kernels/wasm.ts';
import { ANALYSIS_RATE } from '../../core/signal/condition.ts';
import { bandPassTaps, kaiserSinc, lowPassTaps } from '../../core/signal/fir.ts';
import { bytesFile, compileKernels } from '../../resources/scripts/kernels.ts';
import { marks, signals } from './made.ts';

const wasm = wasmKernels(TYPESCRIPT);
if (wasm === null) throw new Error('this Node compiles no WebAssembly with SIMD');

/** What both make must be the same to the last bit. */
function alike(make: (run: Kernels) => unknown): void {
  expect(make(wasm!)).toStrictEqual(make(TYPESCRIPT));
}

describe('the kernels', () => {
  it('are the bytes that their sources compile to', async () => {
    expect(readFileSync(join(import.meta.dirname, '../../core/kernels/wasm-bytes.ts'), 'utf8')).toBe(bytesFile(await compileKernels()));
  });

  it('run as WebAssembly here, and in TypeScript where that is not to be had', () => {
    expect(kernels().name).toBe('wasm');
    const there = globalThis.WebAssembly;
    try {
      Reflect.deleteProperty(globalThis, 'WebAssembly');
      expect(wasmKernels(TYPESCRIPT)).toBeNull();
      Reflect.set(globalThis, 'WebAssembly', { ...there, Memory: there.Memory, Module: () => { throw new Error('a policy forbids it'); } });
      expect(wasmKernels(TYPESCRIPT)).toBeNull();
    } finally {
      Reflect.set(globalThis, 'WebAssembly', there);
    }
  });

  it('leave to TypeScript what is too long for their memory', () => {
    const long = new Float32Array(4_000_000).fill(1);
    const out = new Float32Array(10);
    expect(wasm.filter(long, 2, 2, 1, Float64Array.of(1, 2, 1), out)).toBe(false);
    expect(Array.from(out)).toEqual([3, 4, 4, 4, 4, 4, 4, 4, 4, 4]);
  });
});

describe('filters', () => {
  const steps = fc.integer({ min: 1, max: 9 });

  it('are alike for every step, length and gap', () => {
    fc.assert(
      fc.property(signals(1, 700), fc.integer({ min: 0, max: 30 }), steps, (x, half, step) => {
        const taps = half === 0 ? Float64Array.of(0.5) : lowPassTaps(11, 125, 2 * half + 1);
        alike((run) => {
          const out = new Float32Array(Math.ceil(x.length / step));
          return [run.filter(x, half, half, step, taps, out), out];
        });
      }),
    );
  });

  it('are alike where the windows lie inside', () => {
    fc.assert(
      fc.property(signals(200, 700), steps, fc.nat({ max: 40 }), (x, step, centre) => {
        const taps = bandPassTaps(5, 14, 125, 41);
        const n = Math.floor((x.length - 1 - 20 - (20 + centre)) / step) + 1;
        alike((run) => {
          const out = new Float32Array(n);
          return [run.filter(x, 0, 20 + centre, step, taps, out), out];
        });
      }),
    );
  });

  it('of many phases are alike', () => {
    fc.assert(
      fc.property(signals(300, 700), fc.constantFrom([25, 72], [125, 128], [1, 2], [1024, 1000]), fc.nat({ max: 5000 }), fc.nat({ max: 3 }), (x, [grid, step], from, less) => {
        const taps = 24;
        const back = 10;
        const phases = Math.min(grid!, less === 0 ? 16 : 1024);
        const table = Float64Array.from({ length: phases * taps }, (_, i) => kaiserSinc((i % taps) - back - Math.floor(i / taps) / phases, 0.2, 10, 4));
        const xFrom = Math.floor((from * step!) / grid!) - back;
        const n = Math.floor(((x.length - taps - 2) * grid!) / step!);
        alike((run) => {
          const out = new Float32Array(n);
          return [run.polyphase(x, xFrom, from, { grid: grid!, step: step!, phases, taps, back, table }, out), out];
        });
      }),
    );
  });
});

describe('the baseline', () => {
  it('is alike beside gaps and without', () => {
    const kernel = Float64Array.from({ length: 5 * 26 }, (_, i) => kaiserSinc((i % 26) - 13, 0.1, 12.5, 3) / 5);
    fc.assert(
      fc.property(signals(40 * 25, 40 * 25), fc.nat({ max: 30 }), fc.integer({ min: 0, max: 300 }), fc.boolean(), (x, skip, n, far) => {
        if (far) x.fill(Number.NaN, 200, 900);
        alike((run) => {
          const out = new Float32Array(n);
          const valid = new Uint8Array(n);
          run.baseline(x, 13 * 25 + skip, { cell: 25, knots: 5, reach: 13, kernel }, out, valid);
          return [out, valid];
        });
      }),
    );
  });
});

describe('the envelope', () => {
  it('is alike, cells cut short and leads that cannot be used among them', () => {
    const shape = { high: bandPassTaps(9, 24, ANALYSIS_RATE, 41), low: bandPassTaps(5, 14, ANALYSIS_RATE, 61), hann: Float64Array.of(0.1, 0.2, 0.4, 0.2, 0.1), cell: 94, share: 0.65, levelReach: 3, levelFloor: 0.12, near: 12, weightReach: 3, accepted: 0.65 };
    fc.assert(
      fc.property(signals(1, 4000), fc.nat({ max: 500 }), fc.boolean(), (x, seed, none) => {
        const n = Math.ceil(x.length / 2);
        const usable = none ? new Uint8Array(n) : marks(n, seed);
        alike((run) => {
          const curve = new Float32Array(n);
          const told = new Float64Array(3 * Math.ceil(n / shape.cell));
          run.envelope(x, usable, shape, curve, told);
          return [curve, told];
        });
      }),
    );
  });
});
