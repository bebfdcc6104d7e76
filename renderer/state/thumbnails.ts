/** Short windows of signal around beats for the gallery, kept by beat and lead. */
import { LEAST_SWING } from './derived.ts';
import type { IsolineClient } from './session.ts';
import { sayFailure } from './session.ts';

export const BEFORE_SECONDS = 0.25;
export const AFTER_SECONDS = 0.45;
const BATCH = 96;
const KEPT = 6000;

/** Seconds on either side of the R peak in which a beat must be seen: behind an electrode that is off the line drifts, but slowly. */
const SEEN_WITHIN = 0.12;

/** Whether a window around a beat shows nothing of it: an electrode is off, or nothing was measured. */
export function isFlat(values: Float32Array): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const rate = values.length / (BEFORE_SECONDS + AFTER_SECONDS);
  for (const value of values.subarray(Math.floor((BEFORE_SECONDS - SEEN_WITHIN) * rate), Math.ceil((BEFORE_SECONDS + SEEN_WITHIN) * rate))) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return !(high - low >= LEAST_SWING);
}

/** What a tile shows of a beat. */
export interface Shown {
  /** The lead that is drawn: the chosen one, or where that is flat the next that is not. */
  lead: number;
  values: Float32Array | null;
  /** The lead that is asked for next; null where nothing is. */
  wanted: number | null;
}

export class ThumbnailCache {
  readonly #client: IsolineClient;
  readonly #caseId: string;
  readonly #arrived: () => void;
  readonly #traces = new Map<string, Float32Array>();
  readonly #asked = new Set<string>();
  /** Those of the traces that show nothing. */
  readonly #flat = new WeakSet<Float32Array>();

  constructor(client: IsolineClient, caseId: string, arrived: () => void) {
    this.#client = client;
    this.#caseId = caseId;
    this.#arrived = arrived;
  }

  /** Name of a trace: a beat that was moved has another. */
  #name(key: number, sample: number, lead: number): string {
    return `${lead}:${key}:${sample}`;
  }

  get(key: number, sample: number, lead: number): Float32Array | null {
    return this.#traces.get(this.#name(key, sample, lead)) ?? null;
  }

  /** What is to be drawn of a beat by what is here. Where no lead shows it, the chosen one stays. */
  shown(key: number, sample: number, lead: number, leads: number): Shown {
    const chosen = this.get(key, sample, lead);
    for (const other of [lead, ...Array.from({ length: leads }, (_, i) => i).filter((i) => i !== lead)]) {
      const values = this.get(key, sample, other);
      if (values === null) return { lead, values: chosen, wanted: other };
      if (!this.#flat.has(values)) return { lead: other, values, wanted: null };
    }
    return { lead, values: chosen, wanted: null };
  }

  /** Asks for what is not here yet. */
  want(beats: readonly { key: number; sample: number }[], lead: number): void {
    const missing = beats.filter(({ key, sample }) => {
      const name = this.#name(key, sample, lead);
      return !this.#traces.has(name) && !this.#asked.has(name);
    });
    for (let at = 0; at < missing.length; at += BATCH) this.#fetch(missing.slice(at, at + BATCH), lead);
  }

  #fetch(batch: readonly { key: number; sample: number }[], lead: number): void {
    const names = batch.map(({ key, sample }) => this.#name(key, sample, lead));
    for (const name of names) this.#asked.add(name);
    this.#client.review
      .thumbnails({ caseId: this.#caseId, keys: Int32Array.from(batch, ({ key }) => key), lead, beforeSeconds: BEFORE_SECONDS, afterSeconds: AFTER_SECONDS })
      .then(({ samples, values }) => {
        names.forEach((name, i) => {
          const trace = values.slice(i * samples, (i + 1) * samples);
          if (isFlat(trace)) this.#flat.add(trace);
          this.#traces.set(name, trace);
        });
        for (const old of this.#traces.keys()) {
          if (this.#traces.size <= KEPT) break;
          this.#traces.delete(old);
        }
        this.#arrived();
      })
      .catch(sayFailure)
      .finally(() => {
        for (const name of names) this.#asked.delete(name);
      });
  }
}
