/** People without a program behind them: nobody is kept until somebody begins; every password opens. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { PersonInfo, Who } from '../../core/contract/people.ts';

export function fakePeople(): Client<Contract>['people'] {
  const people: PersonInfo[] = [];
  let here: PersonInfo | null = null;
  let locked = false;
  const who = (): Who => ({ mode: people.length > 0 ? 'people' : 'single', person: here, locked, idleMinutes: people.length > 0 ? 15 : 0, theme: 'light', version: '0.1.0', author: people.length > 0 ? (here?.name ?? '') : 'Reader A' });
  const find = (name: string): PersonInfo => {
    const found = people.find((person) => person.name === name);
    if (!found) throw new AppError('login-failed', 'Name and password do not fit.', { hint: 'Look at the name, and whether Caps Lock is on.' });
    return found;
  };
  const insert = (person: Pick<PersonInfo, 'name' | 'display' | 'role'>): PersonInfo => {
    const made: PersonInfo = { ...person, active: true, since: '2026-11-21T14:00:00.000Z', lastLogin: null };
    people.push(made);
    return made;
  };
  return {
    who: async () => who(),
    login: async ({ name }) => {
      here = find(name);
      locked = false;
      return who();
    },
    unlock: async () => {
      locked = false;
      return who();
    },
    lock: async () => {
      locked = here !== null;
      return who();
    },
    logout: async () => {
      here = null;
      locked = false;
      return who();
    },
    stay: async () => who(),
    begin: async ({ name, display = '' }) => {
      here = insert({ name, display, role: 'lead' });
      return who();
    },
    list: async () => people,
    add: async ({ name, display = '', role }) => insert({ name, display, role }),
    change: async ({ name, ...change }) => Object.assign(find(name), Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))),
    resetPassword: async ({ name }) => find(name),
    changePassword: async () => who(),
    access: async () => [],
    verify: async () => ({ ok: true, lines: 0, head: '0'.repeat(64), troubles: [] }),
  };
}
