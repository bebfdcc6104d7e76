/** The conclusion, sentence by sentence: what holds, what a number has changed in, what rests on open items. */
import './conclusion.css';
import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { editable, numbersIn, sentenceInWords, sentenceOf, type LivePiece } from '../../../core/study/conclusion.ts';
import { fits } from '../../../core/study/fitting-sentences.ts';
import { figureIn } from '../../../core/study/live-numbers.ts';
import { momentHere } from '../../parts/format.ts';
import { Again, Cross, Pencil, Tick, Unseen, Warning } from '../../parts/icons.tsx';
import { WN } from '../../parts/words-conclusion.ts';
import { editInWords } from '../../parts/kind-names.ts';
import { W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { addSentences, confirmSentence, editsSince, moveSentence, openNumber, rewriteSentence, useDraft, useSentences, useSnippets, type SentenceRow } from '../../state/conclusion.ts';
import { useActions } from '../../state/keys.ts';
import { useReview } from '../../state/review.ts';
import { openSettings } from '../../state/session.ts';
import { Writer } from './writer.tsx';

const SIGNS = { plain: Pencil, holds: Tick, open: Unseen, changed: Again, gone: Warning } as const;

/** A live number: it follows, and opens what it is of. */
function LiveNumber({ piece }: { piece: LivePiece }): ReactElement {
  const draft = useDraft();
  const now = draft?.numbers[piece.name];
  const value = now ? now.value : piece.confirmed;
  const shown = value === null ? WN.none : figureIn(value, draft?.language ?? 'en');
  const state = now === undefined || now.value === piece.confirmed ? 'follows' : now.value === null ? 'gone' : 'changed';
  const label = WN.show(WN.label(piece.name), shown);
  return (
    <button type="button" className={`live ${state}`} aria-label={label} title={label} data-testid="live-number" data-name={piece.name} data-state={state} onClick={() => openNumber(piece.name)}>
      {shown}
    </button>
  );
}

/** Why a sentence is to be read again: old and new figures, and what was done since. */
function ChangedNote({ row: { sentence, state }, index, onAnew }: { row: SentenceRow; index: number; onAnew: () => void }): ReactElement {
  const draft = useDraft();
  const history = useReview((review) => review.history);
  const closed = useClosed();
  const edits = editsSince(history, sentence);
  const figure = (value: string | null): string => (value === null ? WN.none : figureIn(value, draft?.language ?? 'en'));
  const moved = draft ? numbersIn(sentence).filter(({ name, confirmed }) => draft.numbers[name].value !== confirmed || confirmed === null) : [];
  return (
    <div className="changed-note" data-testid="changed-note">
      <p>
        <b>{state === 'gone' ? WN.goneLead : WN.changedLead}</b>{' '}
        {moved.map(({ name, confirmed }, i) => (
          <span key={`${name}-${i}`}>
            {i > 0 && '; '}
            {WN.label(name)} {figure(confirmed)} → <b>{figure(draft?.numbers[name].value ?? null)}</b>
          </span>
        ))}
        .
      </p>
      <p>
        {edits.length === 0 && WN.byRules}
        {edits.slice(0, 2).map((entry, i) => (
          <span key={entry.sequence}>
            {i > 0 && '; '}
            {editInWords(entry.label)}, {entry.author}, {momentHere(entry.time)}
          </span>
        ))}
        {edits.length > 2 && `; ${WN.edits(edits.length - 2)}`}
      </p>
      <p>{state === 'gone' ? WN.goneAsk : WN.changedAsk}</p>
      <div className="acts">
        {state === 'changed' && (
          <button type="button" className="btn p" disabled={closed !== ''} title={closed} onClick={() => void confirmSentence(index)} data-testid="sentence-holds">
            {WN.holds} <kbd>Enter</kbd>
          </button>
        )}
        <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={onAnew} data-testid="sentence-anew">
          {WN.anew} <kbd>E</kbd>
        </button>
      </div>
    </div>
  );
}

/** A line would end before or behind a number that is a button: what opens before it and what closes behind it are bound to it (U+2060). */
function kept(words: string): string {
  return words.replace(/([([“„（「])$/u, '$1\u2060').replace(/^([)\].,;:%…”“）」，。；])/u, '\u2060$1');
}

function SentenceLine({ row, index, current, writing, onPress, onWrite, onDone }: { row: SentenceRow; index: number; current: boolean; writing: boolean; onPress: (event: KeyboardEvent<HTMLButtonElement>) => void; onWrite: () => void; onDone: () => void }): ReactElement {
  const closed = useClosed();
  const Sign = SIGNS[row.state];
  const label = WN.sentence(index + 1, WN.states[row.state]);
  return (
    <li className={row.state} data-testid="sentence" data-state={row.state}>
      <button
        type="button"
        className="sign"
        tabIndex={current ? 0 : -1}
        aria-label={label}
        title={label}
        data-mark={index}
        onKeyDown={onPress}
        onClick={() => {
          if (row.state === 'changed' && closed === '') void confirmSentence(index);
        }}
      >
        <Sign />
      </button>
      {writing ? (
        <Writer label={label} initial={editable(row.sentence)} closed={closed} testid="sentence-text" focused onKeep={(text) => void rewriteSentence(index, text).then(onDone)} onDrop={onDone} />
      ) : (
        <div className="words">
          {row.sentence.map((piece, i) => (typeof piece === 'string' ? <span key={i}>{kept(piece)}</span> : <LiveNumber key={i} piece={piece} />))}
          {row.state === 'open' && <span className="q"> {WN.open(row.open)}</span>}
          {/* Behind the last word, where its room is kept: it lies over nothing. */}
          {closed === '' && (
            <span className="does">
              <button type="button" className="ic" tabIndex={-1} aria-label={`${WN.anew}: ${label}`} title={WN.anew} onClick={onWrite} data-testid="write-anew">
                <Pencil />
              </button>
              <button type="button" className="ic" tabIndex={-1} aria-label={`${WN.remove}: ${label}`} title={WN.remove} onClick={() => void rewriteSentence(index, '')} data-testid="remove-sentence">
                <Cross />
              </button>
            </span>
          )}
          {(row.state === 'changed' || row.state === 'gone') && <ChangedNote row={row} index={index} onAnew={onWrite} />}
        </div>
      )}
    </li>
  );
}

/** What the program would say of what was reviewed, to be taken over sentence by sentence or as a whole. */
function Proposal({ onDone }: { onDone: () => void }): ReactElement | null {
  const draft = useDraft();
  const rows = useSentences();
  const closed = useClosed();
  if (!draft) return null;
  const there = new Set(rows.map(({ sentence }) => editable(sentence)));
  const left = draft.narrative.filter(({ text }) => !there.has(text));
  return (
    <div className="proposal" data-testid="proposal" data-count={draft.narrative.length}>
      <div className="hd">
        <h3>{WN.proposed}</h3>
        <button type="button" className="ic" aria-label={W.close} title={W.close} onClick={onDone}>
          <Cross />
        </button>
      </div>
      <p className="q">{WN.proposedHint}</p>
      <ul lang={draft.language}>
        {draft.narrative.map(({ id, text }) => (
          <li key={id}>
            <span>{sentenceInWords(sentenceOf(text), draft.numbers, draft.language)}</span>
            {there.has(text) ? (
              <span className="q nw">
                <Tick /> {WN.taken}
              </span>
            ) : (
              <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={() => void addSentences([text])} data-testid="take-sentence" data-id={id}>
                {WN.take}
              </button>
            )}
          </li>
        ))}
      </ul>
      <div className="acts">
        <button
          type="button"
          className="btn p"
          disabled={closed !== '' || left.length === 0}
          title={closed}
          data-testid="take-all"
          onClick={() =>
            void addSentences(left.map(({ text }) => text)).then((kept) => {
              if (kept) onDone();
            })
          }
        >
          {WN.takeAll}
        </button>
      </div>
    </div>
  );
}

/** Sentences of the laboratory; a click adds one. */
function Snippets(): ReactElement | null {
  const snippets = useSnippets();
  const draft = useDraft();
  const closed = useClosed();
  if (!draft) return null;
  // What does not fit the numbers of this day is not offered; behind `;` it can be typed.
  const fitting = snippets.filter((snippet) => fits(snippet, draft.numbers));
  return (
    <div className="snippets" role="group" aria-label={WN.snippets} lang={draft.language} data-testid="snippets">
      {snippets.length === 0 && <p className="q">{WN.noSnippets}</p>}
      {fitting.map(({ key, text }) => {
        const words = sentenceInWords(sentenceOf(text), draft.numbers, draft.language);
        return (
          <button key={key} type="button" disabled={closed !== ''} title={closed || words} aria-label={`;${key} ${words}`} onClick={() => void addSentences([text])} data-testid="snippet" data-key={key}>
            <b>;{key}</b> <span>{words}</span>
          </button>
        );
      })}
      <button type="button" className="edit" aria-label={`${WN.editSnippets}: ${WN.snippets}`} title={`${WN.editSnippets}: ${WN.snippets}`} onClick={() => openSettings('sentences')} data-testid="edit-snippets">
        <Pencil />
      </button>
    </div>
  );
}

export function Conclusion(): ReactElement {
  const rows = useSentences();
  const draft = useDraft();
  const closed = useClosed();
  // A signed conclusion is read: there is nothing to write it with.
  const signed = useReview((review) => Boolean(review.study?.signed));
  const [current, setCurrent] = useState(0);
  const [writing, setWriting] = useState<number | null>(null);
  const [proposing, setProposing] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const section = useRef<HTMLElement>(null);
  const again = rows.filter(({ state }) => state === 'changed' || state === 'gone').length;
  const here = Math.min(current, Math.max(0, rows.length - 1));

  const focus = (index: number): void => {
    const place = Math.max(0, Math.min(rows.length - 1, index));
    setCurrent(place);
    list.current?.querySelector<HTMLElement>(`[data-mark="${place}"]`)?.focus();
  };
  const write = (): void => section.current?.querySelector<HTMLElement>('[data-testid="conclusion"]')?.focus();
  useActions({
    sentences: () => {
      if (rows.length === 0) write();
      else focus(Math.max(0, rows.findIndex(({ state }) => state === 'changed' || state === 'gone')));
    },
    'write-sentence': write,
    propose: () => setProposing(draft !== null && !proposing),
  });
  const press = (event: KeyboardEvent<HTMLButtonElement>): void => {
    if (event.ctrlKey || event.metaKey) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && event.altKey) {
      if (closed === '') void moveSentence(here, by).then((moved) => moved && focus(here + by));
    } else if (by !== 0) focus(here + by);
    else if ((event.key === 'e' || event.key === 'E') && closed === '') setWriting(here);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && closed === '') void rewriteSentence(here, '').then(() => focus(here));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const done = (index: number): void => {
    setWriting(null);
    requestAnimationFrame(() => focus(index));
  };
  return (
    <section ref={section} aria-label={W.report.conclusion} className="conclusion">
      <div className="hd">
        <h2>
          {W.report.conclusion} <span className="q">{again > 0 ? WN.again(again) : rows.length > 0 ? WN.sentences(rows.length) : ''}</span>
        </h2>
        <button type="button" className="btn" aria-expanded={proposing} disabled={draft === null || closed !== ''} title={closed} onClick={() => setProposing(!proposing)} data-testid="propose">
          {WN.propose} <Key>N</Key>
        </button>
      </div>
      {rows.length === 0 && <p className="q">{W.report.conclusionHint}</p>}
      {rows.length > 0 && (
        <ol ref={list} className="sentences" data-testid="sentences" data-count={rows.length} data-again={again} data-ready={draft !== null}>
          {rows.map((row, index) => (
            <SentenceLine key={`${index}-${editable(row.sentence)}`} row={row} index={index} current={index === here} writing={writing === index} onPress={press} onWrite={() => setWriting(index)} onDone={() => done(index)} />
          ))}
        </ol>
      )}
      {!signed && <Writer label={WN.writing} initial="" closed={closed} testid="conclusion" onKeep={(text) => void addSentences([text])} />}
      {signed ? null : proposing ? <Proposal onDone={() => setProposing(false)} /> : <Snippets />}
    </section>
  );
}
