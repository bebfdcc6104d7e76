/** `isoline <command>` of a packed program: main without a window, companions as utility processes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoline, synthetic } from './recordings.ts';
import { expect, root, test } from './shells.ts';

test('a command runs in main as it does in Node', ({ scratch }) => {
  const main = (...words: string[]) => spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', join(root, 'test/standin/register.ts'), join(root, 'out/main/electron/main.js'), ...words], { cwd: root, encoding: 'utf8' });
  expect(main('--version').stdout).toBe(isoline('--version'));
  expect(main('nonsense').status).toBe(2);
  const recording = synthetic(scratch, 0.05);
  isoline('analyze', recording.header, '--out', join(scratch, 'node'), '--no-pdf');
  const ran = main('analyze', recording.header, '--out', join(scratch, 'main'), '--no-pdf');
  expect(ran.stderr).toBe('');
  expect(ran.status).toBe(0);
  const labels = (folder: string): Buffer => readFileSync(join(scratch, folder, `${recording.record}.cnn`));
  expect(labels('main').equals(labels('node'))).toBe(true);
  // Its analyses run in processes of its own there too.
  const evaluate = ['evaluate', '--data', scratch, '--set', 'all', '--json', '-'];
  const scored = main(...evaluate);
  expect(scored.stderr).toBe('');
  expect(scored.stdout).toContain('"macroF1"');
  expect(JSON.parse(scored.stdout).gross).toEqual(JSON.parse(isoline(...evaluate)).gross);
  // A bad recording is named, and the exit code tells.
  const failed = main('analyze', join(scratch, 'missing.hea'), '--out', join(scratch, 'main'));
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('missing.hea');
});
