/** The sources of the house, for tests that look at the code itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface Source {
  /** Path from the root of the repository, with forward slashes. */
  path: string;
  text: string;
}

/** What git ignores within the rooms: scratch of the training. */
const SCRATCH = /^models\/training\/work\//;

/** Every TypeScript file of the rooms. */
export function readSources(): Source[] {
  return ['core', 'backend', 'cli', 'electron', 'renderer', 'test', 'models', 'resources'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /[.]tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ file, path: relative(root, file).replaceAll('\\', '/') }))
      .filter(({ path }) => !SCRATCH.test(path))
      .map(({ file, path }) => ({ path, text: readFileSync(file, 'utf8') })),
  );
}
