/**
 * Builds the program into `out`: main process, the processes it starts and the
 * command line as bundles (files that are started lie as in the source tree,
 * what they share lies in `shared`), the preload as CommonJS (a sandboxed one
 * can be nothing else), the window as a plain web page.
 */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { builtName, startedModules } from './resources/scripts/started-modules.ts';

const root = import.meta.dirname;
const entries = ['electron/main.ts', 'electron/backend-process.ts', 'cli/main.ts'].map((path) => resolve(root, path));

export default defineConfig({
  main: {
    plugins: [{ ...startedModules(root, entries), enforce: 'pre' }],
    build: {
      outDir: 'out/main',
      sourcemap: false,
      minify: false,
      // Most of the checker of schemas is languages that nobody asks for: bundled it is small.
      externalizeDeps: { exclude: ['zod'] },
      rollupOptions: {
        input: Object.fromEntries(entries.map((path) => [builtName(root, path).replace(/\.js$/, ''), path])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but electron.
      externalizeDeps: false,
      rollupOptions: {
        input: resolve(root, 'electron/preload.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      assetsInlineLimit: 0,
      // Loaded from this computer, once.
      chunkSizeWarningLimit: 4000,
      rollupOptions: { input: resolve(root, 'renderer/index.html') },
    },
  },
});
