import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from '../services/helpers.ts';
import { laboratory, PASSWORD, COST, type Laboratory } from './laboratory.ts';

const open: TestProgram[] = [];
afterEach(async () => {
  for (const program of open.splice(0)) await program.close();
  removeTemporaryFolders();
});

async function made(dataFolder?: string): Promise<Laboratory> {
  const lab = await laboratory(dataFolder);
  open.push(lab.program);
  return lab;
}

describe('a workplace without people', () => {
  it('lets whoever is at the computer do everything, under the computer\u2019s name', async () => {
    const program = await openProgram(undefined, { author: 'Owner' });
    open.push(program);
    const { client } = program;
    expect(await client.people.who({})).toMatchObject({ mode: 'single', person: null, locked: false, idleMinutes: 0, author: 'Owner' });
    await client.settings.set({ name: 'laboratory', value: 'Demo' });
    expect(await client.settings.setOwn({ name: 'theme', value: 'dark' })).toMatchObject({ theme: 'dark', laboratory: 'Demo' });
    expect((await client.people.access({}))[0]).toMatchObject({ who: 'Owner', what: 'setting-changed' });
    expect(await client.people.lock({})).toMatchObject({ locked: false });
    await failure(client.people.login({ name: 'Ada', password: PASSWORD }), 'person-refused');
    await failure(client.people.add({ name: 'Ada', role: 'reader', password: PASSWORD }), 'person-refused');
    expect(await client.library.list({})).toEqual([]);
  });
});

describe('login', () => {
  it('is turned on by the first lead reader, and holds for every connection from then on', async () => {
    const before = await openProgram(undefined, { author: 'Owner', passwordCost: COST });
    open.push(before);
    const other = before.backend.connect().client;
    await other.library.list({});
    const stream = other.library.changes({});
    const heard = (async () => {
      for await (const _ of stream.items);
    })().catch(() => undefined);
    expect(await before.client.people.begin({ name: 'Ada', display: 'Dr A. Byron', password: PASSWORD })).toMatchObject({ mode: 'people', author: 'Ada', person: { role: 'lead' } });
    // The stream that was opened before ends: nobody is logged in there.
    await heard;
    await failure(other.library.list({}), 'login-needed');
    await failure(other.people.begin({ name: 'Eve', password: PASSWORD }), 'login-needed');
    expect(await other.people.who({})).toMatchObject({ mode: 'people', person: null, author: '' });
    expect(await other.people.login({ name: ' ada ', password: PASSWORD })).toMatchObject({ author: 'Ada' });
    expect(await other.library.list({})).toEqual([]);
    await failure(before.client.people.begin({ name: 'Eve', password: PASSWORD }), 'person-refused');
  });

  it('fails alike for a wrong password, an unknown name and one who left, and is noted', async () => {
    const { ada, connect } = await made();
    await ada.people.add({ name: 'Gone', role: 'reader', password: PASSWORD });
    await ada.people.change({ name: 'Gone', active: false });
    const client = connect();
    const shapes = [];
    for (const [name, password] of [['Ada', 'wrong password'], ['Nobody', PASSWORD], ['Gone', PASSWORD]] as const) shapes.push((await failure(client.people.login({ name, password }), 'login-failed')).toShape());
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
    const lines = (await ada.people.access({})).filter(({ what }) => what === 'login-failed');
    // What was typed as an unknown name may be a password.
    expect(lines.map(({ who }) => who)).toEqual(['Gone', 'unknown name', 'Ada']);
    await failure(client.library.list({}), 'login-needed');
  });

  it('makes one name wait after failures, whoever asks, and no other', async () => {
    const { ada, clock, connect } = await made();
    await ada.people.add({ name: 'Bo', role: 'reader', password: PASSWORD });
    for (const name of ['Ada', 'Nobody']) {
      for (let i = 0; i < 4; i++) await failure(connect().people.login({ name, password: 'wrong password' }), 'login-failed');
      const waiting = await failure(connect().people.login({ name, password: PASSWORD }), 'login-failed');
      expect(waiting.details).toEqual({ waitSeconds: 1 });
    }
    expect(await connect().people.login({ name: 'Bo', password: PASSWORD })).toMatchObject({ author: 'Bo' });
    clock.now += 1000;
    expect(await connect().people.login({ name: 'Ada', password: PASSWORD })).toMatchObject({ author: 'Ada' });
    // Many at once are many.
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => connect().people.login({ name: 'Bo', password: 'wrong password' })));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect((await ada.people.access({})).filter(({ what, who }) => what === 'login-failed' && who === 'Bo').length).toBe(4);
  });

  it('makes a hash anew where it has become cheap', async () => {
    const folder = temporaryFolder();
    const { program, ada } = await laboratory(folder);
    await ada.people.logout({});
    await program.close();
    const dearer = await openProgram(folder, { passwordCost: { N: 2048, r: 8, p: 1 } });
    open.push(dearer);
    await dearer.client.people.login({ name: 'Ada', password: PASSWORD });
    const workplace = new Database(join(folder, 'workplace.sqlite'), { readonly: true });
    expect(String(workplace.prepare('SELECT password FROM person').pluck().get())).toMatch(/^scrypt\$N=2048,/);
    workplace.close();
    await dearer.client.people.logout({});
    await dearer.client.people.login({ name: 'Ada', password: PASSWORD });
    expect(await dearer.client.people.verify({})).toMatchObject({ ok: true });
  });
});

