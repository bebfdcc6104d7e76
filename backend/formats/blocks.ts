/** Streaming from a reader that can read anywhere. */

import type { SampleBlock } from './reader.ts';

/** Values decoded at once at most, whatever a header or a caller says. */
const MAX_VALUES = 1 << 23;

/** Blocks of about `frames` samples over `total` samples of `leads` leads, read by `read(first, count)`. */
export async function* blocksOf(
  total: number,
  leads: number,
  frames: number,
  read: (first: number, count: number) => Promise<Int32Array[]>,
): AsyncGenerator<SampleBlock> {
  const step = Math.max(1, Math.min(Math.floor(frames), Math.floor(MAX_VALUES / Math.max(1, leads))));
  for (let first = 0; first < total; first += step) {
    yield { first, leads: await read(first, Math.min(step, total - first)) };
  }
}
