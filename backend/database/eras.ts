/**
 * A case may have been analysed more than once. An *era* is the time in which
 * one run was in force; an entry of the journal that puts another run in force
 * begins the next. What was done in an earlier era is undone in its own beats
 * and then carried, era by era, into the present ones.
 */
import { NO_BEATS } from '../../core/beats/columns.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { carried, carriedMarks, carryConflicts, decodeHeld, decodeMatch, encodeHeld, encodeMatch, matchRuns } from '../../core/review/carry.ts';
import type { RunMatch } from '../../core/review/carry.ts';
import { applyWhereStanding } from '../../core/review/conflict.ts';
import type { Conflict } from '../../core/review/conflict.ts';
import { differences } from '../../core/review/differences.ts';
import type { Change, ValueChange } from '../../core/review/edit.ts';
import { eventMarkName, isEventMark, renamedEventMark } from '../../core/review/event-ledger.ts';
import { carriedHandEvent, handEvents, handEventValue } from '../../core/review/hand-events.ts';
import { ACTIVE_RUN, CONFLICTS } from '../../core/review/open-conflicts.ts';
import { invertAll, replay, valuesOf } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import type { CaseDatabase } from './case-database.ts';
import type { StoredEdit } from './journal.ts';

/** Names among the values of `active-run`: the match that brought a run, and the keys of beats that have no partner there. */
const MATCH = 'match';
const heldName = (runId: number): string => `held/${runId}`;

/** As much of a case's state as changes are worked out from. */
export interface EditedState {
  edit: EditState;
  /** Serial of the next beat that a person inserts. */
  nextSerial: number;
}

/** The run that changes put in force, or null where they put none. */
export function runPutInForce(changes: readonly Change[]): number | null {
  const found = valueSet(changes, ACTIVE_RUN);
  return found === null ? null : Number(found);
}

function valueSet(changes: readonly Change[], name: string): string | null {
  for (const change of changes) if (change.op === 'set' && change.entity === 'active-run' && change.name === name) return change.after;
  return null;
}

/** Changes that put a run in force whose beats are `next`: the match, what is carried over and the conflicts. */
export function changesToRun(state: EditedState, old: BeatColumns, before: string, runId: number, next: BeatColumns, sampleRate: number): Change[] {
  const { beats: current } = state.edit;
  const match = matchRuns(old, current, next, sampleRate);
  const held = new Map<number, number>();
  let { nextSerial } = state;
  const hold = (key: number): number => {
    held.set(key, -nextSerial);
    return -nextSerial++;
  };
  const beats = carried({ old, current, next, match, held: new Map(), hold });
  const conflicts = carryConflicts({ old, current, next, match }, held);
  const known = valuesOf(state.edit, 'active-run');
  const set = (name: string, after: string | null): ValueChange[] => {
    const was = known.get(name) ?? null;
    return was === after ? [] : [{ entity: 'active-run', op: 'set', name, before: was, after }];
  };
  const marks = valuesOf(state.edit, 'review-mark');
  const kept = carriedMarks({ current, match }, held, beats, marks);
  const keyNow = (key: number): number | null => (key < 0 ? key : keyAfter(match, held, key));
  const hands = handEvents(state.edit);
  const carriedHands = new Map(Array.from(hands, ([name, hand]) => [name, carriedHandEvent(hand, keyNow, beats)]));
  // A mark of an event by hand goes where the event goes, whatever became of its beats.
  const handNames = new Map(Array.from(hands, ([name, hand]) => [eventMarkName(hand), eventMarkName(carriedHands.get(name)!)]));
  for (const [name, mark] of marks) {
    const now = isEventMark(name) ? (handNames.get(name) ?? renamedEventMark(name, keyNow)) : null;
    if (now !== null) kept.set(now, mark);
  }
  const events = valuesOf(state.edit, 'event');
  const names = [...new Set([...marks.keys(), ...kept.keys()])];
  return [
    { entity: 'active-run', op: 'set', name: ACTIVE_RUN, before, after: String(runId) },
    ...set(MATCH, encodeMatch(match)),
    ...set(heldName(runId), held.size > 0 ? encodeHeld(held) : null),
    ...set(CONFLICTS, conflicts.length > 0 ? JSON.stringify(conflicts) : null),
    ...names
      .filter((name) => marks.get(name) !== kept.get(name))
      .map((name): Change => ({ entity: 'review-mark', op: 'set', name, before: marks.get(name) ?? null, after: kept.get(name) ?? null })),
    ...Array.from(carriedHands, ([name, hand]): Change => ({ entity: 'event', op: 'set', name, before: events.get(name)!, after: handEventValue(hand) })).filter((change) => change.op === 'set' && change.before !== change.after),
    ...differences(next, beats),
  ];
}

