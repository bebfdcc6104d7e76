/** What lies at the top of the checkout: the rooms and what tools look for there, and nothing that a profiler or a trial left. */
import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { itWhere } from '../helpers/able.ts';
import { root } from './sources.ts';

const ROOMS = ['.ci', 'backend', 'cli', 'core', 'docs', 'electron', 'models', 'renderer', 'resources', 'test'];
const FILES = ['.dependency-cruiser.json', '.gitignore', '.npmrc', '.oxlintrc.json', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'electron-builder.yml', 'electron.vite.config.ts', 'package-lock.json', 'package.json', 'tsconfig.base.json', 'tsconfig.json', 'vitest.config.ts'];

// What git keeps, so that somebody's own trial beside it fails nothing.
const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });

itWhere(status === 0, 'git does not tell what it keeps here')('holds the rooms and the files that are named here, and no others', () => {
  const top = stdout.split('\0').flatMap((path) => (path === '' ? [] : path.split('/').slice(0, 1)));
  expect(new Set(top)).toEqual(new Set([...ROOMS, ...FILES]));
});
