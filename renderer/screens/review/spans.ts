/** Unreadable spans by key: walked along one by one, confirmed, rejected, given other bounds; new ones begun. */
import { subtract, union } from '../../../core/study/spans.ts';
import { WF } from '../../parts/words-findings.ts';
import { edit, rateOf, refusedAsSigned, reload, useReview } from '../../state/review.ts';
import { say } from '../../state/session.ts';
import { goToSpan, look, spansNow } from '../../state/unreadable-spans.ts';
import { across, currentRow, requestOf, useView, type Preview } from '../../state/view.ts';
import { whileOpen } from '../../state/while-open.ts';

const get = useView.getState;
const set = useView.setState;

export function leaveSpan(): void {
  set({ stripBrush: null, spanHand: null, spanOf: null });
}

/** The next that is open; where there is none the walk is at its end. */
function goOn(): void {
  const all = spansNow();
  if (all.some(({ seen }) => !seen)) return goToSpan(1);
  leaveSpan();
  if (all.length > 0) say(WF.spans.allSeen(all.length));
}

/** The span that is looked at cannot be read: a person says so, and the next one comes. With other bounds, they are shown first. */
export async function confirmSpan(): Promise<void> {
  const { spanOf, stripBrush, preview } = get();
  if (!spanOf || !stripBrush || refusedAsSigned()) return;
  if (preview?.kind === 'span' || stripBrush.from !== spanOf.from || stripBrush.to !== spanOf.to) return unreadable();
  const { unreadableSaid } = useReview.getState();
  const here = whileOpen();
  const kept = edit({ kind: 'span', ...spanOf, readable: false });
  // The next is there at once: a second key is meant for that one.
  useReview.setState({ unreadableSaid: union(unreadableSaid, [spanOf.from, spanOf.to]) });
  goOn();
  if (!(await kept) && here()) await reload();
}

/** The span that is looked at can be read: shown first, with what counts again. */
export function rejectSpan(): void {
  const { spanOf, preview } = get();
  if (!spanOf || refusedAsSigned()) return;
  if (preview?.kind === 'span' && preview.readable) return void applySpan(preview);
  set({ stripBrush: spanOf });
  show(spanOf, true);
}

/** Writes the span that is previewed. */
export async function applySpan(preview: Preview): Promise<void> {
  const { spanOf } = get();
  const walking = spanOf !== null;
  set({ preview: null, stripBrush: null, spanHand: null });
  // It is done with: the walk goes on behind it, whatever its bounds are now.
  const { from, until: to, readable, instead } = preview;
  const { caseId } = useReview.getState();
  const done = await edit(requestOf(preview));
  // Another study is open by now: its spans are others.
  if (useReview.getState().caseId !== caseId) return;
  if (done) {
    if (walking) {
      // What the journal has now; it is read anew a moment later.
      const { unreadable, unreadableSaid } = useReview.getState();
      const without = (spans: Float64Array): Float64Array => subtract(spans, instead ? [instead.from, instead.to] : readable ? [from, to] : []);
      const after = (spans: Float64Array): Float64Array => (readable ? without(spans) : union(without(spans), [from, to]));
      useReview.setState({ unreadable: after(unreadable), unreadableSaid: after(unreadableSaid) });
    }
    if (walking && get().spanOf === spanOf && get().stripBrush === null) goOn();
  } else if (walking && get().spanOf === spanOf) look({ ...spanOf, seen: false });
}

function show({ from, to }: { from: number; to: number }, readable: boolean, instead?: { from: number; to: number }): void {
  set({ preview: { kind: 'span', to: 'X', scope: 'selected', keys: new Int32Array(0), template: 0, impact: [], found: null, from: Math.round(from), until: Math.round(to), readable, ...(instead ? { instead } : {}) } });
}

/** Begins a span by key: from just before the current beat to a second behind it. */
function beginSpan(): void {
  const { study, beats } = useReview.getState();
  const rate = rateOf(study);
  const row = currentRow();
  const at = row >= 0 ? beats.sample[row]! : get().from + across() / 2;
  set({ stripBrush: { from: Math.max(0, Math.round(at - 0.2 * rate)), to: Math.round(at + rate) }, spanHand: 'to', spanOf: null });
}

/** The paper with a sample in sight. */
function inSight(sample: number): number {
  const { from } = get();
  return sample < from + across() * 0.03 || sample > from + across() * 0.97 ? sample - across() / 2 : from;
}

/** Moves the end of the span that is in the hand, and the paper with it. */
export function slideSpan(seconds: number, samples = 0): void {
  const { stripBrush, spanHand } = get();
  const { study } = useReview.getState();
  if (!stripBrush || !spanHand) return;
  const last = (study?.recording.sampleCount ?? 1) - 1;
  const to = Math.max(0, Math.min(last, Math.round(stripBrush[spanHand] + seconds * rateOf(study) + samples)));
  const next = spanHand === 'from' ? { from: Math.min(to, stripBrush.to - 1), to: stripBrush.to } : { from: stripBrush.from, to: Math.max(to, stripBrush.from + 1) };
  set({ stripBrush: next, preview: null, from: inSight(to) });
}

/** Takes the other end of the span into the hand, and shows it. */
export function otherEnd(): void {
  const { stripBrush, spanHand } = get();
  if (!stripBrush || !spanHand) return;
  const hand = spanHand === 'from' ? 'to' : 'from';
  set({ spanHand: hand, from: inSight(stripBrush[hand]) });
}

/** Previews the span that is chosen, and writes it where it is previewed: unreadable, or readable again where it lies in one that is not. */
export function unreadable(): void {
  const { stripBrush, caliper, brush, preview, spanOf } = get();
  if (preview?.kind === 'span') return void applySpan(preview);
  if (refusedAsSigned()) return;
  const { study, unreadable: spans } = useReview.getState();
  const rate = rateOf(study);
  // Of a span that is walked through: other bounds, or that it is one.
  if (spanOf && stripBrush) {
    if (stripBrush.from === spanOf.from && stripBrush.to === spanOf.to) void confirmSpan();
    else show(stripBrush, false, spanOf);
    return;
  }
  const chosen = stripBrush ?? (caliper ? { from: Math.min(caliper.a, caliper.b), to: Math.max(caliper.a, caliper.b) } : brush ? { from: brush.from * rate, to: brush.to * rate } : null);
  if (!chosen) return beginSpan();
  let inside = false;
  for (let i = 0; i + 1 < spans.length; i += 2) if (spans[i]! <= chosen.from && spans[i + 1]! >= chosen.to) inside = true;
  show(chosen, inside);
}
