import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StripScene } from '../../renderer/charts/ecg-draw.ts';
import { columnFrom, rhythmTop, sampleInGrid } from '../../renderer/charts/lead-grid.ts';
import { arrange, leadGroups, LEAD_LAYOUTS, leadOrder, nextOf, rhythmLeads } from '../../renderer/state/leads.ts';

const TWELVE = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const SPELLED = ['v6', 'V5', 'V4', 'v3', 'V2', 'v1', 'avf', 'AVL', 'aVR', 'iii', 'ii', 'i'];
const of = (names: readonly string[], leads: readonly number[]): string[] => leads.map((lead) => names[lead]!.toLowerCase());

describe('leads of the strip', () => {
  it('stand as on an ECG, whatever their order and spelling in the file', () => {
    expect(of(SPELLED, leadOrder(SPELLED))).toEqual(TWELVE.map((name) => name.toLowerCase()));
    const { columns, rhythm } = arrange(SPELLED, '3x4', null, null);
    expect(columns.map((column) => of(SPELLED, column))).toEqual([['i', 'ii', 'iii'], ['avr', 'avl', 'avf'], ['v1', 'v2', 'v3'], ['v4', 'v5', 'v6']]);
    expect(of(SPELLED, [rhythm!])).toEqual(['ii']);
    expect(arrange(TWELVE, '6x2', null, 6)).toEqual({ columns: [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]], rhythm: 6 });
    expect(arrange(TWELVE, '12x1', null, null).columns).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]);
    expect(arrange(TWELVE, '3x4', 'inferior', null).columns).toEqual([[1], [2], [5]]);
    expect(leadOrder(['V1', 'MLII', 'I', 'III', 'aVR', 'aVL', 'aVF', 'V2', 'V3', 'V4', 'V5', 'V6']).slice(0, 3)).toEqual([2, 1, 3]);
    expect(of(TWELVE, rhythmLeads(TWELVE))).toEqual(['ii', 'v1', 'v5']);
  });

  it('are each seen once in every layout, of any number and names', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uniqueArray(fc.string({ maxLength: 4 }), { minLength: 1, maxLength: 15 }), fc.shuffledSubarray(TWELVE, { minLength: 1 })), fc.constantFrom(...LEAD_LAYOUTS), (names, layout) => {
        const seen = arrange(names, layout, null, null).columns.flat();
        if (layout !== 'few') expect(seen.toSorted((a, b) => a - b)).toEqual(names.map((_, i) => i));
        // By groups, too, all of them can be reached.
        const groups = leadGroups(names);
        if (groups.length > 0) expect(new Set(groups.flatMap(({ leads }) => leads)).size).toBe(names.length);
        else expect(arrange(names, 'few', null, null).columns[0]).toHaveLength(names.length);
        let layoutNow: (typeof LEAD_LAYOUTS)[number] = layout;
        for (let i = 0; i < LEAD_LAYOUTS.length; i++) layoutNow = nextOf(LEAD_LAYOUTS, layoutNow);
        expect(layoutNow).toBe(layout);
      }),
    );
  });

  it('give a click the sample that is drawn there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 700, max: 2400 }), fc.integer({ min: 380, max: 900 }), fc.boolean(), fc.constantFrom(1, 2, 3, 4), fc.double({ min: 0, max: 1, noNaN: true }), (width, height, runOn, columns, share) => {
        const scene: Pick<StripScene, 'from' | 'speed' | 'sampleRate' | 'sample' | 'current'> = { from: 5000, speed: 25, sampleRate: 500, sample: Float64Array.of(6000, 7000), current: 1 };
        const grid = { columns: Array.from({ length: columns }, (_, i) => [i]), rhythm: 0, runOn };
        const wide = (width - 44) / columns;
        for (let column = 0; column < columns; column++) {
          const from = columnFrom(scene, grid, width, column);
          expect(sampleInGrid(scene, grid, width, height, { x: 44 + column * wide + share * (wide - 0.01), y: 60 })).toBeCloseTo(from + (share * (wide - 0.01) * 500) / 100, 6);
          if (!runOn && columns > 1) expect(from).toBe(columnFrom(scene, grid, width, 0));
        }
        expect(sampleInGrid(scene, grid, width, height, { x: 144, y: rhythmTop(height) + 1 })).toBeCloseTo(5500, 6);
      }),
    );
  });
});
