/** Pieces that every screen uses: segments, dialogs, notes. */
import { useEffect, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Cross } from './icons.tsx';
import { HoldKeys } from './held-keys.tsx';
import { W } from './words.ts';
import { inWords } from './language.ts';

export interface SegmentOption<T extends string> {
  value: T;
  label: ReactNode;
  disabled?: boolean;
  title?: string;
}

/** A row of choices of which one holds. */
export function Segment<T extends string>({ options, value, onChange, label, testid }: { options: readonly SegmentOption<T>[]; value: T; onChange: (value: T) => void; label: string; testid?: string }): ReactElement {
  return (
    <span className="seg" role="group" aria-label={label} data-testid={testid}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={option.value === value ? 'on' : undefined}
          aria-pressed={option.value === value}
          disabled={option.disabled}
          title={option.title}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </span>
  );
}

/** A card in the middle of the window. Focus goes in and comes back; Esc closes it. `sent`: it closes as soon as it is in the journal, and keys are for what is under it. */
export function Dialog({ title, onClose, children, foot, testid, wide = false, sent = false }: { title: string; onClose: () => void; children: ReactNode; foot?: ReactNode; testid?: string; wide?: boolean; sent?: boolean }): ReactElement {
  const card = useRef<HTMLDialogElement>(null);
  const before = useRef<Element | null>(null);
  // In the same picture as the card itself: a key that comes right behind it finds its field.
  useLayoutEffect(() => {
    // A button that was clicked gives its focus back to the screen, as one without a card does; one that keys reached keeps it.
    const active = document.activeElement;
    before.current = active?.matches('button:not(:focus-visible)') ? null : active;
    const dialog = card.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      (dialog.querySelector<HTMLElement>('.card-body input, .card-body textarea') ?? dialog.querySelector<HTMLElement>('.card-body select'))?.focus();
    }
  }, []);
  // Behind it: what lies under an open card takes no focus.
  useEffect(
    () => () => {
      if (before.current instanceof HTMLElement) before.current.focus();
    },
    [],
  );
  return (
    <dialog
      ref={card}
      className={wide ? 'card wide' : 'card'}
      aria-label={title}
      data-testid={testid}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="card-head">
        <h2>{title}</h2>
        <button type="button" className="ic sp" aria-label={W.close} title={W.close} onClick={onClose}>
          <Cross />
        </button>
      </div>
      <div className="card-body">{children}</div>
      {foot && <div className="card-foot">{foot}</div>}
      {sent && <HoldKeys closing />}
    </dialog>
  );
}

/** A failure in words with what can be done about it. */
export function Trouble({ message, hint, children, testid }: { message: string; hint?: string; children?: ReactNode; testid?: string }): ReactElement {
  return (
    <div className="trouble" role="alert" data-testid={testid}>
      <span>
        <b>{inWords(message)}</b> {inWords(hint ?? '')}
      </span>
      {children}
    </div>
  );
}

/** A term and its value. */
export function Fact({ term, children }: { term: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