describe('people', () => {
  it('keep their names for ever, and the last lead reader stays', async () => {
    const { ada, connect } = await made();
    await failure(ada.people.change({ name: 'Ada', role: 'reader' }), 'person-refused');
    await failure(ada.people.change({ name: 'Ada', active: false }), 'person-refused');
    await ada.people.add({ name: 'Bo', role: 'lead', password: PASSWORD });
    await ada.people.change({ name: 'Ada', role: 'reader' });
    await failure(ada.people.add({ name: 'Cy', role: 'reader', password: PASSWORD }), 'not-allowed');
    const bo = connect();
    await bo.people.login({ name: 'Bo', password: PASSWORD });
    await bo.people.change({ name: 'Ada', active: false });
    for (const name of ['Ada', 'ADA', ' ada', 'A\u0064a']) await failure(bo.people.add({ name, role: 'reader', password: PASSWORD }), 'person-refused');
    await failure(bo.people.add({ name: 'x'.repeat(41), role: 'reader', password: PASSWORD }), 'invalid-input', { hint: false });
    await failure(bo.people.add({ name: 'Cy', role: 'reader', password: 'short' }), 'invalid-input', { hint: false });
    await failure(bo.people.change({ name: 'Zed', active: false }), 'person-missing');
    // Erasing what somebody is called leaves the name in journals.
    expect(await bo.people.change({ name: 'Ada', display: '' })).toMatchObject({ name: 'Ada', display: '', active: false });
    expect((await bo.people.access({})).some(({ detail }) => detail.includes('Byron'))).toBe(false);
  });

  it('are out at once when deactivated or given a new password, and changed roles hold at once', async () => {
    const { ada, as, connect } = await made();
    const bo = await as('Bo', 'reader');
    await ada.people.change({ name: 'Bo', role: 'observer' });
    await failure(bo.export.whole({ caseId: 'X', path: '/nowhere' }), 'not-allowed');
    await ada.people.change({ name: 'Bo', active: false });
    await failure(bo.library.list({}), 'login-needed');
    await ada.people.change({ name: 'Bo', active: true });
    const again = connect();
    await again.people.login({ name: 'Bo', password: PASSWORD });
    await ada.people.resetPassword({ name: 'Bo', password: 'another horse' });
    await failure(again.library.list({}), 'login-needed');
    await failure(again.people.login({ name: 'Bo', password: PASSWORD }), 'login-failed');
    const third = connect();
    await again.people.login({ name: 'Bo', password: 'another horse' });
    await third.people.login({ name: 'Bo', password: 'another horse' });
    await failure(again.people.changePassword({ before: PASSWORD, password: 'a third horse' }), 'login-failed');
    await again.people.changePassword({ before: 'another horse', password: 'a third horse' });
    expect(await again.library.list({})).toEqual([]);
    await failure(third.library.list({}), 'login-needed');
  });

  it('are the authors of what they do', async () => {
    const { program, ada, as } = await made();
    const caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'P-1', {}));
    const tess = await as('Tess', 'technician');
    await tess.library.open({ caseId });
    const { revision } = await tess.library.study({ caseId });
    await tess.review.edit({ caseId, baseRevision: revision, request: { kind: 'fact', field: 'name', value: 'Demo' } });
    expect((await ada.review.history({ caseId })).map(({ author }) => author)).toEqual(['Tess']);
    expect((await ada.library.access({ caseId }))[0]).toMatchObject({ who: 'Tess', what: 'opened' });
    expect((await ada.settings.about({})).reader).toBe('Dr A. Byron (Ada)');
    expect((await tess.settings.about({})).reader).toBe('Tess');
    await tess.settings.setOwn({ name: 'theme', value: 'dark' });
    expect((await tess.people.who({})).theme).toBe('dark');
    expect((await ada.people.who({})).theme).toBe('light');
    await failure(tess.settings.set({ name: 'laboratory', value: 'Mine' }), 'not-allowed');
    await ada.library.remove({ caseId });
    expect((await ada.people.access({}))[0]).toMatchObject({ who: 'Ada', what: 'removed', detail: `case ${caseId}` });
  });
});