interface Era {
  runId: number | null;
  /** Sequence of the entry that began it, 0 for the first. */
  from: number;
  old: BeatColumns;
  /** As the edits of the era left them; those undone later are left out. */
  beats: BeatColumns;
  /** Match to the beats of the next era, and the keys given to those that have no partner there. */
  match: RunMatch | null;
  held: Map<number, number>;
}

const beatsOnly = (changes: readonly Change[]): Change[] => changes.filter((change) => change.op !== 'set');

/** The eras of a case as they stand after all its entries. */
function erasOf(db: CaseDatabase, entries: readonly StoredEdit[]): Era[] {
  const columns = (runId: number | null): BeatColumns => (runId === null ? NO_BEATS : db.runs.columns(runId).beats);
  const first = db.runs.all()[0]?.runId ?? null;
  const begun = (runId: number | null, from: number): Era => ({ runId, from, old: columns(runId), beats: NO_BEATS, match: null, held: new Map() });
  const eras: Era[] = [begun(first, 0)];
  eras[0]!.beats = eras[0]!.old;
  let pending: Change[] = [];
  const settle = (): void => {
    const era = eras.at(-1)!;
    if (pending.length > 0) era.beats = replay({ beats: era.beats, values: new Map() }, pending).beats;
    pending = [];
  };
  const byNumber = new Map(entries.map((entry) => [entry.sequence, entry]));
  for (const entry of entries) {
    const runId = runPutInForce(entry.changes);
    if (runId !== null) {
      settle();
      const last = eras.at(-1)!;
      const text = valueSet(entry.changes, MATCH);
      last.match = text === null ? null : decodeMatch(text);
      last.held = decodeHeld(valueSet(entry.changes, heldName(runId)) ?? undefined);
      const era = begun(runId, entry.sequence);
      era.beats = era.old;
      eras.push(era);
    } else if (entry.undoes !== null && entry.undoes < eras.at(-1)!.from) {
      // Taken back or done again in its own era; what that meant for the present one stands in the entry itself.
      settle();
      const target = byNumber.get(entry.undoes)!;
      const meant = beatsOnly(target.changes);
      for (let i = 0; i < eras.length - 1; i++) {
        const given = valueSet(entry.changes, heldName(eras[i + 1]!.runId ?? 0));
        if (given !== null) eras[i]!.held = decodeHeld(given);
      }
      carryThrough(eras, eraOf(eras, entry.undoes), entry.kind === 'undo' ? invertAll(meant) : meant, eras.length - 2, () => {
        throw new RangeError(`entry ${entry.sequence} gives no key to a beat that it brings back`);
      });
    }
    pending.push(...beatsOnly(entry.changes));
  }
  settle();
  return eras;
}

function eraOf(eras: readonly Era[], sequence: number): number {
  return eras.findLastIndex((era) => era.from < sequence);
}

/**
 * Applies changes to the beats of an era and, carried, to those of the eras
 * behind it up to `last`. Returns what they come to in the era behind `last`.
 */
