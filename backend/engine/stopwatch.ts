/** Seconds spent per stage of an analysis. */
export class Stopwatch {
  readonly #seconds: Record<string, number> = {};

  /** Runs `work` and adds its time to a stage. */
  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds[stage] = (this.#seconds[stage] ?? 0) + (performance.now() - start) / 1000;
    }
  }

  /** A copy of the sums, rounded to the millisecond. */
  seconds(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#seconds).map(([stage, seconds]) => [stage, Math.round(seconds * 1000) / 1000]));
  }
}
