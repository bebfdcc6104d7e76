/** What cannot be written is not done: a disk that fills up under people and their log. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { PeopleTable } from '../../backend/database/people-table.ts';
import { openDatabase } from '../../backend/database/sqlite.ts';
import { WORKPLACE_DATABASE, WorkplaceDatabase } from '../../backend/database/workplace-database.ts';
import { People } from '../../backend/people/people.ts';
import { Session } from '../../backend/people/session.ts';
import { failureOf, temporaryFolders } from '../database/helpers.ts';
import { failure } from '../services/helpers.ts';
import { COST, PASSWORD } from './laboratory.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

describe('a full disk', () => {
  it('keeps whole people or none, and says so', () => {
    const path = join(folders.make(), 'workplace.sqlite');
    const db = openDatabase(path, WORKPLACE_DATABASE);
    const table = new PeopleTable(db, path);
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 3}`);
    let added = 0;
    let thrown = 'none';
    while (thrown === 'none') {
      thrown = failureOf(() => table.add({ name: `person ${added}`, display: 'x'.repeat(1500), role: 'lead', password: 'scrypt$', active: true, since: '2026-11-21T14:00:00.000Z', lastLogin: null }));
      if (thrown === 'none') added++;
    }
    expect(thrown).toBe('disk-full');
    expect(added).toBeGreaterThan(1);
    expect(table.all().length).toBe(added);
    expect(failureOf(() => table.update('person 0', { display: 'y'.repeat(9000) }))).toBe('disk-full');
    expect(table.find('person 0')?.display).toBe('x'.repeat(1500));
    db.close();
  });

  it('lets nobody in whose login cannot be noted, adds nobody, and locks all the same', async () => {
    const workplace = new WorkplaceDatabase(join(folders.make(), 'workplace.sqlite'));
    let full = false;
    const people = new People({
      workplace: () => workplace,
      now: () => 0,
      note: (what, detail, who) => {
        if (full) throw new AppError('disk-full', 'The disk is full.', { hint: 'Make room.' });
        workplace.access.append({ time: 'now', who, what, detail });
      },
      ownName: 'Owner',
      version: '0',
      cost: COST,
    });
    const [one, two] = [new Session(people), new Session(people)];
    await one.begin('Ada', '', PASSWORD);
    full = true;
    await failure(two.login('Ada', PASSWORD), 'disk-full');
    expect(two.person).toBeNull();
    await failure(people.add('Bo', '', 'reader', PASSWORD, 'Ada'), 'disk-full');
    expect(failureOf(() => people.change('Ada', { display: 'Dr A' }, 'Ada'))).toBe('disk-full');
    await failure(people.setPassword('Ada', 'another horse', 'Ada'), 'disk-full');
    expect(people.list()).toMatchObject([{ name: 'Ada', display: '' }]);
    expect(failureOf(() => one.lock())).toBe('disk-full');
    expect(one.locked).toBe(true);
    await failure(one.unlock(PASSWORD), 'disk-full');
    expect(one.locked).toBe(true);
    full = false;
    expect((await one.unlock(PASSWORD)).locked).toBe(false);
    expect((await two.login('Ada', PASSWORD)).author).toBe('Ada');
    expect(workplace.access.verify()).toEqual([]);
    workplace.close();
  });
});
