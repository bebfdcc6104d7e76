/** The unreadable span that is looked at: how long, who says so, and what can be said of it. */
import type { ReactElement } from 'react';
import { fixed, moment } from '../../parts/format.ts';
import { WF } from '../../parts/words-findings.ts';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { useView } from '../../state/view.ts';
import { goToSpan, spansOf } from '../../state/unreadable-spans.ts';
import { confirmSpan, rejectSpan } from './spans.ts';

export function SpanPanel(): ReactElement | null {
  const unreadable = useReview((review) => review.unreadable);
  const unreadableSaid = useReview((review) => review.unreadableSaid);
  const study = useReview((review) => review.study);
  const spanOf = useView((view) => view.spanOf);
  const brush = useView((view) => view.stripBrush);
  const closed = useClosed();
  if (!spanOf || !brush) return null;
  const all = spansOf(unreadable, unreadableSaid);
  const place = all.findIndex(({ from, to }) => from <= spanOf.from && to >= spanOf.to);
  const rate = rateOf(study);
  const at = moment(startOf(study), spanOf.from / rate, (study?.recording.sampleCount ?? 0) / rate, 'seconds');
  const moved = brush.from !== spanOf.from || brush.to !== spanOf.to;
  return (
    <section className="span-panel" aria-label={WF.spans.title} data-testid="span-panel" data-place={place} data-seen={all[place]?.seen ?? false}>
      <div className="hd">
        <h2>{WF.spans.title}</h2>
        <span className="q">{WF.spans.place(place + 1, all.length)}</span>
      </div>
      <p>
        {at}, {fixed((spanOf.to - spanOf.from) / rate, 1)} s{moved && <b> → {fixed((brush.to - brush.from) / rate, 1)} s</b>}
      </p>
      <p className="q">{all[place]?.seen ? WF.spans.seen : WF.spans.unseen}</p>
      <div className="acts wrap">
        <button type="button" className="btn p" disabled={closed !== ''} title={closed} onClick={() => void confirmSpan()} data-testid="confirm-span">
          {moved ? WF.spans.keepBounds : WF.spans.confirm} <Key mode="span">{moved ? 'Enter' : 'Space'}</Key>
        </button>
        <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={rejectSpan} data-testid="reject-span">
          {WF.spans.reject} <Key mode="span">⌫</Key>
        </button>
        <button type="button" className="btn" onClick={() => goToSpan(1)} data-testid="next-span">
          {WF.spans.next} <Key>Shift U</Key>
        </button>
      </div>
    </section>
  );
}
