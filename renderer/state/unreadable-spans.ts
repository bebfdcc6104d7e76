/** Unreadable spans of the study, which of them people have looked at, and the way to the next. */
import { normalised, subtract } from '../../core/study/spans.ts';
import { WF } from '../parts/words-findings.ts';
import { useReview } from './review.ts';
import { say } from './session.ts';
import { across, useView } from './view.ts';

export interface Span {
  from: number;
  to: number;
  /** A person says so too. */
  seen: boolean;
}

/** Unreadable spans in their order, and which of them people have looked at. Pure. */
export function spansOf(unreadable: ArrayLike<number>, said: ArrayLike<number>): Span[] {
  const own = normalised(said);
  const spans: Span[] = [];
  for (let i = 0; i + 1 < unreadable.length; i += 2) {
    const [from, to] = [unreadable[i]!, unreadable[i + 1]!];
    let seen = false;
    for (let k = 0; k + 1 < own.length; k += 2) seen ||= own[k]! <= from && own[k + 1]! >= to;
    spans.push({ from, to, seen });
  }
  return spans;
}

export const spansNow = (): Span[] => {
  const { unreadable, unreadableSaid, gaps } = useReview.getState();
  // Where nothing was measured nobody has anything to look at.
  return spansOf(subtract(unreadable, gaps), unreadableSaid);
};

/** Brings a span before the eyes, with its end in hand. */
export function look({ from, to }: Span): void {
  useView.setState({ spanOf: { from, to }, stripBrush: { from, to }, spanHand: 'to', preview: null, caliper: null, crosshair: null, mark: null, panel: 'strip', from: to - from < across() * 0.8 ? (from + to - across()) / 2 : from - across() * 0.1 });
}

/** The span after, or before, the place that is shown: one that nobody has looked at, and only where there is none any. */
export function goToSpan(direction: 1 | -1): void {
  const all = spansNow();
  if (all.length === 0) return say(WF.spans.none);
  const open = all.filter(({ seen }) => !seen);
  const list = open.length > 0 ? open : all;
  const { spanOf, from } = useView.getState();
  const here = spanOf?.from ?? from + (direction > 0 ? -1 : across());
  const next = direction > 0 ? (list.find((span) => span.from > here) ?? list[0]) : (list.findLast((span) => span.from < here) ?? list.at(-1));
  if (next) look(next);
}

/** Seconds of a list of spans. */
export function secondsOf(spans: readonly Span[], sampleRate: number): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0) / sampleRate;
}

/** Spans that nobody has looked at. None of a signed study: the signer has said to have looked at them, or what was open stands with the signature. */
export function unseenSpans(): Span[] {
  return useReview.getState().study?.signed ? [] : spansNow().filter(({ seen }) => !seen);
}
