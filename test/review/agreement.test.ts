import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODES } from '../../core/beats/classes.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { agreementOf, isUnanimous, NO_BEAT, SAID, type Agreement, type Reading } from '../../core/review/agreement.ts';
import type { ReadEvent } from '../../core/review/agreement-events.ts';
import { invertAll, applyAll, type EditState } from '../../core/review/state.ts';
import { pick, weave, without } from '../../core/review/beat-rows.ts';
import { settlePlan, toSettle, unsettled, type Decision } from '../../core/review/settle.ts';
import { settledOf } from '../../core/review/case-people.ts';
import { unreadableSpans } from '../../core/review/spans.ts';
import { valuesOf } from '../../core/review/state.ts';
import { someBeats } from './fixtures.ts';

const RATE = 250;
const BEATS = 300;

const reading = (state: EditState, unreadable: number[] = [], events: ReadEvent[] = []): Reading => ({ state, unreadable, events });
const stateOf = (beats: BeatColumns, values: EditState['values'] = new Map()): EditState => ({ beats, values });

/** Something that one reader does to one beat, each to a beat of its own. */
type Planted = { row: number; by: 'first' | 'second' } & ({ what: 'label'; code: number } | { what: 'delete' } | { what: 'move'; by_samples: number } | { what: 'insert'; code: number });

const planted: fc.Arbitrary<Planted[]> = fc.uniqueArray(
  fc.tuple(fc.nat(BEATS - 2), fc.constantFrom('first' as const, 'second' as const), fc.constantFrom('label', 'delete', 'move', 'insert'), fc.nat(CODES.length - 1), fc.integer({ min: 1, max: 18 })).map(([row, by, what, code, samples]): Planted => {
    if (what === 'label') return { row, by, what, code };
    if (what === 'delete') return { row, by, what };
    if (what === 'insert') return { row, by, what, code: code === 5 ? 0 : code };
    return { row, by, what: 'move', by_samples: samples };
  }),
  { selector: ({ row }) => row, maxLength: 40 },
);

let serial = 1;

function done(beats: BeatColumns, one: Planted): BeatColumns {
  const row = beats.key.indexOf(one.row);
  const own = pick(beats, Int32Array.of(row));
  const rest = without(beats, [row]);
  if (one.what === 'delete') return rest;
  if (one.what === 'insert') {
    const more = pick(beats, Int32Array.of(row));
    more.key[0] = -serial++;
    more.sample[0] = more.sample[0]! + 100;
    more.code[0] = one.code;
    more.template[0] = 0;
    return weave(beats, more);
  }
  if (one.what === 'label') own.code[0] = one.code;
  else own.sample[0] = own.sample[0]! + one.by_samples;
  return weave(rest, own);
}

function sides(plants: readonly Planted[]): { first: EditState; second: EditState } {
  const read = (by: 'first' | 'second'): EditState => stateOf(plants.filter((one) => one.by === by).reduce(done, someBeats(BEATS)));
  return { first: read('first'), second: read('second') };
}

const classOf = (code: number): string => (CODES[code]![1] === 'X' ? 'none' : CODES[code]![1]);

/** What should be listed, told without the function under test: kind and place. */
function expected(plants: readonly Planted[]): string[] {
  const base = someBeats(BEATS);
  return plants
    .flatMap((one): string[] => {
      const sample = base.sample[one.row]!;
      const was = base.code[one.row]!;
      const only = one.by === 'first' ? 'only-second' : 'only-first';
      const mine = one.by === 'first' ? 'only-first' : 'only-second';
      if (one.what === 'delete') return [`${only} ${sample}`];
      if (one.what === 'insert') return [`${mine} ${sample + 100}`];
      if (one.what === 'move') return [`place ${one.by === 'first' ? sample + one.by_samples : sample}`];
      if (one.code === was) return [];
      if (classOf(one.code) === 'none') return [`${only} ${sample}`];
      return [`${classOf(one.code) === classOf(was) ? 'finer-label' : 'label'} ${sample}`];
    })
    .toSorted();
}

const listed = ({ beats }: Pick<Agreement, 'beats'>): string[] => beats.flatMap(({ kind, samples }) => Array.from(samples, (sample) => `${kind} ${sample}`)).toSorted();

