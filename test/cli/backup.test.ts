/** `isoline backup`: what cannot be backed up keeps nothing else from being. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { runCli } from '../../cli/main.ts';
import { environment, importCase, temporaryFolders } from '../database/helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

it('goes on with the others where one case is damaged, says which, and ends with 1', async () => {
  const folder = folders.make();
  const cases = new Cases(environment(folder));
  const ids = ['aa', 'bb', 'cc'].map((sha256) => importCase(cases, 10, sha256));
  cases.close();
  const damaged = ids[2]!;
  writeFileSync(join(folder, 'cases', damaged, 'case.sqlite'), 'no database at all');
  const [out, err]: [string[], string[]] = [[], []];
  const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), progress: () => undefined, isTerminal: false, cwd: folder, signal: new AbortController().signal };
  expect(await runCli(['backup', '--data', folder], io)).toBe(1);
  expect(new Set(out.map((line) => line.split('\t')[0]))).toEqual(new Set([ids[0], ids[1], 'workplace']));
  expect(err.filter((line) => line.includes(damaged))).toHaveLength(1);
});
