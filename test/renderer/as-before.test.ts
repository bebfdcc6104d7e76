import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventState } from '../../core/review/event-ledger.ts';
import { FINDING_KINDS, SEVERITIES, type Finding } from '../../core/rhythm/finding.ts';
import { findingsAsBefore, standingsAsBefore } from '../../renderer/state/as-before.ts';
import type { EventStandings } from '../../renderer/state/events.ts';

const anyFinding: fc.Arbitrary<Finding> = fc
  .record({ kind: fc.constantFrom(...FINDING_KINDS.slice(0, 3)), severity: fc.constantFrom(...SEVERITIES), from: fc.integer({ min: 0, max: 9 }), beats: fc.integer({ min: 3, max: 5 }) })
  .map(({ kind, severity, from, beats }) => ({ kind, severity, from, to: from + 5, rate: null, leads: [0], confidence: 0.5, reason: `${beats} beats`, anchors: [from, from + 1], evidence: { beats, seconds: Number.NaN } }));
const anyDay = fc.array(anyFinding, { maxLength: 12 });

describe('an answer that is as the one before', () => {
  it('is the list of before where nothing differs, and always says what the new one says', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (before, now) => {
        expect(findingsAsBefore(before, structuredClone(before))).toBe(before);
        expect(findingsAsBefore(before, now)).toEqual(now);
        expect(findingsAsBefore(null, now)).toBe(now);
      }),
      { seed: 1 },
    );
  });

  it('keeps each finding before and behind what changed', () => {
    fc.assert(
      fc.property(anyDay, anyDay, anyDay, anyDay, (head, was, is, tail) => {
        const before = [...head, ...was, ...tail];
        const now = [...head, ...is, ...tail].map((finding) => structuredClone(finding));
        const kept = findingsAsBefore(before, now);
        expect(kept).toEqual(now);
        head.forEach((finding, i) => expect(kept[i]).toBe(finding));
        tail.forEach((finding, i) => expect(kept.at(i - tail.length)).toBe(finding));
      }),
      { seed: 2 },
    );
  });

  it.each([['to', 99], ['severity', 'note'], ['rate', 70], ['confidence', 0.4], ['reason', '4 beats'], ['hand', 'changed'], ['anchors', [1, 3]], ['leads', [1]], ['evidence', { beats: 3 }], ['evidence', { beats: 4, seconds: 1 }]] as const)('takes a new %s for new', (name, value) => {
    const was: Finding = { kind: 'pause', from: 1, to: 6, severity: 'urgent', rate: null, leads: [0], confidence: 0.5, reason: '3 beats', anchors: [1, 2], evidence: { beats: 3, seconds: 1 } };
    const is = { ...was, [name]: value } as Finding;
    expect(findingsAsBefore([was], [is])).toEqual([is]);
  });

  it('leaves standings as they are where none differs', () => {
    const of = (...all: [string, EventState, number | null][]): EventStandings => new Map(all.map(([key, state, by]) => [key, { state, by }]));
    const before = of(['a', 'confirmed', null], ['b', 'reopened', 3]);
    expect(standingsAsBefore(before, of(['a', 'confirmed', null], ['b', 'reopened', 3]))).toBe(before);
    for (const now of [of(['a', 'confirmed', null]), of(['a', 'confirmed', null], ['b', 'reopened', 4]), of(['a', 'rejected', null], ['b', 'reopened', 3]), of(['a', 'confirmed', null], ['c', 'reopened', 3])]) expect(standingsAsBefore(before, now)).toBe(now);
  });
});
