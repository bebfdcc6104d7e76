/**
 * Linear-phase FIR filters: their design (Kaiser-windowed sinc) and their
 * zero-phase application.
 *
 * Everything in the analysis is FIR on purpose: an output sample depends on a
 * finite window of the input and on nothing carried along, so a day cut into
 * blocks gives the same numbers as the day in one piece, bit for bit.
 *
 * Source: Kaiser & Schafer, "On the use of the I0-sinh window for spectrum
 * analysis", IEEE Trans. ASSP 28 (1980) 105; Oppenheim & Schafer, ch. 7.
 */
import { kernels } from '../kernels/kernels.ts';

/** Modified Bessel function of the first kind, order 0 (power series; exact to double precision for x < 50). */
export function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 200 && term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/** Kaiser's beta for a stop-band attenuation in dB. */
export function kaiserBeta(attenuationDb: number): number {
  if (attenuationDb > 50) return 0.1102 * (attenuationDb - 8.7);
  if (attenuationDb >= 21) return 0.5842 * (attenuationDb - 21) ** 0.4 + 0.07886 * (attenuationDb - 21);
  return 0;
}

/** Odd number of taps that a transition band (Hz, at `rate`) needs for an attenuation in dB. */
export function kaiserTaps(transitionHz: number, rate: number, attenuationDb: number): number {
  const width = (2 * Math.PI * transitionHz) / rate;
  const half = Math.ceil((attenuationDb - 7.95) / (2.285 * width) / 2);
  return 2 * Math.max(1, half) + 1;
}

/**
 * The continuous Kaiser-windowed low-pass kernel at `t` (in samples from its
 * centre), not normalised: what the tapped filters and the resampler sample.
 *
 * @param cutoff -6 dB frequency in cycles a sample
 * @param half half width of the window in samples; the kernel is 0 at and beyond it
 * @param beta Kaiser's beta
 */
export function kaiserSinc(t: number, cutoff: number, half: number, beta: number): number {
  const r = t / half;
  if (r <= -1 || r >= 1) return 0;
  const angle = 2 * Math.PI * cutoff * t;
  const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
  return 2 * cutoff * sinc * (besselI0(beta * Math.sqrt(1 - r * r)) / besselI0(beta));
}

function requireBand(rate: number, taps: number, ...edges: number[]): void {
  if (!Number.isInteger(taps) || taps < 1 || taps % 2 === 0) throw new RangeError(`a zero-phase filter needs an odd number of taps, not ${taps}`);
  for (const hz of edges) if (!(hz > 0 && hz < rate / 2)) throw new RangeError(`${hz} Hz is no frequency below half of ${rate} Hz`);
}

/**
 * Low-pass taps, symmetric, gain exactly 1 at 0 Hz.
 *
 * @param cutoffHz -6 dB frequency
 * @param taps odd number of taps
 * @param attenuationDb stop-band attenuation that chooses the window
 * @throws RangeError for an even number of taps or a cutoff outside (0, rate/2)
 */
export function lowPassTaps(cutoffHz: number, rate: number, taps: number, attenuationDb = 50): Float64Array {
  requireBand(rate, taps, cutoffHz);
  const half = (taps - 1) / 2;
  const beta = kaiserBeta(attenuationDb);
  const h = new Float64Array(taps);
  let sum = 0;
  for (let i = 0; i < taps; i++) {
    h[i] = kaiserSinc(i - half, cutoffHz / rate, half + 1, beta);
    sum += h[i]!;
  }
  for (let i = 0; i < taps; i++) h[i] = h[i]! / sum;
  return h;
}

/** High-pass taps: the unit impulse less `lowPassTaps`. Gain exactly 0 at 0 Hz. */
export function highPassTaps(cutoffHz: number, rate: number, taps: number, attenuationDb = 50): Float64Array {
  const h = lowPassTaps(cutoffHz, rate, taps, attenuationDb).map((value) => -value);
  const half = (taps - 1) / 2;
  h[half] = h[half]! + 1;
  return h;
}

/**
 * Band-pass taps: the difference of two low-passes, gain 1 at the geometric
 * centre of the band and exactly 0 at 0 Hz.
 *
 * @throws RangeError for an even number of taps or edges that are no band below rate/2
 */
export function bandPassTaps(lowHz: number, highHz: number, rate: number, taps: number, attenuationDb = 50): Float64Array {
  if (!(lowHz < highHz)) throw new RangeError(`${lowHz} to ${highHz} Hz is no band`);
  const upper = lowPassTaps(highHz, rate, taps, attenuationDb);
  const lower = lowPassTaps(lowHz, rate, taps, attenuationDb);
  const h = upper.map((value, i) => value - lower[i]!);
  const gain = gainAt(h, Math.sqrt(lowHz * highHz), rate);
  return h.map((value) => value / gain);
}

/** Amplitude of a symmetric filter at a frequency (signed: a zero-phase filter's response is real). */
export function gainAt(taps: ArrayLike<number>, hz: number, rate: number): number {
  const half = (taps.length - 1) / 2;
  let sum = 0;
  for (let i = 0; i < taps.length; i++) sum += taps[i]! * Math.cos((2 * Math.PI * hz * (i - half)) / rate);
  return sum;
}

/**
 * Zero-phase filtering: output `i` is the symmetric filter centred on input
 * `i * step`.
 *
 * Samples outside `x` and samples that are NaN count as 0; the output is never
 * NaN. Each output is summed in one fixed order, so an output whose whole
 * window lies inside two different cuts of a signal is identical in both.
 *
 * @param x signal
 * @param taps symmetric filter with an odd number of taps
 * @param step keep every `step`-th output; the filter must then stop what would fold back
 * @returns `ceil(x.length / step)` samples
 */
export function filterZeroPhase(x: Float32Array, taps: Float64Array, step = 1): Float32Array {
  const half = (taps.length - 1) / 2;
  const out = new Float32Array(Math.ceil(x.length / step));
  kernels().filter(x, half, half, step, taps, out);
  return out;
}
