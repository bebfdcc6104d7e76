// Starts a TypeScript program of this repository: `node resources/scripts/on-node-24.mjs <program.ts> [arguments]`.
// Plain JavaScript that old Nodes can read, so that a Node which is too old is told in one line rather than by a crash.
import module from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24 || Number(process.versions.napi) < 10) {
  const found = `this is Node ${process.versions.node} (Node-API ${process.versions.napi}) on ${process.platform}-${process.arch}`;
  const remedy =
    process.platform === 'linux' && process.arch === 'x64'
      ? 'run it through npm (`npm ci`, then `npm start`, `npm test` or `npm run isoline`): the lockfile brings Node 24'
      : 'install Node 24 from nodejs.org, then `npm ci` again';
  console.error(`isoline needs Node 24 or newer; ${found}: ${remedy}.`);
  process.exit(1);
}
const program = process.argv[2];
if (program === undefined) {
  console.error('usage: node resources/scripts/on-node-24.mjs <program.ts> [arguments]');
  process.exit(2);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
let main = resolve(program);
if (main === join(root, 'cli', 'main.ts')) {
  // The command line runs from its bundle, which is made anew where a source has changed. ISOLINE_SOURCES=1 runs the sources as they are.
  const built = process.env.ISOLINE_SOURCES === '1' ? null : await (await import('./built.mjs')).builtProgram(root, (error) => console.error(`isoline: the sources cannot be bundled and run as they are: ${error.message}`));
  if (built !== null) main = join(built, 'cli', 'main.js');
  // What Node compiles is kept in the checkout for the next start, for each process and thread, which find the folder in their
  // environment. Entries go by the text of a file.
  if (process.env.NODE_COMPILE_CACHE === undefined) {
    const folder = join(built ?? join(root, '.cache'), 'compiled');
    const { status } = module.enableCompileCache(folder);
    if (status === module.constants.compileCacheStatus.ENABLED) process.env.NODE_COMPILE_CACHE = folder;
  }
}
// Where threads strip types at once, V8 can fall over the code that it compiles for that: see backend/threads.ts.
if (major === 24) setFlagsFromString('--wasm-wrapper-tiering-budget=2000000000');
process.argv.splice(1, 2, main);
await import(pathToFileURL(main).href);
