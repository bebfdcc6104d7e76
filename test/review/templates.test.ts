import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_BEATS, type BeatColumns, type TemplateInfo } from '../../core/beats/columns.ts';
import { FIRST_OWN_TEMPLATE } from '../../core/review/carry.ts';
import { currentTemplates } from '../../core/review/templates.ts';

const shape = { average: [new Float32Array(4)], rate: 125, peak: 1 };
const ofRun: TemplateInfo[] = [
  { id: 1, name: 'N-a', beatClass: 0, count: 50, ...shape },
  { id: 4, name: 'N-b', beatClass: 0, count: 20, ...shape },
  { id: 2, name: 'V-a', beatClass: 2, count: 9, ...shape },
  { id: 3, name: 'V-b', beatClass: 2, count: 4, ...shape },
];

/** Beats of templates: id → codes. */
function beats(of: Readonly<Record<number, number[]>>): BeatColumns {
  const rows = Object.entries(of).flatMap(([id, codes]) => codes.map((code) => ({ id: Number(id), code })));
  const n = rows.length;
  return {
    ...NO_BEATS,
    key: Int32Array.from(rows, (_, i) => i),
    sample: Float64Array.from(rows, (_, i) => i * 100),
    code: Uint8Array.from(rows, (row) => row.code),
    template: Uint16Array.from(rows, (row) => row.id),
    probability: new Uint8Array(n * 5),
    likeness: new Int8Array(n),
    source: new Uint8Array(n),
  };
}

const namesOf = (columns: BeatColumns): Record<number, string> => Object.fromEntries(currentTemplates(columns, ofRun, () => shape).map(({ id, name }) => [id, name]));

describe('names of templates', () => {
  it('are those of the run where nothing was changed', () => {
    expect(namesOf(beats({ 1: [0, 0], 4: [0], 2: [2], 3: [2] }))).toEqual({ 1: 'N-a', 4: 'N-b', 2: 'V-a', 3: 'V-b' });
  });

  it('stay when counts or other templates change; a relabelled one gets a letter of its own', () => {
    const before = namesOf(beats({ 1: [0], 4: [0, 0, 0, 0, 0], 2: [2], 3: [2, 2, 2] }));
    expect(before).toEqual({ 1: 'N-a', 4: 'N-b', 2: 'V-a', 3: 'V-b' });
    const after = namesOf(beats({ 1: [0], 4: [2, 2, 2, 2, 2], 2: [2], 3: [2, 2, 2] }));
    expect(after).toEqual({ ...before, 4: 'V-d' });
  });

  it('are never shared, and depend on the template and its class alone', () => {
    const codes = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
    const anyDay = fc.record({ 1: codes, 2: codes, 3: codes, 4: codes, [FIRST_OWN_TEMPLATE]: codes, [FIRST_OWN_TEMPLATE + 1]: codes });
    fc.assert(
      fc.property(anyDay, anyDay, (one, other) => {
        const first = currentTemplates(beats(one), ofRun, () => shape);
        expect(new Set(first.map(({ name }) => name)).size).toBe(first.length);
        const second = new Map(currentTemplates(beats(other), ofRun, () => shape).map((template) => [`${template.id} ${template.beatClass}`, template.name]));
        for (const { id, beatClass, name } of first) expect(second.get(`${id} ${beatClass}`) ?? name).toBe(name);
      }),
    );
  });
});
