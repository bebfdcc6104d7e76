/** Which cases keep their thread while others come in. */
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Follower } from '../../backend/database/follower.ts';
import { Cases } from '../../backend/database/cases.ts';
import { analyseCase, environment, importCase, temporaryFolders } from './helpers.ts';

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

it('a thread that saw a case before its analysis knows its beats afterwards', { timeout: 60_000 }, async () => {
  const folder = folders.make();
  const cases = new Cases(environment(folder));
  try {
    const caseId = importCase(cases, 60, 'aa');
    const follower = new Follower(cases.case(caseId).folder);
    made.push(follower);
    expect((await follower.ask({ kind: 'state' })).state.edit.beats.key).toHaveLength(0);
    analyseCase(cases, caseId, 60);
    const { key } = cases.case(caseId).state.edit.beats;
    expect(key.length).toBeGreaterThan(0);
    expect([...(await follower.ask({ kind: 'state' })).state.edit.beats.key]).toEqual([...key]);
  } finally {
    cases.close();
  }
});
