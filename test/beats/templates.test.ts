import { describe, expect, it } from 'vitest';
import type { BeatClass } from '../../core/beats/classes.ts';
import { copyTemplates, growTemplates, noTemplates, restoreTemplates, templateName, templatesOf } from '../../core/beats/templates.ts';
import { madeSpan, NORMAL, placesAt, WIDE } from './made-beats.ts';

const OTHER = { height: 1.4, width: 8, p: 0, t: -0.6 };
const places = placesAt(300, new Array<number>(200).fill(100));
const shapeOf = (i: number): typeof NORMAL => (i % 10 === 3 ? WIDE : i % 10 === 7 ? OTHER : NORMAL);
const classes: BeatClass[] = places.map((_, i) => (i % 10 === 3 || i % 10 === 7 ? 'V' : 'N'));
const span = madeSpan(21_000, places, shapeOf, 2);

describe('templates', () => {
  it('group beats of one shape within their class', () => {
    const state = noTemplates(2);
    const { template, likeness } = growTemplates(state, places, classes, span);
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
    const first = growTemplates(whole, places.slice(0, half), classes.slice(0, half), span);
    const kept: unknown = JSON.parse(JSON.stringify(copyTemplates(whole)));
    const second = growTemplates(whole, places.slice(half), classes.slice(half), span);
    const resumed = restoreTemplates(kept);
    const again = growTemplates(resumed, places.slice(half), classes.slice(half), span);
    expect(again.template).toEqual(second.template);
    expect(again.likeness).toEqual(second.likeness);
    expect(resumed).toEqual(whole);
    expect(first.template.length).toBe(half);
  });

  it('stay a few dozen however odd the beats are', () => {
    const many = placesAt(300, new Array<number>(400).fill(100));
    const odd = madeSpan(41_000, many, (i) => ({ height: Math.sin(i * 7.1) * 2, width: 2 + (i % 13), p: 0, t: Math.cos(i * 3.3) }));
    const state = noTemplates(1);
    const kinds: BeatClass[] = ['N', 'S', 'V', 'F', 'Q'];
    const { template } = growTemplates(state, many, many.map((_, i) => kinds[i % 5]!), odd);
    expect(state.templates.length).toBeLessThanOrEqual(40);
    expect(template.every((id) => id >= 0)).toBe(true);
    expect(state.templates.map((t) => t.id)).toEqual(state.templates.map((_, i) => i));
  });

  it('take no notice of a lead that shows nothing but its noise where another shows the beat', () => {
    const off = span.leads[0]!.map((value, i) => (i < 9950 ? value : 0.01 * Math.sin(i * 12.9)));
    const state = noTemplates(2);
    growTemplates(state, places, classes, { ...span, leads: [off, span.leads[1]!] });
    expect([templatesOf(state, 'N').length, templatesOf(state, 'V').length]).toEqual([1, 2]);
    expect(state.templates[0]!.average[0]![38]).toBeCloseTo(1, 1);
    const alone = noTemplates(1);
    expect([...growTemplates(alone, places.slice(110, 113), ['N', 'N', 'N'], { ...span, leads: [off] }).template].every((id) => id >= 0)).toBe(true);
  });

  it('have none for artefacts and for beats no lead shows', () => {
    const state = noTemplates(2);
    const blind = { ...span, valid: span.valid.map((v) => new Uint8Array(v.length)) };
    expect(growTemplates(state, [300], ['N'], blind).template[0]).toBe(-1);
    expect(growTemplates(state, [300], ['X'], span).template[0]).toBe(-1);
    expect(state.templates).toEqual([]);
  });

  it('are named by class and letter', () => {
    expect(templateName({ beatClass: 'V', ordinal: 0 })).toBe('V-a');
    expect(templateName({ beatClass: 'N', ordinal: 25 })).toBe('N-z');
    expect(templateName({ beatClass: 'N', ordinal: 26 })).toBe('N-aa');
  });

  it('a state that is none is refused', () => {
    expect(() => restoreTemplates({ version: 2 })).toThrow(RangeError);
    expect(() => restoreTemplates(null)).toThrow(RangeError);
  });
});
