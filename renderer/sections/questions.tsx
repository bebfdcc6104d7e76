/** Questions of colleagues: their list, their marks on the strip and on the day, and what they stop. */
import './questions.css';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { Question } from '../../core/review/questions.ts';
import { DAY_GUTTER, DAY_RIGHT } from '../charts/day-data.ts';
import { GUTTER, pixelsPerSecond } from '../charts/ecg-draw.ts';
import { Dialog } from '../parts/controls.tsx';
import { moment, momentHere } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { WC } from '../parts/words-colleagues.ts';
import { Key } from './key.tsx';
import { answer, ask, beginAsking, handOn, goToQuestion, isForMe, listed, useColleagues, withdraw } from '../state/colleagues.ts';
import { useActions } from '../state/keys.ts';
import { ownName } from '../state/own-name.ts';
import { rateOf, refusedAsSigned, startOf, useReview } from '../state/review.ts';
import { openTab } from '../state/session.ts';
import { across, currentRow, useView } from '../state/view.ts';
import { whenTyped } from '../parts/typing.ts';

/** The name of whoever it waits for, or asked it. */
const asker = ({ steps }: Question): string => steps[0]?.by ?? '';

function placeOf(at: number, study: Parameters<typeof startOf>[0]): string {
  const rate = rateOf(study);
  return moment(startOf(study), at / rate, (study?.recording.sampleCount ?? 0) / rate, 'seconds');
}

function Mark({ question, left }: { question: Question; left: string }): ReactElement {
  const mine = isForMe(question, ownName());
  return (
    <button
      type="button"
      className={['qmark', mine ? 'mine' : '', question.state === 'open' ? '' : 'done'].filter(Boolean).join(' ')}
      style={{ left }}
      title={`${asker(question)}: ${question.steps[0]?.text ?? ''}`}
      aria-label={WC.questions.pin(asker(question), WC.questions.states[question.state])}
      data-testid="question-mark"
      onClick={() => goToQuestion(question)}
    >
      <b>?</b>
    </button>
  );
}

/** Marks over the strip. */
export function StripQuestions(): ReactElement {
  const questions = useReview((review) => review.questions);
  const study = useReview((review) => review.study);
  const from = useView((view) => view.from);
  const speed = useView((view) => view.speed);
  const to = from + across();
  return (
    <>
      {questions
        .filter(({ at }) => at >= from && at < to)
        .map((question) => (
          <Mark key={question.id} question={question} left={`${GUTTER + ((question.at - from) / rateOf(study)) * pixelsPerSecond(speed)}px`} />
        ))}
    </>
  );
}

/** Marks under the timeline. */
export function DayQuestions({ window: shown }: { window: { from: number; to: number } }): ReactElement {
  const questions = useReview((review) => review.questions);
  const rate = useReview((review) => rateOf(review.study));
  return (
    <>
      {questions
        .filter(({ at, state }) => state === 'open' && at / rate >= shown.from && at / rate <= shown.to)
        .map((question) => (
          <Mark key={question.id} question={question} left={`calc(${DAY_GUTTER}px + (100% - ${DAY_GUTTER + DAY_RIGHT}px) * ${((question.at / rate - shown.from) / (shown.to - shown.from)).toFixed(5)})`} />
        ))}
    </>
  );
}

function Said({ question, all }: { question: Question; all: boolean }): ReactElement {
  const steps = all ? question.steps : question.steps.slice(0, 1);
  return (
    <>
      {steps.map((step, i) => (
        <div key={i}>
          <span className="by">
            <b>{step.by}</b> {WC.questions.said[step.what]} {step.what === 'asked' || step.what === 'handed' ? (step.to === '' ? WC.anybody : step.to) : ''}, {momentHere(step.time)}
          </span>
          {step.text !== '' && <p>{step.text}</p>}
        </div>
      ))}
    </>
  );
}

function Reply({ question, onDone }: { question: Question; onDone: () => void }): ReactElement {
  const names = useColleagues((colleagues) => colleagues.names);
  const [text, setText] = useState('');
  const [to, setTo] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const me = ownName();
  const mine = question.to === '' || question.to === me;
  const own = asker(question) === me;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (mine) field.current?.focus();
  }, [mine]);
  const send = async (call: () => Promise<boolean>): Promise<void> => {
    setSending(true);
    if (await call()) onDone();
    setSending(false);
  };
  return (
    <>
      {(mine || to !== null) && (
        <textarea
          ref={field}
          aria-label={mine ? WC.questions.answerTo(asker(question)) : WC.questions.hand}
          placeholder={WC.questions.answer}
          value={text}
          maxLength={4000}
          data-testid="answer-text"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={whenTyped((event) => {
            if (event.key === 'Escape') onDone();
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() !== '') void send(() => answer(question, text));
          })}
        />
      )}
      <div className="acts">
        {mine && to === null && (
          <button type="button" className="btn p" disabled={sending || text.trim() === ''} onClick={() => void send(() => answer(question, text))} data-testid="answer">
            {WC.questions.answer} <kbd>Ctrl Enter</kbd>
          </button>
        )}
        {to === null && (mine || own) && (
          <button type="button" className="btn" onClick={() => setTo('')} data-testid="hand">
            {WC.questions.hand}
          </button>
        )}
        {to !== null && (
          <>
            <select aria-label={WC.questions.handTo} value={to} onChange={(event) => setTo(event.target.value)} data-testid="hand-to">
              <option value="">{WC.anybody}</option>
              {names.filter((name) => name !== asker(question)).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            <button type="button" className="btn p" disabled={sending || to === question.to} onClick={() => void send(() => handOn(question, to, text))} data-testid="hand-now">
              {WC.questions.hand}
            </button>
          </>
        )}
        {own && (
          <button type="button" className="btn" disabled={sending} onClick={() => void send(() => withdraw(question))} data-testid="withdraw">
            {WC.questions.withdraw}
          </button>
        )}
      </div>
    </>
  );
}

