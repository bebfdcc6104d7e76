/** The card that lets people in, and the one over a locked window. */
import './login.css';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { ErrorShape } from '../../../core/contract/errors.ts';
import { notice } from '../../../core/contract/notice.ts';
import { Brand, Lock } from '../../parts/icons.tsx';
import { WO } from '../../parts/words-overview.ts';
import { WP } from '../../parts/words-people.ts';
import { W } from '../../parts/words.ts';
import { shownName } from '../../state/may.ts';
import { login, unlock } from '../../state/people.ts';
import { useSession } from '../../state/session.ts';
import { failureInWords } from '../../parts/language.ts';

function Failure({ failure }: { failure: ErrorShape }): ReactElement {
  return (
    <p className="err" role="alert" data-testid="login-failed">
      {failureInWords(failure).message} {failureInWords(failure).hint}
      {failure.code === 'closed' && (
        <button type="button" className="btn" onClick={() => window.location.reload()}>
          {W.reload}
        </button>
      )}
    </p>
  );
}

/** Name where it is asked for, password, one button. */
function Form({ asksName, submit, words }: { asksName: boolean; submit: (name: string, password: string) => Promise<ErrorShape | null>; words: string }): ReactElement {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<ErrorShape | null>(null);
  const [asking, setAsking] = useState(false);
  const [caps, setCaps] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const send = async (): Promise<void> => {
    if (asking) return;
    setAsking(true);
    setFailure(null);
    const wrong = await submit(name, password);
    if (!wrong) return;
    setAsking(false);
    setFailure(wrong);
    setPassword('');
    secret.current?.focus();
  };
  const watchCaps = (event: KeyboardEvent): void => setCaps(event.getModifierState('CapsLock'));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {asksName && (
        <>
          <label htmlFor="login-name">{WP.login.name}</label>
          <input ref={first} id="login-name" type="text" autoComplete="off" spellCheck={false} value={name} onChange={(event) => setName(event.target.value)} data-testid="login-name" />
        </>
      )}
      <label htmlFor="login-password">{WP.login.password}</label>
      <input
        ref={(input) => {
          secret.current = input;
          if (!asksName) first.current = input;
        }}
        id="login-password"
        type="password"
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        onKeyDown={watchCaps}
        onKeyUp={watchCaps}
        data-testid="login-password"
      />
      {caps && <p className="q">{WP.login.caps}</p>}
      {failure && <Failure failure={failure} />}
      <button type="submit" className="btn p" disabled={asking || password === '' || (asksName && name.trim() === '')} data-testid="login-enter">
        {asking ? WP.login.asking : words} <kbd>Enter</kbd>
      </button>
    </form>
  );
}

/** Nothing of any study is shown before this lets somebody in. */
export function LoginScreen(): ReactElement {
  const version = useSession((session) => session.who?.version ?? '');
  return (
    <main className="centre entry" data-testid="login">
      <div className="entry-card">
        <div className="entry-head">
          <Brand />
          <h1>{W.product}</h1>
        </div>
        <Form asksName submit={login} words={WP.login.enter} />
        <p className="q foot">
          <span lang="en">{notice(version)}</span> {WO.frame.notice}
        </p>
      </div>
    </main>
  );
}

/** Over everything else while the window is locked. It is a modal, so that open cards lie below it. */
export function LockScreen(): ReactElement {
  const who = useSession((session) => session.who);
  const [other, setOther] = useState(false);
  const card = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const dialog = card.current;
    const open = (): void => {
      if (dialog?.isConnected && !dialog.open) dialog.showModal();
    };
    open();
    // A browser closes a modal at the second Esc whatever the page says, and the third would drop the card below it with all that was typed.
    const ignoreEscape = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', ignoreEscape, { capture: true });
    dialog?.addEventListener('close', open);
    return () => {
      window.removeEventListener('keydown', ignoreEscape, { capture: true });
      dialog?.removeEventListener('close', open);
      if (before instanceof HTMLElement) requestAnimationFrame(() => before.focus());
    };
  }, []);
  const name = shownName(who);
  return (
    <dialog ref={card} className="entry" aria-label={WP.lock.title} data-testid="lock" onCancel={(event) => event.preventDefault()}>
      <div className="entry-card">
        <div className="entry-head">
          <Lock size={16} />
          <h1>{WP.lock.title}</h1>
        </div>
        <p className="m">{other ? WP.lock.otherLead(name) : WP.lock.lead(name)}</p>
        {other ? <Form key="other" asksName submit={login} words={WP.login.enter} /> : <Form key="same" asksName={false} submit={(_, password) => unlock(password)} words={WP.lock.unlock} />}
        <button type="button" className="btn" onClick={() => setOther(!other)} data-testid="lock-other">
          {other ? WP.lock.back : WP.lock.other}
        </button>
      </div>
    </dialog>
  );
}
