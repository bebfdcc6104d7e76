import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { Cases } from '../../backend/database/cases.ts';
import { stateDigest, verifyCase } from '../../backend/database/verify.ts';
import { wholeState } from '../../backend/database/case-state.ts';
import { analyseCase, environment, importCase, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const opened: Cases[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const cases of opened.splice(0)) cases.close();
  folders.clear();
});

function prepared(): { cases: Cases; caseId: string } {
  const cases = new Cases(environment(folders.make()));
  opened.push(cases);
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  return { cases, caseId };
}

function troubles(cases: Cases, caseId: string): string[] {
  const steps = verifyCase(cases.case(caseId));
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

describe('edits that are asked for at the same time', () => {
  it('are committed together in their order, told once they are, and one that is refused takes no other with it', async () => {
    const { cases, caseId } = prepared();
    const { db } = cases.case(caseId);
    const order: number[] = [];
    cases.onEdit(({ revision }) => order.push(revision));
    const commits = vi.spyOn(db, 'write');
    const asked = Array.from({ length: 50 }, (_, i) => cases.editTogether(caseId, { kind: 'relabel', keys: Int32Array.of(i), code: 3 }, 0, 'Ada'));
    const conflict = cases.editTogether(caseId, { kind: 'relabel', keys: Int32Array.of(7), code: 4 }, 0, 'Ben');
    const undone = cases.undoTogether(caseId, 20, 'Ben');
    const redone = cases.redoTogether(caseId, 'Ben');
    expect(order).toEqual([]);
    expect((await Promise.all(asked)).map(({ revision }) => revision)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    await expect(conflict).rejects.toMatchObject({ code: 'edit-conflict' });
    expect((await undone).entry).toMatchObject({ sequence: 51, kind: 'undo', undoes: 20 });
    expect((await redone).entry).toMatchObject({ sequence: 52, kind: 'redo' });
    expect(order).toEqual(Array.from({ length: 52 }, (_, i) => i + 1));
    expect(commits).toHaveBeenCalledTimes(1);
    expect(troubles(cases, caseId)).toEqual([]);
  });

  it('are refused together where the disk takes none of them, and nothing of them stays', async () => {
    const { cases, caseId } = prepared();
    await cases.editTogether(caseId, { kind: 'relabel', keys: Int32Array.of(500), code: 3 }, 0, 'Ada');
    const open = cases.case(caseId);
    const before = stateDigest(open.state.edit);
    const write = open.db.write.bind(open.db);
    vi.spyOn(open.db, 'write').mockImplementationOnce((body) =>
      write(() => {
        body();
        throw new AppError('disk-full', 'The disk is full.');
      }),
    );
    const asked = [1, 2, 3].map((key) => cases.editTogether(caseId, { kind: 'relabel', keys: Int32Array.of(key), code: 2 }, 1, 'Ada'));
    const told = vi.fn<(event: unknown) => void>();
    cases.onEdit(told);
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'disk-full' });
    expect(told).not.toHaveBeenCalled();
    expect(cases.study(caseId).revision).toBe(1);
    expect(stateDigest(open.state.edit)).toBe(before);
    expect(open.db.journal.ledger().standing).toEqual([1]);
    const again = await Promise.all([1, 2, 3].map((key) => cases.editTogether(caseId, { kind: 'relabel', keys: Int32Array.of(key), code: 2 }, 1, 'Ada')));
    expect(again.map(({ revision }) => revision)).toEqual([2, 3, 4]);
    expect(stateDigest(open.state.edit)).toBe(stateDigest(wholeState(open.db, open.recording.header).edit));
    expect(troubles(cases, caseId)).toEqual([]);
  });
});

describe('a backup that is made while edits come in as fast as they can', () => {
  it('is of one moment and comes back as it was then', async () => {
    const { cases, caseId } = prepared();
    let made = 0;
    let over = false;
    const editor = async (lane: number): Promise<void> => {
      for (let i = 0; !over || made < 500; i++) {
        await cases.editTogether(caseId, { kind: 'relabel', keys: Int32Array.of(20 * lane + (i % 20)), code: (i + Math.floor(i / 20)) % 5 }, cases.case(caseId).db.journal.head().sequence, 'Ada').then(
          () => made++,
          // The label that it has already.
          (thrown: unknown) => expect(thrown).toMatchObject({ code: 'edit-refused' }),
        );
      }
    };
    const editors = Array.from({ length: 40 }, (_, lane) => editor(lane));
    await vi.waitFor(() => expect(made).toBeGreaterThan(100), { timeout: 60_000 });
    const [from, before] = [performance.now(), made];
    const info = await cases.safety.make(caseId);
    process.stdout.write(`${((1000 * (made - before)) / (performance.now() - from)).toFixed(0)} edits a second beside a backup\n`);
    over = true;
    await Promise.all(editors);
    expect(info.revision).toBeGreaterThanOrEqual(100);
    const entry = cases.case(caseId).db.journal.entry(info.revision)!;
    expect(entry.hash.slice(0, 16)).toBe(info.head);
    cases.safety.restore(caseId, info.name, 'Ada');
    expect(cases.study(caseId).revision).toBe(info.revision);
    expect(cases.case(caseId).db.journal.entry(info.revision)?.hash).toBe(entry.hash);
    expect(troubles(cases, caseId)).toEqual([]);
  });
});
