/**
 * Counts that may only fall. `ratchets.json` holds the last ones: a higher
 * count fails, and so does a lower one until it is written down, so that it
 * cannot rise again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources, type Source } from './sources.ts';

const last: Record<string, number> = JSON.parse(readFileSync(join(import.meta.dirname, 'ratchets.json'), 'utf8'));

/** The helpers that may skip: they do so by name, where there are no real recordings, no software adapter, or not the rights that a test needs. */
const MAY_SKIP: readonly string[] = ['test/helpers/data.ts', 'test/helpers/software-adapter.ts', 'test/helpers/real-recording.ts', 'test/helpers/able.ts'];

const lines =
  (pattern: RegExp, except: readonly string[] = []) =>
  ({ path, text }: Source): string[] =>
    except.includes(path) ? [] : text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []));

const COUNTS: Record<string, (source: Source) => string[]> = {
  // A comment may say either.
  any: lines(/^(?!\s*(\*|\/\/|\/\*)).*(:|\bas|<|,)\s*any\b\s*([;,)>=[\]{|&]|$)/),
  'double casts': lines(/^(?!\s*(\*|\/\/|\/\*)).*\bas\s+unknown\s+as\b/),
  'type suppressions': lines(/@ts-(ignore|nocheck|expect-error)\b/),
  'lint suppressions': lines(/(oxlint|eslint)-disable/),
  'skipped, focused or postponed tests': lines(/\b(describe|it|test|suite|info|testInfo)[.]((concurrent|sequential|each|describe)[.])*(skip|only|todo|fixme|skipIf|runIf)\b/, MAY_SKIP),
  'errors told apart by their text': lines(/\bmessage[.](includes|startsWith|endsWith|match)\(/),
  'files of more than 400 lines': ({ path, text }) => (text.split('\n').length > 401 ? [path] : []),
};

describe('ratchets', () => {
  const sources = readSources();

  it('read the house', () => expect(sources.length).toBeGreaterThan(10));

  it.each(Object.entries(COUNTS))('%s', (name, find) => {
    const found = sources.flatMap(find);
    const allowed = last[name] ?? 0;
    expect(found.length, `${name} rose from ${allowed}: ${found.join(', ')}`).toBeLessThanOrEqual(allowed);
    expect(found.length, `${name} fell: write ${found.length} into ratchets.json`).toBeGreaterThanOrEqual(allowed);
  });

  it('see what they count', () => {
    const planted = (text: string): string[] =>
      Object.entries(COUNTS).flatMap(([name, find]) => (find({ path: 'core/planted.ts', text }).length > 0 ? [name] : []));
    const a = 'any';
    expect(planted(`const x: ${a} = 1;`)).toEqual(['any']);
    expect(planted(`f(x as ${a})`)).toEqual(['any']);
    expect(planted(`const m = new Map<string, ${a}>();`)).toEqual(['any']);
    expect(planted(` * one number, any`)).toEqual([]);
    expect(planted(['x as', 'unknown as', 'Y'].join(' '))).toEqual(['double casts']);
    expect(planted(`// @ts-${'ignore'}`)).toEqual(['type suppressions']);
    expect(planted(`// ${'oxlint'}-disable-next-line`)).toEqual(['lint suppressions']);
    expect(planted(`it${'.'}skip('x')`)).toEqual(['skipped, focused or postponed tests']);
    expect(planted(`info${'.'}skip()`)).toEqual(['skipped, focused or postponed tests']);
    expect(planted(`test${'.'}describe.${'only'}('x')`)).toEqual(['skipped, focused or postponed tests']);
    expect(planted(`error.message${'.'}includes('x')`)).toEqual(['errors told apart by their text']);
    expect(planted('x\n'.repeat(401))).toEqual(['files of more than 400 lines']);
  });
});
