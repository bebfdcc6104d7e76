/** People and roles: turning login on, who is there, one's own password, when it locks. */
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { DEFAULT_IDLE_MINUTES, IDLE_SETTING, type PersonInfo } from '../../../core/contract/people.ts';
import { Dialog } from '../../parts/controls.tsx';
import { momentHere } from '../../parts/format.ts';
import { WP } from '../../parts/words-people.ts';
import { W } from '../../parts/words.ts';
import { initials } from '../../sections/person-menu.tsx';
import { useMayNot } from '../../state/may.ts';
import { askWho, beginPeople, changeOwnPassword } from '../../state/people.ts';
import { client, say, sayFailure, useSession } from '../../state/session.ts';
import { SettingLine } from './setting-line.tsx';
import { EMPTY, PersonFields, RoleSelect, wrongPassword, type Typed } from './person-form.tsx';

function Single(): ReactElement {
  const author = useSession((session) => session.who?.author ?? '');
  const [typed, setTyped] = useState<Typed>({ ...EMPTY, name: author });
  const [sending, setSending] = useState(false);
  const begin = async (): Promise<void> => {
    setSending(true);
    const failure = await beginPeople(typed.name.trim(), typed.display, typed.password);
    setSending(false);
    if (failure) say(failure.message, { hint: failure.hint, bad: true });
    else say(WP.people.begun);
  };
  return (
    <form
      className="block narrow"
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <h3>{WP.people.singleTitle}</h3>
      <p className="m">{WP.people.single(author)}</p>
      <PersonFields typed={typed} onChange={setTyped} fields={['name', 'display', 'password', 'again']} prefix="begin" />
      <p className="q">{WP.people.beginHint}</p>
      <div className="acts">
        <button type="submit" className="btn p" style={{ flex: 'none' }} disabled={sending || typed.name.trim() === '' || wrongPassword(typed) !== ''} title={wrongPassword(typed)} data-testid="begin-people">
          {WP.people.begin}
        </button>
      </div>
    </form>
  );
}

type Asked = { kind: 'add' } | { kind: 'rename' | 'reset' | 'off'; person: PersonInfo } | { kind: 'own' };

/** One card for all that is asked before a person changes. */
function AskDialog({ asked, onClose, onDone }: { asked: Asked; onClose: () => void; onDone: () => void }): ReactElement {
  const [typed, setTyped] = useState<Typed>({ ...EMPTY, display: asked.kind === 'rename' ? asked.person.display : '' });
  const [sending, setSending] = useState(false);
  const parts = partsOf(asked, typed);
  const send = async (): Promise<void> => {
    setSending(true);
    try {
      const done = await parts.run();
      if (done !== '') say(done);
      onDone();
      onClose();
    } catch (thrown) {
      sayFailure(thrown);
      setSending(false);
    }
  };
  return (
    <Dialog
      title={parts.title}
      onClose={onClose}
      testid={`ask-${asked.kind}`}
      sent={sending}
      foot={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" form="ask-form" className={asked.kind === 'off' ? 'btn danger' : 'btn p'} disabled={sending || parts.stop !== ''} title={parts.stop} data-testid="ask-now">
            {parts.button}
          </button>
        </>
      }
    >
      <form
        id="ask-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (parts.stop === '') void send();
        }}
      >
        {parts.hint !== '' && <p>{parts.hint}</p>}
        <PersonFields typed={typed} onChange={setTyped} fields={parts.fields} prefix="person" />
      </form>
    </Dialog>
  );
}

interface Parts {
  title: string;
  hint: string;
  fields: readonly (keyof Typed)[];
  button: string;
  stop: string;
  run: () => Promise<string>;
}

function partsOf(asked: Asked, typed: Typed): Parts {
  const people = (): ReturnType<typeof client>['people'] => client().people;
  switch (asked.kind) {
    case 'add':
      return {
        title: WP.people.add,
        hint: '',
        fields: ['name', 'display', 'role', 'password', 'again'],
        button: WP.people.add,
        stop: typed.name.trim() === '' ? WP.people.nameHint : wrongPassword(typed),
        run: async () => WP.people.added((await people().add({ name: typed.name.trim(), display: typed.display, role: typed.role, password: typed.password })).name),
      };
    case 'rename': {
      const { name } = asked.person;
      return { title: WP.people.renameTitle(name), hint: WP.people.renameHint, fields: ['display'], button: WP.people.keep, stop: '', run: async () => (await people().change({ name, display: typed.display }), '') };
    }
    case 'reset': {
      const { name } = asked.person;
      return { title: WP.people.resetTitle(name), hint: WP.people.resetHint(name), fields: ['password', 'again'], button: WP.people.reset, stop: wrongPassword(typed), run: async () => (await people().resetPassword({ name, password: typed.password }), WP.people.resetDone(name)) };
    }
    case 'off': {
      const { name } = asked.person;
      return { title: WP.people.offTitle(name), hint: WP.people.offHint(name), fields: [], button: WP.people.off, stop: '', run: async () => (await people().change({ name, active: false }), '') };
    }
    case 'own':
      return {
        title: WP.people.own,
        hint: '',
        fields: ['before', 'password', 'again'],
        button: WP.people.change,
        stop: wrongPassword(typed),
        run: async () => {
          const failure = await changeOwnPassword(typed.before, typed.password);
          if (!failure) return WP.people.ownDone;
          say(failure.message, { hint: failure.hint, bad: true });
          return '';
        },
      };
  }
}

