/** Beats in doubt, one list after the other in the gallery. What is done is a mark of the review; what is put off is only of this window. */
import { create } from 'zustand';
import { doubtLists, doubtMark, openLists, type DoubtList } from '../../core/review/doubt-lists.ts';
import { KeySet } from '../../core/review/key-set.ts';
import { WD } from '../parts/words-doubt.ts';
import { decided } from './pace.ts';
import { edit, rateOf, refusedAsSigned, useReview } from './review.ts';
import { useView } from './view.ts';
import { goToRow } from './view.ts';

interface Doubt {
  /** Lists that are open, what most needs an eye first. */
  open: readonly DoubtList[];
  later: ReadonlySet<string>;
  /** Lists that are done, while that is on its way to the journal. */
  noted: ReadonlySet<string>;
  /** Case that they are of; the lists are made when they are asked for. */
  of: string;
}

export const useDoubt = create<Doubt>()(() => ({ open: [], later: new Set(), noted: new Set(), of: '' }));

/** The list that is in the gallery, null where another thing is. */
export function doubtInHand(): string | null {
  return useView.getState().gallery?.doubt ?? null;
}

/** Makes the lists anew from the beats as they stand. */
function refresh(): readonly DoubtList[] {
  const { beats, study, marks, caseId } = useReview.getState();
  const same = useDoubt.getState().of === caseId;
  const later = same ? useDoubt.getState().later : new Set<string>();
  const noted = same ? useDoubt.getState().noted : new Set<string>();
  const open = openLists(doubtLists(beats, rateOf(study)), new Set([...Object.keys(marks), ...Array.from(noted, doubtMark)]), later);
  useDoubt.setState({ open, later, noted, of: caseId });
  return open;
}

/** Fills the gallery with a list, the most doubtful beat first. */
export function openDoubt(list: DoubtList): void {
  const { beats } = useReview.getState();
  useView.setState({
    template: 0,
    selected: KeySet.EMPTY,
    preview: null,
    gallery: { kind: 'span', id: 0, beatClass: null, title: WD.title, doubt: list.name, keys: list.rows.map((row) => beats.key[row]!) },
  });
  if (list.rows.length > 0) goToRow(list.rows[0]!, true);
}

/** Goes to the list that most needs an eye, but the one named. */
function goOnWithout(name: string | null): void {
  const next = refresh().find((list) => list.name !== name);
  if (next) openDoubt(next);
  else useView.setState({ gallery: null, selected: KeySet.EMPTY });
}

export function beginDoubt(): void {
  goOnWithout(null);
}

/** What is left of the list is right: it is marked, and the next one is there. */
export async function doubtDone(): Promise<void> {
  const list = doubtInHand();
  if (list === null || refusedAsSigned()) return;
  const { caseId } = useReview.getState();
  decided(Date.now());
  // The next list is there at once: a second Space is meant for that one.
  const kept = edit({ kind: 'doubt', list, state: 'seen' });
  useDoubt.setState(({ noted }) => ({ noted: new Set([...noted, list]) }));
  goOnWithout(list);
  const done = await kept;
  useDoubt.setState(({ noted }) => ({ noted: new Set([...noted].filter((name) => name !== list)) }));
  // One that could not be noted is open again, and says so by standing in the gallery.
  if (!done && useReview.getState().caseId === caseId) goOnWithout(null);
}

/** The list is come back to when no other is worth a first look. */
export function doubtLater(): void {
  const list = doubtInHand();
  if (list === null) return;
  decided(Date.now());
  useDoubt.setState(({ later }) => ({ later: new Set([...later, list]) }));
  goOnWithout(list);
}