describe('two readings', () => {
  test('planted differences are all listed, and none else', () => {
    fc.assert(
      fc.property(planted, (plants) => {
        const { first, second } = sides(plants);
        const agreement = agreementOf(reading(first), reading(second), RATE);
        expect(listed(agreement)).toEqual(expected(plants));
        expect(agreement.counts.differing).toBe(expected(plants).length);
        expect(isUnanimous(agreement)).toBe(expected(plants).length === 0);
      }),
      { numRuns: 300 },
    );
  });

  test('kappa is the one of the table that is counted by hand', () => {
    const base = someBeats(BEATS);
    const plants: Planted[] = [
      { row: 3, by: 'first', what: 'label', code: 2 },
      { row: 5, by: 'second', what: 'label', code: 1 },
      { row: 8, by: 'second', what: 'delete' },
    ];
    const { first, second } = sides(plants);
    const { kappa, table, counts } = agreementOf(reading(first), reading(second), RATE);
    const n = BEATS - 1;
    const tally = (code: number): number => base.code.filter((one, i) => one === code && i !== 8).length;
    const [N, S, V] = [tally(0), tally(1), tally(2)];
    // The first said V of one N, the second S of another.
    const observed = (n - 2) / n;
    const chance = ((N - 1) * (N - 1) + S * (S + 1) + (V + 1) * V) / (n * n);
    expect(base.code[3]).toBe(0);
    expect(base.code[5]).toBe(0);
    expect(kappa.value).toBeCloseTo((observed - chance) / (1 - chance), 12);
    expect(counts).toEqual({ first: BEATS, second: BEATS - 1, both: n, leftOut: 0, differing: 3 });
    expect(table[SAID.indexOf('V')]![SAID.indexOf('N')]).toBe(1);
    expect(table[SAID.indexOf('N')]![SAID.indexOf('S')]).toBe(1);
    expect(table.flat().reduce((sum, count) => sum + count, 0)).toBe(BEATS);
  });

  test('a reading agrees with itself: kappa is 1, nothing differs', () => {
    const state = stateOf(someBeats(BEATS));
    const agreement = agreementOf(reading(state), reading(state), RATE);
    expect(agreement.kappa.value).toBe(1);
    expect(isUnanimous(agreement)).toBe(true);
  });

  test('one class only: no kappa, and it is said why', () => {
    const beats = someBeats(BEATS);
    beats.code.fill(0);
    expect(agreementOf(reading(stateOf(beats)), reading(stateOf(beats)), RATE).kappa).toMatchObject({ value: null, why: 'one-class' });
  });

  test('who is first changes the sides and nothing else', () => {
    fc.assert(
      fc.property(planted, (plants) => {
        const { first, second } = sides(plants);
        const one = agreementOf(reading(first), reading(second), RATE);
        const other = agreementOf(reading(second), reading(first), RATE);
        expect(other.table).toEqual(one.table.map((_, i) => one.table.map((row) => row[i])));
        expect(other.counts.differing).toBe(one.counts.differing);
      }),
    );
  });

  test('beats where one calls the signal unreadable are left out; the stretch is what differs', () => {
    const beats = someBeats(BEATS);
    const other = pick(beats, Int32Array.from(beats.key));
    other.code[10] = 2;
    const from = beats.sample[9]! - 20;
    const to = beats.sample[11]! + 20;
    const agreement = agreementOf(reading(stateOf(beats), [from, to]), reading(stateOf(other)), RATE);
    expect(agreement.beats).toEqual([]);
    expect(agreement.counts.leftOut).toBe(6);
    expect(agreement.spans).toEqual([{ id: `span/first/${from}-${to}`, unreadableFor: 'first', from, to }]);
    // Where both say so, nothing differs.
    expect(isUnanimous(agreementOf(reading(stateOf(beats), [from, to]), reading(stateOf(other), [from, to]), RATE))).toBe(true);
  });

  test('beats of one template that differ alike stand together', () => {
    const beats = someBeats(BEATS);
    const other = pick(beats, Int32Array.from(beats.key));
    for (let row = 0; row < BEATS; row++) if (beats.template[row] === 2 && beats.code[row] === 0) other.code[row] = 2;
    const { beats: groups } = agreementOf(reading(stateOf(beats)), reading(stateOf(other)), RATE);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ kind: 'label', first: 0, second: 2, template: 2 });
    expect(groups[0]!.firstKeys).toEqual(groups[0]!.secondKeys);
  });

  test('texts and settings that differ are listed by name; one that was emptied is as none', () => {
    const values = (text: string): EditState['values'] => new Map([['text', new Map([['conclusion', text], ['comment', '']])], ['setting', new Map([['lead', '1']])]]);
    const beats = someBeats(5);
    const agreement = agreementOf(reading(stateOf(beats, values('Sinus rhythm.'))), reading(stateOf(beats, values('AF.'))), RATE);
    expect(agreement.values).toEqual([{ id: 'value/text/conclusion', entity: 'text', name: 'conclusion', first: 'Sinus rhythm.', second: 'AF.' }]);
    // Of a sentence its words count, not when they were confirmed; how a report is laid out is no reading.
    const laidOut = (text: string, sections: string): EditState['values'] => new Map([['text', new Map([['conclusion', text]])], ['setting', new Map([['report.sections', sections]])]]);
    const alike = (first: string, second: string): number => agreementOf(reading(stateOf(beats, laidOut(first, '-hrv'))), reading(stateOf(beats, laidOut(second, 'rate'))), RATE).values.length;
    expect(alike('• {v.beats=5@3} beats.', '• {v.beats=5@9} beats.')).toBe(0);
    expect(alike('• {v.beats=5@3} beats.', '• {v.beats=6@3} beats.')).toBe(1);
  });
});

