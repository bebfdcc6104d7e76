/** Builds the small apps that stand beside the program in tests: as the program itself is built, by Vite. */
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

async function bundle(input: string, outFile: string, forPage: boolean): Promise<void> {
  const at = outFile.lastIndexOf('/');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      outDir: outFile.slice(0, at),
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      target: 'es2023',
      ...(forPage ? {} : { ssr: true }),
      rollupOptions: { input, external: ['electron', /^node:/], output: { format: 'es', entryFileNames: outFile.slice(at + 1) } },
    },
    ssr: { noExternal: true, external: ['electron'] },
  });
}

/** The app of the contract's trials. Returns its folder, with a package.json that a real Electron takes. */
export async function buildTrials(): Promise<string> {
  const folder = join(root, '.cache/trials');
  for (const name of ['main', 'service', 'page']) await bundle(join(import.meta.dirname, `${name}.ts`), `${folder}/${name}.js`, name === 'page');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'isoline-trials', type: 'module', main: 'main.js' }));
  return folder;
}

/** Files of the built program that Electron starts as utility processes. */
const UTILITIES = ['electron/backend-process.js', 'backend/engine/entry.js', 'backend/engine/probe-entry.js', 'backend/report/entry.js', 'electron/benchmark-process.js'];

/** A copy of the built program whose utility processes run on Node, see utility-bridge.ts. Returns its folder. */
export async function buildBridged(): Promise<string> {
  const folder = join(root, '.cache/bridged');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'out'), join(folder, 'out'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['node_modules', 'models', 'resources']) symlinkSync(join(root, name), join(folder, name));
  for (const file of UTILITIES) await bundle(join(import.meta.dirname, '../utility-bridge.ts'), join(folder, 'out/main', file), false);
  return folder;
}
