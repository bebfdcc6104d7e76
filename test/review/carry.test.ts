import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { AppError } from '../../core/contract/errors.ts';
import { carried, carriedMarks, carryConflicts, decodeMatch, encodeMatch, matchRuns } from '../../core/review/carry.ts';
import type { CarryConflict } from '../../core/review/carry.ts';
import { differences } from '../../core/review/differences.ts';
import { findConflictOfAll } from '../../core/review/conflict.ts';
import { nearestFirst } from '../../core/review/match.ts';
import { plan } from '../../core/review/plan.ts';
import { applyAll } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import { contextOf, requestFor, someState } from './fixtures.ts';

const RATE = 250;
const WINDOW = 0.075 * RATE;

/** The new run: most beats a little elsewhere, some gone, some labelled otherwise, some that were not there. */
function nextRun(old: BeatColumns, chance: readonly number[]): BeatColumns {
  const samples: [number, number, number][] = [];
  old.sample.forEach((sample, i) => {
    const dice = chance[i % chance.length]!;
    if (dice % 13 === 0) return;
    samples.push([sample + (dice % 41) - 20, dice % 5 === 0 ? (old.code[i]! + 1) % 4 : old.code[i]!, 1 + (dice % 3)]);
    if (dice % 17 === 0) samples.push([sample + 90, 2, 2]);
  });
  const rows = [...new Map(samples.map((row) => [row[0], row])).values()].toSorted((a, b) => a[0] - b[0]);
  return {
    key: Int32Array.from(rows.keys()),
    sample: Float64Array.from(rows, ([sample]) => sample),
    code: Uint8Array.from(rows, ([, code]) => code),
    template: Uint16Array.from(rows, ([, , template]) => template),
    probability: new Uint8Array(5 * rows.length).fill(7),
    likeness: new Int8Array(rows.length).fill(50),
    source: new Uint8Array(rows.length),
  };
}

/** The nearest pair of all, again and again. */
function bruteMatch(places: readonly { at: number; rank: number }[], peaks: readonly number[]): (number | null)[] {
  const partner: (number | null)[] = places.map(() => null);
  const free = new Set(peaks.keys());
  for (;;) {
    let best: { place: number; peak: number; order: number[] } | null = null;
    places.forEach(({ at, rank }, place) => {
      if (partner[place] !== null) return;
      for (const peak of free) {
        const distance = Math.abs(peaks[peak]! - at);
        if (distance > WINDOW) continue;
        const order = [distance, rank, at, place, peak];
        const first = best === null ? -1 : order.findIndex((value, i) => value !== best!.order[i]);
        if (best === null || (first >= 0 && order[first]! < best.order[first]!)) best = { place, peak, order };
      }
    });
    if (best === null) return partner;
    const { place, peak }: { place: number; peak: number } = best;
    partner[place] = peak;
    free.delete(peak);
  }
}

interface Beat {
  key: number;
  sample: number;
  code: number;
  source: number;
}

const listed = (beats: BeatColumns): Beat[] => Array.from(beats.key, (key, i) => ({ key, sample: beats.sample[i]!, code: beats.code[i]!, source: beats.source[i]! }));

/** The conflicts, found beat by beat from lists of objects, with the brute match. */
function bruteConflicts(old: Beat[], current: Beat[], next: Beat[]): Omit<CarryConflict, 'key'>[] {
  const now = new Map(current.map((beat) => [beat.key, beat]));
  const left = old.filter(({ key }) => !now.has(key));
  const moved = old.filter(({ key, sample }) => now.has(key) && now.get(key)!.sample !== sample);
  const places = [...current.map(({ sample }) => ({ at: sample, rank: 0 })), ...[...left, ...moved].map(({ sample }) => ({ at: sample, rank: 1 }))];
  const partner = bruteMatch(places, next.map(({ sample }) => sample));
  const of = (i: number): Beat | null => (partner[i] == null ? null : next[partner[i]]!);
  const found: Omit<CarryConflict, 'key'>[] = [];
  current.forEach((beat, i) => {
    const was = old.find(({ key }) => key === beat.key);
    const origin = moved.findIndex(({ key }) => key === beat.key);
    const said = of(i) ?? (origin >= 0 ? of(current.length + left.length + origin) : null);
    if (!was) {
      if (said && said.code !== beat.code) found.push({ kind: 'label', sample: beat.sample, person: beat.code, before: null, run: said.code });
    } else if (beat.source === 1) {
      if (!said) found.push({ kind: 'gone', sample: beat.sample, person: beat.code, before: was.code, run: null });
      else if (said.code !== was.code && said.code !== beat.code) found.push({ kind: 'label', sample: beat.sample, person: beat.code, before: was.code, run: said.code });
    }
  });
  left.forEach((beat, i) => {
    const said = of(current.length + i);
    if (said && said.code !== beat.code) found.push({ kind: 'deleted', sample: beat.sample, person: null, before: beat.code, run: said.code });
  });
  return found;
}

