/** A small recording made of bumps: regular beats, every seventh early and wide, a gap where asked. */
import type { SampleSource } from '../../core/study/recording.ts';

export interface MadeSource extends SampleSource {
  /** R peaks, samples. */
  peaks: number[];
}

export function madeSource(seconds: number, options: { rate?: number; leads?: number; gap?: { from: number; to: number } } = {}): MadeSource {
  const { rate = 250, leads = 2, gap } = options;
  const length = Math.round(seconds * rate);
  const signal = Array.from({ length: leads }, () => new Float32Array(length));
  const peaks: number[] = [];
  const bump = (lead: Float32Array, at: number, width: number, height: number): void => {
    for (let i = Math.max(0, Math.floor((at - 4 * width) * rate)); i < Math.min(length, (at + 4 * width) * rate); i++) {
      lead[i] = lead[i]! + height * Math.exp(-(((i / rate - at) / width) ** 2));
    }
  };
  let at = 0.6;
  for (let beat = 0; at < seconds - 0.5; beat++) {
    const early = beat % 7 === 6;
    signal.forEach((lead, l) => {
      const sign = l % 2 === 0 ? 1 : -0.7;
      if (!early) bump(lead, at - 0.16, 0.03, 0.12 * sign);
      bump(lead, at, early ? 0.045 : 0.012, (early ? 1.4 : 1) * sign);
      bump(lead, at + 0.28, 0.06, (early ? -0.4 : 0.25) * sign);
    });
    peaks.push(Math.round(at * rate));
    // A slow swing of the rate, so that no two blocks are alike.
    const rr = 0.8 + 0.05 * Math.sin(at / 40);
    at += beat % 7 === 5 ? rr * 0.62 : early ? rr * 1.35 : rr;
  }
  for (const lead of signal) {
    // Deterministic noise, a few microvolts.
    let state = 12345;
    for (let i = 0; i < length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      lead[i] = lead[i]! + (state / 2 ** 32 - 0.5) * 0.02;
      if (gap && i >= gap.from * rate && i < gap.to * rate) lead[i] = Number.NaN;
    }
  }
  return {
    sampleRate: rate,
    leadNames: signal.map((_, l) => `L${l}`),
    length,
    peaks,
    read(from, to) {
      return signal.map((lead) => {
        const out = new Float32Array(to - from).fill(Number.NaN);
        const first = Math.max(0, from);
        const last = Math.min(length, to);
        if (last > first) out.set(lead.subarray(first, last), first - from);
        return out;
      });
    },
  };
}
