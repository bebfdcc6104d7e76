/**
 * The signal as the beat classifier sees it: 125 Hz, band-passed, in mV.
 * Positions are samples of the recording's own 125 Hz grid (sample 0 of the
 * recording is position 0), so that every part of the program cuts alike.
 */

/** Samples a second of everything in this room. */
export const MODEL_RATE = 125;

/** A stretch of conditioned signal with what of it can be used. */
export interface ConditionedSpan {
  /** Position of the first sample on the 125 Hz grid; may be negative. */
  from: number;
  /** One array a lead, all of one length, mV; 0 where never measured. */
  leads: Float32Array[];
  /** One array a lead: 1 where the sample was measured and is readable, else 0. */
  valid: Uint8Array[];
}

/** Number of samples of a span. */
export function spanLength(span: ConditionedSpan): number {
  return span.leads[0]?.length ?? 0;
}

/**
 * Takes a lead's unusable seconds out of `valid`: `flags[s]` of second
 * `firstSecond + s` must have the bit `usableBit`, or the second counts as not
 * readable. Changes the span.
 */
export function markUnusable(span: ConditionedSpan, lead: number, flags: Uint8Array, firstSecond: number, usableBit: number): void {
  const valid = span.valid[lead];
  if (!valid) return;
  for (let s = 0; s < flags.length; s++) {
    if ((flags[s]! & usableBit) !== 0) continue;
    const from = (firstSecond + s) * MODEL_RATE - span.from;
    valid.fill(0, Math.max(0, from), Math.max(0, from + MODEL_RATE));
  }
}

/** Share (0 to 1) of `[from, to)` on one lead that is usable; outside the span counts as not usable. */
export function usableShare(span: ConditionedSpan, lead: number, from: number, to: number): number {
  const valid = span.valid[lead];
  if (!valid || to <= from) return 0;
  const first = Math.max(0, from - span.from);
  const last = Math.min(valid.length, to - span.from);
  let sum = 0;
  for (let i = first; i < last; i++) sum += valid[i]!;
  return sum / (to - from);
}

/**
 * Positions on the 125 Hz grid of samples of a recording: `sample * 125 / rate`,
 * fractions kept. `sampleRate` in Hz.
 */
export function toModelPositions(samples: ArrayLike<number>, sampleRate: number): Float64Array {
  const positions = new Float64Array(samples.length);
  for (let i = 0; i < samples.length; i++) positions[i] = (samples[i]! * MODEL_RATE) / sampleRate;
  return positions;
}

/**
 * A sliding store of conditioned signal for a reader that walks through a
 * recording: append chunks in order, drop what has been passed, cut spans.
 * Chunks must follow each other without a hole.
 */
export class ConditionedWindow {
  private readonly chunks: ConditionedSpan[] = [];

  /** Appends a chunk that begins where the last one ended. Throws RangeError otherwise. */
  append(chunk: ConditionedSpan): void {
    const last = this.chunks.at(-1);
    if (last && last.from + spanLength(last) !== chunk.from) {
      throw new RangeError(`conditioned signal has a hole before ${chunk.from}`);
    }
    this.chunks.push(chunk);
  }

  /** Forgets chunks that end at or before `position`; they are what is returned. */
  dropBefore(position: number): ConditionedSpan[] {
    const held = this.chunks.findIndex((chunk) => chunk.from + spanLength(chunk) > position);
    return this.chunks.splice(0, held < 0 ? this.chunks.length : held);
  }

  /** Forgets chunks that begin at or after `position`. */
  dropFrom(position: number): void {
    while (this.chunks.length > 0 && this.chunks.at(-1)!.from >= position) this.chunks.pop();
  }

  /** End (exclusive) of what is held, or 0 where nothing is. */
  get end(): number {
    const last = this.chunks.at(-1);
    return last ? last.from + spanLength(last) : 0;
  }

  /**
   * Copy of `[from, to)`; parts that are not held are 0 and not usable. `leadCount`
   * for an empty window. Where `into` is a span of that length and as many leads,
   * its memory is taken.
   */
  cut(from: number, to: number, leadCount = this.chunks[0]?.leads.length ?? 0, into?: ConditionedSpan): ConditionedSpan {
    const again = into !== undefined && into.leads.length === leadCount && spanLength(into) === to - from;
    const leads = again ? into.leads : Array.from({ length: leadCount }, () => new Float32Array(to - from));
    const valid = again ? into.valid : Array.from({ length: leadCount }, () => new Uint8Array(to - from));
    if (again) {
      const held = { from: Math.min(to, Math.max(from, this.chunks[0]?.from ?? to)), to: Math.max(from, Math.min(to, this.end)) };
      for (const array of [...leads, ...valid]) array.fill(0, 0, held.from - from).fill(0, Math.max(held.from, held.to) - from);
    }
    for (const chunk of this.chunks) {
      const first = Math.max(from, chunk.from);
      const last = Math.min(to, chunk.from + spanLength(chunk));
      if (last <= first) continue;
      for (let lead = 0; lead < leadCount; lead++) {
        leads[lead]!.set(chunk.leads[lead]!.subarray(first - chunk.from, last - chunk.from), first - from);
        valid[lead]!.set(chunk.valid[lead]!.subarray(first - chunk.from, last - chunk.from), first - from);
      }
    }
    return { from, leads, valid };
  }
}
