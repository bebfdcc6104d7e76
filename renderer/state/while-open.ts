/** What goes on after a wait is for the study in which it was begun, and for no other. */
import { useReview } from './review.ts';

/** Says later whether the study that is open now still is. */
export function whileOpen(): () => boolean {
  const { caseId } = useReview.getState();
  return () => useReview.getState().caseId === caseId;
}
