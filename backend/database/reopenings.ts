/** Which edit reopened an event that somebody had marked: the newest since that reaches into it. */
import { rowOf } from '../../core/review/beat-rows.ts';
import type { Change } from '../../core/review/edit.ts';
import { eventMarks } from '../../core/review/event-ledger.ts';
import { spanOf } from '../../core/review/spans.ts';
import type { EditState } from '../../core/review/state.ts';
import type { CaseDatabase } from './case-database.ts';
import { keysNow, runPutInForce } from './eras.ts';

/** Samples that an edit reaches: single ones, and stretches. */
interface Reach {
  sequence: number;
  /** Another run reaches everything. */
  everywhere: boolean;
  samples: number[];
  spans: { from: number; to: number }[];
}

/** Finds the edit for an event and the name of the mark that it had. Null where none reaches into it. */
export function reopenings(db: CaseDatabase, edit: EditState): (event: { from: number; to: number }, mark: string) => number | null {
  const marks = eventMarks(edit);
  const keyNow = keysNow(db);
  const given = new Map<string, number>();
  const reaches: Reach[] = [];
  for (const { sequence, changes } of db.journal.since(0)) {
    for (const change of changes) if (change.op === 'set' && change.entity === 'review-mark' && change.after !== null) given.set(change.name, sequence);
    reaches.push(reachOf(sequence, changes, (key) => sampleOf(edit, keyNow(key, sequence))));
  }
  return ({ from, to }, name) => {
    const mark = marks.get(name);
    const first = Math.min(from, mark?.from ?? from);
    const last = Math.max(to, mark?.to ?? to);
    const since = given.get(name) ?? 0;
    const found = reaches.findLast(
      ({ sequence, everywhere, samples, spans }) =>
        sequence > since && (everywhere || samples.some((sample) => sample >= first && sample <= last) || spans.some((span) => span.from <= last && span.to >= first)),
    );
    return found?.sequence ?? null;
  };
}

function sampleOf({ beats }: EditState, key: number | null): number | null {
  const row = key === null ? -1 : rowOf(beats, key);
  return row < 0 ? null : beats.sample[row]!;
}

function reachOf(sequence: number, changes: readonly Change[], sampleNow: (key: number) => number | null): Reach {
  const reach: Reach = { sequence, everywhere: runPutInForce(changes) !== null, samples: [], spans: [] };
  for (const change of changes) {
    if (change.op === 'set') {
      if (change.entity === 'span') reach.spans.push(spanOf(change.name));
      // Thresholds and the like may change any event.
      if (change.entity === 'setting') reach.everywhere = true;
      continue;
    }
    if (change.op === 'insert' || change.op === 'delete') reach.samples.push(...change.samples);
    else if (change.op === 'move') reach.samples.push(...change.before, ...change.after);
    else if (change.op === 'reclass') {
      for (const key of change.keys) {
        const sample = sampleNow(key);
        if (sample !== null) reach.samples.push(sample);
      }
    }
  }
  return reach;
}
