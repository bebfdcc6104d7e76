/** The machine's asks to the reader, and what it proposes from the answers. */
import { z } from 'zod';
import type { AskView } from '../review/asks/view.ts';
import { query } from './define.ts';

/** The group `asks` of the contract. Answers are edits: `answer`, `ask-mixed`, `accept-proposal` of `review.edit`. */
export const asksGroup = {
  /** What should be asked next, and what the answers so far would change elsewhere, of the beats as they stand. */
  next: query<AskView & { revision: number }>()(z.object({ caseId: z.string().min(1).max(64) })),
} as const;
