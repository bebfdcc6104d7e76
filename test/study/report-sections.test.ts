import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCKS, FIGURES, inColumns, moved, readSections, toggled, writeSections } from '../../core/study/report-sections.ts';

describe('sections of the report', () => {
  it('are all printed where nothing is chosen', () => {
    expect(readSections(undefined).figures).toEqual(FIGURES.map((id) => ({ id, printed: true })));
    expect(writeSections(readSections(undefined))).toBeNull();
    expect(writeSections(readSections(''))).toBeNull();
  });

  it('are left out and moved among their like', () => {
    const sections = moved(toggled(readSections(undefined), 'hrv'), 'pauses', -1);
    expect(sections.figures.map(({ id }) => id).slice(2, 5)).toEqual(['ventricular', 'pauses', 'supraventricular']);
    const value = writeSections(sections);
    expect(value).toContain('-hrv');
    expect(readSections(value ?? '')).toEqual(sections);
    expect(moved(sections, 'rate', -1)).toEqual(sections);
    expect(moved(sections, 'waves', 1)).toEqual(sections);
    expect(moved(moved(sections, 'trend', 1), 'trend', -1)).toEqual(sections);
  });

  it('are each there once, whatever a setting says', () => {
    const word = fc.oneof(fc.constantFrom(...FIGURES, ...BLOCKS), fc.constantFrom('-hrv', '-trend', 'conclusion', '-conclusion', '', '--rate', 'x'));
    fc.assert(
      fc.property(fc.array(word), (names) => {
        const { figures, blocks } = readSections(names.join(','));
        expect(figures.map(({ id }) => id).toSorted()).toEqual([...FIGURES].toSorted());
        expect(blocks.map(({ id }) => id).toSorted()).toEqual([...BLOCKS].toSorted());
        expect(readSections(writeSections({ figures, blocks }) ?? '')).toEqual({ figures, blocks });
      }),
    );
  });

  it('stand in columns of about one height, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 20 }), (heights) => {
        const columns = inColumns(heights, 3, (height) => height);
        expect(columns.flat()).toEqual(heights);
        const share = heights.reduce((a, b) => a + b, 0) / 3;
        for (const column of columns) expect(column.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(share + 20);
      }),
    );
  });
});
