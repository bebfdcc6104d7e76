/** Places where the reader and a new analysis differ: a short list to walk through, each settled with a key. */
import { useEffect, useRef, type ReactElement } from 'react';
import { moment } from '../../parts/format.ts';
import { WF } from '../../parts/words-findings.ts';
import { codeWords } from '../../sections/queue-words.tsx';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { decided } from '../../state/pace.ts';
import { conflictKey } from '../../state/queue.ts';
import { goOn } from '../../state/queue-now.ts';
import { edit, rateOf, refusedAsSigned, startOf, useReview } from '../../state/review.ts';
import { goToSample, useView } from '../../state/view.ts';

/** Shows a conflict by its place in the list. */
export function goToConflict(place: number): void {
  const { conflicts } = useReview.getState();
  const conflict = conflicts[Math.max(0, Math.min(conflicts.length - 1, place))];
  if (!conflict) return;
  goToSample(conflict.sample);
  useView.setState({ conflict: conflictKey(conflict) });
}

function here(): number {
  const { conflict } = useView.getState();
  return useReview.getState().conflicts.findIndex((one) => conflictKey(one) === conflict);
}

export function stepConflict(direction: 1 | -1): void {
  goToConflict(here() + direction);
}

/** Settles the conflict that is shown, keeping one's own label or taking the new one, and goes on. */
export async function settleConflict(take: boolean): Promise<void> {
  const place = here();
  const { conflicts, caseId } = useReview.getState();
  const conflict = conflicts[place];
  if (!conflict || refusedAsSigned()) return;
  decided(Date.now());
  // The next is there at once: a second key is meant for that one.
  const settled = edit({ kind: 'conflict-settle', sample: conflict.sample, take });
  const left = conflicts.filter((one) => one !== conflict);
  useReview.setState({ conflicts: left });
  if (left.length > 0) goToConflict(Math.min(place, left.length - 1));
  else {
    useView.setState({ conflict: null });
    goOn();
  }
  if ((await settled) || useReview.getState().caseId !== caseId) return;
  // Why was said where the edit was refused; the place waits on.
  const now = useReview.getState().conflicts;
  if (!now.some((one) => conflictKey(one) === conflictKey(conflict))) useReview.setState({ conflicts: [...now, conflict].toSorted((a, b) => a.sample - b.sample) });
}

export function ConflictPanel(): ReactElement | null {
  const conflicts = useReview((review) => review.conflicts);
  const study = useReview((review) => review.study);
  const current = useView((view) => view.conflict);
  const closed = useClosed();
  const signed = closed !== '';
  const list = useRef<HTMLDivElement>(null);
  const place = conflicts.findIndex((one) => conflictKey(one) === current);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [place]);
  if (conflicts.length === 0) return null;
  const rate = rateOf(study);
  const seconds = (study?.recording.sampleCount ?? 0) / rate;
  const chosen = conflicts[place];
  return (
    <section className="conflicts" aria-label={WF.conflicts.title} data-testid="conflicts" data-count={conflicts.length}>
      <div className="hd">
        <h2>{WF.conflicts.title}</h2>
        <span className="q">{WF.conflicts.open(conflicts.length)}</span>
      </div>
      <p className="q">{WF.conflicts.lead}</p>
      {chosen ? (
        <>
          <div className="conflict-list" ref={list}>
            {conflicts.map((one, i) => (
              <button key={conflictKey(one)} type="button" className={i === place ? 'on' : undefined} aria-current={i === place ? 'true' : undefined} data-testid="conflict" onClick={() => goToConflict(i)}>
                <span>{moment(startOf(study), one.sample / rate, seconds, 'seconds')}</span>
                <span>
                  <b>{codeWords(one.person)}</b> <span className="q">{WF.conflicts.yours}</span>, <b>{codeWords(one.run)}</b> <span className="q">{WF.conflicts.machine}</span>
                </span>
              </button>
            ))}
          </div>
          <p className="q">
            {WF.conflicts.kinds[chosen.kind]}; {WF.conflicts.before} {codeWords(chosen.before)}
          </p>
          <div className="acts">
            <button type="button" className="btn p" disabled={signed} title={closed} data-testid="keep-mine" onClick={() => void settleConflict(false)}>
              {WF.conflicts.keep} <Key mode="conflict">Space</Key>
            </button>
            <button type="button" className="btn" disabled={signed} title={closed} data-testid="take-theirs" onClick={() => void settleConflict(true)}>
              {WF.conflicts.take} <Key mode="conflict">Enter</Key>
            </button>
          </div>
        </>
      ) : (
        <div className="acts">
          <button type="button" className="btn" data-testid="walk-conflicts" onClick={() => goToConflict(0)}>
            {WF.conflicts.look} <Key>W</Key>
          </button>
        </div>
      )}
    </section>
  );
}
