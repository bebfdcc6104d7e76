import { describe, expect, it } from 'vitest';
import type { BeatClass } from '../../core/beats/classes.ts';
import { copyTemplates, growTemplates, noTemplates, restoreTemplates, templateName, templatesOf, templatesText, type TemplateState } from '../../core/beats/templates.ts';
import type { LabelledBeats } from '../../core/beats/template-parts.ts';
import { madeSpan, NORMAL, placesAt, WIDE } from './made-beats.ts';

const OTHER = { height: 1.4, width: 8, p: 0, t: -0.6 };
const places = placesAt(300, new Array<number>(200).fill(100));
const shapeOf = (i: number): typeof NORMAL => (i % 10 === 3 ? WIDE : i % 10 === 7 ? OTHER : NORMAL);
const classes: BeatClass[] = places.map((_, i) => (i % 10 === 3 || i % 10 === 7 ? 'V' : 'N'));
const span = madeSpan(21_000, places, shapeOf, 2);

/** Beats that the network is sure of but where told otherwise. */
function beats(positions: number[], labels: BeatClass[], sure: (i: number) => number = () => 1): LabelledBeats {
  return { positions, classes: labels, probabilities: positions.flatMap((_, i) => [0, sure(i), 0, 0, 0]) };
}

function grown(state: TemplateState, from: number, to: number): ReturnType<typeof growTemplates> {
  return growTemplates(state, beats(places.slice(from, to), classes.slice(from, to)), span);
}