function Line({ question }: { question: Question }): ReactElement {
  const study = useReview((review) => review.study);
  const shown = useColleagues((colleagues) => colleagues.shown === question.id);
  const mine = isForMe(question, ownName());
  const show = (open: boolean): void => useColleagues.setState({ shown: open ? question.id : null });
  return (
    <article className={['question', question.state, mine ? 'mine' : ''].filter(Boolean).join(' ')} data-testid="question" data-state={question.state} data-to={question.to}>
      <div className="hd">
        <button
          type="button"
          className="num"
          onClick={() => goToQuestion(question)}
        >
          {placeOf(question.at, study)}
        </button>
        <button type="button" className="num q" aria-expanded={shown} onClick={() => show(!shown)} data-testid="show-question">
          {question.state === 'open' ? WC.questions.waits(question.to) : WC.questions.states[question.state]}
        </button>
      </div>
      <Said question={question} all={shown || question.steps.length === 1} />
      {shown && question.state === 'open' && !study?.signed && <Reply question={question} onDone={() => show(false)} />}
    </article>
  );
}

/** Sample that a question is about: the current beat, else the middle of the strip. */
function placeNow(): number {
  const row = currentRow();
  const { from } = useView.getState();
  return row >= 0 ? useReview.getState().beats.sample[row]! : from + across() / 2;
}

/** The questions of a case; more than these many that are done are folded. */
const DONE_SHOWN = 2;

export function QuestionPanel(): ReactElement {
  const questions = useReview((review) => review.questions);
  const signed = useReview((review) => Boolean(review.study?.signed));
  const [all, setAll] = useState(false);
  const me = ownName();
  const order = listed(questions, me);
  const open = order.filter(({ state }) => state === 'open');
  const over = order.filter(({ state }) => state !== 'open');
  const shown = [...open, ...(all ? over : over.slice(0, DONE_SHOWN))];
  const begin = (): void => {
    if (!refusedAsSigned()) beginAsking(placeNow());
  };
  useActions({
    ask: begin,
    'answer-question': () => {
      const next = open.find((question) => isForMe(question, me)) ?? open[0];
      if (next) goToQuestion(next);
    },
  });
  return (
    <section aria-label={WC.questions.title} data-testid="questions" data-open={open.length}>
      <div className="hd">
        <h2>
          {WC.questions.title} {open.length > 0 && <span className="q">{open.length}</span>}
        </h2>
        {!signed && (
          <button type="button" className="q" onClick={begin} data-testid="ask-here">
            {WC.questions.here} <Key>Shift R</Key>
          </button>
        )}
      </div>
      {shown.length > 0 && (
        <div className="questions">
          {shown.map((question) => (
            <Line key={question.id} question={question} />
          ))}
          {over.length > DONE_SHOWN && !all && (
            <button type="button" className="num none" onClick={() => setAll(true)}>
              {WC.questions.older(over.length)}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** Writes a question at a place. */
export function AskDialog({ at }: { at: number }): ReactElement {
  const names = useColleagues((colleagues) => colleagues.names);
  const study = useReview((review) => review.study);
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const close = (): void => useColleagues.setState({ asking: null });
  const send = async (): Promise<void> => {
    setSending(true);
    if (await ask(at, to, text)) close();
    else setSending(false);
  };
  const me = ownName();
  return (
    <Dialog
      title={WC.questions.askTitle}
      onClose={close}
      testid="ask-dialog"
      sent={sending}
      foot={
        <>
          <button type="button" className="btn" onClick={close}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="button" className="btn p" disabled={sending || text.trim() === ''} onClick={() => void send()} data-testid="ask-now">
            {WC.questions.ask} <kbd>Ctrl Enter</kbd>
          </button>
        </>
      }
    >
      <div className="field">
        <label>{WC.questions.at}</label>
        <span data-testid="ask-at">{placeOf(at, study)}</span>
      </div>
      <div className="field">
        <label htmlFor="ask-to">{WC.questions.to}</label>
        <select id="ask-to" value={to} onChange={(event) => setTo(event.target.value)} data-testid="ask-to">
          <option value="">{WC.anybody}</option>
          {names.filter((name) => name !== me).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="ask-text">{WC.questions.text}</label>
        <textarea
          id="ask-text"
          rows={4}
          maxLength={4000}
          value={text}
          data-testid="ask-text"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={whenTyped((event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() !== '') void send();
          })}
        />
      </div>
    </Dialog>
  );
}

/** What keeps the report from being signed: open questions, each a way to its place. Nothing where there is none. */
export function QuestionStops(): ReactElement | null {
  const questions = useReview((review) => review.questions);
  const study = useReview((review) => review.study);
  const open = questions.filter(({ state }) => state === 'open');
  if (open.length === 0) return null;
  return (
    <ul className="question-stops" data-testid="question-stops" data-count={open.length}>
      {open.slice(0, 5).map((question) => (
        <li key={question.id}>
          <button
            type="button"
            className="num"
            data-testid="to-question"
            onClick={() => {
              goToQuestion(question);
              openTab('beats');
            }}
          >
            {placeOf(question.at, study)}
          </button>
          <span title={question.steps[0]?.text}>
            {WC.questions.waits(question.to)}: {question.steps[0]?.text}
          </span>
        </li>
      ))}
      {open.length > 5 && <li className="q">{W.study.left(open.length - 5)}</li>}
    </ul>
  );
}
