import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CarryConflict } from '../../core/review/carry.ts';
import { eventMark, eventMarkName } from '../../core/review/event-ledger.ts';
import { findingItems, openFindings } from '../../core/review/finding-items.ts';
import { FINDING_KINDS, findingKey, SEVERITIES, type Finding } from '../../core/rhythm/finding.ts';
import type { TemplateGroup } from '../../renderer/state/derived.ts';
import { emptyWords } from '../../renderer/sections/queue-words.tsx';
import { afterMarks, isUndecided, standingsOf, stateOf, undecidedUrgent } from '../../renderer/state/events.ts';
import { kindChoices } from '../../renderer/state/kind-letters.ts';
import { badgesOf, nextOpen, queueOf, type QueueInput } from '../../renderer/state/queue.ts';

function finding(more: Partial<Finding>): Finding {
  return { kind: 'pause', from: 0, to: 500, severity: 'important', rate: null, leads: [], confidence: 0.9, reason: '', anchors: [more.from ?? 0], evidence: {}, ...more };
}

function group(id: number, open: boolean): TemplateGroup {
  return { id, name: `N-${id}`, beatClass: 'N', count: 10, apart: 0, share: 0, unlike: 0, alike: 100, moved: 0, movedTo: null, mark: open ? 'unseen' : 'confirmed', open, since: 0, info: { id, name: `N-${id}`, beatClass: 0, count: 10, average: [], rate: 250, peak: 0 } };
}

const conflict: CarryConflict = { kind: 'label', key: 4, sample: 900, person: 2, before: 0, run: 1 };
const NOTHING: QueueInput = { findings: [], standings: new Map(), groups: [], order: [], conflicts: [], extra: [], startAssumed: false };

const anyFinding = fc
  .record({ kind: fc.constantFrom(...FINDING_KINDS), severity: fc.constantFrom(...SEVERITIES), from: fc.integer({ min: 0, max: 1e6 }), confidence: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map((more) => finding({ ...more, to: more.from + 600 }));

describe('the queue', () => {
  it('has urgent findings first, then conflicts and questions, important findings, templates, what was assumed', () => {
    const queue = queueOf({
      ...NOTHING,
      findings: [finding({ from: 1 }), finding({ from: 2, severity: 'urgent', confidence: 0.2 }), finding({ from: 3, to: 900, severity: 'urgent', confidence: 0.9 }), finding({ from: 4, severity: 'note' })],
      groups: [group(1, true), group(2, false)],
      order: [2, 1],
      conflicts: [conflict],
      extra: [{ id: 'q1', kind: 'question', title: 'V?', words: '', sample: 5, go: () => undefined, tab: 'beats', open: true }],
      startAssumed: true,
    });
    expect(queue.map(({ kind, id }) => (kind === 'event' ? id.split(':')[1] : kind === 'template' ? id : kind))).toEqual(['3', '2', 'conflict', 'question', '1', 'template 2', 'template 1', 'start']);
    expect(badgesOf(queue)).toEqual({ overview: 1, beats: 3, episodes: 3, report: 0 });
  });

  it('holds every finding that weighs once, urgent ones alone, and what is only of note not at all', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 60 }), (findings) => {
        const items = queueOf({ ...NOTHING, findings }).flatMap((item) => (item.kind === 'event' ? [item] : []));
        const { decided, of } = findingItems(findings.map((one) => ({ finding: one, state: 'unseen' as const })));
        // The worklist counts the same items.
        expect([of, decided]).toEqual([items.length, 0]);
        expect(openFindings(findings.map((one) => ({ finding: one, state: 'unseen' as const })))).toEqual({ findings: findings.filter(({ severity }) => severity !== 'note').length, items: items.length });
        const weighty = findings.filter(({ severity }) => severity !== 'note');
        expect(items.flatMap((item) => item.findings.map(findingKey)).toSorted()).toEqual(weighty.map(findingKey).toSorted());
        for (const item of items) if (item.findings[0]?.severity === 'urgent') expect(item.findings).toHaveLength(1);
      }),
    );
  });

  it('counts a group as open until each of it is decided, and goes round its end', () => {
    const many = Array.from({ length: 5 }, (_, i) => finding({ from: i * 1000 }));
    const confirmed = (n: number): ReturnType<typeof standingsOf> => standingsOf(many.slice(0, n).map(({ kind, anchors, from, to }) => ({ kind, anchors, from, to, state: 'confirmed', by: null })));
    const open = (n: number): boolean[] => queueOf({ ...NOTHING, findings: many, standings: confirmed(n) }).map((item) => item.open);
    expect([open(0), open(4), open(5)]).toEqual([[true], [true], [false]]);
    const row = (n: number): unknown => findingItems(many.map((one, i) => ({ finding: one, state: i < n ? 'confirmed' : 'unseen' })));
    expect([0, 4, 5].map((n) => openFindings(many.map((one, i) => ({ finding: one, state: i < n ? 'confirmed' : 'unseen' }))))).toEqual([{ findings: 5, items: 1 }, { findings: 1, items: 1 }, { findings: 0, items: 0 }]);
    expect([row(4), row(5)]).toEqual([{ decided: 0, of: 1 }, { decided: 1, of: 1 }]);
    const queue = queueOf({ ...NOTHING, groups: [group(1, true), group(2, false), group(3, true)], order: [1, 2, 3] });
    expect(nextOpen(queue, 'template 1')?.id).toBe('template 3');
    expect(nextOpen(queue, 'template 3')?.id).toBe('template 1');
    expect(nextOpen(queue.slice(1, 2), null)).toBeNull();
  });
});

describe('standings of findings', () => {
  it('follow the marks of an edit at once, and its undoing', () => {
    const one = finding({ kind: 'ventricular-tachycardia', severity: 'urgent', anchors: [3, 9] });
    const name = eventMarkName(one);
    const after = eventMark(one, 'rejected');
    const marked = afterMarks(new Map(), [{ entity: 'review-mark', op: 'set', name, before: null, after }]);
    expect(stateOf(marked, one)).toBe('rejected');
    expect(undecidedUrgent([one], marked)).toEqual([]);
    const back = afterMarks(marked, [{ entity: 'review-mark', op: 'set', name, before: after, after: null }]);
    expect(stateOf(back, one)).toBe('unseen');
    expect(undecidedUrgent([one], back)).toEqual([one]);
    // Marks of templates are none of theirs.
    expect(afterMarks(marked, [{ entity: 'review-mark', op: 'set', name: '7', before: null, after: 'confirmed' }])).toBe(marked);
    expect([isUndecided('unseen'), isUndecided('reopened'), isUndecided('changed')]).toEqual([true, true, false]);
  });
});

describe('letters of kinds', () => {
  it('are one for each kind, and those of a pause are of pauses only', () => {
    for (const kind of [null, ...FINDING_KINDS]) {
      const choices = kindChoices(kind);
      expect(new Set(choices.map(({ letter }) => letter)).size).toBe(choices.length);
      for (const { letter } of choices) expect(letter).toMatch(/^[A-Z1-9]$/);
    }
    expect(kindChoices('pause').every(({ kind }) => kind.includes('pause'))).toBe(true);
    expect(kindChoices(null).find(({ kind }) => kind === 'ventricular-tachycardia')?.letter).toBe('V');
  });
});

it('an empty queue says that nothing is left only once the analysis is through', () => {
  expect(emptyWords(false)).toBe('Nothing is left to look at.');
  expect(emptyWords(true)).toBe('The analysis is still running.');
});
