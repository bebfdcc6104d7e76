/** Blocks taken in on several threads at the same time, ahead of the one that prepares them. A block is the same on each. */
import { BLOCK_SECONDS } from '../../core/beats/horizon.ts';
import { blockCount } from '../../core/signal/detect.ts';
import type { Growth, Grown } from './growth.ts';
import type { PrepareOrder } from './prepare-thread.ts';
import { BLOCKS_AROUND } from './horizon-window.ts';
import { detectedBlocks } from './settled.ts';
import type { TakenBlock, Taker } from './taken-block.ts';
import { JobThread } from './thread-jobs.ts';

/** Where the samples lie. */
export type TakeOrder = Pick<PrepareOrder, 'samples' | 'seal' | 'segments' | 'header' | 'leads' | 'beats'>;

export interface TakeJob {
  index: number;
  wide: boolean;
  /** So far the recording has come. */
  grown: Grown;
}

/** Blocks that a thread may have: one that it takes in, and one that it begins with when that is done. */
const EACH = 2;

const MODULE = new URL('./take-worker.ts', import.meta.url);

export class TakeLanes implements Taker {
  readonly given = false;
  readonly #threads: JobThread<TakeOrder, TakeJob, TakenBlock>[];
  readonly #growth: Growth;
  readonly #rate: number;
  readonly #first: number;
  readonly #end: number;
  readonly #asked = new Map<number, Promise<TakenBlock>>();
  #spareFor = 0;

  constructor(count: number, { samples, seal, segments, header, leads, beats, firstBlock, until }: PrepareOrder, growth: Growth) {
    this.#threads = Array.from({ length: count }, () => new JobThread(MODULE, { samples, seal, segments, header, leads, beats } satisfies TakeOrder));
    this.#growth = growth;
    this.#rate = header.sampleRate;
    this.#first = firstBlock;
    this.#end = until === undefined ? Number.POSITIVE_INFINITY : until + BLOCKS_AROUND;
  }

  /** The block, and behind it those that will be asked for next. */
  take(index: number, wide: boolean): Promise<TakenBlock> {
    const ahead = EACH * this.#threads.length;
    for (let next = index; next < index + ahead && next < this.#known(); next++) if (!this.#asked.has(next)) this.#asked.set(next, this.#begin(next, next >= this.#first));
    const asked = this.#asked.get(index) ?? this.#begin(index, wide);
    this.#asked.delete(index);
    return asked;
  }

  spare(buffers: ArrayBuffer[]): void {
    this.#threads[this.#spareFor++ % this.#threads.length]!.spare(buffers);
  }

  /** Waits for what is under way. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end(this.#threads.length)));
  }

  /** Blocks that can be taken in by now, whatever follows. */
  #known(): number {
    const { samples, whole } = this.#growth.now;
    return Math.min(this.#end, whole ? blockCount({ length: samples, sampleRate: this.#rate }, BLOCK_SECONDS) : detectedBlocks(samples, this.#rate));
  }

  #begin(index: number, wide: boolean): Promise<TakenBlock> {
    const thread = this.#threads.reduce((least, other) => (other.busy < least.busy ? other : least));
    const taken = thread.do({ index, wide, grown: this.#growth.now });
    // Told where it is waited for; if something else fails before, that is the failure to tell.
    taken.catch(() => undefined);
    return taken;
  }
}
