import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceOf } from '../../core/beats/correlate.ts';
import { kernels, SHAPE_VALUES, TYPESCRIPT, type Kernels, type Reference } from '../../core/kernels/kernels.ts';
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
      fc.property(signals(300, 700), fc.constantFrom([25, 72], [125, 128], [1, 2], [1024, 1000]), fc.nat({ max: 5000 }), fc.nat({ max: 3 }), fc.constantFrom(24, 28), (x, [grid, step], from, less, taps) => {
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

describe('beats', () => {
  const reference = (length: number, offset: number): Reference => referenceOf(Float32Array.from({ length: 300 }, (_, i) => Math.sin(i / 5) * (i % 41)), 150, offset, length);

  it('correlate alike, at the ends of the signal, too', () => {
    fc.assert(
      fc.property(signals(120, 900, false), fc.nat({ max: 5 }), fc.integer({ min: 1, max: 97 }), fc.array(fc.integer({ min: -50, max: 1000 }), { maxLength: 20 }), (x, reach, length, centres) => {
        alike((run) => {
          const correlations = new Float64Array(centres.length);
          const lags = new Int32Array(centres.length);
          run.correlate(x, Int32Array.from(centres), reference(length, -length >> 1), reach, correlations, lags);
          return [correlations, lags];
        });
      }),
    );
  });

  it('correlate alike where reference or signal is flat', () => {
    const flat = { offset: -3, shape: new Float64Array(0) };
    for (const run of [wasm, TYPESCRIPT]) {
      const correlations = new Float64Array(2).fill(7);
      const lags = new Int32Array(2).fill(7);
      run.correlate(new Float32Array(100), Int32Array.of(20, 50), flat, 2, correlations, lags);
      expect([Array.from(correlations), Array.from(lags)]).toEqual([[0, 0], [0, 0]]);
      run.correlate(new Float32Array(100), Int32Array.of(20, 50), reference(9, -3), 2, correlations, lags);
      expect([Array.from(correlations), Array.from(lags)]).toEqual([[0, 0], [-2, -2]]);
    }
  });

  it('are measured alike', () => {
    const windows = { wide: reference(94, -38), reach: 2, narrow: reference(27, -11), wave: { offset: -34, shape: Float64Array.from({ length: 27 }, (_, k) => Math.cos(k)) } };
    fc.assert(
      fc.property(signals(400, 900, false), fc.array(fc.integer({ min: 50, max: 330 }), { maxLength: 20 }), (x, centres) => {
        alike((run) => {
          const rows = new Float64Array(centres.length * SHAPE_VALUES);
          run.measure(x, Int32Array.from(centres), windows, rows);
          return rows;
        });
      }),
    );
  });

  it('are summed alike, whether all lie inside or not', () => {
    fc.assert(
      fc.property(signals(100, 900, false), fc.constantFrom(8, 13, 64), fc.array(fc.integer({ min: -70, max: 1000 }), { maxLength: 20 }), fc.boolean(), (x, width, starts, inside) => {
        const kept = inside ? starts.filter((start) => start >= 0 && start + width <= x.length) : starts;
        alike((run) => {
          const sums = new Float64Array(width).fill(0.1);
          run.addBeats(x, Int32Array.from(kept), sums);
          return sums;
        });
      }),
    );
  });

  it('are averaged alike, whatever they are used on and however far they reach', () => {
    const shape = { length: 128, before: 40, shift: 3, placeFrom: -15, placeLength: 36, alikeFrom: -30, alikeLength: 71, alike: 0.3 };
    fc.assert(
      fc.property(fc.array(signals(900, 900, false), { minLength: 1, maxLength: 3 }), fc.array(fc.integer({ min: 43, max: 856 }), { maxLength: 23 }), fc.nat({ max: 500 }), fc.integer({ min: 0, max: 5 }), (leads, places, seed, shift) => {
        alike((run) => {
          const used = marks(leads.length * places.length, seed);
          const averages = new Float32Array(leads.length * shape.length);
          run.averageBeats(leads, Int32Array.from(places).sort(), used, { ...shape, shift: Math.min(shift, 3) }, averages);
          return [used, averages];
        });
      }),
    );
  });

  it('need no copy of a span, which is memory of one length and told apart by its leads', () => {
    for (const run of [wasm, TYPESCRIPT]) {
      const { leads, valid } = run.span(3, 101);
      expect([...leads, ...valid].map(({ length }) => length)).toEqual([101, 101, 101, 101, 101, 101]);
      leads.forEach((lead, l) => lead.fill(l + 1));
      valid.forEach((lead, l) => lead.fill(l + 4));
      expect([...leads, ...valid].map((lead) => [lead[0], lead[100]])).toEqual([1, 2, 3, 4, 5, 6].map((value) => [value, value]));
      const sums = new Float64Array(8);
      run.addBeats(leads[1]!, Int32Array.of(5, 6), sums);
      expect(Array.from(sums)).toEqual(new Array(8).fill(4));
    }
    expect(wasm.span(40, 187_500).leads).toHaveLength(40);
  });
});

describe('seconds', () => {
  it('have alike ranges, sums and counts', () => {
    fc.assert(
      fc.property(signals(1, 900), fc.array(fc.nat({ max: 900 }), { minLength: 1, maxLength: 12 }), (x, places) => {
        const edges = Int32Array.from(places, (place) => Math.min(place, x.length)).sort();
        alike((run) => {
          const out = new Float64Array(4 * (edges.length - 1));
          run.ranges(x, edges, out);
          return out;
        });
      }),
    );
  });

  it('have alike edges', () => {
    fc.assert(
      fc.property(signals(100, 900), fc.integer({ min: 1, max: 4 }), fc.constantFrom(0.0008, 0.08, 80), fc.constantFrom(1, 1.6, 2.5), (x, step, leastEdge, least) => {
        const shape = { step, guard: 3, look: 15, least, leastEdge, still: leastEdge / 4 };
        alike((run) => run.edges(x, 18, x.length - step - 18, shape));
      }),
    );
  });

  it('have alike pieces', () => {
    const edges = Int32Array.of(0, 13, 25, 38, 50, 63, 75, 88, 100, 113, 125);
    fc.assert(
      fc.property(signals(1, 900, false), fc.nat({ max: 200 }), fc.nat({ max: 8 }), (x, start, seconds) => {
        alike((run) => {
          const out = new Float64Array(seconds * 21);
          run.pieces(x, start, { rate: 125, edges }, out);
          return out;
        });
      }),
    );
  });

  it('have alike ranges of pieces', () => {
    fc.assert(
      fc.property(signals(400, 900, false), fc.nat({ max: 100 }), fc.integer({ min: 1, max: 12 }), (x, start, piece) => {
        const count = Math.floor(120 / piece);
        alike((run) => {
          const out = new Float64Array(Math.floor((x.length - start) / 125) * count);
          run.pieceRanges(x, start, 125, piece, count, out);
          return out;
        });
      }),
    );
  });

  it('have alike moments and means', () => {
    fc.assert(
      fc.property(signals(1, 900, false), fc.nat({ max: 12 }), (x, around) => {
        alike((run) => {
          const second = new Float64Array(Math.floor(x.length / 25));
          const fourth = new Float64Array(second.length);
          run.moments(x, 25, around, second, fourth);
          const means = new Float32Array(x.length);
          run.meansOfFive(x, means);
          return [second, fourth, means];
        });
      }),
    );
  });
});

describe('windows', () => {
  it('are taken and compared alike, those at the ends and those that cannot be read among them', () => {
    fc.assert(
      fc.property(signals(10, 400, false), fc.nat({ max: 300 }), fc.integer({ min: 2, max: 63 }), fc.integer({ min: -20, max: 400 }), fc.nat({ max: 40 }), (x, seed, length, from, count) => {
        const valid = marks(x.length, seed);
        const shape = Float64Array.from({ length }, (_, k) => Math.sin(k) - 0.1);
        alike((run) => {
          const sums = [1, 2, 3].map((value) => new Float64Array(count).fill(value / 7)) as [Float64Array, Float64Array, Float64Array];
          run.likeness(x, valid, from, shape, ...sums);
          const parts = new Float64Array(count * length);
          const readable = new Uint8Array(count);
          run.windows(x, valid, Int32Array.from({ length: count }, (_, i) => from + 3 * i), length, parts, readable);
          return [sums, parts, readable];
        });
      }),
    );
  });
});

describe('stored integers', () => {
  it('are alike in mV, of two bytes and of four', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(-32768), fc.integer({ min: -32768, max: 32767 })), { maxLength: 50 }), fc.integer({ min: -5000, max: 5000 }), fc.double({ min: 1e-6, max: 10, noNaN: true }), (values, baseline, scale) => {
        for (const stored of [Int16Array.from(values), Int32Array.from(values, (value) => (value === -32768 ? value : value * 65_000))]) {
          alike((run) => {
            const out = new Float32Array(values.length);
            run.millivolts(stored, baseline, scale, out);
            return out;
          });
        }
      }),
    );
  });
});

