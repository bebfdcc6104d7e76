import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../core/beats/classes.ts';
import { NO_BEATS, type BeatColumns, type TemplateInfo } from '../../core/beats/columns.ts';
import { pick, rowOf } from '../../core/review/beat-rows.ts';
import { applyToBeats, invert } from '../../core/review/state.ts';
import { LiveDay, type BeatChange } from '../../renderer/state/live-day.ts';
import type { Basis } from '../../renderer/state/review-model.ts';
import { fakeClient } from './fake-client.ts';

const RATE = 250;
const LENGTH = 1200 * RATE;

const template = (id: number, beatClass: number): TemplateInfo => ({ id, name: `T-${id}`, beatClass, count: 0, average: [], rate: 125, peak: 0 });
const TEMPLATES = [template(1, 0), template(2, 2), template(5, 1)];

const beat = fc.record({ rr: fc.integer({ min: 1, max: 1500 }), code: fc.nat({ max: CODES.length - 1 }), template: fc.constantFrom(0, 1, 2, 5, 9), likeness: fc.integer({ min: 80, max: 100 }), source: fc.nat({ max: 2 }) });

function columnsOf(made: { rr: number; code: number; template: number; likeness: number; source: number }[]): BeatColumns {
  let at = 0;
  return {
    key: Int32Array.from(made.keys()),
    sample: Float64Array.from(made, ({ rr }) => (at += rr)),
    code: Uint8Array.from(made, ({ code }) => code),
    template: Uint16Array.from(made, (one) => one.template),
    probability: new Uint8Array(made.length * 5),
    likeness: Int8Array.from(made, ({ likeness }) => likeness),
    source: Uint8Array.from(made, ({ source }) => source),
  };
}

const edit = fc.record({ kind: fc.constantFrom('reclass', 'regroup', 'move', 'insert', 'delete', 'undo', 'trends'), picks: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), to: fc.nat({ max: CODES.length - 1 }), place: fc.nat({ max: LENGTH - 1 }), near: fc.boolean() });

let inserted = 0;

/** The change that a drawn edit stands for, as the program would journal it; null where there is nothing to change. */
function changeOf(beats: BeatColumns, { kind, picks, to, place, near }: { kind: string; picks: number[]; to: number; place: number; near: boolean }): BeatChange | null {
  const n = beats.key.length;
  if (kind === 'insert') return { entity: 'beat', op: 'insert', keys: Int32Array.of(--inserted), samples: Float64Array.of(place), codes: Uint8Array.of(to), templates: Uint16Array.of(0), probabilities: new Uint8Array(5), likeness: new Int8Array(1), sources: Uint8Array.of(1) };
  if (n === 0) return null;
  const rows = [...new Set(picks.map((at) => at % n))];
  const keys = Int32Array.from(rows, (row) => beats.key[row]!);
  const of = pick(beats, rows);
  const byPerson = new Uint8Array(rows.length).fill(1);
  if (kind === 'reclass') return { entity: 'beat', op: 'reclass', keys, before: of.code, after: new Uint8Array(rows.length).fill(to), sourceBefore: of.source, sourceAfter: byPerson };
  if (kind === 'regroup') return { entity: 'template', op: 'regroup', keys, before: of.template, after: new Uint16Array(rows.length).fill([0, 1, 2, 5][to % 4]!) };
  if (kind === 'delete') return { entity: 'beat', op: 'delete', keys, samples: of.sample, codes: of.code, templates: of.template, probabilities: of.probability, likeness: of.likeness, sources: of.source };
  return { entity: 'beat', op: 'move', keys: keys.subarray(0, 1), before: of.sample.subarray(0, 1), after: Float64Array.of(near ? Math.max(0, of.sample[0]! + (place % 21) - 10) : place), sourceBefore: of.source.subarray(0, 1), sourceAfter: byPerson.subarray(0, 1) };
}

const basisOf = (beats: BeatColumns, unreadable: Float64Array): Basis => ({ beats, templates: TEMPLATES, marks: { 1: 'confirmed' }, unreadable, fibrillation: Float64Array.of(200_000, 210_000), study: null });

/** All that the window shows of a day. */
const shownOf = (day: LiveDay): unknown => ({ beats: day.beats, derived: day.derived({ 1: 'confirmed' }), ...day.trends() });

