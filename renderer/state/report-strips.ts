/** Strips that the report prints: put in, and taken out again, wherever they are looked at. */
import type { StripChoice } from '../../core/contract/types.ts';
import { WY } from '../parts/words-diary.ts';
import { W } from '../parts/words.ts';
import { edit, refusedAsSigned, useReview } from './review.ts';
import { say } from './session.ts';

interface Span {
  /** In samples, both inside. */
  from: number;
  to: number;
}

/** Id of the strip of this span in the report, null where it is not there. */
export function stripAt(strips: readonly StripChoice[], { from, to }: Span): string | null {
  return strips.find((strip) => strip.from === from && strip.to === to)?.id ?? null;
}

/** Puts a strip into the report, or takes it out again where it is there: no strip is printed twice. */
export async function toggleStrip({ from, to }: Span, caption: string): Promise<void> {
  if (refusedAsSigned()) return;
  const there = stripAt(useReview.getState().strips, { from, to });
  if (there !== null) {
    if (await edit({ kind: 'strip-remove', id: there })) say(WY.stripOut);
  } else if (await edit({ kind: 'strip-add', from, to, caption })) say(W.status.stripAdded);
}
