/**
 * Builds the program into `out`: main process, the processes it starts and the
 * command line as ES modules that mirror the source tree (so that a path taken
 * from `import.meta.url` means the same in a checkout and in the packed
 * program), the preload as CommonJS (a sandboxed one can be nothing else), the
 * window as a plain web page.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const root = import.meta.dirname;

/**
 * Modules that are started by their file rather than imported are written
 * `new URL('./worker.ts', import.meta.url)` or `join(import.meta.dirname, 'worker.ts')`,
 * which Node runs as it stands in a checkout. In the build they become modules
 * of their own, and the ending is the built one.
 */
function startedModules(): Plugin {
  const started = /(new\s+URL\(\s*|(?:join|resolve)\(\s*import\.meta\.dirname\s*,\s*)(['"])([^'"]+)\.ts\2/g;
  return {
    name: 'isoline:started-modules',
    enforce: 'pre',
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('import.meta.')) return null;
      let found = false;
      const rewritten = code.replace(started, (whole: string, before: string, quote: string, path: string) => {
        const file = resolve(id, '..', `${path}.ts`);
        if (!existsSync(file)) return whole;
        found = true;
        this.emitFile({ type: 'chunk', id: file, preserveSignature: 'strict' });
        return `${before}${quote}${path}.js${quote}`;
      });
      return found ? { code: rewritten, map: null } : null;
    },
  };
}

export default defineConfig({
  main: {
    plugins: [startedModules()],
    build: {
      outDir: 'out/main',
      sourcemap: false,
      minify: false,
      rollupOptions: {
        input: ['electron/main.ts', 'electron/backend-process.ts', 'backend/engine/entry.ts', 'backend/report/entry.ts', 'cli/main.ts']
          .map((path) => resolve(root, path))
          .filter((path) => existsSync(path)),
        output: { format: 'es', preserveModules: true, preserveModulesRoot: root, entryFileNames: '[name].js', chunkFileNames: '[name].js' },
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
