import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { AppError } from '../../core/contract/errors.ts';
import { foldedState, loadState, wholeState } from '../../backend/database/case-state.ts';
import type { Cases } from '../../backend/database/cases.ts';
import { FOLD_AFTER } from '../../backend/database/folding.ts';
import type { OpenCase } from '../../backend/database/open-case.ts';
import { stateDigest, verifyCase } from '../../backend/database/verify.ts';
import { ERASED } from '../../backend/database/private-values.ts';
import { analyseCase, importCase, openedCases } from './helpers.ts';

const SECONDS = 700;
const programs = openedCases();
afterEach(() => programs.clear());

function prepared(): { cases: Cases; caseId: string; open: OpenCase } {
  const cases = programs.open();
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  return { cases, caseId, open: cases.case(caseId) };
}

function fold(open: OpenCase): void {
  const made = foldedState(open.db, open.recording.header, open.state);
  if (made) open.db.write(() => open.db.snapshots.keep(made));
}

/** What loading gives with the folded journal and without it. */
function bothWays(open: OpenCase): [unknown, unknown] {
  const { header } = open.recording;
  return [loadState(open.db, header), wholeState(open.db, header)].map((state) => ({
    digest: stateDigest(state.edit),
    // The order of what was set matters for spans and strips.
    values: ['span', 'strip', 'text', 'review-mark', 'event'].map((entity) => [...(state.edit.values.get(entity as 'span') ?? [])]),
    run: state.run,
    numbers: [state.nextSerial, state.nextTemplate, state.runBeats],
    unreadable: state.unreadable,
  })) as [unknown, unknown];
}

const step = fc.oneof(
  fc.record({ do: fc.constant('relabel' as const), at: fc.nat(800), n: fc.integer({ min: 1, max: 20 }), code: fc.nat(4) }),
  fc.record({ do: fc.constant('insert' as const), at: fc.nat(SECONDS * 100 - 1), code: fc.nat(4) }),
  fc.record({ do: fc.constant('delete' as const), at: fc.nat(800) }),
  fc.record({ do: fc.constant('move' as const), at: fc.nat(800), by: fc.integer({ min: -20, max: 20 }) }),
  fc.record({ do: fc.constant('regroup' as const), at: fc.nat(800), n: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ do: fc.constant('span' as const), at: fc.nat(60_000), readable: fc.boolean() }),
  fc.record({ do: fc.constant('mark' as const), template: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('fact' as const), value: fc.constantFrom('Eva', 'Ada Example', 'Beate', '') }),
  fc.record({ do: fc.constant('text' as const), value: fc.string({ maxLength: 30 }) }),
  fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const, 'fold' as const) }),
  fc.record({ do: fc.constant('analyse' as const), sure: fc.nat(3) }),
);

function perform(cases: Cases, caseId: string, now: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
  const { state } = cases.case(caseId);
  const { beats } = state.edit;
  const keys = (at: number, n: number) => beats.key.slice(at % beats.key.length, (at % beats.key.length) + n);
  const edit = (request: Parameters<Cases['edit']>[1]): unknown => cases.edit(caseId, request, cases.study(caseId).revision, 'Ada');
  switch (now.do) {
    case 'relabel':
      return void edit({ kind: 'relabel', keys: keys(now.at, now.n), code: now.code });
    case 'insert':
      return void edit({ kind: 'insert', sample: now.at, code: now.code });
    case 'delete':
      return void edit({ kind: 'delete', keys: keys(now.at, 1) });
    case 'move': {
      const row = now.at % beats.key.length;
      return void edit({ kind: 'move', key: beats.key[row]!, sample: Math.max(0, beats.sample[row]! + now.by) });
    }
    case 'regroup':
      return void edit({ kind: 'regroup', keys: keys(now.at, now.n), template: null });
    case 'span':
      return void edit({ kind: 'span', from: now.at, to: now.at + 500, readable: now.readable });
    case 'mark':
      return void edit({ kind: 'mark', template: now.template, state: 'confirmed' });
    case 'fact':
      return void edit({ kind: 'fact', field: 'name', value: now.value, reason: 'as told' });
    case 'text':
      return void edit({ kind: 'text', name: 'comment', value: now.value });
    case 'undo':
      return void cases.undo(caseId, null, 'Ada');
    case 'redo':
      return void cases.redo(caseId, 'Ada');
    case 'fold':
      return fold(cases.case(caseId));
    case 'analyse':
      if (now.sure === 0) analyseCase(cases, caseId, SECONDS);
  }
}

