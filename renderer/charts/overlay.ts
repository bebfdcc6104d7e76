/**
 * All beats of a template one over the other: counted, not overdrawn, so that
 * one odd beat among thousands still shows; and which of them cross a line. Pure.
 */

/** Traces of one lead: beat after beat, `samples` each, in µV; `MISSING` where nothing was measured. */
export interface Traces {
  values: Int16Array;
  samples: number;
  /** ms of the first sample after the R peak (below 0), and between two samples. */
  first: number;
  step: number;
}

export const MISSING = -32_768;

/** A straight cut, ends in ms after the R peak and in mV. */
export interface Cut {
  a: { ms: number; mv: number };
  b: { ms: number; mv: number };
}

export interface OverlayScale {
  /** mV at the foot and at the top. */
  low: number;
  high: number;
  /** ms after the R peak at the left and at the right edge. */
  from: number;
  to: number;
}

/** Whether a trace crosses a cut: anywhere between its ends. */
export function crosses({ values, samples, first, step }: Traces, beat: number, { a, b }: Cut): boolean {
  const from = Math.max(0, Math.floor((Math.min(a.ms, b.ms) - first) / step) - 1);
  const to = Math.min(samples - 2, Math.ceil((Math.max(a.ms, b.ms) - first) / step) + 1);
  for (let i = from; i <= to; i++) {
    const [y0, y1] = [values[beat * samples + i]!, values[beat * samples + i + 1]!];
    if (y0 === MISSING || y1 === MISSING) continue;
    if (meet(first + i * step, y0 / 1000, first + (i + 1) * step, y1 / 1000, a.ms, a.mv, b.ms, b.mv)) return true;
  }
  return false;
}

/** Whether two straight pieces have a point in common. */
function meet(ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number): boolean {
  const side = (px: number, py: number, qx: number, qy: number, rx: number, ry: number): number => Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
  const [s1, s2, s3, s4] = [side(ax, ay, bx, by, cx, cy), side(ax, ay, bx, by, dx, dy), side(cx, cy, dx, dy, ax, ay), side(cx, cy, dx, dy, bx, by)];
  return s1 !== s2 && s3 !== s4;
}

/** Beats whose trace crosses, as their places among the traces. */
export function crossing(traces: Traces, count: number, cut: Cut): Int32Array {
  const found: number[] = [];
  for (let beat = 0; beat < count; beat++) if (crosses(traces, beat, cut)) found.push(beat);
  return Int32Array.from(found);
}

/** How often each pixel is crossed; grows as beats come in. */
export class Density {
  readonly width: number;
  readonly height: number;
  readonly counts: Uint32Array;
  most = 0;

  constructor(width: number, height: number) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    this.counts = new Uint32Array(this.width * this.height);
  }

  /** Adds beats; each counts once in each pixel of its line. */
  add({ values, samples, first, step }: Traces, beats: Iterable<number>, { low, high, from: left, to: right }: OverlayScale): void {
    const { width, height, counts } = this;
    const scale = height / (high - low);
    const pace = (right - left) / Math.max(1, width - 1);
    for (const beat of beats) {
      let last = -1;
      for (let x = 0; x < width; x++) {
        const at = (left + x * pace - first) / step;
        // The traces may end a sample short of the edges.
        if (at < 0 || at > samples - 1) continue;
        const i = Math.min(samples - 2, Math.floor(at));
        const [y0, y1] = [values[beat * samples + i]!, values[beat * samples + i + 1]!];
        if (y0 === MISSING || y1 === MISSING) {
          last = -1;
          continue;
        }
        const mv = (y0 + (y1 - y0) * (at - i)) / 1000;
        const row = Math.max(0, Math.min(height - 1, Math.floor((high - mv) * scale)));
        const [from, to] = last < 0 || last === row ? [row, row] : last < row ? [last + 1, row] : [row, last - 1];
        for (let y = from; y <= to; y++) {
          const now = ++counts[y * width + x]!;
          if (now > this.most) this.most = now;
        }
        last = row;
      }
    }
  }
}

/** The mean of beats, sample by sample; grows as they come in. */
export class Mean {
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;

  constructor(samples: number) {
    this.#sums = new Float64Array(samples);
    this.#counts = new Uint32Array(samples);
  }

  add({ values, samples }: Traces, from: number, to: number): void {
    for (let at = from * samples; at < to * samples; at++) {
      if (values[at] === MISSING) continue;
      this.#sums[at % samples]! += values[at]!;
      this.#counts[at % samples]!++;
    }
  }

  /** In mV, NaN where nothing was measured. */
  at(sample: number): number {
    return this.#sums[sample]! / this.#counts[sample]! / 1000;
  }
}

/** Shades of a density: the root of the count, so that few are seen beside many. 0…255 by pixel. */
export function shades({ counts, most }: Pick<Density, 'counts' | 'most'>, faintest: number): Uint8Array {
  const out = new Uint8Array(counts.length);
  const scale = most > 0 ? (255 - faintest) / Math.sqrt(most) : 0;
  for (let i = 0; i < counts.length; i++) if (counts[i]! > 0) out[i] = faintest + Math.sqrt(counts[i]!) * scale;
  return out;
}
