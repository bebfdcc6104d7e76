/**
 * The graph's wavelets against a float64 reference of the same filters, against
 * an undecimated transform, and their presence in the shipped model.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { outlineOf } from '../../core/beats/graph-outline.ts';

const WAVELETS = fileURLToPath(new URL('fixtures/wavelets.onnx', import.meta.url));
const MODEL = fileURLToPath(new URL('../../models/repository/wtcnn-s/1/model.onnx', import.meta.url));

const LOW = 0.7;
const HIGH = 40;
const SCALES = 24;
const W0 = 4;
const TAPS = [49, 99, 201];
const frequencies = Array.from({ length: SCALES }, (_, k) => LOW * (HIGH / LOW) ** (k / (SCALES - 1)));

/** Complex Morlet filter as the exporter defines it, float64. */
function morlet(hz: number, rate: number, taps: number): { real: Float64Array; imaginary: Float64Array } {
  const half = (taps - 1) / 2;
  const w = 2 * Math.PI * hz;
  const g = Float64Array.from({ length: taps }, (_, n) => Math.exp(-0.5 * ((((n - half) / rate) * w) / W0) ** 2));
  const total = g.reduce((a, b) => a + b, 0);
  const wave = (turn: (x: number) => number): Float64Array => {
    const raw = g.map((x, n) => x * turn((w * (n - half)) / rate));
    const mean = raw.reduce((a, b) => a + b, 0) / total;
    return raw.map((x, n) => (2 * (x - g[n]! * mean)) / total);
  };
  return { real: wave(Math.cos), imaginary: wave(Math.sin) };
}

function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function lowPass(taps: number, cut: number, rate: number): Float64Array {
  const half = (taps - 1) / 2;
  const h = Float64Array.from({ length: taps }, (_, n) => {
    const t = (2 * cut * (n - half)) / rate;
    const sinc = t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
    return sinc * (besselI0(7 * Math.sqrt(1 - ((n - half) / half) ** 2)) / besselI0(7));
  });
  const sum = h.reduce((a, b) => a + b, 0);
  return h.map((x) => x / sum);
}

function correlateStrided(x: Float64Array, taps: Float64Array, stride: number): Float64Array {
  const half = (taps.length - 1) / 2;
  const out = new Float64Array(Math.floor((x.length - 1) / stride) + 1);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < taps.length; k++) sum += (x[i * stride + k - half] ?? 0) * taps[k]!;
    out[i] = sum;
  }
  return out;
}

/** White noise of 1 mV, seeded. */
function noise(length: number): Float64Array {
  let state = 12345;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  return Float64Array.from({ length }, () => Math.fround(Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())));
}

const T = 8192;
const x = noise(T);
/** Frequency of scale `k` of bank `b`, fastest bank first, slowest scale of a bank first. */
const hzOf = (bank: number, k: number): number => frequencies[(2 - bank) * 8 + k]!;

describe('wavelets of the graph', () => {
  let banks: { data: Float32Array; length: number }[];

  beforeAll(async () => {
    const session = await InferenceSession.create(WAVELETS, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const answer = await session.run({ signal: new Tensor('float32', Float32Array.from(x), [1, 1, T]) });
    banks = [1, 2, 3].map((k) => {
      const tensor = answer[`coefficients${k}`]!;
      if (!(tensor.data instanceof Float32Array)) throw new Error(`coefficients are ${tensor.type}`);
      return { data: tensor.data, length: tensor.dims[3]! };
    });
  });

  it('agree with a float64 reference of the same filters within 1e-5', () => {
    const y1 = correlateStrided(x, lowPass(23, 31, 125), 2);
    const y2 = correlateStrided(y1, lowPass(17, 15.5, 62.5), 2);
    const inputs = [x, y1, y2];
    let worst = 0;
    banks.forEach(({ data, length }, bank) => {
      for (let k = 0; k < 8; k++) {
        const { real, imaginary } = morlet(hzOf(bank, k), 125 / 2 ** bank, TAPS[bank]!);
        [real, imaginary].forEach((taps, part) => {
          const want = correlateStrided(inputs[bank]!, taps, 2);
          expect(want.length).toBe(length);
          for (let i = 0; i < length; i++) worst = Math.max(worst, Math.abs(want[i]! - data[(2 * k + part) * length + i]!));
        });
      }
    });
    expect(worst).toBeLessThanOrEqual(1e-5);
  });

  it('agree with an undecimated transform at 125 Hz within 1e-3', () => {
    let worst = 0;
    banks.forEach(({ data, length }, bank) => {
      const stride = 2 ** (bank + 1);
      for (let k = 0; k < 8; k++) {
        const hz = hzOf(bank, k);
        const reach = Math.ceil((3.6 * W0 * 125) / (2 * Math.PI * hz));
        const { real, imaginary } = morlet(hz, 125, 2 * reach + 1);
        [real, imaginary].forEach((taps, part) => {
          // A few hundred places away from the ends are enough.
          for (let i = Math.ceil(600 / stride); i * stride < T - 600; i += 7) {
            let want = 0;
            for (let n = 0; n < taps.length; n++) want += x[i * stride + n - reach]! * taps[n]!;
            worst = Math.max(worst, Math.abs(want - data[(2 * k + part) * length + i]!));
          }
        });
      }
    });
    expect(worst).toBeLessThanOrEqual(1e-3);
  });

  it('give a sine at a scale its own amplitude', async () => {
    const hz = hzOf(1, 4);
    const sine = Float32Array.from({ length: T }, (_, n) => 0.7 * Math.sin((2 * Math.PI * hz * n) / 125));
    const session = await InferenceSession.create(WAVELETS, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const { coefficients2 } = await session.run({ signal: new Tensor('float32', sine, [1, 1, T]) });
    const data = coefficients2!.data as Float32Array;
    const length = coefficients2!.dims[3]!;
    const middle = Math.floor(length / 2);
    expect(Math.hypot(data[8 * length + middle]!, data[9 * length + middle]!)).toBeCloseTo(0.7, 2);
  });

  it('are the filters of the shipped model, value for value', async () => {
    const wavelets = Buffer.from(await readFile(WAVELETS));
    const model = Buffer.from(await readFile(MODEL));
    const names = outlineOf(wavelets).constants.map((c) => c.name);
    for (const name of ['low1', 'low2', 'bank1', 'bank2', 'bank3']) expect(names).toContain(name);
    for (let bank = 0; bank < 3; bank++) {
      for (let k = 0; k < 8; k++) {
        const { real } = morlet(hzOf(bank, k), 125 / 2 ** bank, TAPS[bank]!);
        // The middle of a filter as float32 bytes: where the fixture has it, the model must have the same row.
        const row = rowAround(wavelets, real);
        expect(model.includes(row)).toBe(true);
      }
    }
  });
});

/** The float32 row in `file` that starts with these taps (found by value, the last bit may differ). */
function rowAround(file: Buffer, taps: Float64Array): Buffer {
  const bytes = taps.length * 4;
  for (let at = 0; at + bytes <= file.length; at++) {
    let same = true;
    for (let k = 0; k < taps.length && same; k++) same = Math.abs(file.readFloatLE(at + 4 * k) - taps[k]!) < 1e-6;
    if (same) return file.subarray(at, at + bytes);
  }
  throw new Error('the filter is not in the file');
}
