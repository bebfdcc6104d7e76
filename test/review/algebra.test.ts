import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { decodeChanges, encodeChanges } from '../../core/review/codec.ts';
import { BytesError, fromUtf8, utf8 } from '../../core/review/bytes.ts';
import { findConflictOfAll } from '../../core/review/conflict.ts';
import type { Change } from '../../core/review/edit.ts';
import { plan } from '../../core/review/plan.ts';
import type { Plan } from '../../core/review/plan.ts';
import { unreadableSpans } from '../../core/review/spans.ts';
import { applyAll, invertAll, replay, valuesOf } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { contextOf, requestFor, someState } from './fixtures.ts';

/** The plan of a request, or null where it is refused by name. */
function planned(state: EditState, request: Parameters<typeof plan>[1]): Plan | null {
  try {
    return plan(state, request, contextOf(state));
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'edit-refused') return null;
    throw thrown;
  }
}

function plain(state: EditState): unknown {
  const columns = Object.fromEntries(Object.entries(state.beats).map(([name, values]) => [name, Array.from(values)]));
  // An entity without values is the same as one that never had any.
  const values = [...state.values].map(([entity, named]) => [entity, Object.fromEntries(named)] as const).filter(([, named]) => Object.keys(named).length > 0);
  return { columns, values: Object.fromEntries(values), unreadable: Array.from(unreadableSpans([], valuesOf(state, 'span'))) };
}

/** States and the changes that led through them, `steps` long. */
function course(pick: <T>(arbitrary: fc.Arbitrary<T>) => T, steps: number): { states: EditState[]; edits: Change[][] } {
  const states = [someState()];
  const edits: Change[][] = [];
  for (let i = 0; i < steps; i++) {
    const state = states.at(-1)!;
    const made = planned(state, pick(requestFor(state)));
    if (!made) continue;
    expect(findConflictOfAll(state, made.changes)).toBeNull();
    edits.push(made.changes);
    states.push(applyAll(state, made.changes));
  }
  return { states, edits };
}

