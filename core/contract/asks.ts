/** The machine's asks to the reader, and what it proposes from the answers. */
import { z } from 'zod';
import type { AskView } from '../review/asks/view.ts';
import { query } from './define.ts';

/** The group `asks` of the contract. Answers are edits: `answer`, `ask-mixed`, `accept-proposal` of `review.edit`. */
export const asksGroup = {
  /** What should be asked next, and what the answers so far would change elsewhere, of the beats as they stand. */
  next: query<AskView & { revision: number }>()(z.object({ caseId: z.string().min(1).max(64) })),
  /**
   * Beats most alike to some, the nearest first, with their likeness in hundredths: by the network's embedding and the RR intervals around
   * them, never by label. `elsewhere`: only beats of other templates.
   */
  alike: query<{ revision: number; keys: Int32Array; likeness: Int8Array }>()(z.object({ caseId: z.string().min(1).max(64), keys: z.instanceof(Int32Array).refine((keys) => keys.length > 0), elsewhere: z.boolean().default(false) })),
} as const;
