import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../core/review/edit.ts';
import { plan } from '../../core/review/plan.ts';
import { CAME_SINCE, isOpenMark, markNow, templateMark, templateSizes } from '../../core/review/template-mark.ts';
import { contextOf, someState } from './fixtures.ts';

describe('a mark of a template', () => {
  it('stands for ever where all was analysed when it was made', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.boolean(), (beats, goesOn) => {
      expect(markNow('confirmed', beats, goesOn)).toEqual({ state: 'confirmed', since: 0 });
    }));
    expect(markNow(undefined, 5, false)).toBeNull();
    expect(isOpenMark(markNow('reopened', 5, false))).toBe(true);
  });

  it('made early asks again once more than a share of the beats came since, and says how many', () => {
    const early = templateMark('confirmed', 90);
    expect(markNow(early, 90, true)).toEqual({ state: 'confirmed', since: 0 });
    expect(markNow(early, 180, true)).toEqual({ state: 'confirmed', since: 0 });
    expect(markNow(early, 181, true)).toEqual({ state: 'reopened', since: 91 });
    expect(markNow(early, 100, false)).toEqual({ state: 'confirmed', since: 0 });
    expect(markNow(early, 101, false)).toEqual({ state: 'reopened', since: 11 });
    expect(markNow(early, 3, false)).toEqual({ state: 'confirmed', since: 0 });
  });

  it('never lets more than that share of beats pass as seen that nobody saw', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 20_000 }), fc.constantFrom('confirmed', 'changed', 'rejected'), (of, beats, state) => {
        const now = markNow(templateMark(state, of), beats, false)!;
        if (!isOpenMark(now)) expect(beats - of).toBeLessThanOrEqual(CAME_SINCE.analysed * beats);
        else expect(now.since).toBe(beats - of);
      }),
    );
  });

  it('keeps its beats only while more may come, whether it is confirmed or relabelled', () => {
    const state = someState(40);
    const marks = (changes: readonly Change[]): unknown[] => changes.flatMap((change) => (change.entity === 'review-mark' ? [change.after] : []));
    const said = (goesOn: boolean): unknown[] => [
      ...marks(plan(state, { kind: 'mark', template: 1, state: 'confirmed' }, { ...contextOf(state), goesOn }).changes),
      ...marks(plan(state, { kind: 'relabel-template', template: 2, code: 4 }, { ...contextOf(state), goesOn }).changes),
      ...marks(plan({ ...state, values: new Map([['review-mark', new Map([['1', 'confirmed']])]]) }, { kind: 'mark', template: 1, state: null }, { ...contextOf(state), goesOn }).changes),
    ];
    expect(templateSizes(state.beats).get(1)).toBe(10);
    expect(said(false)).toEqual(['confirmed', 'changed', null]);
    expect(said(true)).toEqual(['confirmed 10', 'changed 10', null]);
  });
});
