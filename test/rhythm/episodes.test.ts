/** Tables where people added findings over those of the rules: one episode counts once. */
import { describe, expect, it } from 'vitest';
import { handEventValue, handFinding, withPeople, type HandEvent } from '../../core/review/hand-events.ts';
import { episodesOf, type Told } from '../../core/rhythm/episodes.ts';
import { findingsAfter, tablesOf, type FindingTables } from '../../core/rhythm/findings.ts';
import { DEFAULT_SETTINGS, type FindingKind } from '../../core/rhythm/finding.ts';
import { day, RATE } from './made-day.ts';

type Hand = { kind: FindingKind; from: number; to: number };

/** The tables of a day with what people added, times in seconds. */
function tables(classes: string, rr: number | readonly number[], ...hands: Hand[]): { bare: FindingTables; said: FindingTables } {
  const found = findingsAfter(null, day(classes, rr));
  const event = ({ kind, from, to }: Hand): HandEvent => ({ kind, from: from * RATE, to: to * RATE, anchors: [0, 1], of: null });
  const values = new Map([['event' as const, new Map(hands.map((hand, i) => [`h${i}`, handEventValue({ ...event(hand), anchors: [1000 + i] })]))]]);
  const { counted, said } = withPeople(found.findings, found.series, { values });
  expect(counted.filter(({ hand }) => hand === 'added')).toHaveLength(hands.length);
  expect(hands.map((hand) => handFinding(event(hand), found.series).kind)).toEqual(hands.map(({ kind }) => kind));
  return { bare: tablesOf(found, DEFAULT_SETTINGS), said: tablesOf({ ...found, findings: counted, said }, DEFAULT_SETTINGS) };
}

describe('a run that a person added', () => {
  // Beats at 1, 1.5, …: V from 2 to 3.5 s and from 6 to 7 s.
  const classes = 'NNVVVVNNNNVVVNNN';

  it('over one of the rules is that one, as the longer of the two', () => {
    const { bare, said } = tables(classes, 0.5, { kind: 'ventricular-tachycardia', from: 1.9, to: 4.1 });
    expect(bare.V).toMatchObject({ runs: 2, triplets: 1, longest: { beats: 4 } });
    expect(said.V).toMatchObject({ runs: 2, triplets: 1, longest: { beats: 5, sample: 1.9 * RATE } });
    const within = tables(classes, 0.5, { kind: 'ventricular-tachycardia', from: 2.4, to: 3.1 }).said;
    expect(within.V).toMatchObject({ runs: 2, triplets: 1, longest: { beats: 4 } });
  });

  it('over two of the rules makes one of them', () => {
    expect(tables(classes, 0.5, { kind: 'ventricular-tachycardia', from: 2, to: 7 }).said.V).toMatchObject({ runs: 1, triplets: 0, longest: { beats: 11 } });
  });

  it('elsewhere counts beside them, and of another class over them, too', () => {
    expect(tables(classes, 0.5, { kind: 'ventricular-tachycardia', from: 4, to: 5 }).said.V.runs).toBe(3);
    const { said } = tables(classes, 0.5, { kind: 'supraventricular-run', from: 2, to: 3.5 });
    expect([said.V.runs, said.S.runs]).toEqual([2, 1]);
  });

  it('takes in a couplet of the rules', () => {
    const { bare, said } = tables('NNVVNNNN', 0.5, { kind: 'ventricular-tachycardia', from: 1.5, to: 3 });
    expect([bare.V.couplets, bare.V.runs]).toEqual([1, 0]);
    expect([said.V.couplets, said.V.runs]).toEqual([0, 1]);
  });
});

it('a couplet and turns of bigeminy that a person added over those of the rules count once', () => {
  expect(tables('NNVVNNNN', 0.5, { kind: 'ventricular-couplet', from: 1.9, to: 2.6 }).said.V.couplets).toBe(1);
  const turns = tables('NVNVNVNVNVN', 0.5, { kind: 'ventricular-bigeminy', from: 1.4, to: 5.6 });
  expect(turns.said.V.bigeminyCycles).toBe(turns.bare.V.bigeminyCycles);
  expect(turns.bare.V.bigeminyCycles).toBeGreaterThan(2);
});

it('flutter stands in a table of its own, what lies over itself once, and is no fibrillation', () => {
  const { bare, said } = tables('N'.repeat(30), 0.5, { kind: 'atrial-flutter', from: 2, to: 8 }, { kind: 'atrial-flutter', from: 5, to: 10 });
  expect(bare.flutter).toEqual({ episodes: 0, seconds: 0, longest: null });
  expect(said.flutter).toEqual({ episodes: 1, seconds: 8, longest: { seconds: 6, sample: 2 * RATE } });
  expect(said.af).toEqual(bare.af);
});

it('a pause that a person added over one of the rules counts once, one elsewhere beside it', () => {
  // Beats at 1 to 5 s, the next at 8 s.
  const rr = [1, 1, 1, 1, 3, 1, 1, 1, 1];
  const steps = (of: FindingTables): number[] => of.pauses.steps.map(({ count }) => count);
  const { bare, said } = tables('NNNNNNNNNN', rr, { kind: 'pause', from: 5.1, to: 8 });
  expect(steps(bare)[0]).toBe(1);
  expect(steps(said)).toEqual(steps(bare));
  expect(steps(tables('NNNNNNNNNN', rr, { kind: 'pause', from: 8, to: 10.5 }).said)[0]).toBe(2);
});

describe('episodes', () => {
  const told = (from: number, to: number, byPerson = false): Told => ({ from, to, byPerson });

  it('of the rules stay apart, whatever they share', () => {
    expect(episodesOf([told(0, 10), told(5, 15)], (one) => one)).toHaveLength(2);
  });

  it('are one with what a person gave over them, not with what merely follows', () => {
    const [a, b, c, person] = [told(0, 10), told(9, 20), told(30, 40), told(8, 30, true)];
    expect(episodesOf([a, b, c, person], (one) => one)).toEqual([[a, b, person], [c]]);
  });
});
