/**
 * Compiles the kernels (`core/kernels/assembly`, AssemblyScript) and writes their
 * bytes to `core/kernels/wasm-bytes.ts`: `npm run kernels`. The sources end in
 * `.as`, since they are no TypeScript of this house.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import asc from 'assemblyscript/asc';

const folder = resolve(import.meta.dirname, '../../core/kernels');

/** The module's bytes, the same wherever it is compiled. Throws Error with what the compiler said. */
export async function compileKernels(): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  let complaints = '';
  const { error } = await asc.main(
    ['index.ts', '--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd'],
    {
      readFile: (name) => {
        const path = join(folder, 'assembly', `${basename(name, '.ts')}.as`);
        return existsSync(path) ? readFileSync(path, 'utf8') : null;
      },
      writeFile: (_, content) => {
        if (typeof content !== 'string') bytes = content;
      },
      listFiles: () => [],
      stderr: {
        write: (chunk) => {
          complaints += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
        },
      },
    },
  );
  if (error || bytes === null) throw new Error(`the kernels do not compile: ${error?.message ?? ''} ${complaints}`);
  return bytes;
}

/** The TypeScript file that holds the bytes. */
export function bytesFile(bytes: Uint8Array): string {
  return `/** The kernels, compiled from core/kernels/assembly by \`npm run kernels\`; not written by hand. */\nexport const WASM_BASE64 =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(folder, 'wasm-bytes.ts'), bytesFile(await compileKernels()));