describe('templates', () => {
  it('group beats of one shape within their class', () => {
    const state = noTemplates(2);
    const { template, likeness } = grown(state, 0, places.length);
    expect(templatesOf(state, 'N').length).toBe(1);
    expect(templatesOf(state, 'V').length).toBe(2);
    expect(new Set(places.map((_, i) => template[i]).filter((_, i) => i % 10 === 3)).size).toBe(1);
    expect(likeness[101]).toBeGreaterThan(0.98);
    expect(state.templates.reduce((sum, t) => sum + t.count, 0)).toBe(places.length);
    expect(state.templates[0]!.average[0]![38]).toBeCloseTo(1, 1);
  });

  it('go on from a committed state as if nothing had happened', () => {
    const half = 100;
    const whole = noTemplates(2);
    const first = grown(whole, 0, half);
    const kept: unknown = JSON.parse(templatesText(whole));
    expect(kept).toEqual(JSON.parse(JSON.stringify(copyTemplates(whole))));
    const second = grown(whole, half, places.length);
    // What was kept as text of shapes that moved since is not told again.
    expect(templatesText(whole)).toBe(JSON.stringify(copyTemplates(whole)));
    const resumed = restoreTemplates(kept);
    const again = grown(resumed, half, places.length);
    expect(again.template).toEqual(second.template);
    expect(again.likeness).toEqual(second.likeness);
    expect(resumed).toEqual(whole);
    expect(first.template.length).toBe(half);
  });

  it('begin where a second beat is like one that was like none, and the first comes along from its block', () => {
    const one = (at: number): typeof NORMAL => (at === 40 || at === 90 || at === 150 ? OTHER : NORMAL);
    const rare = madeSpan(21_000, places, one, 2);
    const normal: BeatClass[] = places.map(() => 'N');
    const part = (state: TemplateState, from: number, to: number): Int32Array => growTemplates(state, beats(places.slice(from, to), normal.slice(from, to)), rare).template;
    const state = noTemplates(2);
    const { template } = growTemplates(state, beats(places, normal), rare);
    expect([template[40], template[90], template[150], template[41]]).toEqual([1, 1, 1, 0]);
    expect(state.templates.map(({ count }) => count)).toEqual([places.length - 3, 3]);
    expect(state.waiting).toEqual([]);
    // What was committed stays as it is.
    const blocks = noTemplates(2);
    expect(part(blocks, 0, 60)[40]).toBe(0);
    expect(blocks.waiting.map(({ founded }) => founded)).toEqual([places[40]]);
    expect(part(restoreTemplates(JSON.parse(JSON.stringify(blocks))), 60, 200)[30]).toBe(1);
  });

  it('part early N from others, and S in doubt from sure ones, be they of one shape', () => {
    const early = places.map((at, i) => (i % 10 === 5 ? at - 20 : at));
    const alike = madeSpan(21_000, early, () => NORMAL, 2);
    const state = noTemplates(2);
    const normal = growTemplates(state, beats(early, early.map(() => 'N')), alike).template;
    expect([...new Set(normal)]).toEqual([0, 1]);
    expect(early.flatMap((_, i) => (normal[i] === 1 ? [i % 10] : [])).every((rest) => rest === 5)).toBe(true);
    // The first of a block is early, too, by the beat before it.
    expect(growTemplates({ ...copyTemplates(state), last: early[4]! }, beats(early.slice(5, 30), early.slice(5, 30).map(() => 'N')), alike).template[0]).toBe(1);
    // Less early beats are told by the intervals on either side, be half of all beats early: longer ones, both of them.
    const trigeminy = placesAt(300, Array.from({ length: 160 }, (_, i) => (i % 3 === 1 ? 140 : 116)));
    const third = growTemplates(noTemplates(2), beats(trigeminy, trigeminy.map(() => 'N')), madeSpan(21_000, trigeminy, () => NORMAL, 2)).template;
    expect([...new Set(third)]).toEqual([0]);
    const bigeminy = placesAt(300, Array.from({ length: 160 }, (_, i) => (i % 2 === 1 ? 132 : 112)));
    const apart = growTemplates(noTemplates(2), beats(bigeminy, bigeminy.map(() => 'N')), madeSpan(21_000, bigeminy, () => NORMAL, 2)).template;
    expect([...new Set(apart)]).toEqual([0, 1]);
    expect([...new Set(Array.from(apart).flatMap((id, i) => (id === 1 ? [i % 2] : [])))]).toHaveLength(1);
    expect([...new Set(growTemplates(noTemplates(2), beats(early, early.map(() => 'S'), (i) => (i % 2 ? 0.5 : 0.9)), alike).template)]).toEqual([0, 1]);
  });

  it('go on from what an earlier program committed', () => {
    const state = noTemplates(2);
    grown(state, 0, 100);
    const older: unknown = JSON.parse(JSON.stringify({ version: 1, leadCount: 2, nextId: state.nextId, templates: state.templates }, (key: string, value: unknown) => (key === 'part' ? undefined : value)));
    const resumed = restoreTemplates(older);
    expect(resumed).toEqual({ ...state, waiting: [], last: null });
    expect(new Set(grown(resumed, 100, 200).template)).toEqual(new Set([0, 1, 2]));
  });

  it('stay a few dozen however odd the beats are', () => {
    const many = placesAt(300, new Array<number>(400).fill(100));
    const odd = madeSpan(41_000, many, (i) => ({ height: Math.sin(i * 7.1) * 2, width: 2 + (i % 13), p: 0, t: Math.cos(i * 3.3) }));
    const state = noTemplates(1);
    const kinds: BeatClass[] = ['N', 'S', 'V', 'F', 'Q'];
    const { template } = growTemplates(state, beats(many, many.map((_, i) => kinds[i % 5]!), (i) => (i % 2 ? 0.5 : 1)), odd);
    expect(state.templates.length).toBeLessThanOrEqual(40);
    expect(template.every((id) => id >= 0)).toBe(true);
    expect(state.templates.map((t) => t.id)).toEqual(state.templates.map((_, i) => i));
  });

  it('take no notice of a lead that shows nothing but its noise where another shows the beat', () => {
    const off = span.leads[0]!.map((value, i) => (i < 9950 ? value : 0.01 * Math.sin(i * 12.9)));
    const state = noTemplates(2);
    growTemplates(state, beats(places, classes), { ...span, leads: [off, span.leads[1]!] });
    expect([templatesOf(state, 'N').length, templatesOf(state, 'V').length]).toEqual([1, 2]);
    expect(state.templates[0]!.average[0]![38]).toBeCloseTo(1, 1);
    const alone = noTemplates(1);
    expect([...growTemplates(alone, beats(places.slice(110, 113), ['N', 'N', 'N']), { ...span, leads: [off] }).template].every((id) => id >= 0)).toBe(true);
  });

  it('have none for artefacts and for beats no lead shows', () => {
    const state = noTemplates(2);
    const blind = { ...span, valid: span.valid.map((v) => new Uint8Array(v.length)) };
    expect(growTemplates(state, beats([300], ['N']), blind).template[0]).toBe(-1);
    expect(growTemplates(state, beats([300], ['X']), span).template[0]).toBe(-1);
    expect(state.templates).toEqual([]);
  });

  it('are named by class and letter', () => {
    expect(templateName({ beatClass: 'V', ordinal: 0 })).toBe('V-a');
    expect(templateName({ beatClass: 'N', ordinal: 25 })).toBe('N-z');
    expect(templateName({ beatClass: 'N', ordinal: 26 })).toBe('N-aa');
  });

  it('a state that is none is refused', () => {
    for (const none of [{ version: 2 }, { version: 2, templates: [] }, { version: 3, templates: [], waiting: [] }]) expect(() => restoreTemplates(none)).toThrow(RangeError);
    expect(() => restoreTemplates(null)).toThrow(RangeError);
  });
});
