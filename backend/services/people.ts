/** The people's procedures, for the session of one connection. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import type { WorkplaceDatabase } from '../database/workplace-database.ts';
import type { People } from '../people/people.ts';
import type { Session } from '../people/session.ts';

export function createPeopleService(deps: { people: People; session: Session; workplace: () => WorkplaceDatabase }): Handlers<Contract['people']> {
  const { people, session, workplace } = deps;
  return {
    who: () => session.who(),
    login: ({ name, password }) => session.login(name, password),
    unlock: ({ password }) => session.unlock(password),
    lock: () => session.lock(),
    logout: () => session.logout(),
    stay: () => {
      session.touch();
      return session.who();
    },
    begin: ({ name, display, password }) => session.begin(name, display, password),
    list: () => people.list(),
    add: ({ name, display, role, password }) => people.add(name, display, role, password, session.author),
    change: ({ name, ...change }) => people.change(name, change, session.author),
    resetPassword: ({ name, password }) => session.resetPassword(name, password),
    changePassword: ({ before, password }) => session.changePassword(before, password),
    access: ({ limit }) => workplace().access.lines(limit),
    verify: () => {
      const { access } = workplace();
      const troubles = access.verify();
      const { sequence, hash } = access.head();
      return { ok: troubles.length === 0, lines: sequence, head: hash, troubles };
    },
  };
}
