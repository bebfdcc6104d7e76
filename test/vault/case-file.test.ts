/** Case files that nobody reads without a passphrase, and copies that name nobody. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { deidentify, NEUTRAL_DATE } from '../../backend/database/deidentify.ts';
import { databaseFrom, imageOf, writeEncrypted } from '../../backend/database/sealed-database.ts';
import { giveKey } from '../../backend/database/sqlite.ts';
import { sealFrom } from '../../backend/vault/case-keys.ts';
import { ulid } from '../../backend/database/ulid.ts';
import { analyseCase, environment, importCase } from '../database/helpers.ts';
import { failure, finished, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from '../services/helpers.ts';
import { SECRET, allFiles, encrypted, holding } from './helpers.ts';

const PHRASE = "it's a 'phrase' of its own";
let program: TestProgram;
let far: TestProgram;
let caseId: string;

/** Everything that names the patient, dates the recording or was written about it. */
const TELLING = ['Ada Example', 'P-17-2044', '1963-03-03', 'a comment', 'holter', '2026-11-14T09', 'Erika Mustermann', 'because she said so', 'Palpitations at noon', 'Importer', 'ends early'];
/** How a report and a file of samples begin. Long enough that no cipher comes upon them by chance. */
const STARTS = ['%PDF-1.7', 'ISLS\u0001\u0000'];
/** What stands in the journal of those who read it, and when: a copy has other people and other days. The beginning of an id is its day. */
const READERS = ['Planted Editor', 'Signing Colleague', '2026-11-14', ulid(Date.parse('2026-11-14T10:00:00Z')).slice(0, 6), 'triage.clinic.example'];

beforeAll(async () => {
  const dataFolder = temporaryFolder();
  const cases = new Cases(environment(dataFolder));
  caseId = importCase(cases, 700, 'aa');
  analyseCase(cases, caseId, 700, { device: 'triton:https://triage.clinic.example:8000' });
  cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Erika Mustermann', reason: 'because she said so' }, 0, 'Planted Editor');
  cases.edit(caseId, { kind: 'text', name: 'conclusion', value: 'Palpitations at noon' }, 1, 'Planted Editor');
  cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(7), code: 2 }, 2, 'Planted Editor');
  cases.edit(caseId, { kind: 'span', from: 100, to: 900, readable: false }, 3, 'Signing Colleague');
  cases.sign(caseId, { pdf: Buffer.from('%PDF-1.7 Erika Mustermann'), pages: 1, revision: 4 }, 'Signing Colleague');
  cases.close();
  program = await openProgram(dataFolder);
  const secured = temporaryFolder();
  (await encrypted(secured)).lock();
  far = await openProgram(secured, { secret: () => Promise.resolve(SECRET) });
});
afterAll(async () => {
  await program.close();
  await far.close();
  removeTemporaryFolders();
});

describe('a protected case file', () => {
  it('shows nothing without its passphrase, and all of the case with it', async () => {
    const path = join(temporaryFolder(), 'case.isoline');
    await program.client.export.whole({ caseId, path, passphrase: PHRASE });
    const bytes = readFileSync(path);
    for (const word of [...TELLING, 'SQLite format', 'CREATE TABLE', ...STARTS]) expect(bytes.includes(word), word).toBe(false);
    expect((await program.client.library.access({ caseId }))[0]).toMatchObject({ what: 'exported', detail: 'the whole case, protected by a passphrase' });
    await failure(far.client.library.receive({ path }), 'passphrase-needed');
    await failure(far.client.library.receive({ path, passphrase: 'another one' }), 'passphrase-wrong');
    const hurt = Buffer.from(bytes);
    hurt[bytes.length >> 1]! ^= 1;
    const other = join(temporaryFolder(), 'hurt.isoline');
    writeFileSync(other, hurt);
    await failure(far.client.library.receive({ path: other, passphrase: PHRASE }), 'format-damaged');
    expect(await far.client.library.receive({ path, passphrase: PHRASE })).toEqual({ caseId });
    expect(await far.client.review.state({ caseId })).toEqual(await program.client.review.state({ caseId }));
    expect(await far.client.review.history({ caseId })).toEqual(await program.client.review.history({ caseId }));
    expect((await finished(far.client.library.verify({ caseId }))).result).toMatchObject({ ok: true, edits: 5 });
    // What came in is encrypted with a key of its own before it is written.
    expect(holding(far.dataFolder, ...TELLING, ...STARTS).filter((name) => name !== 'lock')).toEqual([]);
    expect(allFiles(join(far.dataFolder, 'cases', caseId))).toContain('case.key');
    expect((await far.holdings()).incoming).toEqual([]);
  });
});

