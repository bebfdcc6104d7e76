/** The card before everything else where the data folder is encrypted and locked: it asks for the passphrase. Its looks are those of the login. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { ErrorShape } from '../../../core/contract/errors.ts';
import { Lock } from '../../parts/icons.tsx';
import { WV } from '../../parts/words-vault.ts';
import { failureInWords } from '../../parts/language.ts';
import { whenTyped } from '../../parts/typing.ts';

export interface VaultScreenProps {
  /** Tries a secret. Null once the folder is open; else why it is not. */
  unlock(secret: { passphrase: string } | { recoveryKey: string }): Promise<ErrorShape | null>;
}

export function VaultScreen({ unlock }: VaultScreenProps): ReactElement {
  const [lost, setLost] = useState(false);
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<ErrorShape | null>(null);
  const [asking, setAsking] = useState(false);
  const [caps, setCaps] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [lost]);
  const send = async (): Promise<void> => {
    if (asking) return;
    setAsking(true);
    setFailure(null);
    const wrong = await unlock(lost ? { recoveryKey: typed } : { passphrase: typed });
    if (!wrong) return;
    setAsking(false);
    setFailure(wrong);
    setTyped('');
    field.current?.focus();
  };
  return (
    <main className="centre entry" data-testid="vault">
      <div className="entry-card">
        <div className="entry-head">
          <Lock size={16} />
          <h1>{WV.title}</h1>
        </div>
        <p className="m">{lost ? WV.recoveryLead : WV.lead}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <label htmlFor="vault-secret">{lost ? WV.recovery : WV.passphrase}</label>
          <input
            ref={field}
            id="vault-secret"
            type={lost ? 'text' : 'password'}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={whenTyped((event) => setCaps(event.getModifierState('CapsLock')))}
            onKeyUp={(event) => setCaps(event.getModifierState('CapsLock'))}
            data-testid="vault-secret"
          />
          {caps && !lost && <p className="q">{WV.caps}</p>}
          {failure && (
            <p className="err" role="alert" data-testid="vault-failed">
              {failureInWords(failure).message} {failureInWords(failure).hint}
            </p>
          )}
          <button type="submit" className="btn p" disabled={asking || typed === ''} data-testid="vault-unlock">
            {asking ? WV.unlocking : WV.unlock} <kbd>Enter</kbd>
          </button>
        </form>
        <button
          type="button"
          className="btn"
          onClick={() => {
            setLost(!lost);
            setTyped('');
            setFailure(null);
          }}
          data-testid="vault-other"
        >
          {lost ? WV.usePassphrase : WV.useRecovery}
        </button>
      </div>
    </main>
  );
}