describe('layers of a network', () => {
  it('are alike for every stride, dilation and number of taps', () => {
    const sizes = fc.record({ inputs: fc.integer({ min: 1, max: 3 }), outputs: fc.integer({ min: 1, max: 9 }), taps: fc.integer({ min: 1, max: 11 }), stride: fc.integer({ min: 1, max: 5 }), dilation: fc.integer({ min: 1, max: 6 }), pad: fc.nat({ max: 9 }), length: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(sizes, signals(3, 600, false), ({ inputs, outputs, taps, stride, dilation, pad, length }, x) => {
        const input = x.subarray(0, inputs * Math.floor(x.length / inputs));
        const weights = Float64Array.from({ length: outputs * inputs * taps }, (_, i) => Math.fround(Math.sin(i * i)));
        const bias = Float32Array.from({ length: outputs }, (_, i) => Math.cos(i) / 10);
        alike((run) => {
          const out = new Float32Array(outputs * length);
          run.convolve(input, inputs, { weights, bias, stride, dilation, pad }, out);
          return out;
        });
      }),
    );
  });

  it('are alike over rows, from any row on, whether they add to what came in or not', () => {
    const sizes = fc.record({ inputs: fc.constantFrom(1, 4, 16), channels: fc.constantFrom(4, 8, 16), taps: fc.constantFrom(1, 3, 5), dilation: fc.integer({ min: 1, max: 7 }), from: fc.nat({ max: 5 }), count: fc.nat({ max: 9 }) });
    fc.assert(
      fc.property(sizes, signals(16, 400, false), ({ inputs, channels, taps, dilation, from, count }, x) => {
        const rows = Math.floor(x.length / inputs);
        const first = Math.min(from, rows);
        const shape = { weights: Float64Array.from({ length: taps * inputs * channels }, (_, i) => Math.sin(i * i)), bias: Float64Array.from({ length: channels }, (_, i) => Math.cos(i) / 10), inputs, taps, dilation, adds: inputs === channels };
        alike((run) => {
          const out = new Float32Array(channels * Math.min(count, rows - first));
          run.convolveRows(x.subarray(0, rows * inputs), shape, first, out);
          return out;
        });
      }),
    );
  });
});