function PersonRow({ person, you, closed, onAsk, onChange }: { person: PersonInfo; you: boolean; closed: string; onAsk: (asked: Asked) => void; onChange: (change: Pick<Partial<PersonInfo>, 'role' | 'active'>) => void }): ReactElement {
  const { name, display, role, active, lastLogin } = person;
  return (
    <tr className={active ? undefined : 'off'} data-testid="person-row" data-name={name} data-role={role} data-active={active}>
      <td aria-label={name}>
        <div className="who-cell">
          <span className={you ? 'disc' : 'disc plain'} aria-hidden="true">
            {initials(display || name)}
          </span>
          <span>
            <b>{display || name}</b>
            {you && <span className="q">, {WP.people.you}</span>}
            <br />
            <span className="q">
              {display === '' ? '' : `${name}, `}
              {active ? WP.roleWords[role] : WP.people.left}
            </span>
          </span>
        </div>
      </td>
      <td className="q nw">{lastLogin ? WP.people.last(momentHere(lastLogin)) : WP.people.never}</td>
      <td>
        <RoleSelect id={`role-${name}`} label={WP.people.roleOf(name)} value={role} disabled={closed !== '' || !active} title={closed} onChange={(to) => onChange({ role: to })} />
      </td>
      {closed === '' && (
        <td>
          <div className="acts">
            <button type="button" className="btn" onClick={() => onAsk({ kind: 'rename', person })} data-testid="rename">
              {WP.people.rename}
            </button>
            {!you && active && (
              <button type="button" className="btn" onClick={() => onAsk({ kind: 'reset', person })} data-testid="reset-password">
                {WP.people.reset}
              </button>
            )}
            {active ? (
              <button type="button" className="btn" onClick={() => onAsk({ kind: 'off', person })} data-testid="deactivate">
                {WP.people.off}
              </button>
            ) : (
              <button type="button" className="btn" onClick={() => onChange({ active: true })} data-testid="let-in">
                {WP.people.on}
              </button>
            )}
          </div>
        </td>
      )}
    </tr>
  );
}

function Kept(): ReactElement {
  const who = useSession((session) => session.who);
  const closed = useMayNot('lead');
  const [people, setPeople] = useState<PersonInfo[]>([]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const read = useCallback((): void => {
    client().people.list({}).then(setPeople, sayFailure);
    void askWho();
  }, []);
  useEffect(() => {
    client().people.list({}).then(setPeople, sayFailure);
  }, []);
  const change = (name: string, what: Pick<Partial<PersonInfo>, 'role' | 'active'>): void => {
    client().people.change({ name, ...what }).then(read, (thrown: unknown) => {
      sayFailure(thrown);
      read();
    });
  };
  return (
    <>
      <div className="block">
        <div className="block-head">
          <button type="button" className="btn p" disabled={closed !== ''} title={closed} onClick={() => setAsked({ kind: 'add' })} data-testid="add-person">
            {WP.people.add}
          </button>
          <button type="button" className="btn" onClick={() => setAsked({ kind: 'own' })} data-testid="own-password">
            {WP.people.own}
          </button>
        </div>
        <table className="lines">
          <tbody>
            {people.map((person) => (
              <PersonRow key={person.name} person={person} you={person.name === who?.person?.name} closed={closed} onAsk={setAsked} onChange={(what) => change(person.name, what)} />
            ))}
          </tbody>
        </table>
      </div>
      <SettingLine name={IDLE_SETTING} label={WP.people.idle} unit={WP.people.idleUnit} hint={WP.people.idleHint} shipped={String(DEFAULT_IDLE_MINUTES)} onKept={() => void askWho()} />
      {asked && <AskDialog asked={asked} onClose={() => setAsked(null)} onDone={read} />}
    </>
  );
}

export function PeopleSection(): ReactElement {
  const mode = useSession((session) => session.who?.mode);
  return mode === 'people' ? <Kept /> : <Single />;
}
