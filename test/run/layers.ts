/**
 * Checks the imports of every room against the rules of `.dependency-cruiser.json`.
 * The tool passes in silence where it parsed nothing, so an empty house is a failure too.
 *
 * `npm run layers` prints the violations and ends with 1 where there is one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type IForbiddenRuleType } from 'dependency-cruiser';

const ROOMS = ['core', 'backend', 'cli', 'electron', 'renderer', 'test'];

export interface Violation {
  rule: string;
  from: string;
  to: string;
}

export interface LayersResult {
  /** Files of the house that were read; packages are not counted. */
  modules: number;
  violations: Violation[];
}

/** The rules, as they stand in the repository. */
export function readRules(root: string): { forbidden: IForbiddenRuleType[]; options: ICruiseOptions } {
  return JSON.parse(readFileSync(join(root, '.dependency-cruiser.json'), 'utf8'));
}

/** Cruises the rooms under `house` with the rules of the repository `root`. */
export async function checkLayers(root: string, house: string = root): Promise<LayersResult> {
  const { forbidden, options } = readRules(root);
  const rooms = ROOMS.filter((room) => existsSync(join(house, room)));
  const { output } = await cruise(rooms, { ...options, baseDir: resolve(house), validate: true, ruleSet: { forbidden } });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  return {
    modules: output.modules.filter((module) => ROOMS.some((room) => module.source.startsWith(`${room}/`))).length,
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

if (import.meta.filename === resolve(process.argv[1] ?? '')) {
  const { modules, violations } = await checkLayers(resolve(import.meta.dirname, '../..'));
  for (const { rule, from, to } of violations) console.error(`${from} must not import ${to} (${rule})`);
  console.log(`${modules} modules, ${violations.length} forbidden imports`);
  process.exitCode = modules === 0 || violations.length > 0 ? 1 : 0;
}
