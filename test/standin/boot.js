// Put into an Electron that has no default app: goes on with the app named by the environment, as the default app would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { ISOLINE_TEST_APP: folder, ISOLINE_TEST_WORDS: words } = process.env;
process.argv.splice(1, process.argv.length, folder, ...JSON.parse(words));
Object.defineProperty(process, 'defaultApp', { value: true });
await import(pathToFileURL(join(folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).main)).href);
