/** Seconds spent per stage of an analysis. */
export class Stopwatch {
  readonly #seconds: Record<string, number> = {};

  /** Runs `work` and adds its time to a stage. */
  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#add(stage, (performance.now() - start) / 1000);
    }
  }

  /** Adds what another one measured. */
  add(seconds: Readonly<Record<string, number>>): void {
    for (const [stage, more] of Object.entries(seconds)) this.#add(stage, more);
  }

  #add(stage: string, seconds: number): void {
    this.#seconds[stage] = (this.#seconds[stage] ?? 0) + seconds;
  }

  /** A copy of the sums. */
  exactly(): Record<string, number> {
    return { ...this.#seconds };
  }

  /** A copy of the sums, rounded to the millisecond. */
  seconds(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#seconds).map(([stage, seconds]) => [stage, Math.round(seconds * 1000) / 1000]));
  }
}
