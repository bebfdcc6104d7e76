import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import type { Secret } from '../../backend/environment.ts';
import { files } from '../../backend/store/files.ts';
import type { FileCalls } from '../../backend/store/files.ts';
import { keysOf } from '../../backend/store/keyring.ts';
import { openSealed } from '../../backend/store/seal.ts';
import type { Seal } from '../../backend/store/seal.ts';
import { unlockFolder, vaultState } from '../../backend/vault/unlock.ts';
import { changePassphrase, changeRecoveryKey, encryptionOf, turnOff, turnOn } from '../../backend/vault/turn.ts';
import { Vault } from '../../backend/vault/vault.ts';
import { readVaultFile } from '../../backend/vault/vault-file.ts';
import { newRecoveryKey, recoveryLetters } from '../../backend/vault/wrap.ts';
import { AppError } from '../../core/contract/errors.ts';
import { analyseCase, environment, header, importCase, temporaryFolders } from '../database/helpers.ts';
import { CHEAP, PASSPHRASE, SECRET, encrypted, holding } from './helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );
}

const tryOpen = async (folder: string, secret: Secret): Promise<string> => codeOf(unlockFolder(folder, secret).then((lock) => lock()));

describe('what opens an encrypted data folder', () => {
  it('is its passphrase, however it is typed, or its recovery key; nothing else', async () => {
    const folder = folders.make();
    const { recoveryKey, lock } = await encrypted(folder);
    expect(vaultState(folder)).toBe('unlocked');
    lock();
    expect(vaultState(folder)).toBe('locked');
    expect(await tryOpen(folder, SECRET)).toBe('none');
    expect(await tryOpen(folder, { recoveryKey })).toBe('none');
    expect(await tryOpen(folder, { recoveryKey: ` ${recoveryKey.toLowerCase().replaceAll('-', ' ')}` })).toBe('none');
    for (const wrong of [{ passphrase: '' }, { passphrase: PASSPHRASE.toUpperCase() }, { passphrase: `${PASSPHRASE} ` }, { recoveryKey: '' }, { recoveryKey: newRecoveryKey() }, { recoveryKey: PASSPHRASE }]) {
      expect(await tryOpen(folder, wrong), JSON.stringify(wrong)).toBe('passphrase-wrong');
    }
    expect(await codeOf(Vault.create(folders.make(), 'too short'))).toBe('invalid-input');
  });

  it('is changed without touching a case: the old passphrase opens nothing any more', async () => {
    const folder = folders.make();
    const { recoveryKey, lock } = await encrypted(folder);
    const cases = new Cases(environment(folder));
    const caseId = importCase(cases, 20, 'aa');
    cases.close();
    lock();
    const before = readFileSync(join(folder, 'cases', caseId, 'case.sqlite'));
    await changePassphrase(folder, SECRET, 'quite another passphrase', CHEAP);
    expect(readFileSync(join(folder, 'cases', caseId, 'case.sqlite')).equals(before)).toBe(true);
    expect(await tryOpen(folder, SECRET)).toBe('passphrase-wrong');
    expect(await codeOf(changePassphrase(folder, SECRET, 'a third passphrase', CHEAP))).toBe('passphrase-wrong');
    // A lost passphrase is set anew by the recovery key, and a recovery key by a passphrase.
    await changePassphrase(folder, { recoveryKey }, PASSPHRASE, CHEAP);
    const fresh = await changeRecoveryKey(folder, SECRET);
    expect(await tryOpen(folder, { recoveryKey })).toBe('passphrase-wrong');
    expect(await tryOpen(folder, { recoveryKey: fresh })).toBe('none');
    expect(await codeOf(changePassphrase(folder, SECRET, 'short', CHEAP))).toBe('invalid-input');
    expect(await tryOpen(folder, SECRET)).toBe('none');
  });

  it('a change of passphrase that is broken off between file and copy leaves one passphrase in force, not two', async () => {
    const folder = folders.make();
    (await encrypted(folder)).lock();
    for (let writes = 0; writes < 2; writes++) {
      let renames = 0;
      const faulty: FileCalls = { ...files, rename: (from, to) => (renames++ < writes ? files.rename(from, to) : fail()) };
      const vault = await Vault.unlock(folder, SECRET, faulty);
      await codeOf(vault.changePassphrase('quite another passphrase', CHEAP));
      const opening = await Promise.all([SECRET, { passphrase: 'quite another passphrase' }].map((secret) => tryOpen(folder, secret)));
      expect(opening.filter((code) => code === 'none')).toHaveLength(1);
      const now: Secret = opening[0] === 'none' ? SECRET : { passphrase: 'quite another passphrase' };
      // Unlocking has brought the copy into line: it opens by the same one.
      writeFileSync(join(folder, 'vault.json'), 'torn');
      expect(await tryOpen(folder, now)).toBe('none');
      await changePassphrase(folder, now, PASSPHRASE, CHEAP);
    }
  });

  it('the recovery key may be typed in any form that cannot be mistaken', () => {
    fc.assert(fc.property(fc.nat(), () => {
      const key = newRecoveryKey();
      expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(recoveryLetters(key.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(recoveryLetters(key));
    }), { numRuns: 50 });
    for (const none of ['', 'ABCD', `${newRecoveryKey()}A`, 'U'.repeat(32)]) expect(recoveryLetters(none)).toBeNull();
  });
});

function fail(): never {
  throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
}

describe('keys that are lost or damaged', () => {
  it('are named: the key file, its copy, the key of a case', async () => {
    const folder = folders.make();
    const { lock } = await encrypted(folder);
    const cases = new Cases(environment(folder));
    const caseId = importCase(cases, 20, 'aa');
    cases.close();
    lock();
    const path = join(folder, 'vault.json');
    const copy = join(folder, 'vault.copy.json');
    const whole = readFileSync(path);
    // One of the two is enough; each bit that tips over is told from a wrong passphrase.
    writeFileSync(path, whole.subarray(0, 100));
    expect(await tryOpen(folder, SECRET)).toBe('none');
    expect(readFileSync(path).equals(whole)).toBe(true);
    for (let at = 0; at < whole.length; at += 97) {
      const hurt = Buffer.from(whole);
      hurt[at]! ^= 1;
      for (const name of [path, copy]) writeFileSync(name, hurt);
      expect(await tryOpen(folder, SECRET), `byte ${at}`).toBe('key-damaged');
    }
    for (const name of [path, copy]) files.remove(name);
    expect(await codeOf(Promise.resolve().then(() => vaultState(folder)))).toBe('key-lost');
    expect(await codeOf(Promise.resolve().then(() => encryptionOf(folder)))).toBe('key-lost');
    writeFileSync(path, whole);
    // The key of one case: gone beside the others it is found beside the case; gone in both places, only that case is lost, by name.
    const places = [join(folder, 'keys', `${caseId}.key`), join(folder, 'cases', caseId, 'case.key')];
    writeFileSync(places[0]!, 'no key');
    const back = await unlockFolder(folder, SECRET);
    const again = new Cases(environment(folder));
    expect(again.study(caseId).caseId).toBe(caseId);
    again.close();
    back();
    writeFileSync(places[1]!, 'no key either');
    const damaged = await unlockFolder(folder, SECRET);
    const third = new Cases(environment(folder));
    expect(await codeOf(Promise.resolve().then(() => third.study(caseId)))).toBe('key-damaged');
    for (const place of places) files.remove(place);
    third.close();
    damaged();
    const lost = await unlockFolder(folder, SECRET);
    const fourth = new Cases(environment(folder));
    expect(await codeOf(Promise.resolve().then(() => fourth.study(caseId)))).toBe('key-lost');
    expect(fourth.list()).toHaveLength(1);
    fourth.close();
    lost();
  });

  it('nobody turns encryption off by writing a word into the key file', async () => {
    const folder = folders.make();
    (await encrypted(folder)).lock();
    const path = join(folder, 'vault.json');
    const { sum: _sum, ...read } = readVaultFile(folder)!;
    const { createHash } = await import('node:crypto');
    const facts = { format: read.format, version: read.version, id: read.id, state: 'decrypting', passphrase: read.passphrase, recovery: read.recovery };
    for (const proof of [read.proof, '', 'AAAA']) {
      const sum = createHash('sha256').update(JSON.stringify([facts, proof])).digest('hex');
      for (const name of [path, join(folder, 'vault.copy.json')]) writeFileSync(name, JSON.stringify({ ...facts, proof, sum }));
      expect(readVaultFile(folder)?.state).toBe('decrypting');
      expect(await tryOpen(folder, SECRET)).toBe('key-damaged');
    }
  });
});

describe('turning encryption on and off', () => {
  it('keeps everything, needs the folder to itself, and says what makes no sense', async () => {
    const folder = folders.make();
    const cases = new Cases(environment(folder));
    const caseId = importCase(cases, 700, 'aa');
    analyseCase(cases, caseId, 700);
    cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Erika Mustermann', reason: 'as told' }, 0, '');
    await cases.safety.make(caseId);
    const study = cases.study(caseId);
    expect(await codeOf(turnOn(folder, PASSPHRASE, () => undefined, undefined, CHEAP))).toBe('data-folder-held');
    cases.close();
    expect(encryptionOf(folder)).toEqual({ state: 'plain', cases: 1 });
    expect(holding(folder, 'Erika Mustermann').length).toBeGreaterThan(1);
    let recoveryKey = '';
    expect(await turnOn(folder, PASSPHRASE, (key) => (recoveryKey = key), undefined, CHEAP)).toBeGreaterThan(5);
    expect(encryptionOf(folder)).toEqual({ state: 'encrypted', cases: 1 });
    expect(holding(folder, 'Erika Mustermann', 'SQLite format', 'ISLS\u0001\u0000')).toEqual([]);
    expect(await codeOf(turnOn(folder, PASSPHRASE, () => undefined, undefined, CHEAP))).toBe('edit-refused');
    const lock = await unlockFolder(folder, SECRET);
    const again = new Cases(environment(folder));
    expect(again.study(caseId)).toEqual(study);
    again.close();
    lock();
    expect(await codeOf(turnOff(folder, { passphrase: 'a wrong passphrase' }))).toBe('passphrase-wrong');
    await turnOff(folder, { recoveryKey });
    expect(encryptionOf(folder)).toEqual({ state: 'plain', cases: 1 });
    expect(await codeOf(turnOff(folder, SECRET))).toBe('edit-refused');
    const plain = new Cases(environment(folder));
    expect(plain.study(caseId)).toEqual(study);
    plain.close();
  });
});

describe('removing a case', () => {
  it('destroys its key first; broken off right then, the next start takes the rest away', async () => {
    const folder = folders.make();
    const { vault, lock } = await encrypted(folder);
    const cases = new Cases(environment(folder));
    const kept = importCase(cases, 20, 'aa');
    const caseId = importCase(cases, 20, 'bb');
    await cases.safety.make(caseId);
    const stolen = join(folder, 'stolen.seg');
    writeFileSync(stolen, readFileSync(join(folder, 'cases', caseId, 'samples', '000000.seg')));
    cases.close();
    // Killed between the key and the files.
    vault.destroyCase(caseId);
    expect(files.exists(join(folder, 'cases', caseId, 'case.sqlite'))).toBe(true);
    expect(files.exists(join(folder, 'cases', caseId, 'case.key'))).toBe(false);
    lock();
    const again = await unlockFolder(folder, SECRET);
    const next = new Cases(environment(folder));
    expect(next.list().map((row) => row.caseId)).toEqual([kept]);
    for (const place of [['cases', caseId], ['backups', caseId], ['keys', `${caseId}.key`], ['keys', `${caseId}.gone`]]) expect(files.exists(join(folder, ...place)), place.join('/')).toBe(false);
    // What was copied before is noise: no key of the folder opens it.
    const bytes = readFileSync(stolen);
    for (const seal of [vaultSeal(folder, kept), vaultSeal(folder, 'workplace')]) expect(() => openSealed(bytes, { ...seal, caseId }, 'samples/000000.seg')).toThrow(AppError);
    next.remove(kept);
    expect(files.list(join(folder, 'keys'))).toEqual([]);
    next.close();
    again();
  });

  it('an import that fails leaves no key behind', async () => {
    const folder = folders.make();
    const { lock } = await encrypted(folder);
    const cases = new Cases(environment(folder));
    const { caseId } = cases.reserve();
    expect(files.exists(join(folder, 'keys', `${caseId}.key`))).toBe(false);
    cases.createCase(header(20), '', '', caseId);
    expect(files.exists(join(folder, 'keys', `${caseId}.key`))).toBe(true);
    cases.abortImport(caseId);
    expect(files.list(join(folder, 'keys'))).toEqual([]);
    cases.close();
    lock();
  });
});

function vaultSeal(folder: string, of: string): Seal {
  const keys = keysOf(folder)!;
  return of === 'workplace' ? keys.workplace : keys.caseSeal(of);
}