describe('the algebra of edits', () => {
  it('takes back every edit', () => {
    fc.assert(
      fc.property(fc.gen(), (generate) => {
        const { states, edits } = course((arbitrary) => generate(() => arbitrary), 8);
        edits.forEach((changes, i) => {
          const back = invertAll(changes);
          expect(findConflictOfAll(states[i + 1]!, back)).toBeNull();
          expect(plain(applyAll(states[i + 1]!, back))).toEqual(plain(states[i]!));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same state edit by edit and in one go, and leaves the first state as it was', () => {
    fc.assert(
      fc.property(fc.gen(), (generate) => {
        const { states, edits } = course((arbitrary) => generate(() => arbitrary), 10);
        const before = plain(states[0]!);
        expect(plain(replay(states[0]!, edits.flat()))).toEqual(plain(states.at(-1)!));
        expect(plain(states[0]!)).toEqual(before);
      }),
      { numRuns: 80 },
    );
  });

  it('keeps beats sorted by sample and finds each by its key', () => {
    fc.assert(
      fc.property(fc.gen(), (generate) => {
        const { states } = course((arbitrary) => generate(() => arbitrary), 10);
        const { beats } = states.at(-1)!;
        for (let row = 0; row < beats.key.length; row++) {
          expect(rowOf(beats, beats.key[row]!)).toBe(row);
          if (row > 0) expect(beats.sample[row]!).toBeGreaterThan(beats.sample[row - 1]!);
        }
        expect(rowOf(beats, 1_000_000)).toBe(-1);
        expect(rowOf(beats, -1_000_000)).toBe(-1);
      }),
      { numRuns: 80 },
    );
  });

  it('takes back an older edit and leaves the others, or says what was built on it', () => {
    fc.assert(
      fc.property(fc.gen(), fc.nat(), (generate, which) => {
        const { states, edits } = course((arbitrary) => generate(() => arbitrary), 8);
        if (edits.length === 0) return;
        const i = which % edits.length;
        const back = invertAll(edits[i]!);
        const last = states.at(-1)!;
        if (findConflictOfAll(last, back)) return;
        const rest = edits.filter((_, k) => k !== i);
        // Where the others apply without it, the state is theirs alone.
        let alone: EditState = states[0]!;
        for (const changes of rest) {
          if (findConflictOfAll(alone, changes)) return;
          alone = applyAll(alone, changes);
        }
        expect(plain(applyAll(last, back))).toEqual(plain(alone));
      }),
      { numRuns: 200 },
    );
  });

  it('refuses a change of what does not stand any more', () => {
    const state = someState();
    const relabel = planned(state, { kind: 'relabel', keys: Int32Array.of(0, 1), code: 3 })!;
    const next = applyAll(state, relabel.changes);
    expect(findConflictOfAll(next, relabel.changes)).toMatchObject({ entity: 'beat', what: '0', count: 2, keys: [0, 1] });
    const gone = applyAll(next, planned(next, { kind: 'delete', keys: Int32Array.of(1) })!.changes);
    expect(findConflictOfAll(gone, invertAll(relabel.changes))).toMatchObject({ what: '1', count: 1 });
  });
});

describe('changes as bytes', () => {
  it('read back the same, and the same change gives the same bytes', () => {
    fc.assert(
      fc.property(fc.gen(), (generate) => {
        const { edits } = course((arbitrary) => generate(() => arbitrary), 8);
        const bytes = encodeChanges(edits.flat());
        const back = decodeChanges(bytes);
        expect(back).toEqual(edits.flat());
        expect(encodeChanges(back)).toEqual(bytes);
      }),
      { numRuns: 150 },
    );
  });

  it('damage is told, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          decodeChanges(Uint8Array.of(1, ...bytes));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(BytesError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps every text, lone surrogates too', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fromUtf8(utf8(text)) === text));
    expect(fromUtf8(utf8('a\ud800b'))).toBe('a\ud800b');
    expect(Buffer.from(utf8('Grüße 🫀'))).toEqual(Buffer.from('Grüße 🫀'));
  });
});

describe('an edit in words', () => {
  const words = (request: Parameters<typeof plan>[1]): string => plan(someState(), request, { ...contextOf(someState()), nextTemplate: 9 }).label;

  it('says what is done and never to whom', () => {
    expect(words({ kind: 'relabel', keys: Int32Array.of(7, 14), code: 3 })).toBe('2 beats V to F');
    expect(words({ kind: 'relabel', keys: Int32Array.of(0, 1), code: 5 })).toBe('2 beats to artefact');
    expect(words({ kind: 'relabel', keys: Int32Array.of(0, 1), code: 0 })).toBe('1 beat V to N');
    expect(words({ kind: 'relabel-template', template: 2, code: 4 })).toBe('T-2: 10 beats to Q');
    expect(words({ kind: 'insert', sample: 150, code: 2 })).toBe('1 beat V inserted');
    expect(words({ kind: 'delete', keys: Int32Array.of(0) })).toBe('1 beat V deleted');
    expect(words({ kind: 'delete', keys: Int32Array.of(0, 1) })).toBe('2 beats deleted');
    expect(words({ kind: 'move', key: 3, sample: 705 })).toBe('1 beat moved by 20 ms');
    expect(words({ kind: 'regroup', keys: Int32Array.of(3), template: null })).toBe('1 beat to a new template');
    expect(words({ kind: 'fact', field: 'name', value: 'Ada Lovelace', reason: 'wrong patient' })).toBe('name changed');
    expect(words({ kind: 'span', from: 0, to: 2500, readable: false })).toBe('10.0 s marked unreadable');
    expect(words({ kind: 'span', from: 0, to: 2500, readable: false, instead: { from: 250, to: 2750 } })).toBe('10.0 s marked unreadable, in place of 10.0 s');
  });

  it('names a template that is not there, and takes one of the run that holds no beat now', () => {
    const request = { kind: 'regroup', keys: Int32Array.of(3), template: 9 } as const;
    expect(() => plan(someState(), request, contextOf(someState()))).toThrow(expect.objectContaining({ code: 'edit-refused', message: 'There is no template 9 here.' }));
    expect(plan(someState(), request, { ...contextOf(someState()), knowsTemplate: (id) => id === 9 }).label).toBe('1 beat to T-9');
    expect(plan(someState(), { ...request, template: 0 }, contextOf(someState())).label).toBe('1 beat to no template');
  });

  it('writes the caption of a strip in one change: it stays the strip that it is, and taken back it has its words of before', () => {
    const added = applyAll(someState(), planned(someState(), { kind: 'strip-add', from: 10, to: 900, caption: 'first' })!.changes);
    const [[id, first]] = [...valuesOf(added, 'strip')] as [[string, string]];
    const { changes } = planned(added, { kind: 'strip-caption', id, caption: 'second' })!;
    const written = applyAll(added, changes);
    expect([...valuesOf(written, 'strip')].map(([name, value]) => [name, JSON.parse(value)])).toEqual([[id, { from: 10, to: 900, caption: 'second' }]]);
    expect([...valuesOf(applyAll(written, invertAll(changes)), 'strip')]).toEqual([[id, first]]);
  });

  it('refuses what is not there and what changes nothing', () => {
    const refused = (request: Parameters<typeof plan>[1]): void => expect(planned(someState(), request)).toBeNull();
    refused({ kind: 'relabel', keys: Int32Array.of(99), code: 0 });
    refused({ kind: 'relabel', keys: Int32Array.of(), code: 0 });
    refused({ kind: 'relabel', keys: Int32Array.of(1), code: 0 });
    refused({ kind: 'relabel', keys: Int32Array.of(1), code: 200 });
    refused({ kind: 'insert', sample: 100, code: 0 });
    refused({ kind: 'insert', sample: -3, code: 0 });
    refused({ kind: 'insert', sample: 2e6, code: 0 });
    refused({ kind: 'span', from: 10, to: 10, readable: false });
    refused({ kind: 'relabel-template', template: 77, code: 0 });
    refused({ kind: 'regroup', keys: Int32Array.of(3), template: 77 });
    refused({ kind: 'regroup', keys: Int32Array.of(3), template: 65_535 });
    refused({ kind: 'fact', field: 'name', value: 'Someone', reason: '' });
    refused({ kind: 'strip-remove', id: 'nothing' });
    refused({ kind: 'strip-caption', id: 'nothing', caption: 'words' });
  });
});
