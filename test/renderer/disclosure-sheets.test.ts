/** Which sheets of full disclosure are to be there: what is seen, and what may be seen next. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, SHEET_LINES, sheetOf, wantedSheets } from '../../renderer/charts/disclosure-sheets.ts';

describe('sheets of full disclosure', () => {
  it('are those that are seen, then a screen where the reader goes, then one where the reader comes from', () => {
    const seen = { first: 10 * SHEET_LINES + 1, end: 12 * SHEET_LINES + 1 };
    expect(wantedSheets(seen, 1000, true)).toEqual({ seen: 3, sheets: [10, 11, 12, 13, 14, 15, 9, 8, 7] });
    expect(wantedSheets(seen, 1000, false)).toEqual({ seen: 3, sheets: [10, 11, 12, 9, 8, 7, 13, 14, 15] });
  });

  it('end with the recording', () => {
    expect(wantedSheets({ first: 0, end: 1 }, 1, true)).toEqual({ seen: 1, sheets: [0] });
    expect(wantedSheets({ first: 0, end: 2 * SHEET_LINES }, 3 * SHEET_LINES + 1, true)).toEqual({ seen: 2, sheets: [0, 1, 2, 3] });
    expect(linesOf(3, 3 * SHEET_LINES + 1)).toEqual({ first: 3 * SHEET_LINES, end: 3 * SHEET_LINES + 1 });
  });

  it('hold every line that is seen and never change while the same sheets are seen, so that scrolling draws each line once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 90 }), fc.nat(19_999), fc.boolean(), (count, high, at, downwards) => {
        const first = Math.min(at, count - 1);
        const end = Math.min(count, first + high);
        const { seen, sheets } = wantedSheets({ first, end }, count, downwards);
        expect(new Set(sheets).size).toBe(sheets.length);
        expect(sheets.slice(0, seen)).toEqual(sheets.slice(0, seen).toSorted((a, b) => a - b));
        for (let line = first; line < end; line++) expect(sheets.slice(0, seen)).toContain(sheetOf(line));
        for (const sheet of sheets) expect(linesOf(sheet, count).end).toBeGreaterThan(linesOf(sheet, count).first);
        // A step on within the same sheets wants nothing else, and one back by a screen finds what was there.
        const bottom = linesOf(sheets[seen - 1]!, count).end;
        expect(new Set(wantedSheets({ first, end: bottom }, count, !downwards).sheets)).toEqual(new Set(sheets));
      }),
    );
  });
});
