/** Blocks taken in on several threads at the same time, ahead of the one that prepares them. A block is the same on each. */
import { BLOCK_SECONDS } from '../../core/beats/horizon.ts';
import { blockCount } from '../../core/signal/detect.ts';
import type { Growth, Grown } from './growth.ts';
import type { PrepareOrder, Takers } from './prepare-thread.ts';
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

const MODULE = new URL('./take-worker.ts', import.meta.url);

export class TakeLanes implements Taker {
  readonly given = false;
  readonly #threads: JobThread<TakeOrder, TakeJob, TakenBlock>[];
  readonly #growth: Growth;
  readonly #rate: number;
  readonly #first: number;
  readonly #end: number;
  readonly #asked = new Map<number, Promise<TakenBlock>>();
  readonly #each: number;
  /** Times that so many arrays came back: those of a block's conditioned signal, those of its raw one. */
  readonly #returned = new Map<number, number>();

  constructor({ threads: count, each }: Takers, { samples, seal, segments, header, leads, beats, firstBlock, until }: PrepareOrder, growth: Growth) {
    this.#threads = Array.from({ length: count }, () => new JobThread(MODULE, { samples, seal, segments, header, leads, beats } satisfies TakeOrder));
    this.#each = each;
    this.#growth = growth;
    this.#rate = header.sampleRate;
    this.#first = firstBlock;
    this.#end = until === undefined ? Number.POSITIVE_INFINITY : until + BLOCKS_AROUND;
  }

  /** The block, and behind it those that will be asked for next. */
  take(index: number, wide: boolean): Promise<TakenBlock> {
    const ahead = this.#each * this.#threads.length;
    for (let next = index; next < index + ahead && next < this.#known(); next++) if (!this.#asked.has(next)) this.#asked.set(next, this.#begin(next, next >= this.#first));
    const asked = this.#asked.get(index) ?? this.#begin(index, wide);
    this.#asked.delete(index);
    return asked;
  }

  spare(buffers: ArrayBuffer[]): void {
    const times = this.#returned.get(buffers.length) ?? 0;
    this.#returned.set(buffers.length, times + 1);
    this.#threads[times % this.#threads.length]!.spare(buffers);
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
