/** The page of the commands, held to the commands and to the schemas of what they write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarkReport } from '../../core/contract/benchmark-report.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { evaluationReport } from '../../cli/evaluate/result.ts';
import { dayJsonSchema } from '../../core/study/day-json.ts';
import { CSV_HEADER } from '../../backend/services/export/csv.ts';

const page = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs', `${name}.md`), 'utf8');

describe('the page of the commands', () => {
  it('has every command in a heading', () => {
    const headed = new Set([...page('commands').matchAll(/^## (.+)$/gm)].flatMap((match) => (match[1] ?? '').split(', ')));
    expect(COMMANDS.map(({ name }) => name).filter((name) => !headed.has(name))).toEqual([]);
  });

  it.each([
    ['commands', dayJsonSchema.shape],
    ['scoring', evaluationReport.shape],
    ['benchmark', benchmarkReport.shape],
  ])('%s says every key of the JSON', (name, shape) => {
    const text = page(name);
    expect(Object.keys(shape).filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });

  it('says the columns of the CSV', () => expect(page('commands')).toContain(CSV_HEADER));
});
