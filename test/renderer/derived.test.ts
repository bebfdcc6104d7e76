import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_INDEX, CLASSES, codeOf } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns, type TemplateInfo } from '../../core/beats/columns.ts';
import { templateItems } from '../../core/review/template-items.ts';
import { currentTemplates } from '../../core/review/templates.ts';
import { speak } from '../../renderer/parts/language.ts';
import { modelSaid } from '../../renderer/state/model-said.ts';
import { beatsOfClass, beatsOfTemplate, byLikeness, derive, impactOf, membersOf, orderOf, shownAverage } from '../../renderer/state/derived.ts';

const template = (id: number, name: string, beatClass: number): TemplateInfo => ({ id, name, beatClass, count: 0, average: [], rate: 125, peak: 0 });

function columns(codes: number[], templates: number[], likeness: number[]): BeatColumns {
  const n = codes.length;
  return {
    key: Int32Array.from({ length: n }, (_, i) => i),
    sample: Float64Array.from({ length: n }, (_, i) => i * 300),
    code: Uint8Array.from(codes),
    template: Uint16Array.from(templates),
    probability: new Uint8Array(n * 5),
    likeness: Int8Array.from(likeness),
    source: new Uint8Array(n),
  };
}

describe('what the review screen computes', () => {
  const beats = columns([0, 0, 2, 2, 2, 0, 3], [1, 1, 2, 2, 2, 2, 3], [99, 98, 95, 90, 99, 60, 95]);
  const templates = [template(1, 'N-a', 0), template(2, 'V-a', 2), template(3, 'F-a', 3), template(4, 'S-a', 1)];
  const derived = derive(beats, templates, { 1: 'confirmed', 2: 'changed' }, Float64Array.of(36_000, 39_600, 72_000, 72_360), 360);

  it('names the beats of no template in the language of the moment', () => {
    const [group] = derive(columns([0, 2], [0, 0], [0, 0]), [], {}, new Float64Array(0), 360).groups;
    const named = (['en', 'de', 'zh-Hant'] as const).map((language) => {
      speak(language);
      return group?.name;
    });
    speak('en');
    expect(named).toEqual(['alone', 'einzeln', '單獨']);
  });

  it('counts classes, templates and unreadable time', () => {
    expect(derived.counts).toEqual([3, 0, 3, 1, 0, 0]);
    expect(derived.beats).toBe(7);
    const byName = Object.fromEntries(derived.groups.map((group) => [group.name, group]));
    expect(Object.keys(byName)).toEqual(['N-a', 'V-a', 'F-a']);
    expect(byName['V-a']).toMatchObject({ count: 4, unlike: 2, moved: 1, movedTo: 'N', mark: 'changed' });
    expect(byName['F-a']?.mark).toBe('unseen');
    expect(derived.unreadableSeconds).toBe(11);
    expect(derived.longestUnreadable).toBe(10);
  });

  it('calls a template changed only once somebody has decided on it, not while beats were moved out of it and the rest waits', () => {
    const waits = derive(beats, templates, {}, new Float64Array(0), 360).groups.find(({ name }) => name === 'V-a');
    expect(waits).toMatchObject({ moved: 1, movedTo: 'N', mark: 'unseen', open: true });
  });

  it('leaves out of its counts what lies in an unreadable span', () => {
    const cut = derive(beats, templates, {}, Float64Array.of(500, 1000), 360);
    expect(cut.counts).toEqual([3, 0, 1, 1, 0, 0]);
    expect([...beatsOfClass(cut, 'V')]).toEqual([4]);
    expect(impactOf(cut, [2, 3, 4], 'N').find((row) => row.what === 'count' && row.of === 'V')).toMatchObject({ before: 1, after: 0 });
  });

  it('counts the beats of a template as its class does: what lies where none counts is told beside it', () => {
    const cut = derive(beats, templates, {}, Float64Array.of(500, 1000), 360);
    const byName = Object.fromEntries(cut.groups.map((group) => [group.name, group]));
    expect(byName['V-a']).toMatchObject({ count: 2, apart: 2, moved: 1 });
    expect(membersOf(byName['V-a']!)).toBe(beatsOfTemplate(beats, 2).length);
    const none = derive(beats, templates, {}, Float64Array.of(0, 5000), 360);
    expect(none.groups.map(({ name, count, apart, share }) => [name, count, apart, share])).toEqual([['N-a', 0, 2, 0], ['V-a', 0, 4, 0], ['F-a', 0, 1, 0]]);
    expect(none.counts.reduce((a, b) => a + b, 0)).toBe(0);
  });

  it('has as many templates, and as many decided, as worklist and report say', () => {
    const beat = fc.record({ template: fc.integer({ min: 0, max: 3 }), person: fc.boolean() });
    const mark = fc.constantFrom('confirmed', 'confirmed 1', 'changed 5', 'reopened', undefined);
    fc.assert(
      fc.property(fc.array(beat, { maxLength: 30 }), fc.array(mark, { minLength: 4, maxLength: 4 }), fc.boolean(), (list, said, goesOn) => {
        const many = columns(list.map(() => 0), list.map((one) => one.template), list.map(() => 95));
        many.source.set(list.map(({ person }) => (person ? BEAT_SOURCE.person : BEAT_SOURCE.model)));
        const marks = Object.fromEntries(said.flatMap((one, id) => (one === undefined ? [] : [[String(id), one]])));
        const there = currentTemplates(many, templates, () => ({ average: [], rate: 125, peak: 0 }));
        const { groups } = derive(many, there, marks, new Float64Array(0), 360, new Float64Array(0), goesOn);
        expect(templateItems(there, many, (id) => marks[id], goesOn)).toEqual({ seen: groups.filter(({ open }) => !open).length, items: groups.length });
      }),
    );
  });

  it('says of a beat what the model gave its own class, and when that was not the most', () => {
    const some = columns([1, 1, 5, 0, 0], [1, 1, 1, 1, 1], [95, 95, 95, 95, 95]);
    some.probability.set([186, 64, 3, 1, 1], 0);
    some.probability.set([186, 64, 3, 1, 1], 5);
    some.probability.set([20, 200, 35, 0, 0], 10);
    some.probability.set([250, 5, 0, 0, 0], 15);
    some.source[1] = BEAT_SOURCE.person;
    expect(modelSaid(some, 0, 'S')).toEqual({ of: 'S', value: 64 / 255, weighed: true });
    expect(modelSaid(some, 1, 'S')).toEqual({ of: 'N', value: 186 / 255, weighed: false });
    expect(modelSaid(some, 2, 'X')).toEqual({ of: 'S', value: 200 / 255, weighed: false });
    expect(modelSaid(some, 3, 'N')).toEqual({ of: 'N', value: 250 / 255, weighed: false });
    expect(modelSaid(some, 4, 'N')).toBeNull();
    // A paced beat is Q by its spike: the model's own word is told, and nothing was weighed.
    some.code[0] = codeOf('/');
    expect(modelSaid(some, 0, 'Q')).toEqual({ of: 'N', value: 186 / 255, weighed: false });
  });

  it('puts what most needs an eye first', () => {
    expect(orderOf(derived.groups, 'need')[0]).toBe(3);
    expect(orderOf(derived.groups, 'size')[0]).toBe(2);
  });

  it('sorts as comparing would, however many', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 300 }), (likeness) => {
        const n = likeness.length;
        const many = columns(new Array<number>(n).fill(0), new Array<number>(n).fill(1), likeness);
        const rows = Int32Array.from({ length: n }, (_, i) => i);
        expect([...byLikeness(many, rows)]).toEqual([...rows].toSorted((a, b) => likeness[a]! - likeness[b]! || a - b));
      }),
    );
  });

  it('sorts a gallery by likeness', () => expect([...byLikeness(beats, Int32Array.of(2, 3, 4, 5))]).toEqual([5, 3, 2, 4]));

  it('shows a template on the lead that was asked for, unless that one shows nothing', () => {
    const [flat, low, high] = [Float32Array.of(0, 0.01, 0), Float32Array.of(0, 0.3, 0), Float32Array.of(0, 1, -0.4)];
    expect(shownAverage([flat, low, high], 1)).toBe(low);
    expect(shownAverage([flat, low, high], 0)).toBe(high);
    expect(shownAverage([flat], 0)).toBe(flat);
    expect(shownAverage([low], 4)).toBe(low);
    expect(shownAverage([], 0)).toHaveLength(0);
  });

  it('tells the price of an edit as doing it would', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 }), fc.nat(), fc.constantFrom(...CLASSES), (values, seed, to) => {
        const classes = Uint8Array.from(values);
        const indices = values.map((_, i) => i).filter((i) => (i * 7919 + seed) % 3 === 0);
        const after = classes.slice();
        for (const i of indices) after[i] = CLASS_INDEX[to];
        for (const row of impactOf({ classes, counted: new Uint8Array(classes.length).fill(1), counts: CLASSES.map((_, of) => classes.filter((is) => is === of).length) }, indices, to)) {
          if (row.what === 'count') {
            expect(row.before).toBe(values.filter((value) => CLASSES[value] === row.of).length);
            expect(row.after).toBe([...after].filter((value) => CLASSES[value] === row.of).length);
          }
          // What is told by the order of the beats is the program's to say.
          if (row.what === 'runs' || row.what === 'couplets') expect([row.before, row.after]).toEqual([null, null]);
        }
      }),
    );
  });
});
