/** A recording that grows, as the analysis sees it: whole segments out of the store, what came since out of memory. */
import type { RecordingHeader, SampleSource } from '../../core/study/recording.ts';
import { toMillivolts } from '../../core/study/recording.ts';
import { segmentFrames } from '../store/segment.ts';
import { openStoredSource, type StoredSource } from '../store/source.ts';

export class GrowingSource implements SampleSource {
  readonly sampleRate: number;
  readonly leadNames: readonly string[];
  readonly #header: RecordingHeader;
  readonly #stored: StoredSource;
  readonly #frames: number;
  /** Samples behind the last whole segment, adu; `#filled` of them. */
  #tail: Int32Array[];
  #filled = 0;
  #segments: number;

  /** @param samples folder of the committed segments, of which there are `segments`, whole ones */
  constructor(header: RecordingHeader, samples: string, segments: number) {
    this.#header = header;
    this.sampleRate = header.sampleRate;
    this.leadNames = header.leads.map(({ name }) => name);
    this.#frames = segmentFrames(header.sampleRate);
    this.#segments = segments;
    this.#stored = openStoredSource({ folder: samples, header: { ...header, sampleCount: Number.POSITIVE_INFINITY }, segmentCount: () => this.#segments });
    this.#tail = header.leads.map(() => new Int32Array(this.#frames));
  }

  /** Samples a lead so far. */
  get length(): number {
    return this.#segments * this.#frames + this.#filled;
  }

  /** Whole segments in the store. */
  get segments(): number {
    return this.#segments;
  }

  /** Samples that still fit into the segment that is being filled. */
  get room(): number {
    return this.#frames - this.#filled;
  }

  /** What is not in the store yet, adu. Holds until more comes. */
  get tail(): Int32Array[] {
    return this.#tail.map((lead) => lead.subarray(0, this.#filled));
  }

  /** Takes on samples that follow; no more than there is room for. */
  append(leads: readonly Int32Array[]): void {
    const count = leads[0]?.length ?? 0;
    if (count > this.room) throw new RangeError('more samples than the segment takes');
    leads.forEach((lead, l) => this.#tail[l]!.set(lead, this.#filled));
    this.#filled += count;
  }

  /** The full segment is in the store. */
  committed(): void {
    if (this.room > 0) throw new RangeError('a segment is committed when it is full');
    this.#segments++;
    this.#filled = 0;
  }

  /** The stored integers of `[from, to)`, all of it there. */
  adu(from: number, to: number): Int32Array[] {
    const start = this.#segments * this.#frames;
    const out = this.#stored.adu(from, to);
    const first = Math.max(from, start);
    if (to > first) out.forEach((lead, l) => lead.set(this.#tail[l]!.subarray(first - start, Math.min(to - start, this.#filled)), first - from));
    return out;
  }

  read(from: number, to: number): Float32Array[] {
    const out = this.#stored.read(from, to);
    const start = this.#segments * this.#frames;
    const first = Math.max(from, start);
    const last = Math.min(to, start + this.#filled);
    if (last > first) out.forEach((lead, l) => lead.set(toMillivolts(this.#tail[l]!.subarray(first - start, last - start), this.#header.leads[l]!), first - from));
    return out;
  }
}