const event = (kind: ReadEvent['kind'], from: number, to: number, state: ReadEvent['state'] = 'unseen'): ReadEvent => ({ kind, from, to, severity: 'note', anchors: [from], state });

describe('findings of two readings', () => {
  const beats = someBeats(5);
  const compare = (a: ReadEvent[], b: ReadEvent[]): [string, string, boolean][] => agreementOf(reading(stateOf(beats), [], a), reading(stateOf(beats), [], b), RATE).events.map(({ how, kind, follows }) => [how, kind, follows]);

  test('what both have and left alike is no difference', () => {
    const day = [event('pause', 100, 700, 'confirmed'), event('ventricular-couplet', 900, 1100)];
    expect(compare(day, [event('pause', 105, 702, 'confirmed'), event('ventricular-couplet', 900, 1100, 'confirmed')])).toEqual([]);
  });

  test('rejected by one, confirmed or left alone by the other, is a decision to settle', () => {
    expect(compare([event('pause', 100, 700, 'rejected')], [event('pause', 100, 700, 'confirmed')])).toEqual([['decision', 'pause', false]]);
    expect(compare([event('pause', 100, 700)], [event('pause', 100, 700, 'rejected')])).toEqual([['decision', 'pause', false]]);
  });

  test('found in one day only, or with other ends, follows from the beats', () => {
    expect(compare([event('pause', 100, 700)], [])).toEqual([['only-first', 'pause', true]]);
    expect(compare([], [event('tachycardia', 100, 700)])).toEqual([['only-second', 'tachycardia', true]]);
    expect(compare([event('tachycardia', 100, 700)], [event('tachycardia', 100, 900)])).toEqual([['bounds', 'tachycardia', true]]);
  });

  test('a finding is matched with the one of the same ends before one that merely shares time', () => {
    expect(compare([event('tachycardia', 100, 700)], [event('tachycardia', 0, 5000), event('tachycardia', 100, 700)])).toEqual([['only-second', 'tachycardia', true]]);
  });
});

const decisions = fc.constantFrom<Decision>('first', 'second', 'stands', { code: 3 });

