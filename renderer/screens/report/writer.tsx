/** A field for one sentence: `#` puts a live number, `;` a sentence of the laboratory; Enter keeps it, Esc drops it. */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { fittingFirst } from '../../../core/study/fitting-sentences.ts';
import { figureIn, LIVE_NAMES } from '../../../core/study/live-numbers.ts';
import { sentenceInWords, sentenceOf } from '../../../core/study/conclusion.ts';
import { WN } from '../../parts/words-conclusion.ts';
import { useDraft, useSnippets } from '../../state/conclusion.ts';
import { whenTyped } from '../../parts/typing.ts';

/** What may stand in place of the letters behind `#` or `;`. */
interface Offer {
  id: string;
  label: string;
  more: string;
  puts: string;
}

/** Offers that are shown at once. */
const MOST = 7;

/** The sign and the letters behind it, right before the cursor; null where there is none. */
function begun(text: string, caret: number): { sign: '#' | ';'; letters: string; from: number } | null {
  const found = /([#;])([\p{L}\p{N}.]*)$/u.exec(text.slice(0, caret));
  return found ? { sign: found[1] === '#' ? '#' : ';', letters: (found[2] ?? '').toLowerCase(), from: found.index } : null;
}

export interface WriterProps {
  label: string;
  initial: string;
  closed: string;
  testid: string;
  /** Takes the text; the field is then empty, or gone. */
  onKeep: (text: string) => void;
  onDrop?: () => void;
  focused?: boolean;
}

export function Writer({ label, initial, closed, testid, onKeep, onDrop, focused = false }: WriterProps): ReactElement {
  const draft = useDraft();
  const snippets = useSnippets();
  const [text, setText] = useState(initial);
  const [caret, setCaret] = useState(initial.length);
  const [at, setAt] = useState(0);
  const [shut, setShut] = useState(-1);
  const dropped = useRef(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  // The field of a sentence that is written anew is there to be written in.
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  const start = begun(text, caret);
  const offers: Offer[] = start === null || start.from === shut ? [] : start.sign === '#' ? numbers(start.letters) : sentences(start.letters);

  function numbers(letters: string): Offer[] {
    if (!draft) return [];
    return LIVE_NAMES.map((name): Offer => ({ id: name, label: WN.label(name), more: figureIn(draft.numbers[name].value ?? WN.none, draft.language), puts: `{${name}}` }))
      .filter((offer) => offer.id.includes(letters) || offer.label.toLowerCase().includes(letters))
      .slice(0, MOST);
  }

  function sentences(letters: string): Offer[] {
    return (draft ? fittingFirst(snippets, draft.numbers) : snippets)
      .filter(({ key }) => key.startsWith(letters))
      .map(({ key, text: puts }): Offer => ({ id: key, label: `;${key}`, more: draft ? sentenceInWords(sentenceOf(puts), draft.numbers, draft.language) : puts, puts }))
      .slice(0, MOST);
  }

  const write = (next: string, place: number): void => {
    setText(next);
    setCaret(place);
    setAt(0);
  };
  const put = (offer: Offer): void => {
    if (!start) return;
    const place = start.from + offer.puts.length;
    write(text.slice(0, start.from) + offer.puts + text.slice(caret), place);
    // Behind the next picture the cursor stands behind what was put.
    requestAnimationFrame(() => field.current?.setSelectionRange(place, place));
  };
  const keep = (): void => {
    if (dropped.current || closed !== '') return;
    if (text.trim() !== initial.trim()) onKeep(text);
    else onDrop?.();
    if (initial === '') write('', 0);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const chosen = offers[at];
    if (chosen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) setAt((at + (event.key === 'ArrowDown' ? 1 : offers.length - 1)) % offers.length);
    else if (chosen && (event.key === 'Enter' || event.key === 'Tab')) put(chosen);
    else if (event.key === 'Escape') {
      if (offers.length > 0) setShut(start?.from ?? -1);
      else {
        // Leaving the field keeps what is in it, but not what was dropped.
        dropped.current = true;
        write('', 0);
        onDrop?.();
        event.currentTarget.blur();
        dropped.current = onDrop !== undefined;
      }
    } else if (event.key === 'Enter' && !event.shiftKey) keep();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="writer">
      <textarea
        ref={field}
        rows={initial === '' ? 1 : 3}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={offers.length > 0 ? id : undefined}
        aria-activedescendant={offers.length > 0 ? `${id}-${at}` : undefined}
        placeholder={WN.write}
        value={text}
        readOnly={closed !== ''}
        title={closed}
        data-testid={testid}
        onChange={(event) => write(event.target.value, event.target.selectionStart)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={keep}
        onKeyDown={whenTyped(press)}
      />
      {offers.length > 0 && (
        <div id={id} role="listbox" aria-label={start?.sign === '#' ? WN.numbers : WN.snippets} className="offers" data-testid="offers">
          {offers.map((offer, i) => (
            <div
              key={offer.id}
              id={`${id}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              className={i === at ? 'on' : undefined}
              onMouseDown={(event) => {
                // The field keeps the focus.
                event.preventDefault();
                put(offer);
              }}
            >
              <b>{offer.label}</b> <span className="q">{offer.more}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
