/** Builds the app of the contract's trials into a folder: as the program itself is built, by Vite. */
import { join, resolve } from 'node:path';
import { writeFileSync } from 'node:fs';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

/** Returns the folder: `<root>/.cache/trials`, with a package.json that a real Electron takes as an app. */
export async function buildTrials(): Promise<string> {
  const outDir = join(root, '.cache/trials');
  for (const name of ['main', 'service', 'page'] as const) {
    await build({
      configFile: false,
      root,
      logLevel: 'error',
      build: {
        outDir,
        emptyOutDir: false,
        minify: false,
        target: 'es2023',
        ...(name === 'page' ? {} : { ssr: true }),
        rollupOptions: { input: join(import.meta.dirname, `${name}.ts`), external: ['electron', /^node:/], output: { format: 'es', entryFileNames: `${name}.js` } },
      },
      ssr: { noExternal: true, external: ['electron'] },
    });
  }
  writeFileSync(join(outDir, 'package.json'), JSON.stringify({ name: 'isoline-trials', type: 'module', main: 'main.js' }));
  return outDir;
}
