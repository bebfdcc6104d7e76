/** Plans of what is answered to the machine's asks, and of what it proposes from the answers. */
import { CODES } from '../beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns } from '../beats/columns.ts';
import { mixedName } from './asks/view.ts';
import { rowOf } from './beat-rows.ts';
import type { ReclassChange } from './edit.ts';
import { refuse, value, type Plan } from './planned.ts';
import type { EditState } from './state.ts';

function words(n: number): string {
  return n === 1 ? '1 beat' : `${n} beats`;
}

/** Rows of keys that are still there, with the code that each shall have. Throws `edit-refused` for a code that is none. */
function wanted(beats: BeatColumns, keys: Int32Array, codes: Uint8Array): { row: number; code: number }[] {
  return Array.from(keys, (key, i) => ({ row: rowOf(beats, key), code: codes[i]! })).filter(({ row, code }) => {
    if (CODES[code] === undefined) throw refuse('There is no such beat code.', { code });
    return row >= 0;
  });
}

function reclass(beats: BeatColumns, changed: readonly { row: number; code: number }[], source: number): ReclassChange {
  return {
    entity: 'beat',
    op: 'reclass',
    keys: Int32Array.from(changed, ({ row }) => beats.key[row]!),
    before: Uint8Array.from(changed, ({ row }) => beats.code[row]!),
    after: Uint8Array.from(changed, ({ code }) => code),
    sourceBefore: Uint8Array.from(changed, ({ row }) => beats.source[row]!),
    sourceAfter: new Uint8Array(changed.length).fill(source),
  };
}

/** A person says what beats are: those that are labelled so already are from now on labelled by a person. */
export function planAnswer({ beats }: EditState, keys: Int32Array, code: number): Plan {
  const changed = wanted(beats, keys, new Uint8Array(keys.length).fill(code)).filter(({ row }) => beats.code[row] !== code || beats.source[row] !== BEAT_SOURCE.person);
  if (changed.length === 0) throw refuse('This was said of these beats already.');
  const others = changed.filter(({ row }) => beats.code[row] !== code).length;
  const name = CODES[code]![0];
  const label = others === 0 ? `answered: ${words(changed.length)} confirmed as ${name}` : `answered: ${words(changed.length)} ${changed.length === 1 ? 'is' : 'are'} ${name}, ${others} of them changed`;
  return { kind: 'answer', label, changes: [reclass(beats, changed, BEAT_SOURCE.person)], reason: '' };
}

/** A group that was asked about holds beats of several classes. */
export function planMixed(state: EditState, runId: number, group: string): Plan {
  return { kind: 'ask-mixed', label: 'answered: beats of several classes', changes: [value(state, 'template', mixedName(runId, group), 'mixed')], reason: '' };
}

/** What the machine proposes from the answers, taken over as one edit. What a person has said of a beat stands. */
export function planProposal({ beats }: EditState, keys: Int32Array, codes: Uint8Array): Plan {
  if (codes.length !== keys.length) throw refuse('A proposal has one code a beat.', { keys: keys.length, codes: codes.length });
  const changed = wanted(beats, keys, codes).filter(({ row, code }) => beats.code[row] !== code && beats.source[row] !== BEAT_SOURCE.person);
  if (changed.length === 0) throw refuse('This changes nothing.');
  const counts = new Map<string, number>();
  for (const { row, code } of changed) {
    const name = `${CODES[beats.code[row]!]?.[0] ?? ''} to ${CODES[code]![0]}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const label = `proposal taken over: ${[...counts].map(([name, n]) => `${words(n)} ${name}`).join(', ')}`;
  return { kind: 'accept-proposal', label, changes: [reclass(beats, changed, BEAT_SOURCE.accepted)], reason: '' };
}
