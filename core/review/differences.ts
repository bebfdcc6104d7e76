/** What makes one day of beats of another, as changes that can be journalled. */
import type { BeatColumns } from '../beats/columns.ts';
import { pick, rowOf } from './beat-rows.ts';
import type { Change } from './edit.ts';

/**
 * Changes that lead from one to the other, at most one of each kind. A beat is
 * known by its key; its probabilities and likeness are a run's and do not
 * differ between two days of one run.
 */
export function differences(from: BeatColumns, to: BeatColumns): Change[] {
  const lost: number[] = [];
  const come: number[] = [];
  const labelled: [number, number][] = [];
  const moved: [number, number][] = [];
  const regrouped: [number, number][] = [];
  for (let row = 0; row < from.key.length; row++) {
    const now = rowOf(to, from.key[row]!);
    if (now < 0) {
      lost.push(row);
      continue;
    }
    if (from.code[row] !== to.code[now] || from.source[row] !== to.source[now]) labelled.push([row, now]);
    if (from.sample[row] !== to.sample[now]) moved.push([row, now]);
    if (from.template[row] !== to.template[now]) regrouped.push([row, now]);
  }
  for (let row = 0; row < to.key.length; row++) if (rowOf(from, to.key[row]!) < 0) come.push(row);
  const keys = (pairs: readonly (readonly [number, number])[]): Int32Array => Int32Array.from(pairs, ([row]) => from.key[row]!);
  const changes: Change[] = [];
  if (lost.length > 0) changes.push(presence(from, lost, 'delete'));
  if (labelled.length > 0) {
    changes.push({
      entity: 'beat',
      op: 'reclass',
      keys: keys(labelled),
      before: Uint8Array.from(labelled, ([row]) => from.code[row]!),
      after: Uint8Array.from(labelled, ([, now]) => to.code[now]!),
      sourceBefore: Uint8Array.from(labelled, ([row]) => from.source[row]!),
      sourceAfter: Uint8Array.from(labelled, ([, now]) => to.source[now]!),
    });
  }
  if (moved.length > 0) {
    // By now the beat's source is what it will be.
    const source = Uint8Array.from(moved, ([, now]) => to.source[now]!);
    changes.push({
      entity: 'beat',
      op: 'move',
      keys: keys(moved),
      before: Float64Array.from(moved, ([row]) => from.sample[row]!),
      after: Float64Array.from(moved, ([, now]) => to.sample[now]!),
      sourceBefore: source,
      sourceAfter: source,
    });
  }
  if (regrouped.length > 0) {
    changes.push({
      entity: 'template',
      op: 'regroup',
      keys: keys(regrouped),
      before: Uint16Array.from(regrouped, ([row]) => from.template[row]!),
      after: Uint16Array.from(regrouped, ([, now]) => to.template[now]!),
    });
  }
  if (come.length > 0) changes.push(presence(to, come, 'insert'));
  return changes;
}

function presence(beats: BeatColumns, rows: readonly number[], op: 'insert' | 'delete'): Change {
  const { key: keys, sample: samples, code: codes, template: templates, probability: probabilities, likeness, source: sources } = pick(beats, rows);
  return { entity: 'beat', op, keys, samples, codes, templates, probabilities, likeness, sources };
}