describe('settling', () => {
  const context = (agreement: Agreement, first: EditState, second: EditState, current: EditState): Parameters<typeof settlePlan>[4] => ({
    second: 'SECOND',
    firstState: first,
    secondState: second,
    agreement,
    sameRun: true,
    nextSerial: 10_000 + serial++ * 100 + current.beats.key.length,
    by: 'Third',
    time: '2026-11-21T12:00:00.000Z',
    newId: () => `id${serial++}`,
  });

  test('every difference as the second reader says gives the second reading, each edit can be taken back', () => {
    fc.assert(
      fc.property(planted, (plants) => {
        const { first, second } = sides(plants);
        const agreement = agreementOf(reading(first), reading(second), RATE);
        let state = first;
        for (const id of toSettle(agreement)) {
          const before = state;
          const { changes } = settlePlan(state, id, null, 'second', context(agreement, first, second, state));
          state = applyAll(state, changes);
          expect(applyAll(state, invertAll(changes)).beats.code).toEqual(before.beats.code);
        }
        const now = agreementOf(reading(state), reading(second), RATE);
        expect(listed(now)).toEqual([]);
        expect(unsettled(agreement, settledOf(state, 'SECOND'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('as the first says changes nothing but the word that it was settled', () => {
    fc.assert(
      fc.property(planted, (plants) => {
        const { first, second } = sides(plants);
        const agreement = agreementOf(reading(first), reading(second), RATE);
        let state = first;
        for (const id of toSettle(agreement)) state = applyAll(state, settlePlan(state, id, null, 'first', context(agreement, first, second, state)).changes);
        expect(state.beats.code).toEqual(first.beats.code);
        expect(state.beats.sample).toEqual(first.beats.sample);
        expect(unsettled(agreement, settledOf(state, 'SECOND'))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('whatever is decided, in whatever order, at the end nothing is open and a code is what was decided', () => {
    fc.assert(
      fc.property(planted, fc.array(decisions, { minLength: 40, maxLength: 40 }), (plants, list) => {
        const { first, second } = sides(plants);
        const agreement = agreementOf(reading(first), reading(second), RATE);
        let state = first;
        const all = toSettle(agreement);
        for (const [i, id] of all.entries()) {
          const decision = list[i % list.length]!;
          state = applyAll(state, settlePlan(state, id, null, decision, context(agreement, first, second, state)).changes);
          const group = agreement.beats.find((one) => one.id === id)!;
          if (typeof decision === 'object') for (const sample of group.samples) expect(state.beats.code[state.beats.sample.indexOf(sample)]).toBe(decision.code);
          expect(() => settlePlan(state, id, null, 'first', context(agreement, first, second, state))).toThrow(/settled already/);
        }
        expect(unsettled(agreement, settledOf(state, 'SECOND'))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('beats of a group may be settled one by one', () => {
    const beats = someBeats(BEATS);
    const other = pick(beats, Int32Array.from(beats.key));
    for (let row = 0; row < 60; row++) if (beats.template[row] === 2 && beats.code[row] === 0) other.code[row] = 2;
    const agreement = agreementOf(reading(stateOf(beats)), reading(stateOf(other)), RATE);
    const [group] = agreement.beats;
    let state = stateOf(beats);
    for (let place = 0; place < group!.samples.length; place++) {
      expect(unsettled(agreement, settledOf(state, 'SECOND'))).toEqual([group!.id]);
      state = applyAll(state, settlePlan(state, group!.id, place, place % 2 === 0 ? 'second' : 'first', context(agreement, stateOf(beats), stateOf(other), state)).changes);
    }
    expect(unsettled(agreement, settledOf(state, 'SECOND'))).toEqual([]);
    expect(group!.firstKeys.map((key) => state.beats.code[state.beats.key.indexOf(key)]!)).toEqual(group!.firstKeys.map((_, place) => (place % 2 === 0 ? 2 : 0)));
    expect(NO_BEAT).toBeLessThan(Math.min(...group!.secondKeys));
  });

  test('spans, decisions and texts', () => {
    const beats = someBeats(BEATS);
    const text = (words: string): EditState['values'] => new Map([['text', new Map([['conclusion', words]])]]);
    const a = stateOf(beats, text('One.'));
    const b = stateOf(beats, text('Two.'));
    const agreement = agreementOf(reading(a, [1000, 3000], [event('pause', 100, 700, 'confirmed')]), reading(b, [2000, 4000], [event('pause', 100, 700, 'rejected')]), RATE);
    let state = a;
    for (const id of toSettle(agreement)) state = applyAll(state, settlePlan(state, id, null, 'second', context(agreement, a, b, state)).changes);
    expect(unreadableSpans([1000, 3000], valuesOf(state, 'span'))).toEqual(Float64Array.of(2000, 4000));
    expect(valuesOf(state, 'text').get('conclusion')).toBe('Two.');
    expect([...valuesOf(state, 'review-mark').values()].join()).toContain('rejected');
    expect(() => settlePlan(a, agreement.spans[0]!.id, null, { code: 2 }, context(agreement, a, b, a))).toThrow(/Only beats/);
  });
});
