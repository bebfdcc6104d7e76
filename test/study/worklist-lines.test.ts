import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StudyRow } from '../../core/contract/types.ts';
import { packLines, unpackLines } from '../../core/study/worklist-lines.ts';

const sketch = fc.integer({ min: 0, max: 5 }).chain((n) =>
  n === 0
    ? fc.constant(null)
    : fc.record({
        rate: fc.uint8Array({ minLength: n, maxLength: n }),
        S: fc.uint16Array({ minLength: n, maxLength: n }),
        V: fc.uint16Array({ minLength: n, maxLength: n }),
      }),
);
const line = fc.record({ caseId: fc.string(), trouble: fc.string({ unit: 'binary' }), seconds: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)), burdenV: fc.option(fc.double({ min: 0, max: 100, noNaN: true })), sketch });

describe('lines of the worklist in one piece', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const rows = lines as Partial<StudyRow>[] as StudyRow[];
        expect(unpackLines(packLines(rows))).toEqual(rows);
        expect(unpackLines(packLines(rows.toReversed()))).toEqual(rows.toReversed());
      }),
    );
  });
});