describe('a day that is kept up to date', () => {
  it('stands after any edits as counted from nothing, and gives new columns for each', () => {
    fc.assert(
      fc.property(fc.array(beat, { maxLength: 250 }), fc.uniqueArray(fc.nat({ max: LENGTH }), { maxLength: 6 }), fc.array(edit, { maxLength: 12 }), (made, bounds, edits) => {
        const sorted = Float64Array.from(bounds).sort();
        const unreadable = sorted.subarray(0, sorted.length & ~1);
        const given = columnsOf(made);
        const first = structuredClone(given);
        const day = new LiveDay(basisOf(given, unreadable));
        let plain = given;
        const done: BeatChange[] = [];
        for (const one of edits) {
          if (one.kind === 'trends') {
            day.trends();
            continue;
          }
          const last = one.kind === 'undo' ? done.pop() : undefined;
          const change = last ? invert(last) : one.kind === 'undo' ? null : changeOf(plain, one);
          if (!change || change.op === 'set') continue;
          if (!last) done.push(change);
          const [{ beats }, { classes }] = [day, day.derived({})];
          const changed = day.apply(change);
          plain = applyToBeats(plain, change);
          expect(day.beats !== beats && day.derived({}).classes !== classes).toBe(changed);
        }
        expect(shownOf(day)).toEqual(shownOf(new LiveDay(basisOf(plain, unreadable))));
        for (const key of plain.key) expect(day.beats.key[rowOf(day.beats, key)]).toBe(key);
        // What was given is somebody else's.
        expect(given).toEqual(first);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps rates of two minutes true to the bin, however far an edit reaches', async () => {
    const client = fakeClient({ hours: 8 });
    const [study, state] = await Promise.all([client.library.study({ caseId: 'a' }), client.review.state({ caseId: 'a' })]);
    const basis: Basis = { ...state, fibrillation: state.fibrillation ?? new Float64Array(0), study };
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const live = new LiveDay(basis);
        let plain = state.beats;
        for (const one of edits) {
          const change = changeOf(plain, { ...one, place: one.place * 20 });
          if (!change) continue;
          live.apply(change);
          plain = applyToBeats(plain, change);
        }
        expect(live.trends()).toEqual(new LiveDay({ ...basis, beats: plain }).trends());
      }),
      { numRuns: 12 },
    );
  });

  it('gives the very group of before where an edit leaves a template as it is', () => {
    fc.assert(
      fc.property(fc.array(beat, { minLength: 1, maxLength: 120 }), fc.array(edit, { minLength: 1, maxLength: 5 }), (made, edits) => {
        const day = new LiveDay(basisOf(columnsOf(made), new Float64Array(0)));
        for (const one of edits) {
          const before = new Map(day.derived({}).groups.map((group) => [group.id, group]));
          const change = changeOf(day.beats, one);
          if (change) day.apply(change);
          for (const group of day.derived({}).groups) {
            const was = before.get(group.id);
            // What is counted of it says whether it is the same; its place among others does not.
            if (was) expect(group === was).toBe(JSON.stringify({ ...group, info: 0 }) === JSON.stringify({ ...was, info: 0 }));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('writes nothing where a beat is not there', () => {
    const day = new LiveDay(basisOf(NO_BEATS, new Float64Array(0)));
    expect(() => day.apply({ entity: 'beat', op: 'reclass', keys: Int32Array.of(3), before: Uint8Array.of(0), after: Uint8Array.of(2), sourceBefore: Uint8Array.of(0), sourceAfter: Uint8Array.of(1) })).toThrow(RangeError);
    expect(shownOf(day)).toEqual(shownOf(new LiveDay(basisOf(NO_BEATS, new Float64Array(0)))));
  });

  it('counts no gap as unreadable: nothing was measured there', () => {
    const day = new LiveDay({ ...basisOf(columnsOf([]), Float64Array.of(100, 200, 300, 340)), gaps: Float64Array.of(120, 200, 310, 320) });
    expect(day.derived({})).toMatchObject({ unreadableSeconds: 20 + 10 + 20, longestUnreadable: 20, spans: 3 });
  });
});
