import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { runCli } from '../../cli/main.ts';
import { analyseCase, environment, importCase, temporaryFolders } from '../database/helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

/** Runs a command; what it said on standard error comes with its exit code. */
async function run(...words: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(words, { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => undefined, isTerminal: false, cwd: tmpdir(), signal: new AbortController().signal });
  return { code, out, err: err.join('\n') };
}

/** What lies in a folder, byte by byte, but for what SQLite and the lock keep while a program runs. */
function contents(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile() && !/(?:-shm|lock|lock\.json)$/.test(entry.name));
  return new Map(names.map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name)).toString('base64')]));
}

const views = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('isoline-view-'));

describe('a data folder whose program does not answer', () => {
  it('is read all the same where that is asked for, and nothing in it changes', { timeout: 60_000 }, async () => {
    const folder = folders.make();
    const out = folders.make();
    const cases = new Cases(environment(folder));
    try {
      const caseId = importCase(cases, 700, 'aa');
      const other = importCase(cases, 10, 'bb');
      analyseCase(cases, caseId, 700);
      for (let i = 0; i < 12; i++) cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(i), code: 3 }, i, 'Ada');
      cases.list();
      cases.lock.announce({ pid: process.pid, socket: join(folder, 'nobody.sock'), token: 'x' });
      const before = contents(folder);
      const there = views();
      expect(await run('export', caseId, '--formats', 'csv', '--out', out, '--data', folder)).toMatchObject({ code: 1, err: expect.stringMatching(/Nobody answers/) });
      const exported = await run('export', caseId, '--formats', 'csv', '--out', out, '--data', folder, '--read-only');
      expect(exported).toMatchObject({ code: 0, err: expect.stringMatching(/does not answer; reading copies/) });
      expect(readFileSync(exported.out[0]!, 'utf8').split('\n').filter((line) => line.includes(',person,')).length).toBe(12);
      const proven = await run('verify', caseId, '--data', folder, '--read-only');
      expect(proven.code).toBe(0);
      expect(proven.out[0]).toMatch(/\tok\t12 edits\t/);
      expect(await run('verify', 'nobody', '--data', folder, '--read-only')).toMatchObject({ code: 1 });
      expect(other).not.toBe('');
      expect(contents(folder)).toEqual(before);
      expect(views()).toEqual(there);
      // A damaged segment is told of by the copy, too.
      const segment = join(folder, 'cases', caseId, 'samples', '000001.seg');
      const bytes = readFileSync(segment);
      bytes[bytes.length - 5]! ^= 1;
      writeFileSync(segment, bytes);
      expect(await run('verify', caseId, '--data', folder, '--read-only')).toMatchObject({ code: 1, err: expect.stringMatching(/Segment 1/) });
    } finally {
      cases.close();
    }
  });
});
