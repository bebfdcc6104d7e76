/** Encrypting and decrypting a folder, killed between any two steps: nothing is lost, and what is gone on with leaves nothing in plain. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { decryptFolder, encryptFolder } from '../../backend/database/encrypt-folder.ts';
import { files } from '../../backend/store/files.ts';
import type { FileCalls } from '../../backend/store/files.ts';
import { unlockFolder } from '../../backend/vault/unlock.ts';
import { encryptionOf, turnOff, turnOn } from '../../backend/vault/turn.ts';
import { Vault } from '../../backend/vault/vault.ts';
import { AppError } from '../../core/contract/errors.ts';
import { analyseCase, environment, importCase, temporaryFolders } from '../database/helpers.ts';
import { CHEAP, PASSPHRASE, SECRET, allFiles, holding } from './helpers.ts';

const NAME = 'Erika Mustermann';
const folders = temporaryFolders();
let original: string;
let caseId: string;
let study: unknown;
/** Ten samples of the recording as they lie in a plain segment. */
let samples: Uint8Array;

beforeAll(async () => {
  original = folders.make();
  const cases = new Cases(environment(original));
  caseId = importCase(cases, 40, 'aa');
  analyseCase(cases, caseId, 40);
  cases.edit(caseId, { kind: 'fact', field: 'name', value: NAME, reason: 'as told' }, 0, '');
  cases.sign(caseId, { pdf: Buffer.from(`%PDF-1.7 ${NAME}`), pages: 1, revision: 1 }, '');
  await cases.safety.make(caseId);
  study = cases.study(caseId);
  cases.close();
  // What a restoring leaves: a copy, and one that was too damaged to be opened.
  cpSync(join(original, 'cases', caseId, 'case.sqlite'), join(original, 'cases', caseId, 'case.sqlite.version-1'));
  writeFileSync(join(original, 'cases', caseId, 'case.sqlite.replaced'), `SQLite format 3\0 torn ${NAME}`);
  const segment = readFileSync(join(original, 'cases', caseId, 'samples', '000000.seg'));
  samples = segment.subarray(segment.length - 40, segment.length - 20);
});
afterAll(() => folders.clear());

class Killed extends Error {}

/** File calls of a program that is dead after so many that change something: its tidying up does not happen either. */
function dyingAfter(steps: number): { calls: FileCalls; made(): number } {
  let made = 0;
  const step = <A extends unknown[], R>(call: (...given: A) => R) => (...given: A): R => {
    if (made >= steps) throw new Killed();
    made++;
    return call(...given);
  };
  const { open, write, sync, rename, remove, makeFolder } = files;
  return { calls: { ...files, open: step(open), write: step(write), sync: step(sync), rename: step(rename), remove: step(remove), makeFolder: step(makeFolder) }, made: () => made };
}

function check(folder: string): void {
  const cases = new Cases(environment(folder));
  try {
    expect(cases.study(caseId)).toEqual(study);
    expect(cases.sourceOf(caseId).read(0, 100)[0]?.length).toBe(100);
    expect(cases.safety.list(caseId)).toHaveLength(1);
  } finally {
    cases.close();
  }
}

async function alive(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (thrown) {
    if (!(thrown instanceof Killed)) throw thrown;
  }
}

/** Encrypts with file calls that die. */
async function encryptUntil(folder: string, calls: FileCalls): Promise<void> {
  const { vault } = await Vault.create(folder, PASSPHRASE, calls, CHEAP);
  for (const _ of encryptFolder(folder, vault, calls));
}

async function decryptUntil(folder: string, calls: FileCalls): Promise<void> {
  const vault = await Vault.unlock(folder, SECRET, calls);
  for (const _ of decryptFolder(folder, vault, calls));
}

/** Every thirteenth step, and the first and the last ones. */
function moments(steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => step).filter((step) => step < 4 || step % 13 === 0 || step > steps - 4);
}