describe('a folded journal', () => {
  it('gives the state that the whole journal gives, wherever it was folded and whatever came after', { timeout: 120_000 }, () => {
    const { cases, caseId } = prepared();
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), fc.nat(24), (steps, foldAt) => {
        steps.forEach((now, i) => {
          if (i === foldAt) fold(cases.case(caseId));
          try {
            perform(cases, caseId, now);
          } catch (thrown) {
            if (!(thrown instanceof AppError)) throw thrown;
          }
        });
        const [folded, whole] = bothWays(cases.case(caseId));
        expect(folded).toEqual(whole);
      }),
      { numRuns: 15 },
    );
    const open = cases.case(caseId);
    expect(open.db.snapshots.revision()).toBeGreaterThan(0);
    expect(stateDigest(open.state.edit)).toBe(stateDigest(wholeState(open.db, open.recording.header).edit));
    const steps = verifyCase(open);
    let last = steps.next();
    while (!last.done) last = steps.next();
    expect(last.value).toEqual([]);
  });

  it('that is damaged, or of another chain, is as good as none', () => {
    const { cases, caseId, open } = prepared();
    for (let i = 0; i < 20; i++) cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(i, i + 100), code: 3 }, i, 'Ada');
    cases.edit(caseId, { kind: 'insert', sample: 4321, code: 2 }, 20, 'Ada');
    fold(open);
    const { path } = open.db;
    const { state } = new Database(path).prepare<[], { state: Uint8Array }>('SELECT state FROM snapshot').get()!;
    const changed = (statement: string, ...values: unknown[]): void => {
      const other = new Database(path);
      other.prepare(statement).run(...values);
      other.close();
      expect(open.db.snapshots.read()).toBeNull();
      const [folded, whole] = bothWays(open);
      expect(folded).toEqual(whole);
      fold(open);
      expect(open.db.snapshots.read()).toMatchObject({ revision: 21 });
    };
    for (let bit = 0; bit < 8 * state.length; bit += 37) {
      const hurt = Buffer.from(state);
      hurt[bit >> 3]! ^= 1 << (bit & 7);
      changed('UPDATE snapshot SET state = ?', hurt);
    }
    changed('UPDATE snapshot SET state = substr(state, 1, 9)');
    changed('UPDATE snapshot SET revision = 20');
    changed('UPDATE snapshot SET run = 7');
    changed("UPDATE snapshot SET head = zeroblob(32)");
    changed("UPDATE snapshot SET sum = zeroblob(32)");
    open.db.write(() => open.db.snapshots.keep({ run: 1, revision: 20, head: new Uint8Array(32), state }));
    expect(open.db.snapshots.revision()).toBe(21);
  });

  it('holds no text that names a person, and goes with erasing', () => {
    const { cases, caseId, open } = prepared();
    cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Zebedee Unforgettable', reason: 'told' }, 0, 'Ada');
    cases.edit(caseId, { kind: 'text', name: 'comment', value: 'Quirinus was here' }, 1, 'Ada');
    fold(open);
    const other = new Database(open.db.path);
    const { state } = other.prepare<[], { state: Uint8Array }>('SELECT state FROM snapshot').get()!;
    other.close();
    const text = Buffer.from(state).toString('latin1');
    for (const word of ['Zebedee', 'Quirinus', 'Ada Example']) expect(text).not.toContain(word);
    expect(open.db.snapshots.read()?.changes).toContainEqual({ entity: 'text', op: 'set', name: 'comment', before: null, after: 'Quirinus was here' });
    open.db.erase();
    expect(open.db.snapshots.revision()).toBe(0);
    open.forget();
    fold(open);
    expect(open.db.snapshots.read()?.changes).toContainEqual({ entity: 'text', op: 'set', name: 'comment', before: null, after: ERASED });
    const [folded, whole] = bothWays(open);
    expect(folded).toEqual(whole);
  });

  it('is made by itself once enough edits have come', async () => {
    const { cases, caseId, open } = prepared();
    for (let i = 0; i < FOLD_AFTER; i++) cases.edit(caseId, { kind: 'mark', template: 1, state: i % 2 === 0 ? 'confirmed' : 'rejected' }, i, 'Ada');
    await expect.poll(() => open.db.snapshots.revision(), { timeout: 20_000 }).toBeGreaterThanOrEqual(FOLD_AFTER);
    const [folded, whole] = bothWays(open);
    expect(folded).toEqual(whole);
  });
});
