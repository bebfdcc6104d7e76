/**
 * Blocks labelled on several threads at the same time and handed on in their
 * order. A block's labels depend on nothing but the block, so they are those of
 * one thread, bit for bit.
 */
import type { BlockLabels } from './label-block.ts';
import type { LabelledBlock } from './labelled-block.ts';
import { buffersOf, type PreparedBlock } from './prepared-block.ts';
import type { Stopwatch } from './stopwatch.ts';
import { JobThread } from './thread-jobs.ts';

export interface LabelOrder {
  /** Folder of the model. */
  model: string;
}

export interface LabelJob {
  block: PreparedBlock;
  /** What another device's classifier said; null: ask the processor's. */
  labels: BlockLabels | null;
}

export interface LabelResult {
  labelled: LabelledBlock;
  seconds: Record<string, number>;
}

const MODULE = new URL('./label-worker.ts', import.meta.url);

export class LabelLanes {
  readonly #threads: JobThread<LabelOrder, LabelJob, LabelResult>[];
  readonly #each: number;
  readonly #watch: Stopwatch;

  /** So many threads, which may have so many blocks each. `watch` is told what they measure. */
  constructor({ threads, each }: { threads: number; each: number }, order: LabelOrder, watch: Stopwatch) {
    this.#threads = Array.from({ length: threads }, () => new JobThread(MODULE, order));
    this.#each = each;
    this.#watch = watch;
  }

  /**
   * Labelled blocks in the order of `blocks`, of which `first` is the first one, asked for already. `elsewhere` says what another
   * device's classifier says of a block, or null where the processor shall; it is asked block by block. Errors: those of blocks,
   * device, model and networks.
   */
  async *labelled(first: Promise<IteratorResult<PreparedBlock>>, blocks: AsyncIterator<PreparedBlock>, elsewhere: (block: PreparedBlock) => Promise<BlockLabels | null>): AsyncGenerator<LabelledBlock> {
    const underway: Promise<LabelResult>[] = [];
    let asked: Promise<IteratorResult<PreparedBlock>> | null = first;
    let over = false;
    for (;;) {
      if (!asked && !over && underway.length < this.#each * this.#threads.length) {
        asked = blocks.next();
        // Told where it is waited for; if something else fails before, that is the failure to tell.
        asked.catch(() => undefined);
      }
      const oldest = underway[0];
      if (!asked && !oldest) return;
      const come = await Promise.race([...(asked ? [asked] : []), ...(oldest ? [oldest] : [])]);
      if ('labelled' in come) {
        void underway.shift();
        this.#watch.add(come.seconds);
        yield come.labelled;
        continue;
      }
      asked = null;
      if (come.done) over = true;
      else underway.push(this.#begin(come.value, await elsewhere(come.value)));
    }
  }

  /** Waits for what is under way. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end(this.#threads.length)));
  }

  #begin(block: PreparedBlock, labels: BlockLabels | null): Promise<LabelResult> {
    const thread = this.#threads.reduce((least, other) => (other.busy < least.busy ? other : least));
    const result = thread.do({ block, labels }, buffersOf(block));
    // As above.
    result.catch(() => undefined);
    return result;
  }
}