describe('a locked connection', () => {
  it('refuses everything but unlocking, holds back what was under way, and goes on where it was', async () => {
    const { program, ada, as, clock } = await made();
    const caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'P-2', {}));
    const bo = await as('Bo', 'reader');
    const heard: string[] = [];
    const stream = bo.library.changes({});
    const listening = (async () => {
      for await (const { row } of stream.items) heard.push(row?.priority ?? '');
    })().catch(() => undefined);
    await bo.library.list({});
    expect(await bo.people.lock({})).toMatchObject({ locked: true, person: { name: 'Bo' } });
    const refused = await failure(bo.library.list({}), 'login-needed');
    expect(refused.details).toEqual({ locked: true });
    await ada.library.setPriority({ caseId, priority: 'urgent' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(heard).not.toContain('urgent');
    await failure(bo.people.unlock({ password: 'wrong password' }), 'login-failed');
    expect(await bo.people.unlock({ password: PASSWORD })).toMatchObject({ locked: false });
    for (let tries = 0; !heard.includes('urgent') && tries < 300; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard).toContain('urgent');
    // Another may log in instead; what the first one had opened is over.
    await bo.people.lock({});
    clock.now += 1;
    expect(await bo.people.login({ name: 'Ada', password: PASSWORD })).toMatchObject({ author: 'Ada', locked: false });
    await listening;
    expect((await ada.people.access({})).slice(0, 6).map(({ what, who }) => `${what} ${who}`)).toEqual(['login Ada', 'logout Bo', 'locked Bo', 'unlocked Bo', 'login-failed Bo', 'locked Bo']);
    expect(await ada.people.verify({})).toMatchObject({ ok: true, troubles: [] });
  });

  it('is locked when nobody has had a hand on it for the minutes that are set', async () => {
    const { ada, as, clock } = await made();
    const bo = await as('Bo', 'reader');
    clock.now += 14 * 60_000;
    await ada.people.stay({});
    await bo.library.list({});
    clock.now += 60_000;
    // A window asks by itself: that is no hand.
    await failure(bo.library.list({}), 'login-needed');
    expect(await ada.library.list({})).toEqual([]);
    await ada.settings.set({ name: 'lock.minutes', value: '0' });
    clock.now += 24 * 3_600_000;
    expect(await ada.library.list({})).toEqual([]);
    expect(await bo.people.who({})).toMatchObject({ locked: true, idleMinutes: 0 });
    await ada.settings.set({ name: 'lock.minutes', value: 'nonsense' });
    expect(await ada.people.who({})).toMatchObject({ idleMinutes: 15 });
  });

  it('lets work that was begun end, without telling', async () => {
    const { program, as } = await made();
    const tess = await as('Tess', 'technician');
    const path = await makeWfdb(temporaryFolder(), 'P-3', { minutes: 2 });
    const running = tess.import.file({ path, analyse: false });
    const work = failure(finished(running), 'login-needed');
    await tess.people.lock({});
    await tess.people.login({ name: 'Ada', password: PASSWORD });
    await work;
    expect((await program.client.library.list({})).map(({ record, state }) => `${record} ${state}`)).toEqual(['P-3 waiting']);
  });
});
