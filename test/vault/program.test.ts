/** The whole program on an encrypted data folder: nothing of a patient lies readable in any file, and everything works. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../backend/companions.ts';
import { connectOrOpen, nodeEnvironment, openBackend } from '../../backend/open.ts';
import { turnOn } from '../../backend/vault/turn.ts';
import { decodeSampleSegment } from '../../backend/store/segment.ts';
import { failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from '../services/helpers.ts';
import { CHEAP, PASSPHRASE, SECRET, allFiles, holding } from './helpers.ts';

const NAME = 'Erika Mustermann';
const secret = { secret: () => Promise.resolve(SECRET) };

/** What stands in a plain folder of the same case: its samples and its R peaks, as bytes. */
interface Known {
  samples: Uint8Array;
  peaks: Uint8Array;
}

let recording: string;
let known: Known;
let program: TestProgram;
let caseId: string;

async function fill(on: TestProgram): Promise<string> {
  // Analysed while it is read: the threads of both are lent what they need.
  const { caseId: made } = (await finished(on.client.import.file({ path: recording, device: 'cpu' }))).result;
  await finished(on.client.analysis.start({ caseId: made, begun: true }));
  await on.client.review.edit({ caseId: made, baseRevision: 0, request: { kind: 'fact', field: 'name', value: NAME, reason: 'as told' } });
  return made;
}

beforeAll(async () => {
  recording = await makeWfdb(temporaryFolder(), 'mustermann-day', { minutes: 6, seed: 3 });
  const plain = await openProgram();
  const first = await fill(plain);
  const beats = (await plain.client.review.state({ caseId: first })).beats.sample.slice(40, 52);
  const segment = readFileSync(join(plain.dataFolder, 'cases', first, 'samples', '000000.seg'));
  const [lead] = decodeSampleSegment(segment).adu;
  known = { samples: new Uint8Array(Int16Array.from(lead!.slice(2000, 2020)).buffer), peaks: new Uint8Array(Int32Array.from(beats).buffer) };
  // The search finds what lies there in plain.
  expect(holding(plain.dataFolder, known.samples)).not.toEqual([]);
  expect(holding(plain.dataFolder, known.peaks)).not.toEqual([]);
  expect(holding(plain.dataFolder, NAME)).not.toEqual([]);
  await plain.close();

  const dataFolder = temporaryFolder();
  await turnOn(dataFolder, PASSPHRASE, () => undefined, undefined, CHEAP);
  program = await openProgram(dataFolder, secret);
  caseId = await fill(program);
}, 60_000);
afterAll(async () => {
  await program.close();
  removeTemporaryFolders();
});

const found = (folder = program.dataFolder): string[] => holding(folder, NAME, 'mustermann-day', known.samples, known.peaks, 'SQLite format 3', '%PDF-1.');

describe('an encrypted data folder in use', () => {
  it('holds nothing readable, its logs, backups and reports included, while it is written', async () => {
    expect(allFiles(program.dataFolder).some((name) => name.endsWith('-wal'))).toBe(true);
    await program.client.library.backup({ of: caseId });
    await program.client.library.backup({ of: 'workplace' });
    await program.client.report.sign({ caseId, baseRevision: 1, reason: 'Read elsewhere.' });
    expect(allFiles(program.dataFolder).filter((name) => name.endsWith('.pdf'))).toHaveLength(1);
    // The lock holds nothing of anybody, and says so to whoever reads it.
    expect(found().filter((name) => name !== 'lock')).toEqual([]);
    expect(await program.client.vault.status({})).toEqual({ state: 'unlocked' });
  });

  it('proves itself, shows the report that was signed, exports, and restores a backup', async () => {
    expect((await finished(program.client.library.verify({ caseId }))).result).toMatchObject({ ok: true, edits: 2, troubles: [] });
    const { pdf } = (await finished(program.client.report.render({ caseId }))).result;
    expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const [info] = await program.client.library.backups({ of: caseId });
    await program.client.library.restore({ of: caseId, name: info!.name });
    expect((await program.client.library.study({ caseId })).signed).toBeNull();
    expect((await program.client.library.study({ caseId })).facts.name).toBe(NAME);
    await program.client.library.restore({ of: 'workplace' });
    expect(found().filter((name) => name !== 'lock')).toEqual([]);
  });

  it('names a bit that tips over: in a segment, in a database, in a backup', async () => {
    const hurt = (path: string, at: number): (() => void) => {
      const whole = readFileSync(path);
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 8;
      writeFileSync(path, bytes);
      return () => writeFileSync(path, whole);
    };
    const segment = join(program.dataFolder, 'cases', caseId, 'samples', '000001.seg');
    const mend = hurt(segment, readFileSync(segment).length - 100);
    const { result } = await finished(program.client.library.verify({ caseId }));
    expect(result.ok).toBe(false);
    expect(result.troubles.join()).toContain('Segment 1');
    mend();
    const backup = await program.client.library.backup({ of: caseId });
    const path = join(program.dataFolder, 'backups', caseId, backup.name);
    for (const at of [0, 3000, 5000, readFileSync(path).length - 2000]) {
      const back = hurt(path, at);
      await failure(program.client.library.restore({ of: caseId, name: backup.name }), 'database-damaged');
      back();
    }
    expect((await finished(program.client.library.verify({ caseId }))).result.ok).toBe(true);
  });

  it('destroys the key with the case: files and backups copied before are noise', async () => {
    const second = await importFile(program, await makeWfdb(temporaryFolder(), 'other', { minutes: 1, seed: 9 }));
    await program.client.library.backup({ of: second });
    const key = join(program.dataFolder, 'keys', `${second}.key`);
    const wrapped = readFileSync(key);
    await program.client.library.remove({ caseId: second });
    expect(allFiles(program.dataFolder).filter((name) => name.includes(second))).toEqual([]);
    expect(holding(program.dataFolder, wrapped.subarray(12, 60))).toEqual([]);
  });

  it('erases what names the patient from a case that stays', async () => {
    await program.client.library.erase({ caseId });
    expect((await finished(program.client.library.verify({ caseId }))).result.ok).toBe(true);
    expect(await program.client.library.backups({ of: caseId })).toEqual([]);
    expect((await program.client.library.list({})).map(({ facts }) => facts.name)).not.toContain(NAME);
  });
});

