/**
 * How far a recording has come that is analysed while it is being read: as many
 * segments are committed, and so many samples a lead. Once it is whole it grows
 * no further.
 */
import type { RecordingHeader } from '../../core/study/recording.ts';
import { openStoredSource, type StoredSource } from '../store/source.ts';

export interface Grown {
  segments: number;
  samples: number;
  whole: boolean;
}

export class Growth {
  #now: Grown;
  readonly #listeners = new Set<(grown: Grown) => void>();

  constructor(begun: Grown) {
    this.#now = begun;
  }

  get now(): Grown {
    return this.#now;
  }

  take(grown: Grown): void {
    this.#now = grown;
    for (const listener of this.#listeners) listener(grown);
  }

  /** Calls `listener` whenever more is there, until the returned function is called. */
  watch(listener: (grown: Grown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once `enough` holds, at the latest when the recording is whole. */
  until(enough: (grown: Grown) => boolean): Promise<void> {
    const holds = (): boolean => this.#now.whole || enough(this.#now);
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.watch(() => {
        if (!holds()) return;
        stop();
        resolve();
      });
    });
  }
}

/** The committed samples of a recording that grows: as long as it is at each moment. */
export function openGrowingStore(folder: string, header: RecordingHeader, growth: Growth): StoredSource {
  return openStoredSource({ folder, header, sampleCount: () => growth.now.samples, segmentCount: () => growth.now.segments });
}
