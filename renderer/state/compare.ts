/** Two readings that are compared and settled: what is read of them, the place in their list, and the decisions. */
import { create } from 'zustand';
import { plainCode, type BeatClass } from '../../core/beats/classes.ts';
import type { Comparison } from '../../core/contract/colleagues.ts';
import { errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { ReviewState, Study } from '../../core/contract/types.ts';
import type { BeatDifference, SpanDifference, ValueDifference } from '../../core/review/agreement.ts';
import type { EventDifference } from '../../core/review/agreement-events.ts';
import type { Decision } from '../../core/review/settle.ts';
import { bothReadings, type ReadBeats } from './compared-beats.ts';
import { client, say, sayFailure } from './session.ts';
import { SignalCache } from './signal-cache.ts';
import { WC } from '../parts/words-colleagues.ts';

export type Difference = { id: string } & ({ of: 'beats'; group: BeatDifference } | { of: 'spans'; span: SpanDifference } | { of: 'events' | 'follows'; event: EventDifference } | { of: 'values'; value: ValueDifference });

interface Compare {
  phase: 'loading' | 'ready' | 'failed';
  failure: ErrorShape | null;
  comparison: Comparison | null;
  study: Study | null;
  /** What each reader has of every beat. */
  first: ReadBeats | null;
  second: ReadBeats | null;
  unreadable: Float64Array;
  list: readonly Difference[];
  /** Difference that is shown, and which of its beats. */
  at: string | null;
  place: number;
  /** Decide on the beat that is shown alone. */
  alone: boolean;
  deciding: boolean;
  signalVersion: number;
}

const START: Compare = { phase: 'loading', failure: null, comparison: null, study: null, first: null, second: null, unreadable: new Float64Array(0), list: [], at: null, place: 0, alone: false, deciding: false, signalVersion: 0 };

export const useCompare = create<Compare>()(() => START);
const get = useCompare.getState;
const set = useCompare.setState;

let signals: SignalCache | null = null;
let turn = 0;

export function comparedSignal(): SignalCache | null {
  return signals;
}

function listOf({ agreement }: Comparison): Difference[] {
  return [
    ...agreement.beats.map((group): Difference => ({ id: group.id, of: 'beats', group })),
    ...agreement.spans.map((span): Difference => ({ id: span.id, of: 'spans', span })),
    ...agreement.values.map((value): Difference => ({ id: value.id, of: 'values', value })),
    ...agreement.events.map((event): Difference => ({ id: event.id, of: event.follows ? 'follows' : 'events', event })).toSorted((a, b) => (a.of === b.of ? 0 : a.of === 'events' ? -1 : 1)),
  ];
}

/** Reads two readings; the list begins with what is open. */
export async function openComparison(first: string, second: string): Promise<void> {
  closeComparison();
  const mine = ++turn;
  set(START);
  try {
    const comparison = await client().colleagues.compare({ first, second });
    const ids = { first: comparison.first.caseId, second: comparison.second.caseId };
    const [study, reading] = await Promise.all([client().library.study({ caseId: ids.first }), client().review.state({ caseId: ids.second })]);
    if (mine !== turn) return;
    const { sampleRate, sampleCount } = study.recording;
    signals = new SignalCache(client(), ids.first, sampleRate, sampleCount, () => set({ signalVersion: get().signalVersion + 1 }));
    const list = listOf(comparison);
    set({ phase: 'ready', comparison, study, ...readings(reading, comparison), unreadable: reading.unreadable, list, at: comparison.open[0] ?? list[0]?.id ?? null });
  } catch (thrown) {
    if (mine === turn) set({ phase: 'failed', failure: errorShape(thrown) });
  }
}

function readings(reading: ReviewState, { agreement }: Comparison): { first: ReadBeats; second: ReadBeats } {
  return bothReadings(reading.beats, agreement);
}

export function closeComparison(): void {
  turn++;
  signals?.close();
  signals = null;
}

export function pick(id: string, place = 0): void {
  set({ at: id, place, alone: false });
}

export function step(direction: 1 | -1): void {
  const { list, at } = get();
  const now = list.findIndex(({ id }) => id === at);
  const next = list[Math.max(0, Math.min(list.length - 1, now + direction))];
  if (next) pick(next.id);
}

export function current(): Difference | null {
  const { list, at } = get();
  return list.find(({ id }) => id === at) ?? null;
}

/** Another beat of those that differ alike. */
export function stepPlace(direction: 1 | -1): void {
  const difference = current();
  if (difference?.of !== 'beats') return;
  set({ place: Math.max(0, Math.min(difference.group.samples.length - 1, get().place + direction)) });
}

export function toggleAlone(): void {
  const difference = current();
  if (difference?.of === 'beats' && difference.group.samples.length > 1) set({ alone: !get().alone });
}

/** Reads the comparison again and goes on to what is open next, where something was decided. */
async function refresh(goOn: boolean): Promise<void> {
  const { comparison: before, at, list } = get();
  const mine = turn;
  if (!before) return;
  const comparison = await client().colleagues.compare({ first: before.first.caseId, second: before.second.caseId });
  // Two others are compared by now.
  if (mine !== turn) return;
  set({ comparison });
  if (!goOn || at === null || comparison.open.includes(at)) return;
  const from = list.findIndex(({ id }) => id === at);
  const next = [...list.slice(from + 1), ...list.slice(0, from)].find(({ id }) => comparison.open.includes(id));
  if (next) pick(next.id);
  else say(WC.compare.done);
}

async function doing(call: () => Promise<unknown>, goOn: boolean): Promise<void> {
  if (get().deciding) return;
  const mine = turn;
  set({ deciding: true });
  try {
    await call();
    await refresh(goOn);
  } catch (thrown) {
    sayFailure(thrown);
  } finally {
    if (mine === turn) set({ deciding: false });
  }
}

/** What holds of the difference that is shown. */
export function decide(decision: Decision): void {
  const { comparison, place, alone } = get();
  const difference = current();
  if (!comparison?.settling || comparison.cannot !== '' || !difference || difference.of === 'follows' || !comparison.open.includes(difference.id)) return;
  const { first, second } = comparison;
  const mine = turn;
  void doing(async () => {
    await client().colleagues.settle({ first: first.caseId, second: second.caseId, difference: difference.id, place: alone ? place : null, decision });
    if (alone && mine === turn) stepPlace(1);
  }, true);
}

export function decideClass(letter: BeatClass): void {
  if (current()?.of === 'beats') decide({ code: plainCode(letter) });
}

export function beginSettling(): void {
  const { comparison } = get();
  if (!comparison) return;
  void doing(() => client().colleagues.beginSettling({ first: comparison.first.caseId, second: comparison.second.caseId }), false);
}

export function undoDecision(): void {
  const { comparison } = get();
  if (!comparison?.settling) return;
  const { caseId } = comparison.first;
  void doing(async () => {
    const last = (await client().review.history({ caseId, limit: 1000 })).find(({ kind, undone }) => kind === 'settle' && !undone);
    if (last) await client().review.undo({ caseId, sequence: last.sequence });
  }, false);
}