describe('case files of one case that come in at once', () => {
  it('opens with the key that is kept, whichever of them was whole', async () => {
    const secured = temporaryFolder();
    (await encrypted(secured)).lock();
    const files = temporaryFolder();
    const path = join(files, 'case.isoline');
    await program.client.export.whole({ caseId, path });
    const hurt = readFileSync(path);
    // In the samples: what is unpacked is found to be damaged, not what is peeked at.
    hurt[hurt.indexOf('ISLS\u0001\u0000') + 100]! ^= 1;
    const others = ['a', 'b', 'c'].map((name) => join(files, name));
    for (const other of others) writeFileSync(other, hurt);
    const first = await openProgram(secured, { secret: () => Promise.resolve(SECRET) });
    const all = await Promise.allSettled([path, ...others].map((one) => first.client.library.receive({ path: one })));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    await first.close();
    const again = await openProgram(secured, { secret: () => Promise.resolve(SECRET) });
    try {
      expect((await finished(again.client.library.verify({ caseId }))).result).toMatchObject({ ok: true, troubles: [] });
    } finally {
      await again.close();
    }
  });
});

describe('a copy that names nobody', () => {
  it('holds no byte of a name, a date or a text; its chain proves itself, its beats are the same', async () => {
    const path = join(temporaryFolder(), 'copy.isoline');
    await program.client.export.whole({ caseId, path, deidentified: true });
    const bytes = readFileSync(path);
    expect(bytes.includes('SQLite format')).toBe(true);
    for (const word of [...TELLING, ...READERS, caseId, '%PDF-1.7']) expect(bytes.includes(word), word).toBe(false);
    const { caseId: copy } = await program.client.library.receive({ path });
    expect(copy).not.toBe(caseId);
    const study = await program.client.library.study({ caseId: copy });
    expect(study.recording.start.local).toBe(`${NEUTRAL_DATE}T09:12:00.000`);
    // The chain is another one, and no hash of it can be checked against a guess.
    expect(study.head).not.toBe((await program.client.library.study({ caseId })).head);
    expect(study.run).toMatchObject({ device: 'triton:https://server', startedAt: expect.stringMatching(`^${NEUTRAL_DATE}`) });
    expect((await finished(program.client.library.verify({ caseId: copy }))).result).toMatchObject({ ok: true, edits: 5, troubles: [] });
    const history = async (of: string) => (await program.client.review.history({ caseId: of })).map(({ time, author, label, kind, undone }) => ({ time: time.slice(10), author, label, kind, undone }));
    const pseudonyms: Readonly<Record<string, string>> = { 'Planted Editor': 'Reader 1', 'Signing Colleague': 'Reader 2' };
    expect(await history(copy)).toEqual((await history(caseId)).map((entry) => ({ ...entry, author: pseudonyms[entry.author]! })));
    expect((await program.client.review.history({ caseId: copy }))[0]!.time.slice(0, 10)).toBe(NEUTRAL_DATE);
    const beats = async (of: string): Promise<unknown> => (await program.client.review.state({ caseId: of })).beats;
    expect(await beats(copy)).toEqual(await beats(caseId));
    const signal = async (of: string): Promise<unknown> => program.client.review.signal({ caseId: of, from: 0, to: 60_000, leads: null, filter: 'none' });
    expect(await signal(copy)).toEqual(await signal(caseId));
    expect((await program.client.library.access({ caseId: copy })).map(({ what }) => what)).toEqual(['received', 'erased']);
    // What is exported from the copy says no more than the copy.
    const { files } = await program.client.export.labels({ caseId: copy, formats: ['wfdb', 'csv', 'json'] });
    const tables = join(temporaryFolder(), 'tables.sqlite');
    await program.client.export.sqlite({ caseId: copy, path: tables });
    await program.client.report.reopen({ caseId: copy, reason: 'to print it' });
    const { result: report } = await finished(program.client.report.render({ caseId: copy }));
    const document = await getDocument({ data: new Uint8Array(report.pdf) }).promise;
    const printed: string[] = [JSON.stringify(await document.getMetadata())];
    for (let page = 1; page <= report.pages; page++) printed.push((await (await document.getPage(page)).getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' '));
    const telling = [...TELLING, ...READERS.filter((word) => word !== '2026-11-14'), '14 Nov 2026', caseId];
    for (const [name, content] of [...files.map(({ name, bytes: of }) => [name, Buffer.from(of)] as const), ['tables', readFileSync(tables)] as const, ['report', Buffer.from(printed.join('\n'))] as const]) {
      for (const word of telling) expect(content.includes(word), `${word} in ${name}`).toBe(false);
      if (name !== 'report') expect(content.includes('2026-11-14'), name).toBe(false);
    }
    // The case itself is as it was.
    expect((await program.client.library.study({ caseId })).facts.name).toBe('Erika Mustermann');
  });

  it('may be protected, too', async () => {
    const path = join(temporaryFolder(), 'copy.isoline');
    await program.client.export.whole({ caseId, path, passphrase: PHRASE, deidentified: true });
    expect(readFileSync(path).includes('SQLite format')).toBe(false);
    const { caseId: copy } = await far.client.library.receive({ path, passphrase: PHRASE });
    expect((await finished(far.client.library.verify({ caseId: copy }))).result.ok).toBe(true);
  });
});

