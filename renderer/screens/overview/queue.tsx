/** What needs your eye: one queue, the next item first, walked through and opened by key. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { WF } from '../../parts/words-findings.ts';
import { emptyWords, itemWords } from '../../sections/queue-words.tsx';
import { Key } from '../../sections/key.tsx';
import { useActions } from '../../state/keys.ts';
import { goToItem, stillReading, useQueue } from '../../state/queue-now.ts';
import { useReview } from '../../state/review.ts';
import { openTab } from '../../state/session.ts';

/** Items that are drawn; the rest is counted. */
const MOST = 200;

export function Queue(): ReactElement {
  const study = useReview((review) => review.study);
  const running = useReview((review) => review.analysing !== null || review.study?.state === 'recording');
  const reading = useReview(stillReading);
  const failed = useReview((review) => review.phase === 'failed');
  const items = useQueue().filter(({ open }) => open);
  const [chosen, setChosen] = useState<string | null>(null);
  const found = items.findIndex(({ id }) => id === chosen);
  const here = Math.max(0, found);
  const item = items[here];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  const step = (direction: 1 | -1): void => setChosen(items[Math.max(0, Math.min(items.length - 1, here + direction))]?.id ?? null);
  useActions({
    'open-item': () => {
      if (item) goToItem(item);
      else if (!reading) openTab('report');
    },
    'next-in-queue': () => step(1),
    'previous-in-queue': () => step(-1),
  });
  const words = item && itemWords(item, study);
  return (
    <aside className="r" aria-label={WF.queue.title}>
      <div className="ph">
        <h2>
          {WF.queue.title} <span className="q">{items.length > 0 ? items.length : ''}</span>
        </h2>
      </div>
      <div className="queue" ref={box} data-testid="queue" data-open={items.length}>
        {items.length === 0 && !failed && <p className="q pad">{emptyWords(running, reading)}</p>}
        {items.slice(0, MOST).map((one, i) => {
          const said = itemWords(one, study);
          const urgent = one.kind === 'event' && one.findings[0]?.severity === 'urgent';
          return (
            <button
              key={one.id}
              type="button"
              className={[i === here ? 'qi on' : 'qi', urgent ? 'urgent' : ''].filter(Boolean).join(' ')}
              aria-current={i === here ? 'true' : undefined}
              onClick={() => goToItem(one)}
              data-testid="queue-item"
              data-kind={one.kind}
              data-urgent={urgent}
            >
              {said.sign}
              <span className="clip">
                <b>{said.name}</b> {said.more}
                <span className="q clip" title={said.why}>
                  {said.at !== '' && <i className="near">{said.at} · </i>}
                  {said.why}
                </span>
              </span>
              <span className="q">{said.at}</span>
            </button>
          );
        })}
        {items.length > MOST && <p className="q pad">{WF.queue.left(items.length - MOST)}</p>}
      </div>
      <div className="next">
        <p>
          {words ? (
            <>
              {WF.nextUp} <b>{words.name}</b> {words.more}
            </>
          ) : (
            !failed && emptyWords(running, reading)
          )}
        </p>
        <button type="button" className="btn p" disabled={!item && (reading || failed)} onClick={() => (item ? goToItem(item) : openTab('report'))} data-testid="open-item">
          <span>{item || reading || failed ? WF.queue.open : WF.queue.toReport}</span>
          <Key>Space</Key>
        </button>
      </div>
    </aside>
  );
}
