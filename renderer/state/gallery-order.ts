/** The order in which the gallery shows its beats: what is alike stands together, and an end of it can be taken at once. */
import { BEAT_ORDERS, orderer, type BeatOrder } from '../../core/review/beat-orders.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { useReview } from './review.ts';
import { goToRow, useView } from './view.ts';

/** Puts the beats of the gallery into an order; the first of them is then the current one. What is selected stays so. */
export function orderGallery(order: BeatOrder): void {
  const { gallery } = useView.getState();
  if (!gallery) return;
  const { beats } = useReview.getState();
  const rows = Int32Array.from(gallery.keys, (key) => rowOf(beats, key)).filter((row) => row >= 0);
  const inOrder = orderer(beats)(rows, order);
  useView.setState({ gallery: { ...gallery, order, keys: inOrder.map((row) => beats.key[row]!) } });
  if (inOrder.length > 0) goToRow(inOrder[0]!, true);
}

export function nextOrder(): void {
  const { gallery } = useView.getState();
  if (gallery) orderGallery(BEAT_ORDERS[(BEAT_ORDERS.indexOf(gallery.order ?? 'F') + 1) % BEAT_ORDERS.length]!);
}
