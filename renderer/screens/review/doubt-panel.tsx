/** Beats in doubt: which list is in the gallery, what to do with it, and what is left. */
import type { ReactElement } from 'react';
import { momentsBetween } from '../../parts/format.ts';
import { Mark } from '../../parts/marks.tsx';
import { WD } from '../../parts/words-doubt.ts';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { beginDoubt, doubtDone, doubtLater, openDoubt, useDoubt } from '../../state/doubt.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { useView } from '../../state/view.ts';
import { WORTH, type DoubtList } from '../../../core/review/doubt-lists.ts';

/** Lists that are named; more of them are only counted. */
const NAMED = 5;

export function DoubtPanel(): ReactElement {
  const { open, of } = useDoubt();
  const inHand = useView((view) => view.gallery?.doubt ?? null);
  const caseId = useReview((review) => review.caseId);
  const study = useReview((review) => review.study);
  const closed = useClosed();
  const known = of === caseId ? open : [];
  const list = known.find(({ name }) => name === inHand);
  const seconds = (study?.recording.sampleCount ?? 0) / rateOf(study);
  const span = ({ parted, from, to }: DoubtList): string => (parted ? momentsBetween(startOf(study), { from: from / rateOf(study), to: to / rateOf(study) }, seconds).join('–') : '');
  const others = known.filter(({ name }) => name !== inHand).slice(0, NAMED);
  return (
    <section className={list ? 'asks on' : 'asks shut'} aria-label={WD.title} data-testid="doubt" data-list={inHand ?? ''} data-open={known.length}>
      <div className="hd">
        <h2>{WD.title}</h2>
        {list ? (
          <span className="q" aria-live="polite">
            {WD.left(known.length)}
          </span>
        ) : of === caseId && known.length === 0 ? (
          <span className="q">{WD.nothing}</span>
        ) : (
          <button type="button" className="btn" title={WD.lead} data-testid="begin-doubt" onClick={beginDoubt}>
            {WD.begin} <Key>B</Key>
          </button>
        )}
      </div>
      {list && (
        <>
          <p className="doubt-line">
            <Mark of={list.beatClass} size={11} /> <b>{WD.beats(list.rows.length)}</b> <span className="m">{span(list)}</span>
          </p>
          <p>{list.expected < WORTH ? WD.hardly : WD.first}</p>
          <p className="q">{WD.how}</p>
          <div className="acts">
            <button type="button" className="btn p" disabled={closed !== ''} title={closed} data-testid="doubt-done" onClick={() => void doubtDone()}>
              {WD.done} <Key>Space</Key>
            </button>
            <button type="button" className="btn" data-testid="doubt-later" onClick={doubtLater}>
              {WD.later} <Key>J</Key>
            </button>
          </div>
          <div className="conflict-list">
            {others.map((other) => (
              <button key={other.name} type="button" data-testid="doubt-list" data-list={other.name} onClick={() => openDoubt(other)}>
                <span className="doubt-line">
                  <Mark of={other.beatClass} size={10} /> {WD.beats(other.rows.length)}
                </span>
                <span className="q m">{span(other)}</span>
              </button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
