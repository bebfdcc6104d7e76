/**
 * The wavelet transform as it was done before it became part of the network:
 * beat by beat over a window of its own, by FFT. Written as well as that way
 * allows: filters transformed once, one buffer for each purpose, float32, and
 * the smallest power of two at which the circular convolution is a linear one.
 */
import FFT from 'fft.js';

/** Samples of a beat's window: 1.8 s at 125 Hz, a multiple of what the slowest bank is thinned by. */
export const WINDOW = 224;
/** Lags of a filter reach from −(WINDOW − 1) to WINDOW − 1; 512 is the power of two that holds them all. */
const SIZE = 512;
/** Banks of scales, the fastest first: as the network takes them, every 2nd, 4th and 8th sample. */
const BANKS = 3;

/** Coefficients of one window, a bank each: `[2 × scales of the bank, WINDOW / stride]`, real before imaginary, scale by scale. */
export type Coefficients = readonly Float32Array[];

/** The window that begins at sample `first` of the signal. What it gives is overwritten by the next call. */
export type UnfusedTransform = (signal: Float32Array, first: number) => Coefficients;

/** Every so many samples of a bank are kept. */
export function strideOf(bank: number): number {
  return 2 ** (bank + 1);
}

/**
 * The network's wavelet at lags −reach to reach: a complex Morlet without its mean, twice the amplitude of what it sees.
 * Real and imaginary part by turns.
 */
export function morlet(hz: number, w0: number, rate: number, reach: number): Float64Array {
  const deviation = (w0 * rate) / (2 * Math.PI * hz);
  const envelope = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / deviation) ** 2));
  const sum = envelope.reduce((total, value) => total + value, 0);
  const phase = (i: number): number => (w0 * (i - reach)) / deviation;
  const mean = envelope.reduce((total, value, i) => total + value * Math.cos(phase(i)), 0) / sum;
  const wave = new Float64Array(2 * envelope.length);
  envelope.forEach((value, i) => {
    wave[2 * i] = (2 * value * (Math.cos(phase(i)) - mean)) / sum;
    wave[2 * i + 1] = (2 * value * Math.sin(phase(i))) / sum;
  });
  return wave;
}

/**
 * Prepares the transform.
 *
 * @param frequenciesHz centre of each scale, Hz, the slowest first; a third of them is a bank
 * @param w0 radians of the wavelet per deviation of its envelope
 * @param rate of the signal, Hz
 */
export function unfusedTransform(frequenciesHz: readonly number[], w0: number, rate: number): UnfusedTransform {
  const fft = new FFT(SIZE);
  const window = new Float32Array(SIZE);
  const spectrum = new Float32Array(2 * SIZE);
  const product = new Float32Array(2 * SIZE);
  const back = new Float32Array(2 * SIZE);
  const third = frequenciesHz.length / BANKS;
  const banks = Array.from({ length: BANKS }, (_, bank) => new Float32Array((2 * third * WINDOW) / strideOf(bank)));

  // The wavelet at −n is its conjugate at n, so the spectrum of a filter is real.
  const filters = frequenciesHz.map((hz) => {
    const filter = new Float32Array(2 * SIZE);
    const wave = morlet(hz, w0, rate, WINDOW - 1);
    for (let n = 1 - WINDOW; n < WINDOW; n++) {
      const at = 2 * ((n + SIZE) % SIZE);
      filter[at] = wave[2 * (n + WINDOW - 1)]!;
      // The network correlates, a product of spectra convolves.
      filter[at + 1] = -wave[2 * (n + WINDOW - 1) + 1]!;
    }
    fft.transform(back, filter);
    // The inverse transform's 1/SIZE is taken here, once.
    return Float32Array.from({ length: SIZE }, (_, k) => back[2 * k]! / SIZE);
  });

  return (signal, first) => {
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
      const bank = BANKS - 1 - Math.floor(s / third);
      const stride = strideOf(bank);
      const length = WINDOW / stride;
      const out = banks[bank]!;
      const at = 2 * (s % third) * length;
      for (let i = 0; i < length; i++) {
        out[at + i] = back[2 * i * stride]!;
        out[at + length + i] = -back[2 * i * stride + 1]!;
      }
    }
    return banks;
  };
}
