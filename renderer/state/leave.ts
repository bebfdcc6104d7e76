/** Leaving a study, and a window that another person takes over: what is left open, and what is forgotten. */
import { leaveAsks } from './asks.ts';
import { useColleagues } from './colleagues.ts';
import { closeComparison, useCompare } from './compare.ts';
import { useConclusion } from './conclusion.ts';
import { useDiary } from './diary.ts';
import { useDoubt } from './doubt.ts';
import { forgetEarlier } from './earlier.ts';
import { dropMerge } from './merging.ts';
import { leaveBounds } from './finding-shown.ts';
import { settlePeak } from './peak-move.ts';
import { useReport } from './report.ts';
import { closeReview, useReview } from './review.ts';
import { resetView, useView } from './view.ts';

/** Closes the study. An ask, a question, a mark or a merge that was begun in it names its beats: it is not gone on with in the next one. */
export function leaveStudy(): void {
  // What is in the hand still is written into this study, while it is the one that is open.
  settlePeak();
  if (!useView.getState().bounds?.adding) leaveBounds();
  closeReview();
  leaveAsks();
  dropMerge();
  useDiary.setState({ card: null });
  useColleagues.setState({ asking: null, shown: null });
}

/** Nothing of what one person read is left for the next: not the pages, which bear a name, nor a card that is open. */
export function forgetStudies(): void {
  leaveStudy();
  useReview.setState(useReview.getInitialState());
  resetView();
  useReport.setState(useReport.getInitialState());
  useConclusion.setState(useConclusion.getInitialState());
  forgetEarlier();
  closeComparison();
  useCompare.setState(useCompare.getInitialState());
  useColleagues.setState(useColleagues.getInitialState());
  useDoubt.setState(useDoubt.getInitialState());
}