describe('a program that is killed while it encrypts', () => {
  it('between any two steps: goes on when the folder is unlocked, and nothing is left in plain', async () => {
    const counted = dyingAfter(Infinity);
    const whole = folders.make();
    cpSync(original, whole, { recursive: true });
    await encryptUntil(whole, counted.calls);
    expect(counted.made()).toBeGreaterThan(60);
    for (const step of moments(counted.made())) {
      const folder = folders.make();
      cpSync(original, folder, { recursive: true });
      await alive(() => encryptUntil(folder, dyingAfter(step).calls));
      const { state } = encryptionOf(folder);
      if (state === 'plain') {
        check(folder);
        await turnOn(folder, PASSPHRASE, () => undefined, undefined, CHEAP);
      }
      const lock = await unlockFolder(folder, SECRET);
      check(folder);
      lock();
      expect(encryptionOf(folder).state, `step ${step}`).toBe('encrypted');
      expect(holding(folder, NAME, samples, '%PDF-1.7', 'SQLite format'), `step ${step}`).toEqual([]);
      expect(allFiles(folder).filter((name) => name.endsWith('.part')), `step ${step}`).toEqual([]);
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

  it('between any two steps of taking it back: goes on, and all is as it was, byte for byte where nobody writes', async () => {
    const ready = folders.make();
    cpSync(original, ready, { recursive: true });
    await encryptUntil(ready, files);
    const counted = dyingAfter(Infinity);
    const whole = folders.make();
    cpSync(ready, whole, { recursive: true });
    await decryptUntil(whole, counted.calls);
    for (const step of moments(counted.made())) {
      const folder = folders.make();
      cpSync(ready, folder, { recursive: true });
      await alive(() => decryptUntil(folder, dyingAfter(step).calls));
      const { state } = encryptionOf(folder);
      if (state === 'encrypted') await turnOff(folder, SECRET);
      else if (state !== 'plain') (await unlockFolder(folder, SECRET))();
      expect(encryptionOf(folder).state, `step ${step}`).toBe('plain');
      for (const name of ['samples/000000.seg', 'case.sqlite.replaced']) {
        const path = join('cases', caseId, name);
        expect(readFileSync(join(folder, path)).equals(readFileSync(join(original, path))), `step ${step}: ${name}`).toBe(true);
      }
      check(folder);
      // Keys that a kill left behind open nothing, and keep nobody from encrypting again.
      if (step > counted.made() - 4) {
        await turnOn(folder, PASSPHRASE, () => undefined, undefined, CHEAP);
        const lock = await unlockFolder(folder, SECRET);
        check(folder);
        lock();
      }
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

  it('with SIGKILL at some moment', async () => {
    for (const afterFiles of [1, 3, 5]) {
      const folder = folders.make();
      cpSync(original, folder, { recursive: true });
      const child = spawn(process.execPath, [fileURLToPath(new URL('./encrypting-child.ts', import.meta.url)), folder, PASSPHRASE], { stdio: ['ignore', 'pipe', 'inherit'] });
      let told = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        told += chunk.toString().split('\n').length - 1;
        if (told >= afterFiles) child.kill('SIGKILL');
      });
      await once(child, 'close');
      expect(encryptionOf(folder).state).not.toBe('plain');
      const lock = await unlockFolder(folder, SECRET);
      check(folder);
      lock();
      expect(holding(folder, NAME, samples)).toEqual([]);
    }
  });

  it('and a disk that fills up is told by name; there is room again, and it goes on', async () => {
    const folder = folders.make();
    cpSync(original, folder, { recursive: true });
    const { vault } = await Vault.create(folder, PASSPHRASE, undefined, CHEAP);
    let left = 5;
    const full: FileCalls = {
      ...files,
      write: (file, bytes) => {
        if (left-- > 0) return files.write(file, bytes);
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
    };
    let code = '';
    try {
      for (const _ of encryptFolder(folder, vault, full));
    } catch (thrown) {
      code = thrown instanceof AppError ? thrown.code : String(thrown);
    }
    expect(code).toBe('disk-full');
    const lock = await unlockFolder(folder, SECRET);
    check(folder);
    lock();
  });
});
