/** Short windows of signal around beats for the gallery, kept by beat and lead. */
import type { IsolineClient } from './session.ts';
import { sayFailure } from './session.ts';

export const BEFORE_SECONDS = 0.25;
export const AFTER_SECONDS = 0.45;
const BATCH = 96;
const KEPT = 6000;

export class ThumbnailCache {
  readonly #client: IsolineClient;
  readonly #caseId: string;
  readonly #arrived: () => void;
  readonly #traces = new Map<string, Float32Array>();
  readonly #asked = new Set<string>();

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
        names.forEach((name, i) => this.#traces.set(name, values.slice(i * samples, (i + 1) * samples)));
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
