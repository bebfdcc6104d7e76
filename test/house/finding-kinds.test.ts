import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, FINDING_KINDS } from '../../core/rhythm/finding.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/finding-kinds.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

describe('the page of finding kinds', () => {
  it('has one row for each kind of the closed list, and no other', () => {
    expect(rows.map(([kind]) => kind!.replaceAll('`', '')).toSorted()).toEqual([...FINDING_KINDS].toSorted());
  });

  it('says rule, figure and where there is more for each', () => {
    for (const [kind, rule, , measured, more] of rows) {
      for (const cell of [rule, measured, more]) expect(cell, kind).not.toBe('');
      expect(more, kind).toMatch(/^\[.+\]\(.+\)$/);
    }
  });

  it('names thresholds as the program does, with what is shipped', () => {
    const numbers = Object.entries(DEFAULT_SETTINGS).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    for (const [, rule] of rows) {
      for (const [name, value] of numbers) {
        const said = new RegExp(`\`${name}\` \\((\\d[\\d.]*)`).exec(rule!);
        if (said) expect(Number(said[1]), name).toBe(value);
      }
    }
  });
});
