/** A whole case as one file, out of one data folder and into another. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, filesUnder, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

let near: TestProgram;
let far: TestProgram;
let caseId: string;
let path: string;

beforeAll(async () => {
  near = await openProgram();
  far = await openProgram();
  caseId = await importFile(near, await makeWfdb(temporaryFolder(), 'day', { minutes: 6, seed: 3 }));
  await finished(near.client.analysis.start({ caseId, device: 'cpu' }));
  await near.client.review.edit({ caseId, baseRevision: 0, request: { kind: 'relabel', keys: Int32Array.of(7), code: 2 } });
  await near.client.review.edit({ caseId, baseRevision: 1, request: { kind: 'fact', field: 'name', value: 'Ada Example', reason: 'as told' } });
  await near.client.report.sign({ caseId, baseRevision: 2, reason: 'Read elsewhere.' });
  path = join(temporaryFolder(), 'day.isoline');
});
afterAll(async () => {
  await near.close();
  await far.close();
  removeTemporaryFolders();
});

describe('a case file', () => {
  it('holds all of the case: what comes in is what went out, proven and signed', async () => {
    const { bytes } = await near.client.export.whole({ caseId, path });
    expect(bytes).toBe(readFileSync(path).length);
    expect(readdirSync(join(path, '..'))).toEqual(['day.isoline']);
    expect((await near.client.library.access({ caseId }))[0]).toMatchObject({ what: 'exported', detail: 'the whole case' });
    expect(await far.client.library.receive({ path })).toEqual({ caseId });
    expect(await far.client.library.study({ caseId })).toEqual(await near.client.library.study({ caseId }));
    expect(await far.client.review.state({ caseId })).toEqual(await near.client.review.state({ caseId }));
    expect(await far.client.review.history({ caseId })).toEqual(await near.client.review.history({ caseId }));
    const report = async (program: TestProgram): Promise<string> => (await finished(program.client.report.render({ caseId }))).result.sha256;
    expect(await report(far)).toBe(await report(near));
    expect((await finished(far.client.library.verify({ caseId }))).result).toMatchObject({ ok: true, edits: 3 });
    expect((await far.client.library.access({ caseId }))[0]).toMatchObject({ what: 'received' });
    expect((await far.client.library.list({})).map((row) => row.state)).toEqual(['signed']);
    const whole = { from: 0, to: 90_000, leads: null, filter: 'none' as const };
    expect(await far.client.review.signal({ caseId, ...whole })).toEqual(await near.client.review.signal({ caseId, ...whole }));
  });

  it('is not taken in twice, nor where it is no case, not there, or damaged; nothing is left of it then', async () => {
    const empty = await openProgram();
    try {
      await failure(far.client.library.receive({ path }), 'case-there');
      await failure(empty.client.library.receive({ path: `${path}.nowhere` }), 'file-missing');
      const other = join(temporaryFolder(), 'other.isoline');
      for (const content of ['', 'no case at all', 'SQLite format 3\0 and then not'.repeat(500)]) {
        writeFileSync(other, content);
        await failure(empty.client.library.receive({ path: other }), 'format-unknown');
      }
      const bytes = readFileSync(path);
      // Nearly all of the file is the parts themselves.
      for (const at of [0.3, 0.5, 0.8].map((share) => Math.round(share * bytes.length))) {
        const hurt = Buffer.from(bytes);
        hurt[at]! ^= 0x10;
        writeFileSync(other, hurt);
        await failure(empty.client.library.receive({ path: other }), 'format-damaged');
      }
      writeFileSync(other, bytes.subarray(0, bytes.length >> 1));
      await failure(empty.client.library.receive({ path: other }), 'format-damaged');
      const changed = (statement: string): void => {
        writeFileSync(other, bytes);
        const db = new Database(other);
        db.exec(statement);
        db.close();
      };
      changed("UPDATE part SET name = '../../../outside' WHERE name LIKE 'samples/000001%'");
      await failure(empty.client.library.receive({ path: other }), 'format-damaged');
      changed("DELETE FROM part WHERE name LIKE 'samples/000000%'");
      await failure(empty.client.library.receive({ path: other }), 'format-damaged');
      changed("DELETE FROM part WHERE name = 'case.sqlite'");
      await failure(empty.client.library.receive({ path: other }), 'format-damaged');
      changed('PRAGMA user_version = 9');
      await failure(empty.client.library.receive({ path: other }), 'database-newer');
      expect(await empty.client.library.list({})).toEqual([]);
      expect(filesUnder(join(empty.dataFolder, 'cases'))).toEqual([]);
      expect(filesUnder(join(empty.dataFolder, 'incoming'))).toEqual([]);
    } finally {
      await empty.close();
    }
  });

  it('that cannot be written leaves the one that was there', async () => {
    await failure(near.client.export.whole({ caseId, path: '/nowhere/at/all.isoline' }), 'file-unwritable');
    const folder = temporaryFolder();
    await failure(near.client.export.whole({ caseId: 'NOTHERE', path: join(folder, 'x.isoline') }), 'case-missing', { hint: false });
    expect(readdirSync(folder)).toEqual([]);
  });
});
