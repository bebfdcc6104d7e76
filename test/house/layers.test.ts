import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract } from '../../core/contract/contract.ts';
import { checkLayers, readRules } from '../run/layers.ts';

const root = resolve(import.meta.dirname, '../..');

describe('layering', () => {
  let house: string;
  beforeEach(() => {
    house = mkdtempSync(join(tmpdir(), 'isoline-layers-'));
    writeFileSync(join(house, 'package.json'), '{"type":"module"}');
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  });
  afterEach(() => rmSync(house, { recursive: true, force: true }));

  function plant(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
  }

  async function brokenRules(files: Record<string, string>): Promise<string[]> {
    plant(files);
    const { modules, violations } = await checkLayers(root, house);
    expect(modules).toBeGreaterThan(0);
    return [...new Set(violations.map((violation) => violation.rule))].toSorted();
  }

  it('holds in this house, and something was read', async () => {
    const { modules, violations } = await checkLayers(root);
    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(10);
  });

  it('an empty house has no modules, which the command takes for a failure', async () => {
    expect(await checkLayers(root, house)).toEqual({ modules: 0, violations: [] });
  });

  it('imports that go down are allowed', async () => {
    expect(
      await brokenRules({
        'core/contract/define.ts': `import { z } from 'zod'; export type T = number; export const t = z.number();`,
        'backend/services/cases.ts': `import { t } from '../../core/contract/define.ts'; export const c = t;`,
        'cli/main.ts': `import { c } from '../backend/services/cases.ts'; console.log(c);`,
        'renderer/app.ts': `import { t } from '../core/contract/define.ts'; console.log(t);`,
      }),
    ).toEqual([]);
  });

  const other = `export type T = number; export const t = 1;`;
  const planted: [string, string, string, string][] = [
    ['core-stands-alone', 'core/a.ts', '../backend/b.ts', 'backend/b.ts'],
    ['core-stands-alone', 'core/a.ts', 'node:fs', 'core/b.ts'],
    ['core-stands-alone', 'core/a.ts', 'ws', 'core/b.ts'],
    ['renderer-knows-core-only', 'renderer/a.ts', '../backend/b.ts', 'backend/b.ts'],
    ['renderer-knows-core-only', 'renderer/a.ts', '../electron/b.ts', 'electron/b.ts'],
    ['renderer-has-no-node', 'renderer/a.ts', 'node:path', 'renderer/b.ts'],
    ['backend-knows-no-shell', 'backend/a.ts', '../cli/b.ts', 'cli/b.ts'],
    ['cli-is-a-shell', 'cli/a.ts', '../electron/b.ts', 'electron/b.ts'],
    ['electron-is-a-shell', 'electron/a.ts', '../renderer/b.ts', 'renderer/b.ts'],
    ['services-are-strangers', 'backend/services/cases.ts', './review.ts', 'backend/services/review.ts'],
    ['services-are-strangers', 'backend/services/cases/a.ts', '../review/b.ts', 'backend/services/review/b.ts'],
    ['the-measured-know-no-measure', 'backend/services/a.ts', '../benchmark/b.ts', 'backend/benchmark/b.ts'],
    ['engine-never-sees-the-database', 'backend/engine/a.ts', '../database/b.ts', 'backend/database/b.ts'],
    ['formats-only-parse', 'backend/formats/edf/a.ts', '../../store/b.ts', 'backend/store/b.ts'],
    ['screens-are-strangers', 'renderer/screens/review/a.ts', '../report/b.ts', 'renderer/screens/report/b.ts'],
    ['charts-only-draw', 'renderer/charts/a.ts', '../state/b.ts', 'renderer/state/b.ts'],
    ['charts-only-draw', 'renderer/charts/a.ts', '../../core/contract/b.ts', 'core/contract/b.ts'],
    ['parts-know-no-screen', 'renderer/parts/a.ts', '../screens/b/b.ts', 'renderer/screens/b/b.ts'],
    ['electron-at-home', 'backend/a.ts', 'electron', 'backend/b.ts'],
    ['pages-are-drawn-in-report', 'backend/services/a.ts', 'pdfkit', 'backend/b.ts'],
    ['inference-is-in-the-engine', 'backend/services/a.ts', 'onnxruntime-node', 'backend/b.ts'],
    ['everything-resolves', 'backend/a.ts', './lost.ts', 'backend/b.ts'],
  ];
  it.each(planted)('%s: %s must not import %s', async (rule, from, specifier, target) => {
    const files = { [target]: other, [from]: `import { t } from '${specifier}'; export const a = t;` };
    expect(await brokenRules(files)).toContain(rule);
  });

  it('type-only imports count', async () => {
    const files = { 'backend/b.ts': other, 'core/a.ts': `import type { T } from '../backend/b.ts'; export const a: T = 1;` };
    expect(await brokenRules(files)).toContain('core-stands-alone');
  });

  it('circles are found', async () => {
    const files = {
      'core/a.ts': `import { b } from './b.ts'; export const a = () => b;`,
      'core/b.ts': `import { a } from './a.ts'; export const b = () => a;`,
    };
    expect(await brokenRules(files)).toEqual(['no-circles']);
  });

  it('knows a service for each group of the contract', () => {
    const rule = readRules(root).forbidden.find(({ name }) => name === 'services-are-strangers');
    for (const group of Object.keys(contract)) expect(JSON.stringify(rule), group).toMatch(new RegExp(`[(|]${group}[|)]`));
  });

  it('every rule but the catch-alls is proven by a planted violation here', () => {
    const proven = new Set([...planted.map(([rule]) => rule), 'no-circles']);
    expect(readRules(root).forbidden.map((rule) => rule.name).filter((name) => !proven.has(name ?? ''))).toEqual([]);
  });
});