describe('a database from memory to an encrypted file', () => {
  it('keeps every table, row, trigger and number that SQLite keeps', () => {
    const folder = temporaryFolder();
    const seal = sealFrom(new Uint8Array(32).fill(3), 'X');
    fc.assert(
      fc.property(fc.array(fc.record({ text: fc.string(), number: fc.integer(), bytes: fc.uint8Array() }), { maxLength: 30 }), fc.nat(), (rows, at) => {
        const db = new Database(':memory:');
        db.exec("CREATE TABLE it (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT, number REAL, bytes BLOB) STRICT; CREATE INDEX \"by text\" ON it (text) WHERE text <> ''; CREATE TABLE kept (name TEXT PRIMARY KEY) WITHOUT ROWID");
        db.exec("CREATE TRIGGER stays BEFORE DELETE ON it BEGIN SELECT RAISE(ABORT, 'it stays'); END; PRAGMA application_id = 77; PRAGMA user_version = 5");
        const add = db.prepare('INSERT INTO it (text, number, bytes) VALUES (?, ?, ?)');
        for (const { text, number, bytes } of rows) add.run(text, number, bytes);
        const path = join(folder, `${at}-${rows.length}.sqlite`);
        writeEncrypted(imageOf(db), path, seal);
        const written = new Database(path);
        giveKey(written, seal);
        const all = (from: Database.Database): unknown => ({
          schema: from.prepare('SELECT type, name, tbl_name FROM sqlite_schema ORDER BY type, name').all(),
          rows: from.prepare('SELECT * FROM it ORDER BY id').all(),
          sequence: from.prepare('SELECT * FROM sqlite_sequence').all(),
          numbers: [from.pragma('application_id', { simple: true }), from.pragma('user_version', { simple: true })],
        });
        expect(all(written)).toEqual(all(db));
        if (rows.length > 0) expect(() => written.exec('DELETE FROM it')).toThrow('it stays');
        expect(written.pragma('integrity_check', { simple: true })).toBe('ok');
        written.close();
        db.close();
        expect(readFileSync(path).subarray(0, 6).toString()).not.toBe('SQLite');
      }),
      { numRuns: 15 },
    );
  });

  it('a de-identified one has its triggers back', () => {
    const path = join(program.dataFolder, 'cases', caseId, 'case.sqlite');
    const file = new Database(path, { readonly: true });
    const db = databaseFrom(imageOf(file));
    file.close();
    deidentify(db, 'COPY', '2026-11-21T12:00:00.000Z');
    expect(() => db.exec('DELETE FROM access')).toThrow('append-only');
    expect(() => db.exec('DELETE FROM edit')).toThrow('append-only');
    db.close();
  });
});
