/** The proof of a case, on a thread beside the edits. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { Cases } from '../../backend/database/cases.ts';
import { createLibraryService } from '../../backend/services/library.ts';
import { analyseCase, environment, importCase, temporaryFolders } from '../database/helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
let cases: Cases;
let caseId = '';

beforeEach(() => {
  cases = new Cases(environment(folders.make()));
  caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
});
afterEach(() => {
  cases.close();
  folders.clear();
});

function edit(n: number): void {
  const key = n % 800;
  const code = (cases.case(caseId).state.edit.beats.code[key]! + 1) % 5;
  cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(key), code }, cases.study(caseId).revision, 'Ada');
}

async function verify(head = '', signal: AbortSignal = new AbortController().signal): Promise<{ ok: boolean; edits: number; troubles: string[] }> {
  return createLibraryService({ cases }).verify({ caseId, head }, { author: 'Ada', signal, emit: () => Promise.resolve() });
}

describe('the proof of a case', () => {
  it('goes on while edits are made, and neither waits for the other', async () => {
    for (let n = 0; n < 300; n++) edit(n);
    const proof = verify();
    let longest = 0;
    let made = 0;
    let proven = false;
    void proof.finally(() => (proven = true));
    while (!proven) {
      const from = performance.now();
      edit(300 + made++);
      longest = Math.max(longest, performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await proof).toMatchObject({ ok: true, edits: 300, troubles: [] });
    expect(made).toBeGreaterThan(5);
    process.stdout.write(`${made} edits beside a proof of 300; the longest took ${longest.toFixed(1)} ms\n`);
    expect(await verify()).toMatchObject({ ok: true, edits: 300 + made });
  });

  it('finds a state that is not what run and journal give', async () => {
    edit(1);
    cases.case(caseId).state.edit.beats.code[5] = 9;
    expect((await verify()).troubles).toEqual(['The state in use is not the one that run and journal give.']);
  });

  it('checks a chain head from paper, whole or shortened', async () => {
    for (let n = 0; n < 3; n++) edit(n);
    const [newest, , oldest] = cases.case(caseId).db.journal.newest(3).map(({ hash }) => hash);
    for (const head of [newest!, oldest!, `${oldest!.slice(0, 8)}…${oldest!.slice(-4)}`, oldest!.slice(0, 12).toUpperCase()]) expect(await verify(head)).toMatchObject({ ok: true });
    const other = `${oldest!.slice(0, 63)}${oldest!.endsWith('0') ? '1' : '0'}`;
    expect((await verify(other)).troubles).toEqual([`The chain does not hold ${other}: it is of another case, or was rewritten since.`]);
    for (const head of ['abc', 'x'.repeat(64), `${oldest}00`]) await expect(verify(head)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const proof = verify('', controller.signal);
    controller.abort();
    await expect(proof).rejects.toSatisfy((thrown) => thrown instanceof AppError && thrown.code === 'cancelled');
  });
});