function carryThrough(eras: readonly Era[], first: number, changes: readonly Change[], last: number, hold: (era: Era, key: number) => number): Change[] | Conflict {
  let meant: readonly Change[] = changes;
  for (let i = first; i <= last; i++) {
    const era = eras[i]!;
    const applied = applyWhereStanding({ beats: era.beats, values: new Map() }, meant);
    if ('conflict' in applied) return applied.conflict;
    const next = eras[i + 1]!;
    if (!era.match) return [];
    const merged = (current: BeatColumns): BeatColumns => carried({ old: era.old, current, next: next.old, match: era.match!, held: era.held, hold: (key) => hold(era, key) });
    meant = differences(merged(era.beats), merged(applied.state.beats));
    era.beats = applied.state.beats;
  }
  return [...meant];
}

/**
 * What taking back or doing again an entry changes now. For one of the present
 * era these are its own changes; for an earlier one, those that the match gives.
 *
 * @param changes of the entry, turned round where it is taken back
 */
export function changesNow(db: CaseDatabase, state: EditedState, entry: StoredEdit, changes: readonly Change[]): { changes: Change[] } | { conflict: Conflict } {
  const present = db.journal.lastOfKind('active-run')?.sequence ?? 0;
  if (entry.sequence > present) return { changes: [...changes] };
  const eras = erasOf(db, [...db.journal.since(0)]);
  let { nextSerial } = state;
  const given = new Set<Era>();
  const hold = (era: Era, key: number): number => {
    given.add(era);
    era.held.set(key, -nextSerial);
    return -nextSerial++;
  };
  const beats = carryThrough(eras, eraOf(eras, entry.sequence), beatsOnly(changes), eras.length - 2, hold);
  if (!Array.isArray(beats)) return { conflict: beats };
  const known = valuesOf(state.edit, 'active-run');
  const keys = eras.flatMap((era, i): Change[] => {
    if (!given.has(era)) return [];
    const name = heldName(eras[i + 1]!.runId ?? 0);
    return [{ entity: 'active-run', op: 'set', name, before: known.get(name) ?? null, after: encodeHeld(era.held) }];
  });
  return { changes: [...changes.filter((change) => change.op === 'set'), ...keys, ...beats] };
}

/** The state after all entries: values of all, beats since the run in force was put there. */
export function replayEras(base: EditState, entries: readonly { changes: readonly Change[] }[]): EditState {
  const present = entries.findLastIndex(({ changes }) => runPutInForce(changes) !== null);
  return replay(base, entries.flatMap(({ changes }, i) => (i < present ? changes.filter((change) => change.op === 'set') : changes)));
}

/** The key that a beat of an old run has in the next, or null where it is not there. */
function keyAfter(match: RunMatch, held: ReadonlyMap<number, number>, key: number): number | null {
  const became = match.ofRun[key] ?? -1;
  return became >= 0 ? became : (match.origin.get(key) ?? held.get(key) ?? null);
}

/** For each beat that was named in an entry, its key now; null where it is not there any more. */
export function keysNow(db: CaseDatabase): (key: number, sequence: number) => number | null {
  const switches = db.journal.ofKind('active-run').filter(({ changes }) => runPutInForce(changes) !== null);
  if (switches.length === 0) return (key) => key;
  const steps = switches.map((entry) => {
    const text = valueSet(entry.changes, MATCH);
    const runId = runPutInForce(entry.changes)!;
    return { sequence: entry.sequence, match: text === null ? null : decodeMatch(text), name: heldName(runId), held: decodeHeld(valueSet(entry.changes, heldName(runId)) ?? undefined) };
  });
  for (const { changes } of db.journal.since(switches[0]!.sequence)) {
    for (const step of steps) {
      const later = valueSet(changes, step.name);
      if (later !== null) step.held = decodeHeld(later);
    }
  }
  return (key, sequence) => {
    let now: number | null = key;
    for (const { sequence: at, match, held } of steps) {
      if (at < sequence || now === null || now < 0) continue;
      now = match ? keyAfter(match, held, now) : null;
    }
    return now;
  };
}
