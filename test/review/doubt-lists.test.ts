import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES, classOfCode } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES, type BeatColumns } from '../../core/beats/columns.ts';
import { BEAT_ORDERS, orderer } from '../../core/review/beat-orders.ts';
import { doubtLists, doubtMark, openLists } from '../../core/review/doubt-lists.ts';
import { placeOf } from '../../core/review/place.ts';
import { plan } from '../../core/review/plan.ts';
import { applyAll, invertAll, valuesOf, type EditState } from '../../core/review/state.ts';

const RATE = 100;

const someBeats = fc.array(fc.record({ rr: fc.integer({ min: 1, max: 9000 }), code: fc.nat(CODES.length - 1), shares: fc.array(fc.nat(255), { minLength: PROBABILITIES, maxLength: PROBABILITIES }), likeness: fc.integer({ min: -100, max: 100 }), source: fc.nat(2) }), { maxLength: 80 }).map((list): BeatColumns => {
  let at = 0;
  return {
    key: Int32Array.from(list.keys()),
    sample: Float64Array.from(list, ({ rr }) => (at += rr)),
    code: Uint8Array.from(list, ({ code }) => code),
    template: new Uint16Array(list.length),
    probability: Uint8Array.from(list.flatMap(({ shares }) => shares)),
    likeness: Int8Array.from(list, ({ likeness }) => likeness),
    source: Uint8Array.from(list, ({ source }) => source),
  };
});

/** Beats a second apart; of those in `at` the machine is in doubt. */
function beatsOf(n: number, at: Readonly<Record<number, number>>, silences: readonly number[] = []): BeatColumns {
  const probability = new Uint8Array(n * PROBABILITIES);
  for (let i = 0; i < n; i++) {
    const s = Math.round(250 * (at[i] ?? 0));
    probability[i * PROBABILITIES] = 250 - s;
    probability[i * PROBABILITIES + 1] = s;
  }
  let time = 0;
  return { key: Int32Array.from({ length: n }, (_, i) => i), sample: Float64Array.from({ length: n }, (_, i) => (time += silences.includes(i) ? 61 * RATE : RATE)), code: new Uint8Array(n), template: new Uint16Array(n), probability, likeness: new Int8Array(n), source: new Uint8Array(n) };
}

describe('orders of beats', () => {
  it('hold every row once, equal ones by time', () => {
    fc.assert(
      fc.property(someBeats, fc.constantFrom(...BEAT_ORDERS), (beats, order) => {
        const rows = Int32Array.from(beats.key.keys()).reverse();
        const found = orderer(beats)(rows, order);
        expect(Array.from(found).toSorted((a, b) => a - b)).toEqual(Array.from(beats.key.keys()));
        if (order === 'time') expect(found).toEqual(found.slice().sort());
      }),
      { numRuns: 60 },
    );
  });

  it('put the prematurest first, and the longest pause', () => {
    const beats = beatsOf(40, {});
    for (const [row, early] of [[10, 30], [25, 50]] as const) beats.sample[row]! -= early;
    const rows = Int32Array.from(beats.key);
    expect(Array.from(orderer(beats)(rows, 'early').slice(0, 2))).toEqual([25, 10]);
    expect(Array.from(orderer(beats)(rows, 'late').slice(0, 2))).toEqual([25, 10]);
    expect(orderer(beats)(rows, 'turn')[0]).toBe(25);
    expect(orderer(beats)(rows, 'follows')[0]).toBe(26);
  });

  it('lie by the width of their QRS complexes, those without one last', () => {
    const beats = beatsOf(6, {});
    const widths = [90, Number.NaN, 160, 90, Number.NaN, 120];
    expect([...orderer(beats, (row) => widths[row]!)(Int32Array.of(5, 4, 3, 2, 1, 0), 'wide')]).toEqual([2, 5, 0, 3, 1, 4]);
    expect([...orderer(beats)(Int32Array.of(3, 1, 2), 'wide')]).toEqual([1, 2, 3]);
  });
});

describe('lists of doubt', () => {
  it('hold every beat of a listed class once, what is expected to be wrong first', () => {
    fc.assert(
      fc.property(someBeats, (beats) => {
        const lists = doubtLists(beats, RATE);
        const listed = lists.flatMap(({ rows }) => Array.from(rows)).toSorted((a, b) => a - b);
        expect(listed).toEqual(Array.from(beats.key.keys()).filter((row) => classOfCode(beats.code[row]!) !== 'X'));
        for (const { rows, beatClass, expected } of lists) {
          expect(rows.every((row) => classOfCode(beats.code[row]!) === beatClass)).toBe(true);
          expect(expected).toBeLessThanOrEqual(rows.filter((row) => beats.source[row] === BEAT_SOURCE.model).length);
        }
        expect(new Set(lists.map(({ name }) => name)).size).toBe(lists.length);
        for (let i = 1; i < lists.length; i++) expect(lists[i]!.expected).toBeLessThanOrEqual(lists[i - 1]!.expected);
      }),
      { numRuns: 60 },
    );
  });

  it('begin with what the machine doubts most, and doubt nothing that a person has said', () => {
    const beats = beatsOf(9, { 2: 0.3, 7: 0.45, 4: 0.4 });
    beats.source[4] = BEAT_SOURCE.person;
    const [list] = doubtLists(beats, RATE);
    expect(Array.from(list!.rows)).toEqual([7, 2, 0, 1, 3, 4, 5, 6, 8]);
    expect(list!.expected).toBeCloseTo(0.75, 1);
    expect(list!.parted).toBe(false);
  });

  it('begin anew after a minute of silence, unless the stretch before it is short', () => {
    const beats = beatsOf(2000, {}, [100, 1000]);
    expect(doubtLists(beats, RATE).map(({ name, parted }) => ({ name, parted }))).toEqual([{ name: 'N 0', parted: true }, { name: 'N 1000', parted: true }]);
  });

  it('come in the order of what is worth a first look, what is put off, and the rest; done ones not at all', () => {
    const beats = beatsOf(4000, Object.fromEntries([...Array(30).keys()].flatMap((i) => [[i, 0.2], [1000 + i, 0.4], [2000 + i, 0.3]])), [1000, 2000, 3000]);
    const lists = doubtLists(beats, RATE);
    const names = (marks: string[], later: string[]): string[] => openLists(lists, new Set(marks), new Set(later)).map(({ name }) => name);
    expect(names([], [])).toEqual(['N 1000', 'N 2000', 'N 0', 'N 3000']);
    expect(names([], ['N 1000'])).toEqual(['N 2000', 'N 0', 'N 1000', 'N 3000']);
    expect(names([doubtMark('N 2000')], ['N 1000'])).toEqual(['N 0', 'N 1000', 'N 3000']);
  });
});

describe('a list that was looked along', () => {
  const context = { nextSerial: 1, nextTemplate: 1, analysedTo: 1e6, sampleRate: RATE, templateName: String, newId: () => 'id' };

  it('bears a mark of the review that can be taken back, and has no place', () => {
    const state: EditState = { beats: beatsOf(5, {}), values: new Map() };
    const done = plan(state, { kind: 'doubt', list: 'N 0', state: 'seen' }, context);
    const after = applyAll(state, done.changes);
    expect(openLists(doubtLists(after.beats, RATE), valuesOf(after, 'review-mark'), new Set())).toEqual([]);
    expect(placeOf(done.changes, () => null)).toBeNull();
    expect(valuesOf(applyAll(after, invertAll(done.changes)), 'review-mark').size).toBe(0);
    expect(() => plan(after, { kind: 'doubt', list: 'N 0', state: 'seen' }, context)).toThrow('changes nothing');
  });
});