const order = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** A day that people edited, and the run that comes after it. */
const scene = fc
  .record({ edits: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), chance: fc.array(fc.nat(10_000), { minLength: 40, maxLength: 40 }), seed: fc.nat() })
  .map(({ edits, chance, seed }) => {
    const before = someState(40);
    let state: EditState = before;
    edits.forEach((_, i) => {
      const [request] = fc.sample(requestFor(state), { seed: seed + i, numRuns: 1 });
      try {
        state = applyAll(state, plan(state, request!, contextOf(state)).changes);
      } catch (thrown) {
        // A request that makes no sense for this state changes nothing.
        if (!(thrown instanceof AppError)) throw thrown;
      }
    });
    return { old: before.beats, current: state.beats, next: nextRun(before.beats, chance) };
  });

function merged({ old, current, next }: { old: BeatColumns; current: BeatColumns; next: BeatColumns }): { beats: BeatColumns; held: Map<number, number>; match: ReturnType<typeof matchRuns> } {
  const match = decodeMatch(encodeMatch(matchRuns(old, current, next, RATE)));
  const held = new Map<number, number>();
  let serial = 1_000_000;
  const beats = carried({
    old,
    current,
    next,
    match,
    held: new Map(),
    hold: (key) => {
      held.set(key, -serial);
      return -serial++;
    },
  });
  return { beats, held, match };
}

describe('the beats of two runs', () => {
  it('are matched one to one, nearest first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(600), { maxLength: 30 }), fc.uniqueArray(fc.nat(600), { maxLength: 30 }), fc.array(fc.nat(1), { minLength: 30, maxLength: 30 }), (places, peaks, ranks) => {
        const sorted = peaks.toSorted((a, b) => a - b);
        const brute = bruteMatch(places.map((at, i) => ({ at, rank: ranks[i]! })), sorted);
        expect(Array.from(nearestFirst(places, ranks, sorted, WINDOW))).toEqual(brute.map((peak) => peak ?? -1));
      }),
    );
  });
});

describe('a new run', () => {
  it('leaves every beat that people edited as it is, and takes all others as it says', () => {
    fc.assert(
      fc.property(scene, ({ old, current, next }) => {
        const { beats } = merged({ old, current, next });
        const there = new Map(listed(beats).map((beat) => [beat.sample, beat]));
        for (const beat of listed(current)) if (beat.source === 1) expect(there.get(beat.sample)).toMatchObject({ code: beat.code, source: 1 });
        const people = listed(beats).filter(({ source }) => source === 1);
        expect(people.length).toBe(listed(current).filter(({ source }) => source === 1).length);
        const run = new Map(listed(next).map((beat) => [beat.key, beat]));
        for (const beat of listed(beats)) if (beat.source === 0) expect(run.get(beat.key)).toEqual(beat);
        const samples = Array.from(beats.sample);
        expect(samples).toEqual([...new Set(samples)].toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it('lists exactly the conflicts that a second reckoning finds', () => {
    let found = 0;
    fc.assert(
      fc.property(scene, ({ old, current, next }) => {
        const { match, held } = merged({ old, current, next });
        const conflicts = carryConflicts({ old, current, next, match }, held).map(({ kind, sample, person, before, run }) => ({ kind, sample, person, before, run }));
        found += conflicts.length;
        expect(conflicts.toSorted(order)).toEqual(bruteConflicts(listed(old), listed(current), listed(next)).toSorted(order));
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('is reached from its own beats by changes that apply where they stand', () => {
    fc.assert(
      fc.property(scene, ({ old, current, next }) => {
        const { beats } = merged({ old, current, next });
        const from: EditState = { beats: next, values: new Map() };
        const changes = differences(next, beats);
        expect(findConflictOfAll(from, changes)).toBeNull();
        expect(applyAll(from, changes).beats).toEqual(beats);
      }),
    );
  });

  it('keeps a mark only where every beat had it and is labelled the same', () => {
    const { beats: old } = someState(40);
    const same: BeatColumns = { ...old };
    const changed: BeatColumns = { ...old, code: old.code.map((code, i) => (i === 1 ? 3 : code)) };
    const marks = new Map([['1', 'confirmed'], ['2', 'confirmed'], ['3', 'rejected']]);
    const after = (next: BeatColumns, said = marks): Map<string, string> => {
      const { match, held, beats } = merged({ old, current: old, next });
      return carriedMarks({ current: old, match }, held, beats, said);
    };
    expect(after(same)).toEqual(marks);
    expect(after(changed)).toEqual(new Map([...marks, ['2', 'reopened']]));
    expect(after({ ...old, template: new Uint16Array(40).fill(9) })).toEqual(new Map([['9', 'reopened']]));
    // What was said while the day was still analysed: of all its ten beats, and of three.
    expect(after(same, new Map([['1', 'confirmed 10'], ['2', 'confirmed 3']]))).toEqual(new Map([['1', 'confirmed'], ['2', 'reopened']]));
  });
});
