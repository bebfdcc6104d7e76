/** What is told of a case's findings and of edits not made yet: answers that cross threads. */
import type { EventReview } from '../../core/review/event-ledger.ts';
import type { Impact } from '../../core/review/impact.ts';

/** Who does something, and when; milliseconds since 1970. */
export interface Doer {
  author: string;
  now: number;
  /** Id that the maker gave the entry; a new one where it is not given. */
  id?: string;
  /** Entries that the maker made since the base revision: they stand in no way. */
  knows?: readonly number[];
}

/** How a finding stands in the review, and which edit reopened it. */
export type ToldEvent = EventReview & { by: number | null };

/** What an edit would change in the day, were it made now. */
export type Foretold = Impact & { revision: number; label: string; reopened: EventReview[] };
