import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FINDING_KINDS, findingKey, SEVERITIES, type Finding } from '../../core/rhythm/finding.ts';
import { pinsApart, type DayPin } from '../../renderer/charts/day-data.ts';
import { standingFindings } from '../../renderer/state/events.ts';
import { keyOfLongest } from '../../renderer/state/finding-shown.ts';
import { countsOf, filterOf, lengthsOf, listedAfter, pinsOf, sectionsOf } from '../../renderer/state/findings.ts';

const RATE = 250;

function finding(more: Partial<Finding>): Finding {
  return { kind: 'pause', from: 0, to: 500, severity: 'important', rate: null, leads: [], confidence: 0.9, reason: '', anchors: [more.from ?? 0], evidence: {}, ...more };
}

const anyFinding = fc
  .record({ kind: fc.constantFrom(...FINDING_KINDS), severity: fc.constantFrom(...SEVERITIES), from: fc.integer({ min: 0, max: 1e6 }), confidence: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map((more) => finding({ ...more, to: more.from + 600 }));
const anyDay = fc.array(anyFinding, { maxLength: 60 });

describe('the list of findings', () => {
  it('puts urgent before important before note, the longest first where it is urgent, else the doubtful', () => {
    const sections = sectionsOf(
      [
        finding({ from: 1, severity: 'note', kind: 'bradycardia' }),
        finding({ from: 2, severity: 'urgent', confidence: 0.4 }),
        finding({ from: 3, to: 900, severity: 'urgent', confidence: 0.9 }),
        finding({ from: 4, severity: 'important', confidence: 0.9 }),
        finding({ from: 5, to: 480, severity: 'important', confidence: 0.4 }),
      ],
      { filter: null, unfolded: new Set(), most: 100 },
    );
    expect(sections.map(({ severity }) => severity)).toEqual(['urgent', 'important', 'note']);
    expect(sections.map(({ lines }) => lines.map(({ members }) => members[0]?.from))).toEqual([[3, 2], [5, 4], [1]]);
  });

  it('leaves each in its place when an edit changes the doubt, and puts what a person set in the place of what it was', () => {
    const day = [1, 2, 3, 4].map((i) => finding({ from: i * 1000, to: i * 1000 + 500, confidence: i / 10, kind: i === 2 ? 'atrial-fibrillation' : 'pause' }));
    const placesIn = (findings: readonly Finding[], listed: ReturnType<typeof listedAfter>): number[] => sectionsOf(findings, { filter: null, unfolded: new Set(), most: 100, listed }).flatMap(({ lines }) => lines.map(({ members }) => members[0]!.from));
    const first = listedAfter(null, day);
    expect(placesIn(day, first)).toEqual([1000, 2000, 3000, 4000]);
    const after = day.map((one, i) => (i === 0 ? { ...one, confidence: 0.9 } : i === 1 ? { ...one, from: 2010, anchors: [2010], confidence: 1, hand: 'changed' as const } : one));
    const now = [...after, finding({ from: 9000, confidence: 0.25, kind: 'bradycardia' })];
    expect(placesIn(now, listedAfter(first, now))).toEqual([1000, 2010, 9000, 3000, 4000]);
    // Listed anew, what is in doubt stands first again.
    expect(placesIn(now, listedAfter(null, now))).toEqual([9000, 3000, 4000, 1000, 2010]);
    expect(placesIn(day, listedAfter(listedAfter(first, now), day))).toEqual([1000, 2000, 3000, 4000]);
  });

  it('shows many of a kind as one line, and each of them when it is unfolded', () => {
    const many = Array.from({ length: 214 }, (_, i) => finding({ kind: 'pause-after-ectopic-beat', from: i * 1000, to: i * 1000 + 520 }));
    const [folded] = sectionsOf(many, { filter: null, unfolded: new Set(), most: 300 });
    expect(folded?.lines).toHaveLength(1);
    expect(folded?.lines[0]?.members).toHaveLength(214);
    const [unfolded] = sectionsOf(many, { filter: null, unfolded: new Set([folded!.lines[0]!.key]), most: 300 });
    expect(unfolded?.lines).toHaveLength(215);
    expect(unfolded?.lines.slice(1).every(({ within }) => within === folded!.lines[0]!.key)).toBe(true);
  });

  it('never folds urgent ones away', () => {
    const many = Array.from({ length: 20 }, (_, i) => finding({ severity: 'urgent', from: i * 1000 }));
    expect(sectionsOf(many, { filter: null, unfolded: new Set(), most: 300 })[0]?.lines).toHaveLength(20);
    expect(sectionsOf(many, { filter: null, unfolded: new Set(), most: 12 })[0]).toMatchObject({ count: 20, more: 8 });
  });

  it('holds every finding once, and its chips add up', () => {
    fc.assert(
      fc.property(anyDay, (findings) => {
        const sections = sectionsOf(findings, { filter: null, unfolded: new Set(), most: 1000 });
        expect(sections.flatMap(({ lines }) => lines.flatMap(({ members }) => members.map(findingKey))).toSorted()).toEqual(findings.map(findingKey).toSorted());
        expect(sections.reduce((sum, { count }) => sum + count, 0)).toBe(findings.length);
        const counts = countsOf(findings);
        expect([...counts.values()].reduce((a, b) => a + b, 0)).toBe(findings.length);
        for (const [filter, n] of counts) {
          const cut = sectionsOf(findings, { filter, unfolded: new Set(), most: 1000 });
          expect(cut.reduce((sum, { count }) => sum + count, 0)).toBe(n);
          expect(cut.every(({ lines }) => lines.every(({ members }) => members.every((member) => filterOf(member) === filter)))).toBe(true);
        }
      }),
    );
  });

  it('tells the lengths of many', () => {
    expect(lengthsOf([finding({ from: 0, to: 500 }), finding({ from: 0, to: 750 })], RATE)).toEqual([2, 3]);
  });
});

describe('chips', () => {
  it('count ventricular fibrillation as that, not among the runs', () => {
    expect(filterOf(finding({ kind: 'ventricular-fibrillation' }))).toBe('vf');
    expect(filterOf(finding({ kind: 'ventricular-tachycardia' }))).toBe('v-run');
  });
});

describe('pins over the day', () => {
  it('stand for what is more than a note, and for runs, pauses and fibrillation', () => {
    const pins = pinsOf(
      [
        finding({ from: 0, to: 250_000, kind: 'atrial-fibrillation' }),
        finding({ from: 1000, kind: 'ventricular-couplet', severity: 'note' }),
        finding({ from: 2000, kind: 'supraventricular-run', severity: 'note' }),
      ],
      RATE,
    );
    expect(pins.map(({ at, to, decided }) => [at, to, decided])).toEqual([
      [0, 1000, false],
      [8, null, false],
    ]);
    const run = finding({ from: 2000, kind: 'supraventricular-run', severity: 'note' });
    const with_ = (state: 'confirmed' | 'rejected' | 'reopened'): DayPin[] => pinsOf([run], RATE, new Map([[findingKey(run), { state, by: null }]]));
    expect(with_('confirmed')).toMatchObject([{ decided: true, again: false }]);
    expect(with_('reopened')).toMatchObject([{ decided: false, again: true }]);
    expect(with_('rejected')).toEqual([]);
  });

  it('stand apart, and the worse one keeps its place', () => {
    const pin = (at: number, rank: number): DayPin => ({ at, to: null, rank, key: `${at}` });
    expect(pinsApart([pin(10, 2), pin(12, 0), pin(100, 1)], (seconds) => seconds, 0, 1000).map(({ at }) => at)).toEqual([12, 100]);
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.integer({ min: 0, max: 400 }), rank: fc.integer({ min: 0, max: 2 }) }), { maxLength: 80 }), (made) => {
        const pins = made.map(({ at, rank }) => pin(at, rank));
        const apart = pinsApart(pins, (seconds) => seconds, 0, 400);
        const places = apart.map(({ at }) => at).toSorted((a, b) => a - b);
        for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(8);
        // What is left out meets one that is no better.
        for (const left of pins) expect(apart.some(({ at, rank }) => Math.abs(at - left.at) < 8 && rank <= left.rank)).toBe(true);
      }),
    );
  });
});

describe('what a number of findings leads to', () => {
  it('is the longest that nobody has rejected', () => {
    const short = finding({ from: 10, to: 600 });
    const long = finding({ from: 2000, to: 9000 });
    const rejected = finding({ from: 20_000, to: 60_000 });
    const standings = new Map([[findingKey(rejected), { state: 'rejected' as const, by: null }]]);
    const standing = standingFindings([short, long, rejected], standings);
    expect(standing).toEqual([short, long]);
    expect(keyOfLongest(standing)).toBe(findingKey(long));
    expect(keyOfLongest([])).toBeNull();
  });
});
