/**
 * For bundlers: modules that are started by their file rather than imported are
 * written `new URL('./worker.ts', import.meta.url)` or
 * `join(import.meta.dirname, 'worker.ts')`, which Node runs as it stands in a
 * checkout. Bundled they become files of their own, named as in the source tree,
 * and whoever starts them finds them from whichever file its code has come to
 * lie in.
 */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Plugin } from 'rolldown';

const STARTED = /(new\s+URL\(\s*|(?:join|resolve)\(\s*import\.meta\.dirname\s*,\s*)(['"])([^'"]+)\.ts\2/g;
/** Stands for the folder of the bundle until it is known where the code lies. */
const BUNDLE = 'bundle-of-isoline:';

/** @param entries source files that are built anyway, absolute */
export function startedModules(root: string, entries: readonly string[]): Plugin {
  return {
    name: 'isoline:started-modules',
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('import.meta.')) return null;
      let found = false;
      const rewritten = code.replace(STARTED, (whole: string, before: string, quote: string, path: string) => {
        const file = resolve(id, '..', `${path}.ts`);
        if (!existsSync(file)) return whole;
        found = true;
        const fileName = builtName(root, file);
        if (!entries.includes(file)) this.emitFile({ type: 'chunk', id: file, fileName, preserveSignature: 'strict' });
        return `${before}${quote}${BUNDLE}${fileName}${quote}`;
      });
      return found ? { code: rewritten, map: null } : null;
    },
    renderChunk(code, { fileName }) {
      return code.includes(BUNDLE) ? { code: code.replace(new RegExp(`${BUNDLE}([^'"]+)`, 'g'), (_, to: string) => `./${posix(relative(dirname(fileName), to))}`), map: null } : null;
    },
  };
}

/** Name of the file that a source becomes in the folder of the bundle. */
export function builtName(root: string, source: string): string {
  return posix(relative(root, source)).replace(/\.ts$/, '.js');
}

function posix(path: string): string {
  return path.replaceAll('\\', '/');
}
