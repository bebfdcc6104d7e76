/** What a thread that waits lets go of. */
import { expect, test } from 'vitest';
import { collectGarbage } from '../../backend/engine/collect.ts';

const MB = 2 ** 20;

test('arrays that nobody holds are gone once the heap was looked through, those that are held stay', async () => {
  // What is there already must not go meanwhile.
  await collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  const held = new Float32Array(8 * MB);
  const dropped: Float32Array[] = Array.from({ length: 4 }, () => new Float32Array(8 * MB));
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThanOrEqual(5 * 32 * MB);
  dropped.length = 0;
  await collectGarbage();
  const after = process.memoryUsage().arrayBuffers - before;
  expect(after).toBeLessThan(2 * 32 * MB);
  expect(held.length).toBe(8 * MB);
});
