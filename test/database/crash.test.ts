import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { analyseCase, environment, failureOf, importCase, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
afterEach(() => folders.clear());

function prepared(folder: string): string {
  const cases = new Cases(environment(folder));
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  cases.close();
  return caseId;
}

function look(folder: string, caseId: string): { revision: number; hashes: Map<number, string>; troubles: string[] } {
  const cases = new Cases(environment(folder));
  try {
    const { db } = cases.case(caseId);
    const hashes = new Map(db.journal.newest(1e6).map((entry) => [entry.sequence, entry.hash]));
    const steps = verifyCase(cases.case(caseId));
    for (;;) {
      const step = steps.next();
      if (step.done) return { revision: db.journal.head().sequence, hashes, troubles: step.value };
    }
  } finally {
    cases.close();
  }
}

/** Runs the editing child, kills it after some edits, and returns the last revision that it saw committed. */
async function editAndKill(folder: string, caseId: string, afterEdits: number): Promise<{ revision: number; hash: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./editing-child.ts', import.meta.url)), folder, caseId], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > afterEdits) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const [revision, hash] = said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1)!.split(' ');
  return { revision: Number(revision), hash: hash! };
}

describe('a program that is killed while it edits', () => {
  it('loses no committed edit, and what is there proves itself', async () => {
    const folder = folders.make();
    const caseId = prepared(folder);
    for (const afterEdits of [1, 3, 17, 40]) {
      const last = await editAndKill(folder, caseId, afterEdits);
      const { revision, hashes, troubles } = look(folder, caseId);
      expect(revision).toBeGreaterThanOrEqual(last.revision);
      expect(hashes.get(last.revision)).toBe(last.hash);
      expect(troubles).toEqual([]);
    }
  });
});

describe('a journal that was tampered with', () => {
  function tampered(statement: string): { failure: string; troubles: string[] } {
    const folder = folders.make();
    const caseId = prepared(folder);
    const cases = new Cases(environment(folder));
    for (let i = 0; i < 4; i++) cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(i), code: 3 }, i, 'Ada');
    cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Somebody Else', reason: '' }, 4, 'Ada');
    cases.access(caseId, 'opened', '', 'Ada');
    const { path } = cases.case(caseId).db;
    cases.close();
    const db = new Database(path);
    for (const trigger of ['edit_update', 'edit_delete', 'access_update']) db.exec(`DROP TRIGGER ${trigger}`);
    db.exec(statement);
    db.close();
    const result = { failure: 'none', troubles: [] as string[] };
    result.failure = failureOf(() => {
      result.troubles = look(folder, caseId).troubles;
    });
    return result;
  }

  it('is told on opening where it is the last entry, and by the proof where it is any other', () => {
    expect(tampered("UPDATE edit SET author = 'Eve' WHERE sequence = 5").failure).toBe('database-damaged');
    expect(tampered("UPDATE edit SET author = 'Eve' WHERE sequence = 2").troubles).toEqual(['The hash of entry 2 does not fit its content.']);
    expect(tampered('DELETE FROM edit WHERE sequence = 2').troubles).toContain('Entry 2 of the journal is missing.');
    expect(tampered("UPDATE private_value SET value = 'Eve'").troubles[0]).toMatch(/texts beside the journal do not fit/);
    expect(tampered("UPDATE access SET who = 'Eve'").troubles).toEqual(['Line 1 of the access log does not fit.']);
    expect(tampered('SELECT 1')).toEqual({ failure: 'none', troubles: [] });
  });

  it('cannot be changed or shortened through SQL as long as its triggers are there', () => {
    const folder = folders.make();
    const caseId = prepared(folder);
    const cases = new Cases(environment(folder));
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(1), code: 3 }, 0, 'Ada');
    const { path } = cases.case(caseId).db;
    cases.close();
    const db = new Database(path);
    expect(() => db.exec("UPDATE edit SET author = 'Eve'")).toThrow(/append-only/);
    expect(() => db.exec('DELETE FROM edit')).toThrow(/append-only/);
    expect(() => db.exec("INSERT INTO edit SELECT 9, 'x', time, author, kind, label, base_revision, undoes, reason, forward, backward, hash, hash FROM edit")).toThrow(/grows at its end/);
    expect(() => db.exec('UPDATE run_segment SET beats = 0')).toThrow(/never changed/);
    expect(() => db.exec('DELETE FROM run_segment')).toThrow(/never changed/);
    db.close();
  });

  it('still proves itself when names are erased, and the names are gone from the file', async () => {
    const folder = folders.make();
    const caseId = prepared(folder);
    const cases = new Cases(environment(folder));
    cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Zebedee Unforgettable', reason: 'mixed up with Quirinus' }, 0, 'Ada');
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(1), code: 3 }, 1, 'Ada');
    const { db } = cases.case(caseId);
    db.erase();
    const { path } = db;
    cases.close();
    expect(look(folder, caseId)).toMatchObject({ revision: 2, troubles: [] });
    const { readFile, readdir } = await import('node:fs/promises');
    const { dirname, join } = await import('node:path');
    for (const name of await readdir(dirname(path))) {
      if (!name.startsWith('case.sqlite')) continue;
      const text = (await readFile(join(dirname(path), name))).toString('latin1');
      for (const word of ['Zebedee', 'Quirinus', 'Ada Example']) expect(text.includes(word)).toBe(false);
    }
  });
});