describe('a locked data folder', () => {
  it('answers nothing but how it stands until it is unlocked, over every connection', async () => {
    const dataFolder = temporaryFolder();
    await turnOn(dataFolder, PASSPHRASE, () => undefined, undefined, CHEAP);
    await failure(openBackend({ ...nodeEnvironment(dataFolder), secret: () => Promise.resolve(null) }), 'vault-locked');
    await failure(openBackend({ ...nodeEnvironment(dataFolder), secret: () => Promise.resolve({ passphrase: 'a wrong passphrase' }) }), 'passphrase-wrong');
    const waiting = await openBackend({ ...nodeEnvironment(dataFolder), secret: () => Promise.resolve(null), whileLocked: 'wait' });
    try {
      const { client } = waiting.connect();
      expect(await client.vault.status({})).toEqual({ state: 'locked' });
      await failure(client.library.list({}), 'vault-locked');
      await failure(client.people.who({}), 'vault-locked');
      await failure(finished(client.import.demo({ hours: 0.02, seed: 1, analyse: false })), 'vault-locked');
      await failure(client.vault.unlock({}), 'invalid-input');
      await failure(client.vault.unlock({ passphrase: 'a wrong passphrase' }), 'passphrase-wrong');
      // A second program that cannot say the passphrase is told so; one that can unlocks for both.
      await failure(connectOrOpen({ ...nodeEnvironment(dataFolder), secret: () => Promise.resolve(null) }), 'vault-locked');
      const reached = await connectOrOpen({ ...nodeEnvironment(dataFolder), ...secret });
      expect(reached.throughOther).toBe(true);
      expect(await reached.connection.client.library.list({})).toEqual([]);
      await reached.close();
      expect(await client.vault.status({})).toEqual({ state: 'unlocked' });
      expect(await client.vault.unlock({ passphrase: 'whatever' })).toEqual({ state: 'unlocked' });
      await failure(client.library.list({}), 'vault-locked');
      expect(await waiting.connect().client.library.list({})).toEqual([]);
    } finally {
      await waiting.close();
    }
    await failure(openBackend({ ...nodeEnvironment(dataFolder), secret: () => Promise.resolve(null) }), 'vault-locked');
  });

  it('has its passphrase changed while it is open, by whoever knows the one so far', async () => {
    const dataFolder = temporaryFolder();
    const plain = await openProgram(dataFolder);
    await failure(plain.client.vault.changePassphrase({ before: PASSPHRASE, passphrase: 'quite another passphrase' }), 'edit-refused');
    await plain.close();
    await turnOn(dataFolder, PASSPHRASE, () => undefined, undefined, CHEAP);
    const open = await openProgram(dataFolder, secret);
    await failure(open.client.vault.changePassphrase({ before: 'a wrong passphrase', passphrase: 'quite another passphrase' }), 'passphrase-wrong');
    await failure(open.client.vault.changePassphrase({ before: PASSPHRASE, passphrase: 'short' }), 'invalid-input');
    expect(await open.client.vault.changePassphrase({ before: PASSPHRASE, passphrase: 'quite another passphrase' })).toEqual({ state: 'unlocked' });
    await open.close();
    await failure(openProgram(dataFolder, secret), 'passphrase-wrong');
    await (await openProgram(dataFolder, { secret: () => Promise.resolve({ passphrase: 'quite another passphrase' }) })).close();
  });
});

describe('what reads foreign files', () => {
  it('is started without any passphrase or password', () => {
    const secret = ['ISOLINE_PASSPHRASE', 'ISOLINE_NEW_PASSPHRASE', 'ISOLINE_CASE_PASSPHRASE', 'ISOLINE_PASSWORD', 'ISOLINE_NEW_PASSWORD'];
    const env = withoutSecrets({ ...Object.fromEntries(secret.map((name) => [name, 'x'])), PATH: 'z' });
    expect(env).toEqual({ PATH: 'z' });
  });
});
