/** Plain synthetic leads with known R peaks, for the tests of detection. */
import { windowOf } from '../../core/signal/resample.ts';
import type { SampleSource } from '../../core/study/recording.ts';

/** Height (mV), place (s from the R peak) and width (s) of one wave. */
type Wave = readonly [height: number, place: number, width: number];

export const PLAIN: readonly Wave[] = [
  [0.12, -0.16, 0.025],
  [-0.1, -0.028, 0.008],
  [1.1, 0, 0.011],
  [-0.2, 0.03, 0.01],
  [0.25, 0.24, 0.05],
];

/** Beat times in seconds: about 75 a minute with a slow sway. */
export function beatTimes(seconds: number): number[] {
  const times: number[] = [];
  for (let t = 0.5; t < seconds - 0.5; t += 0.8 + 0.06 * Math.sin(t / 3) + 0.02 * Math.sin(t * 1.7)) times.push(t);
  return times;
}

/** Noise between -1 and 1, the same for the same number. */
export function noiseAt(i: number): number {
  let x = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 0x80000000 - 1;
}

/** One lead at `rate`; `scale` may change from beat to beat. */
export function leadOf(times: readonly number[], seconds: number, rate: number, waves: readonly Wave[] = PLAIN, scale: (t: number) => number = () => 1, noise = 0.01): Float32Array {
  const x = new Float32Array(Math.floor(seconds * rate));
  for (const t of times) {
    const size = scale(t);
    for (const [height, place, width] of waves) {
      const centre = t + place;
      const from = Math.max(0, Math.ceil((centre - 5 * width) * rate));
      const to = Math.min(x.length, Math.floor((centre + 5 * width) * rate) + 1);
      for (let i = from; i < to; i++) x[i] = x[i]! + size * height * Math.exp(-0.5 * ((i / rate - centre) / width) ** 2);
    }
  }
  for (let i = 0; i < x.length; i++) x[i] = x[i]! + 0.15 * Math.sin((2 * Math.PI * 0.2 * i) / rate) + noise * noiseAt(i);
  return x;
}

export function sourceOf(rate: number, ...leads: Float32Array[]): SampleSource {
  return {
    sampleRate: rate,
    leadNames: leads.map((_, i) => `lead ${i + 1}`),
    length: leads[0]!.length,
    read: (from, to) => leads.map((lead) => windowOf(lead, from, to)),
  };
}

/** Beats of the truth that nothing was found for, and findings that no beat stands for. */
export function compare(times: readonly number[], peaks: ArrayLike<number>, rate: number, within = 0.02): { missed: number[]; invented: number[] } {
  const found = Array.from(peaks, (sample) => sample / rate);
  return {
    missed: times.filter((t) => !found.some((f) => Math.abs(f - t) <= within)),
    invented: found.filter((f) => !times.some((t) => Math.abs(f - t) <= within)),
  };
}
