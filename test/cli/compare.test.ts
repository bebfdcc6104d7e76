import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../cli/command.ts';
import { runCli } from '../../cli/main.ts';
import { analyseCase, importCase } from '../database/helpers.ts';
import { SECONDS, workplace } from '../database/readers.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoline-compare-'));
let first: string;
let second: string;
/** Of the rate and the length of the first, and of the same signal; and of another one. */
let copy: string;
let other: string;

/** Writes what both say of the case and lets go of the folder. */
async function made(): Promise<void> {
  const place = workplace(folder);
  first = place.caseId;
  ({ caseId: second } = await place.services.colleagues.beginSecond({ caseId: first, to: 'Ben' }, place.as('Tess')));
  const relabel = async (caseId: string, author: string, keys: number[], code: number): Promise<unknown> =>
    place.services.review.edit({ caseId, baseRevision: place.cases.case(caseId).db.journal.head().sequence, request: { kind: 'relabel', keys: Int32Array.from(keys), code } }, place.as(author));
  await relabel(first, 'Ada', [3, 13], 2);
  await relabel(second, 'Ben', [6], 1);
  place.sign(first, 'Ada');
  place.sign(second, 'Ben');
  [copy, other] = [0, 7].map((shift) => {
    const caseId = importCase(place.cases, SECONDS, `b${shift}`, shift);
    analyseCase(place.cases, caseId, SECONDS);
    return caseId;
  }) as [string, string];
  place.cases.close();
}

async function run(...words: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const [out, err]: [string[], string[]] = [[], []];
  const io: CommandIo = { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => undefined, isTerminal: false, cwd: '/', signal: new AbortController().signal };
  return { code: await runCli([...words, '--data', folder], io), out, err };
}

beforeAll(made);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('isoline compare', () => {
  it('prints kappa, the table and each difference', async () => {
    const { code, out } = await run('compare', first, second);
    expect(code).toBe(0);
    expect(out[0]).toContain(`${first}\tAda`);
    expect(out[1]).toContain(`${second}\tBen`);
    expect(out.find((line) => line.startsWith('kappa'))).toMatch(/^kappa\t0\.\d{4} \(95 % 0\.\d{4} to [01]\.\d{4}\)$/);
    expect(out.filter((line) => line.startsWith('beats\t')).map((line) => line.split('\t').slice(1, 4))).toEqual([
      ['label', 'V or N', '2'],
      ['label', 'N or S', '1'],
    ]);
  });

  it('prints the same as JSON', async () => {
    const { out } = await run('compare', first, second, '--json');
    const read = JSON.parse(out.join('\n')) as { agreement: { kappa: { value: number }; beats: { first: string; samples: number[] }[]; counts: { differing: number } }; linked: boolean };
    expect(read.linked).toBe(true);
    expect(read.agreement.counts.differing).toBe(3);
    expect(read.agreement.beats[0]).toMatchObject({ first: 'V', samples: [279, 1079] });
  });

  it('takes two cases of the same signal only, however alike the recordings are', async () => {
    expect((await run('compare', first, copy)).code).toBe(0);
    expect(await run('compare', first, other)).toMatchObject({ code: 1, out: [], err: [expect.stringContaining('not two readings'), expect.stringContaining('same recording')] });
  });

  it('says what it takes', async () => {
    expect((await run('compare', first)).code).toBe(2);
    expect((await run('compare', first, 'nowhere')).code).toBe(1);
    expect((await run('compare', first, first)).err.join()).toContain('not two readings');
  });
});
