/** What nobody has looked at, named one by one: on the report tab, and before it is signed. */
import type { ReactElement } from 'react';
import { openFindings } from '../../../core/review/finding-items.ts';
import { toldFor, toldOf } from '../../../core/review/told.ts';
import { unreadableOpen } from '../../../core/study/open-items.ts';
import { count, duration } from '../../parts/format.ts';
import { Tick, Unseen, Warning } from '../../parts/icons.tsx';
import { W } from '../../parts/words.ts';
import { WF } from '../../parts/words-findings.ts';
import { itemWords } from '../../sections/queue-words.tsx';
import { stateOf, undecidedUrgent, weighty } from '../../state/events.ts';
import type { QueueItem } from '../../state/queue.ts';
import { goToItem, useQueue } from '../../state/queue-now.ts';
import { rateOf, useReview } from '../../state/review.ts';
import { openTab } from '../../state/session.ts';
import { goToSpan, secondsOf, unseenSpans } from '../../state/unreadable-spans.ts';

/** Items that a list names; the rest is counted. */
const MOST = 8;

/** Open items by name; each leads to its place where the page is not behind a card. */
export function OpenItems({ items, lead = false }: { items: readonly QueueItem[]; lead?: boolean }): ReactElement | null {
  const study = useReview((review) => review.study);
  if (items.length === 0) return null;
  return (
    <ul className="open-list" data-testid="open-items" data-count={items.length}>
      {items.slice(0, MOST).map((item) => {
        const said = itemWords(item, study);
        return (
          <li key={item.id} data-kind={item.kind} title={[said.name, said.more, said.at].filter((part) => part !== '').join(', ')}>
            {said.sign}
            {lead ? (
              <button type="button" className="num" onClick={() => goToItem(item)}>
                {said.name}
              </button>
            ) : (
              <b>{said.name}</b>
            )}
            <span className="q">{[said.more, said.at].filter((part) => part !== '' && part !== WF.queue.template).join(', ')}</span>
          </li>
        );
      })}
      {items.length > MOST && <li className="q">{WF.sign.more(items.length - MOST)}</li>}
    </ul>
  );
}

/** How many findings that weigh are decided, and of which urgent ones nobody was told. */
export function SignEvents(): ReactElement {
  const findings = useReview((review) => review.findings) ?? [];
  const events = useReview((review) => review.events);
  const texts = useReview((review) => review.texts);
  const all = weighty(findings);
  const open = openFindings(all.map((finding) => ({ finding, state: stateOf(events, finding) })));
  const urgent = undecidedUrgent(findings, events).length;
  const told = toldOf(Object.entries(texts));
  const untold = findings.filter((finding) => finding.severity === 'urgent' && stateOf(events, finding) !== 'rejected' && !toldFor(told, finding)).length;
  return (
    <>
      <p className="said-line" data-testid="sign-events" data-open={open.findings}>
        {open.findings === 0 ? <Tick /> : <Unseen />} {WF.sign.events(open.findings, all.length, open.items)}
      </p>
      {untold > 0 && (
        <p className="said-line" data-testid="sign-untold" data-count={untold}>
          <Warning /> {WF.sign.untold(untold)}
        </p>
      )}
      {urgent > 0 && (
        <p className="said-line" data-testid="sign-urgent" data-count={urgent}>
          <Warning /> {WF.sign.urgentOpen(urgent)}
        </p>
      )}
    </>
  );
}

/** Time that cannot be read and nobody has looked at: the signature asks for it, so it stands here, too. Null where it is little. */
function UnseenSpans(): ReactElement | null {
  const sampleRate = useReview((review) => rateOf(review.study));
  // Asked for again with whatever spans or their marks follow from, the signature too.
  useReview((review) => review.study?.signed);
  useReview((review) => review.unreadable);
  useReview((review) => review.unreadableSaid);
  const spans = unseenSpans();
  const seconds = unreadableOpen(secondsOf(spans, sampleRate), false);
  if (seconds === 0) return null;
  const look = (): void => {
    openTab('beats');
    goToSpan(1);
  };
  return (
    <p className="q" data-testid="unseen-spans" data-count={spans.length}>
      <button type="button" className="num" onClick={look}>
        {WF.sign.unseenSpans(duration(seconds), spans.length)}
      </button>
    </p>
  );
}

export function NotReviewed(): ReactElement {
  const open = useQueue().filter((item) => item.open);
  const analysed = useReview((review) => Boolean(review.study?.run));
  const findings = useReview((review) => review.findings) ?? [];
  const events = useReview((review) => review.events);
  const single = openFindings(findings.map((finding) => ({ finding, state: stateOf(events, finding) })));
  return (
    <section aria-label={W.report.notReviewed} data-testid="not-reviewed">
      <div className="hd">
        <h2>{W.report.notReviewed}</h2>
        <span className="q">{open.length > 0 ? count(open.length) : ''}</span>
      </div>
      {!analysed ? (
        <p className="q">{W.report.notYet}</p>
      ) : open.length === 0 ? (
        <p className="said">
          <Tick /> {W.report.allReviewed}
        </p>
      ) : (
        <>
          {/* The report counts each finding, the queue what is decided at once. */}
          {single.findings > single.items && (
            <p className="q" data-testid="open-in-items">
              {WF.sign.inItems(single.findings, single.items)}
            </p>
          )}
          <OpenItems items={open} lead />
        </>
      )}
      {analysed && <UnseenSpans />}
    </section>
  );
}
