/** The order in which the gallery shows its beats: what is alike stands together, and an end of it can be taken at once. */
import { BEAT_ORDERS, orderer, type BeatOrder } from '../../core/review/beat-orders.ts';
import { keysOfRows, rowsOfKeys } from '../../core/review/beat-rows.ts';
import { KeySet } from '../../core/review/key-set.ts';
import { beatsOfClass, beatsOfTemplate, byLikeness } from './derived.ts';
import { useReview } from './review.ts';
import { dropWidths, estimateOf, wantWidths } from './qrs-widths.ts';
import { goToRow, useView, type Gallery } from './view.ts';

/** Puts the beats of the gallery into an order; the first of them is then the current one. What is selected stays so. */
export function orderGallery(order: BeatOrder): void {
  const { gallery } = useView.getState();
  if (!gallery) return;
  const rows = rowsOf(gallery);
  if (order === 'wide') void byWidth(gallery, rows);
  else {
    dropWidths();
    lay(gallery, rows, order);
  }
}

function rowsOf({ keys }: Gallery): Int32Array {
  const { beats } = useReview.getState();
  return rowsOfKeys(beats, keys);
}

/** Widths are estimated first, where they are not known; until then the tiles stay as they are. */
async function byWidth(gallery: Gallery, rows: Int32Array): Promise<void> {
  useView.setState({ gallery: { ...gallery, order: 'wide' } });
  const { caseId } = useReview.getState();
  const { current } = useView.getState();
  const came = await wantWidths(rows);
  const now = useView.getState().gallery;
  // Another list may be in the gallery by now; this one may have grown.
  if (came === 'dropped' || useReview.getState().caseId !== caseId || now?.order !== 'wide' || now.kind !== gallery.kind || now.id !== gallery.id || now.title !== gallery.title) return;
  if (came === 'there') lay(now, rowsOf(now), 'wide', useView.getState().current === current);
  else {
    const { order, ...plain } = gallery;
    useView.setState({ gallery: { ...plain, keys: now.keys, ...(order ? { order } : {}) } });
  }
}

/** @param go whether the first of them becomes the current beat */
function lay(gallery: Gallery, rows: Int32Array, order: BeatOrder, go = true): void {
  const { beats } = useReview.getState();
  const inOrder = orderer(beats, estimateOf)(rows, order);
  useView.setState({ gallery: { ...gallery, order, keys: keysOfRows(beats, inOrder) } });
  if (go && inOrder.length > 0) goToRow(inOrder[0]!, true);
}

export function nextOrder(): void {
  const { gallery } = useView.getState();
  if (gallery) orderGallery(BEAT_ORDERS[(BEAT_ORDERS.indexOf(gallery.order ?? 'F') + 1) % BEAT_ORDERS.length]!);
}

/**
 * Beats that the analysis has found since join the template or class that the
 * gallery shows: what is done with all of it is done with all of it. While some
 * are selected or something is previewed, they stand behind those that were there.
 */
export function growGallery(): void {
  const { gallery, selected, preview } = useView.getState();
  if (!gallery) return;
  const { beats } = useReview.getState();
  const held = KeySet.from(gallery.keys);
  const fresh = belonging(gallery).filter((row) => !held.has(beats.key[row]!));
  if (fresh.length === 0) return;
  const { order } = gallery;
  const inOrder = (rows: Int32Array): Int32Array => (order ? orderer(beats, estimateOf)(rows, order) : byLikeness(beats, rows));
  const there = rowsOfKeys(beats, gallery.keys);
  const rows = selected.size > 0 || preview ? joined(there, inOrder(fresh)) : inOrder(joined(there, fresh).sort());
  useView.setState({ gallery: { ...gallery, keys: keysOfRows(beats, rows) } });
}

/** Rows of the template or class of a gallery; none of any other, which is a list that was made once. */
function belonging({ kind, id, beatClass }: Gallery): Int32Array {
  const { beats, derived } = useReview.getState();
  if (kind === 'template') return beatsOfTemplate(beats, id);
  return kind === 'class' && beatClass !== null ? beatsOfClass(derived, beatClass) : new Int32Array(0);
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
