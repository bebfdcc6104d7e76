/**
 * Writes the bill of materials of what ships, CycloneDX JSON:
 * `node resources/scripts/sbom.ts [FILE]`, by default `release/sbom.cdx.json`.
 *
 * The tool lists the packages that the lockfile gives to the program. Electron
 * is a development dependency by form but its binary ships, and so do the
 * report's fonts: both are added.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

interface Component {
  type: string;
  name: string;
  version: string;
  description?: string;
  purl?: string;
  licenses: { license: { id: string } }[];
}

const root = join(import.meta.dirname, '../..');
const file = resolve(process.argv[2] ?? join(root, 'release/sbom.cdx.json'));
mkdirSync(dirname(file), { recursive: true });

const tool = join(root, 'node_modules/@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js');
const parameters = ['--omit', 'dev', '--omit', 'optional', '--output-reproducible', '--output-file', file, join(root, 'package.json')];
const { status } = spawnSync(process.execPath, [tool, ...parameters], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
if (status !== 0) throw new Error('cyclonedx-npm failed, see above');

const bill: { components: Component[] } = JSON.parse(readFileSync(file, 'utf8'));
const electron: { version: string } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
bill.components.push(
  {
    type: 'framework',
    name: 'electron',
    version: electron.version,
    description: 'with Chromium and Node; their notices lie in the package as LICENSES.chromium.html',
    purl: `pkg:npm/electron@${electron.version}`,
    licenses: [{ license: { id: 'MIT' } }],
  },
  { type: 'data', name: 'Inter', version: '4.1', description: 'typeface of the report, a subset', licenses: [{ license: { id: 'OFL-1.1' } }] },
  { type: 'data', name: 'Noto Sans TC', version: '2.004', description: 'Chinese typeface of the report, a subset', licenses: [{ license: { id: 'OFL-1.1' } }] },
);
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
console.log(`${bill.components.length} components in ${file}`);
