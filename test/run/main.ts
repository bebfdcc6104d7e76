/**
 * `npm test`: every check of the house, in the order in which a failure is
 * cheapest. `npm test -- types unit` runs the named stages only.
 *
 * Each stage is one check, and the tests inside it are one each. The last line
 * is `N passed, N failed`, with `, N skipped` behind it where some were.
 */
import { ADVICE, provideChromium } from './chromium.ts';
import { stages, type Outcome } from './stages.ts';

const wanted = process.argv.slice(2);
const npm = /npm\/(\S+)/.exec(process.env['npm_config_user_agent'] ?? '')?.[1] ?? 'not used';
console.log(`Node ${process.versions.node} (Node-API ${process.versions.napi}), npm ${npm}, ${process.platform}-${process.arch}`);

const all = stages(undefined).map((stage) => stage.name);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no stage named ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(2);
}

const needsChromium = wanted.length === 0 || wanted.includes('e2e') || wanted.includes('unit');
const chromium = needsChromium ? provideChromium() : undefined;
if (chromium) console.log(`Chromium: ${chromium.path} (${chromium.from})`);
else if (needsChromium) console.log(ADVICE);
console.log(process.env['ISOLINE_DATA'] ? 'real recordings: the folder that ISOLINE_DATA names' : 'real recordings: none, ISOLINE_DATA is not set; tests on them are skipped by name');

const sum = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
const ended = new Map<string, boolean>();
for (const stage of stages(chromium?.path).filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n── ${stage.name}`);
  const started = performance.now();
  let outcome: Outcome;
  if (stage.needs !== undefined && ended.get(stage.needs) === false) {
    console.log(`not run, because ${stage.needs} failed`);
    outcome = { ok: false, passed: 0, failed: 0, skipped: 0 };
  } else {
    outcome = await stage.run();
  }
  ended.set(stage.name, outcome.ok);
  sum.passed += outcome.passed + (outcome.ok ? 1 : 0);
  sum.failed += outcome.failed + (outcome.ok ? 0 : 1);
  sum.skipped += outcome.skipped;
  const tests = outcome.passed + outcome.failed + outcome.skipped > 0 ? `, ${outcome.passed} of its tests passed, ${outcome.failed} failed, ${outcome.skipped} skipped` : '';
  summary.push(`${stage.name.padEnd(7)} ${outcome.ok ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s${tests}`);
}
if (needsChromium && !chromium) summary.push(ADVICE);

console.log(`\n${summary.join('\n')}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
process.exitCode = sum.failed > 0 ? 1 : 0;
