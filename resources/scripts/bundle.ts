/** Bundles the command line with all that it starts: fewer files to load, no types to strip, and no code that nobody asks for. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { rolldown, type Plugin } from 'rolldown';
import { builtName, startedModules } from './started-modules.ts';

/**
 * Writes the bundle of `cli/main.ts` into `folder`.
 *
 * @param root the checkout
 * @returns sha256 of every file that was bundled, as the bundler saw it, by its path from `root`
 * @throws the bundler's error where a source does not parse or an import leads nowhere
 */
export async function bundle(root: string, folder: string): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const entry = join(root, 'cli', 'main.ts');
  const name = builtName(root, entry).replace(/\.js$/, '');
  const build = await rolldown({ cwd: root, input: { [name]: entry }, platform: 'node', tsconfig: false, logLevel: 'silent', external: isBrought, plugins: [noteSources(root, seen), startedModules(root, [entry])] });
  try {
    await build.write({ dir: folder, format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' });
  } finally {
    await build.close();
  }
  return seen;
}

/** Packages are loaded as they were installed, but for the checker of schemas: most of it is languages that nobody asks for. */
function isBrought(id: string): boolean {
  return !/^[./\\]|^[a-z]:[\\/]/i.test(id) && !/^zod(\/|$)/.test(id);
}

/** Keeps the hash of each source, before anything is done to it. */
function noteSources(root: string, seen: Map<string, string>): Plugin {
  return {
    name: 'isoline:note-sources',
    transform: {
      order: 'pre',
      handler(code, id) {
        if (existsSync(id)) seen.set(relative(root, id).split(sep).join('/'), createHash('sha256').update(code).digest('hex'));
      },
    },
  };
}
