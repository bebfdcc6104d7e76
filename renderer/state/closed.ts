/** Whether the study that is open takes edits from the person at this window. */
import { W } from '../parts/words.ts';
import { useMayNot } from './may.ts';
import { useReview } from './review.ts';

/** Why it takes none, in words: it is signed, or the role does not allow it. Empty where it does. */
export function useClosed(): string {
  const signed = useReview((review) => Boolean(review.study?.signed));
  const mayNot = useMayNot('technician');
  return signed ? W.signed.lockedHint : mayNot;
}
