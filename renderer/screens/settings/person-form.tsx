/** Fields of a person: a name, what they are shown as, a role, a password typed twice. */
import { useState, type ReactElement, type ReactNode } from 'react';
import { LEAST_PASSWORD, ROLES, type Role } from '../../../core/contract/people.ts';
import { WP } from '../../parts/words-people.ts';

export interface Typed {
  name: string;
  display: string;
  role: Role;
  before: string;
  password: string;
  again: string;
}

export const EMPTY: Typed = { name: '', display: '', role: 'reader', before: '', password: '', again: '' };

/** What is wrong with the passwords that were typed, in words; empty where nothing is. */
export function wrongPassword({ password, again }: Pick<Typed, 'password' | 'again'>): string {
  if (password.length < LEAST_PASSWORD) return WP.people.short(LEAST_PASSWORD);
  return password === again ? '' : WP.people.different;
}

function Field({ id, label, hint, children }: { id: string; label: string; hint?: string; children: ReactNode }): ReactElement {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint !== undefined && <span className="hint">{hint}</span>}
    </div>
  );
}

/** The fields named in `with`, in that order. */
export function PersonFields({ typed, onChange, fields, prefix }: { typed: Typed; onChange: (typed: Typed) => void; fields: readonly (keyof Typed)[]; prefix: string }): ReactElement {
  const [left, setLeft] = useState(false);
  const put = (change: Partial<Typed>): void => onChange({ ...typed, ...change });
  const id = (field: string): string => `${prefix}-${field}`;
  const secret = (field: 'before' | 'password' | 'again', label: string, hint?: string): ReactElement => (
    <Field key={field} id={id(field)} label={label} {...(hint === undefined ? {} : { hint })}>
      <input id={id(field)} type="password" autoComplete="new-password" value={typed[field]} onChange={(event) => put({ [field]: event.target.value })} onBlur={() => setLeft(field === 'again')} data-testid={id(field)} />
    </Field>
  );
  const wrong = left && typed.again !== '' ? wrongPassword(typed) : '';
  const drawn: Readonly<Record<keyof Typed, () => ReactElement>> = {
    name: () => (
      <Field key="name" id={id('name')} label={WP.people.name} hint={WP.people.nameHint}>
        <input id={id('name')} type="text" maxLength={40} autoComplete="off" spellCheck={false} value={typed.name} onChange={(event) => put({ name: event.target.value })} data-testid={id('name')} />
      </Field>
    ),
    display: () => (
      <Field key="display" id={id('display')} label={WP.people.display} hint={WP.people.displayHint}>
        <input id={id('display')} type="text" maxLength={80} autoComplete="off" value={typed.display} onChange={(event) => put({ display: event.target.value })} data-testid={id('display')} />
      </Field>
    ),
    role: () => (
      <Field key="role" id={id('role')} label={WP.people.role} hint={WP.roleWords[typed.role]}>
        <RoleSelect id={id('role')} value={typed.role} onChange={(role) => put({ role })} />
      </Field>
    ),
    before: () => secret('before', WP.people.before),
    password: () => secret('password', WP.people.password, WP.people.passwordHint(LEAST_PASSWORD)),
    again: () => secret('again', WP.people.again),
  };
  return (
    <div className="people-form">
      {fields.map((field) => drawn[field]())}
      {wrong !== '' && (
        <p className="err field" role="alert">
          <span className="err">{wrong}</span>
        </p>
      )}
    </div>
  );
}

export function RoleSelect({ id, value, onChange, label, disabled = false, title }: { id: string; value: Role; onChange: (role: Role) => void; label?: string; disabled?: boolean; title?: string }): ReactElement {
  return (
    <select id={id} value={value} aria-label={label} disabled={disabled} title={title} onChange={(event) => onChange(ROLES.find((role) => role === event.target.value) ?? value)} data-testid={id}>
      {ROLES.toReversed().map((role) => (
        <option key={role} value={role}>
          {WP.roles[role]}
        </option>
      ))}
    </select>
  );
}
