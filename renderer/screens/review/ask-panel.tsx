/** The machine's asks: what it would like to know, the keys that answer, and what it proposes from the answers. */
import { useMemo, type ReactElement } from 'react';
import { CLASSES, classOfCode, type BeatClass } from '../../../core/beats/classes.ts';
import { rowOf } from '../../../core/review/beat-rows.ts';
import { Mark } from '../../parts/marks.tsx';
import { WA } from '../../parts/words-asks.ts';
import { CLASS_NAME } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { acceptProposal, answerMixed, chooseAnswer, giveAnswer, leaveAsks, MOST_ASKS, showProposal, toggleAsks, useAsks } from '../../state/asks.ts';
import { useClosed } from '../../state/closed.ts';
import { useReview } from '../../state/review.ts';

/** What is proposed, counted by from and to, the most first. */
function useChanges(): { from: BeatClass; to: BeatClass; n: number }[] {
  const beats = useReview((review) => review.beats);
  const proposal = useAsks((asks) => asks.view?.proposal);
  return useMemo(() => {
    const counts = new Map<string, { from: BeatClass; to: BeatClass; n: number }>();
    proposal?.keys.forEach((key, i) => {
      const row = rowOf(beats, key);
      if (row < 0) return;
      const [from, to] = [classOfCode(beats.code[row]!), classOfCode(proposal.codes[i]!)];
      const held = counts.get(from + to) ?? { from, to, n: 0 };
      counts.set(from + to, { ...held, n: held.n + 1 });
    });
    return [...counts.values()].toSorted((a, b) => b.n - a.n);
  }, [beats, proposal]);
}

function Proposal(): ReactElement | null {
  const changes = useChanges();
  const closed = useClosed();
  const n = changes.reduce((sum, each) => sum + each.n, 0);
  if (n === 0) return null;
  return (
    <div className="ask-proposal" data-testid="ask-proposal" data-count={n}>
      <p>{WA.proposal(n)}</p>
      <ul>
        {changes.map(({ from, to, n: of }) => (
          <li key={from + to}>
            <Mark of={to} size={10} /> {WA.change(of, from, to)}
          </li>
        ))}
      </ul>
      <div className="acts">
        <button type="button" className="btn p" disabled={closed !== ''} title={closed} data-testid="accept-proposal" onClick={() => void acceptProposal()}>
          {WA.accept} <Key mode="ask">Shift Y</Key>
        </button>
        <button type="button" className="btn" onClick={showProposal}>
          {WA.show}
        </button>
      </div>
    </div>
  );
}

export function AskPanel(): ReactElement {
  const { open, view, waiting, choice } = useAsks();
  const closed = useClosed();
  const ask = view && view.answered < MOST_ASKS ? view.ask : null;
  return (
    <section className={open ? 'asks on' : 'asks shut'} aria-label={WA.title} data-testid="asks" data-open={open}>
      <div className="hd">
        <h2>{WA.title}</h2>
        {open ? (
          <span className="q" aria-live="polite">
            {view ? (ask ? WA.number(view.answered + 1, MOST_ASKS) : WA.answered(view.answered)) : ''}
          </span>
        ) : (
          <button type="button" className="btn" disabled={closed !== ''} title={closed || WA.lead} data-testid="begin-asks" onClick={toggleAsks}>
            {WA.begin} <Key>Y</Key>
          </button>
        )}
      </div>
      {open && (
        <>
          {waiting && !view ? (
            <p className="q">{WA.wait}</p>
          ) : ask ? (
            <>
              <p>
                {WA.group(ask.keys.length, ask.now)} <span className="q">{WA.gain(ask.gain)}</span>
              </p>
              <div className="ask-keys" role="group" aria-label={WA.answer}>
                {CLASSES.map((of) => (
                  <button key={of} type="button" className={choice === of ? 'on' : undefined} aria-pressed={choice === of} title={CLASS_NAME[of]} disabled={waiting} data-testid={`answer-${of}`} onClick={() => chooseAnswer(of)}>
                    <Mark of={of} size={12} /> {of}
                  </button>
                ))}
              </div>
              <div className="acts">
                <button type="button" className="btn p" disabled={waiting || choice === null} data-testid="give-answer" onClick={() => void giveAnswer()}>
                  {choice === null ? WA.answer : WA.choose(choice, ask.keys.length)} <Key mode="ask">Enter</Key>
                </button>
                <button type="button" className="btn" disabled={waiting} data-testid="answer-mixed" onClick={() => void answerMixed()}>
                  {WA.mixed} <Key mode="ask">J</Key>
                </button>
              </div>
            </>
          ) : (
            <p className="q" data-testid="asks-done">
              {view && view.answered >= MOST_ASKS ? WA.most(MOST_ASKS) : WA.nothing}
            </p>
          )}
          <Proposal />
          <div className="acts">
            <button type="button" className="btn" onClick={leaveAsks}>
              {WA.leave} <kbd>Esc</kbd>
            </button>
          </div>
        </>
      )}
    </section>
  );
}
