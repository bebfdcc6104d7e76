/** Which cases keep their thread while others come in. */
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Follower } from '../../backend/database/follower.ts';
import { temporaryFolders } from './helpers.ts';

const folders = temporaryFolders();
const made: Follower[] = [];
afterAll(() => {
  for (const follower of made) follower.close();
  folders.clear();
});

it('the case that somebody reads keeps its thread, however many are imported meanwhile', { timeout: 60_000 }, async () => {
  const follower = (name: string): Follower => {
    const one = new Follower(join(folders.make(), name));
    made.push(one);
    return one;
  };
  const [read, imported, next] = [follower('read'), follower('imported'), follower('next')];
  // There is no case in these folders: that the thread says so is enough to know that it was asked.
  const asked = async (one: Follower, kind: 'events' | 'day'): Promise<void> => {
    await expect(one.ask({ kind })).rejects.toMatchObject({ message: expect.any(String) });
  };
  await asked(read, 'events');
  await asked(imported, 'day');
  expect([read, imported].map((one) => one.isOver)).toEqual([false, false]);
  await asked(next, 'day');
  expect([read, imported, next].map((one) => one.isOver)).toEqual([false, true, false]);
  await asked(read, 'day');
  expect(read.isOver).toBe(false);
});
