/** Beats alike to the one at hand, to those selected, or to the whole template: in the gallery, the nearest first. */
import { create } from 'zustand';
import { CLASSES } from '../../core/beats/classes.ts';
import { keysOfRows, rowOf } from '../../core/review/beat-rows.ts';
import { KeySet } from '../../core/review/key-set.ts';
import { WY } from '../parts/words-diary.ts';
import { beatsOfTemplate } from './derived.ts';
import { useReview } from './review.ts';
import { client, sayFailure } from './session.ts';
import { currentRow, goToRow, useView } from './view.ts';

/** Most of those asked about that stand before the others. */
const MOST_OWN = 200;

/** No answer is said to be late before this. */
const LATE_MS = 700;

let asked = 0;

/** How far a search is: `late` says so on the screen. */
export const useAlike = create<{ search: 'none' | 'asked' | 'late' }>()(() => ({ search: 'none' }));

/** What was asked for is not wanted any more: its answer changes nothing. */
export function dropAlike(): void {
  asked++;
  useAlike.setState({ search: 'none' });
}

/** Which beats the gallery holds: those of a template stay the same while more come. */
const lookedAt = (): string => {
  const { gallery } = useView.getState();
  return `${gallery?.kind} ${gallery?.id} ${gallery?.beatClass} ${gallery?.title}`;
};

/** Fills the gallery with beats alike to some, the nearest first. The beat at hand stays, and what was there is kept. */
function open(keys: Int32Array, likeness: Int8Array, title: string): void {
  const { beats } = useReview.getState();
  const { gallery, template, selected, current } = useView.getState();
  const there = keys.filter((key) => rowOf(beats, key) >= 0);
  const alike = new Map(Array.from(keys, (key, i) => [key, likeness[i]!]));
  useView.setState({ template: 0, gallery: { kind: 'span', id: 0, beatClass: null, title, keys: there, alike, before: { gallery, template, selected, current } }, selected: KeySet.EMPTY, preview: null, mark: null });
}

/** Whether the gallery holds beats alike to some, from which one can go back. */
export function showsAlike(): boolean {
  return useView.getState().gallery?.before !== undefined;
}

/** Puts into the gallery what was there before those alike, with what was selected and the beat that was at hand. */
export function leaveAlike(): void {
  const before = useView.getState().gallery?.before;
  if (!before) return;
  const { beats } = useReview.getState();
  const stays = (key: number): boolean => rowOf(beats, key) >= 0;
  const { gallery, template, selected, current } = before;
  useView.setState({ template, gallery: gallery && { ...gallery, keys: gallery.keys.filter(stays) }, selected: selected.filter(stays), preview: null });
  if (current !== null && stays(current)) goToRow(rowOf(beats, current));
}

async function find(keys: Int32Array<ArrayBuffer>, elsewhere: boolean, title: string): Promise<void> {
  const { caseId } = useReview.getState();
  const turn = ++asked;
  if (keys.length === 0) return;
  const looked = lookedAt();
  useAlike.setState({ search: 'asked' });
  const late = setTimeout(() => turn === asked && useAlike.setState({ search: 'late' }), LATE_MS);
  try {
    const alike = await client().asks.alike({ caseId, keys, elsewhere });
    // The reader asked again, dropped it, or went to other beats meanwhile: an answer that comes late moves nothing.
    if (turn !== asked || useReview.getState().caseId !== caseId || lookedAt() !== looked) return;
    // Those asked about stand before them, so that one edit takes them along; a whole template is its own list.
    const own = elsewhere ? new Int32Array(0) : keys;
    open(Int32Array.of(...own.slice(0, MOST_OWN), ...alike.keys), Int8Array.of(...new Int8Array(Math.min(own.length, MOST_OWN)).fill(100), ...alike.likeness), title);
  } catch (thrown) {
    sayFailure(thrown);
  } finally {
    clearTimeout(late);
    if (turn === asked) useAlike.setState({ search: 'none' });
  }
}

/** Beats alike to those selected, else to the one at hand. */
export async function findAlike(): Promise<void> {
  const { beats, derived } = useReview.getState();
  const { selected } = useView.getState();
  const row = currentRow();
  if (selected.size > 0) await find(selected.toArray(), false, WY.alike.toSelected(selected.size));
  else if (row >= 0) await find(Int32Array.of(beats.key[row]!), false, WY.alike.toBeat(CLASSES[derived.classes[row]!] ?? ''));
}

/** Beats of other templates that are alike to the one that is open, or to that of the beat at hand. */
export async function findAlikeTemplate(): Promise<void> {
  const { beats, derived } = useReview.getState();
  const row = currentRow();
  const id = useView.getState().template || (row >= 0 ? beats.template[row]! : 0);
  const group = derived.groups.find((one) => one.id === id);
  if (group) await find(keysOfRows(beats, beatsOfTemplate(beats, id)), true, WY.alike.toTemplate(group.name));
}
