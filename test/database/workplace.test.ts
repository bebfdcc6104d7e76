/** The workplace's database: people who stay, a log that shows what was done to it, an older file. */
import Database from 'better-sqlite3';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { foldName } from '../../backend/database/people-table.ts';
import { WORKPLACE_DATABASE, WorkplaceDatabase } from '../../backend/database/workplace-database.ts';
import { environment, temporaryFolders } from './helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

const person = { name: 'Ada', display: 'Dr A. Byron', role: 'lead', password: 'scrypt$', active: true, since: '2026-11-21T14:00:00.000Z', lastLogin: null } as const;

function tampered(path: string, statements: string): void {
  const db = new Database(path);
  db.exec(statements);
  db.close();
}

describe('the database of the workplace', () => {
  it('takes over an older one, with its settings, and keeps a copy of what was there', () => {
    const path = join(folders.make(), 'workplace.sqlite');
    const old = new Database(path);
    old.exec(String(WORKPLACE_DATABASE.migrations[0]));
    old.exec("INSERT INTO setting VALUES ('theme', 'dark')");
    old.pragma(`application_id = ${WORKPLACE_DATABASE.applicationId}`);
    old.pragma('user_version = 1');
    old.close();
    const workplace = new WorkplaceDatabase(path);
    expect(workplace.settings()).toEqual({ theme: 'dark' });
    expect(workplace.people.all()).toEqual([]);
    expect(workplace.access.verify()).toEqual([]);
    workplace.people.add(person);
    workplace.setOwnSetting('Ada', 'theme', 'light');
    workplace.close();
    const again = new WorkplaceDatabase(path);
    expect(again.people.find('ADA')).toEqual(person);
    expect(again.ownSettings('Ada')).toEqual({ theme: 'light' });
    again.close();
    const before = new Database(`${path}.version-1`, { readonly: true });
    expect(before.prepare('SELECT value FROM setting').pluck().all()).toEqual(['dark']);
    before.close();
  });

  it('itself refuses to forget a person, to rename one, to lose the last lead reader, and to change the log', () => {
    const path = join(folders.make(), 'workplace.sqlite');
    const workplace = new WorkplaceDatabase(path);
    workplace.people.add(person);
    expect(() => workplace.people.add({ ...person, name: 'ada' })).toThrow('UNIQUE');
    expect(() => workplace.people.update('Ada', { role: 'reader' })).toThrow('last lead reader');
    expect(() => workplace.people.update('Ada', { active: false })).toThrow('last lead reader');
    workplace.people.add({ ...person, name: 'Bo' });
    workplace.people.update('Ada', { active: false });
    expect(() => workplace.people.update('Bo', { role: 'observer' })).toThrow('last lead reader');
    workplace.access.append({ time: 'now', who: 'Ada', what: 'login', detail: '' });
    workplace.close();
    expect(() => tampered(path, 'DELETE FROM person')).toThrow('deactivated');
    expect(() => tampered(path, "UPDATE person SET name = 'Eve'")).toThrow('keeps their name');
    expect(() => tampered(path, "UPDATE access SET who = 'Eve'")).toThrow('append-only');
    expect(() => tampered(path, 'DELETE FROM access')).toThrow('append-only');
  });

  it('tells what was done to its log by other means', () => {
    const path = join(folders.make(), 'workplace.sqlite');
    const workplace = new WorkplaceDatabase(path);
    for (const who of ['Ada', 'Bo', 'Cy', 'Di']) workplace.access.append({ time: 'now', who, what: 'login', detail: '' });
    expect(workplace.access.verify()).toEqual([]);
    expect(workplace.access.head().sequence).toBe(4);
    expect(workplace.access.lines(2).map(({ who }) => who)).toEqual(['Di', 'Cy']);
    workplace.close();
    const harmed = (statements: string): string[] => {
      tampered(path, `DROP TRIGGER IF EXISTS access_update; DROP TRIGGER IF EXISTS access_delete; ${statements}`);
      const again = new WorkplaceDatabase(path);
      const troubles = again.access.verify();
      again.close();
      return troubles;
    };
    expect(harmed("UPDATE access SET who = 'Eve' WHERE sequence = 2")).toEqual(['Line 2 of the access log does not fit.']);
    expect(harmed("UPDATE access SET who = 'Bo' WHERE sequence = 2")).toEqual([]);
    expect(harmed('DELETE FROM access WHERE sequence = 3')).toEqual(['Line 4 of the access log does not fit.']);
  });

  it('comes back from a backup, which says where the log ended, and notes it', async () => {
    const cases = new Cases(environment(folders.make()));
    cases.note('setting-changed', 'laboratory: Demo', 'Ada');
    const made = await cases.safety.make('workplace');
    expect(made).toMatchObject({ of: 'workplace', revision: 1 });
    cases.workplace.people.add(person);
    cases.safety.restore('workplace', '', 'Ada');
    expect(cases.workplace.people.all()).toEqual([]);
    // Where somebody can let others in, the names of those who came later stay taken.
    cases.workplace.people.add(person);
    const later = await cases.safety.make('workplace');
    cases.workplace.people.add({ ...person, name: 'Bo', role: 'reader' });
    cases.safety.restore('workplace', later.name, 'Ada');
    expect(cases.workplace.people.all().map(({ name, active }) => `${name} ${active}`)).toEqual(['Ada true', 'Bo false']);
    cases.safety.restore('workplace', made.name, 'Ada');
    expect(cases.workplace.access.lines()[0]).toMatchObject({ who: 'Ada', what: 'restored', detail: `backup ${made.name}` });
    expect(cases.workplace.access.verify()).toEqual([]);
    cases.close();
  });

  it('comes back from a backup that an older program made', () => {
    const folder = folders.make();
    const backups = join(folder, 'backups', 'workplace');
    mkdirSync(backups, { recursive: true });
    const name = `20261120T100000000Z-0-${'0'.repeat(16)}.sqlite`;
    const old = new Database(join(backups, name));
    old.exec(String(WORKPLACE_DATABASE.migrations[0]));
    old.exec("INSERT INTO setting VALUES ('laboratory', 'Demo')");
    old.pragma(`application_id = ${WORKPLACE_DATABASE.applicationId}`);
    old.pragma('user_version = 1');
    old.close();
    const cases = new Cases(environment(folder));
    expect(cases.safety.restore('workplace', '', 'Ada')).toMatchObject({ name });
    expect(cases.workplace.settings()).toEqual({ laboratory: 'Demo' });
    expect(cases.workplace.people.all()).toEqual([]);
    expect(readdirSync(backups)).toEqual([name]);
    cases.close();
  });

  it('takes names that look alike for one', () => {
    for (const name of ['Ada', 'ADA', ' ada ', '\uFF21da']) expect(foldName(name)).toBe('ada');
    expect(foldName('Dr  A')).toBe(foldName('dr a'));
  });
});
