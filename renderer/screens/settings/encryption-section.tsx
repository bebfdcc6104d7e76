/** Whether the cases are encrypted, and another passphrase. Turning it on and off needs the folder to itself: that is a command's. */
import './encryption.css';
import { useEffect, useState, type ReactElement } from 'react';
import type { VaultStatus } from '../../../core/contract/vault.ts';
import { LEAST_PASSPHRASE } from '../../../core/contract/vault.ts';
import { WV } from '../../parts/words-vault.ts';
import { useMayNot } from '../../state/may.ts';
import { client, say, sayFailure } from '../../state/session.ts';

const EMPTY = { before: '', passphrase: '', again: '' };

function ChangeForm(): ReactElement {
  const [typed, setTyped] = useState(EMPTY);
  const [sending, setSending] = useState(false);
  const mayNot = useMayNot('lead');
  const { before, passphrase, again } = typed;
  const short = passphrase !== '' && Array.from(passphrase).length < LEAST_PASSPHRASE;
  const wrong = short ? WV.section.short(LEAST_PASSPHRASE) : again !== '' && again !== passphrase ? WV.section.different : '';
  const send = async (): Promise<void> => {
    setSending(true);
    try {
      await client().vault.changePassphrase({ before, passphrase });
      setTyped(EMPTY);
      say(WV.section.changed);
    } catch (thrown) {
      sayFailure(thrown);
    }
    setSending(false);
  };
  const field = (name: keyof typeof EMPTY, label: string): ReactElement => (
    <div className="field">
      <label htmlFor={`vault-${name}`}>{label}</label>
      <input id={`vault-${name}`} type="password" autoComplete="new-password" value={typed[name]} onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} data-testid={`vault-${name}`} />
      {name === 'again' && wrong !== '' && (
        <span className="err" role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
  return (
    <form
      className="block vault-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h3>{WV.section.change}</h3>
      <div>
        {field('before', WV.section.before)}
        {field('passphrase', WV.section.fresh)}
        {field('again', WV.section.again)}
        <p className="q">{WV.section.changeHint}</p>
        <button type="submit" className="btn p" disabled={mayNot !== '' || sending || before === '' || passphrase === '' || passphrase !== again || short} title={mayNot} data-testid="vault-change">
          {WV.section.changeNow}
        </button>
      </div>
    </form>
  );
}

export function EncryptionSection(): ReactElement | null {
  const [status, setStatus] = useState<VaultStatus | null>(null);
  useEffect(() => {
    client().vault.status({}).then(setStatus, sayFailure);
  }, []);
  if (!status) return null;
  const on = status.state !== 'plain';
  return (
    <>
      <div className="block vault-state" data-testid="vault-state" data-state={status.state}>
        <h3>{on ? WV.section.on : WV.section.off}</h3>
        <p>{on ? WV.section.onLead : WV.section.offLead}</p>
        <p className="q">
          {on ? WV.section.turnOff : WV.section.turnOn} <code>{on ? 'isoline vault off' : 'isoline vault on'}</code>
        </p>
      </div>
      {on && <ChangeForm />}
    </>
  );
}
