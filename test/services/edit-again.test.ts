/** An edit that is sent again, over the contract: once in the journal, and not over what was done meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import { ulid } from '../../backend/database/ulid.ts';
import { failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

let program: TestProgram;
let caseId: string;
beforeAll(async () => {
  program = await openProgram();
  caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'day', { minutes: 3, seed: 5 }));
  await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
});
afterAll(async () => {
  await program.close();
  removeTemporaryFolders();
});

const revision = async (): Promise<number> => (await program.client.library.study({ caseId })).revision;
const codes = async (): Promise<number[]> => [...(await program.client.review.state({ caseId })).beats.code];
const relabel = (key: number, code: number): EditRequest => ({ kind: 'relabel', keys: Int32Array.of(key), code });

describe('an edit whose answer was lost', () => {
  it('is in the journal once, and answered as it stands there', async () => {
    const { review } = program.client;
    const sent = { caseId, baseRevision: await revision(), id: ulid(1), request: { kind: 'strip-add', from: 100, to: 900, caption: 'mine' } } as const;
    const first = await review.edit(sent);
    expect(first.entry.id).toBe(sent.id);
    await review.edit({ caseId, baseRevision: first.revision, request: { kind: 'text', name: 'comment', value: 'later' } });
    const again = await review.edit(sent);
    expect(again).toEqual(first);
    expect((await review.state({ caseId })).strips.filter(({ caption }) => caption === 'mine')).toHaveLength(1);
    // Twice in one turn, too.
    const twice = { ...sent, id: ulid(2), baseRevision: await revision() };
    const [a, b] = await Promise.all([review.edit(twice), review.edit(twice)]);
    expect(a).toEqual(b);
    expect((await review.state({ caseId })).strips.filter(({ caption }) => caption === 'mine')).toHaveLength(2);
    expect((await finished(program.client.library.verify({ caseId }))).result).toMatchObject({ ok: true });
  });

  it('is answered so where the case was signed since', async () => {
    const { review, report } = program.client;
    const sent = { caseId, baseRevision: await revision(), id: ulid(3), request: { kind: 'text', name: 'conclusion', value: 'Sinus rhythm.' } } as const;
    const first = await review.edit(sent);
    await report.sign({ caseId, baseRevision: first.revision, reason: 'Read elsewhere.' });
    expect(await review.edit(sent)).toEqual(first);
    await failure(review.edit({ ...sent, id: ulid(4) }), 'case-locked');
    await report.reopen({ caseId, reason: 'to go on' });
  });

  it('takes no id that is none', async () => {
    await failure(program.client.review.edit({ caseId, baseRevision: await revision(), id: 'mine', request: relabel(3, 2) }), 'invalid-input', { hint: false });
  });
});

describe('edits that waited', () => {
  it('pass over each other, and not over what others did to their beats', async () => {
    const { review } = program.client;
    const base = await revision();
    const before = await codes();
    const other = before[7] === 2 ? 1 : 2;
    await review.edit({ caseId, baseRevision: base, request: relabel(7, other) });
    const mine = await review.edit({ caseId, baseRevision: base, request: relabel(8, 2), knows: [] });
    // The second of one's own on the same beat.
    const own = await review.edit({ caseId, baseRevision: base, request: relabel(8, 1), knows: [mine.revision] });
    await failure(review.edit({ caseId, baseRevision: base, request: relabel(7, 3), knows: [mine.revision, own.revision] }), 'edit-conflict');
    expect((await codes())[7]).toBe(other);
  });

  it('relabel no beat of another analysis', async () => {
    const { review, analysis } = program.client;
    const base = await revision();
    await finished(analysis.start({ caseId, device: 'cpu', resume: false }));
    expect(await revision()).toBe(base + 1);
    const before = await codes();
    await failure(review.edit({ caseId, baseRevision: base, request: relabel(9, before[9] === 3 ? 2 : 3), knows: [] }), 'edit-conflict');
    expect(await codes()).toEqual(before);
  });
});
