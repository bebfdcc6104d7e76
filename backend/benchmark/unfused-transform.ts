/**
 * The wavelet transform as it was done before it became part of the network:
 * beat by beat over a window of its own, by FFT. Written as well as that way
 * allows: filters transformed once, one buffer for each purpose, float32, and
 * the smallest power of two at which the circular convolution is a linear one.
 */
import FFT from 'fft.js';

/** Samples of a beat's window: 1.8 s at 125 Hz. */
export const WINDOW = 225;
/** Lags of a filter reach from −(WINDOW − 1) to WINDOW − 1; 512 is the power of two that holds them all. */
const SIZE = 512;

export interface UnfusedTransform {
  /** `2 × scales × WINDOW` values of the beat at `peak`: real and imaginary part by turns, scale by scale. Overwritten by the next call. */
  (signal: Float32Array, peak: number): Float32Array;
}

/** A complex Morlet wavelet at lag `n`, unit energy: real and imaginary part. */
export function morlet(hz: number, w0: number, rate: number, n: number): [number, number] {
  const deviation = (w0 * rate) / (2 * Math.PI * hz);
  const size = Math.exp(-0.5 * (n / deviation) ** 2) / Math.sqrt(deviation * Math.sqrt(Math.PI));
  const phase = (w0 * n) / deviation;
  return [size * Math.cos(phase), size * Math.sin(phase)];
}

/**
 * Prepares the transform.
 *
 * @param frequenciesHz centre of each scale, Hz
 * @param w0 radians of the wavelet per deviation of its envelope
 * @param rate of the signal, Hz
 */
export function unfusedTransform(frequenciesHz: readonly number[], w0: number, rate: number): UnfusedTransform {
  const fft = new FFT(SIZE);
  const window = new Float32Array(SIZE);
  const spectrum = new Float32Array(2 * SIZE);
  const product = new Float32Array(2 * SIZE);
  const back = new Float32Array(2 * SIZE);
  const out = new Float32Array(2 * frequenciesHz.length * WINDOW);

  // The wavelet at −n is its conjugate at n, so the spectrum of a filter is real.
  const filters = frequenciesHz.map((hz) => {
    const filter = new Float32Array(2 * SIZE);
    for (let n = 1 - WINDOW; n < WINDOW; n++) {
      const [re, im] = morlet(hz, w0, rate, n);
      const at = 2 * ((n + SIZE) % SIZE);
      filter[at] = re;
      filter[at + 1] = im;
    }
    fft.transform(back, filter);
    // The inverse transform's 1/SIZE is taken here, once.
    return Float32Array.from({ length: SIZE }, (_, k) => back[2 * k]! / SIZE);
  });

  return (signal, peak) => {
    const first = Math.round(peak) - (WINDOW >> 1);
    for (let i = 0; i < WINDOW; i++) window[i] = signal[first + i] ?? 0;
    fft.realTransform(spectrum, window);
    fft.completeSpectrum(spectrum);
    for (let s = 0; s < filters.length; s++) {
      const filter = filters[s]!;
      // The inverse of X is the conjugate of the transform of X's conjugate: no division afterwards.
      for (let k = 0; k < SIZE; k++) {
        product[2 * k] = filter[k]! * spectrum[2 * k]!;
        product[2 * k + 1] = -filter[k]! * spectrum[2 * k + 1]!;
      }
      fft.transform(back, product);
      const at = 2 * s * WINDOW;
      for (let i = 0; i < WINDOW; i++) {
        out[at + 2 * i] = back[2 * i]!;
        out[at + 2 * i + 1] = -back[2 * i + 1]!;
      }
    }
    return out;
  };
}
