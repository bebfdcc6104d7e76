/** What the person at this window may do. The program refuses the rest by itself; the window says so beforehand. */
import { mayAs, type Role, type Who } from '../../core/contract/people.ts';
import { WP } from '../parts/words-people.ts';
import { say, useSession } from './session.ts';

/** Somebody must log in before anything is shown. */
export function needsLogin(who: Who | null): boolean {
  return who !== null && who.mode === 'people' && who.person === null;
}

/** What keeps the person at this window from what takes `least`, in words; empty where nothing does. */
export function mayNot(who: Who | null, least: Role): string {
  if (!who || who.mode === 'single') return '';
  if (who.person && mayAs(who.person.role, least)) return '';
  return WP.needs(least);
}

/** As `mayNot`, for a component. */
export function useMayNot(least: Role): string {
  return useSession((session) => mayNot(session.who, least));
}

/** Says that it is not allowed, and by whom it is. True where it is not. */
export function refusedAs(least: Role): boolean {
  const { who } = useSession.getState();
  const hint = mayNot(who, least);
  if (hint === '') return false;
  say(WP.mayNot(who?.person?.role ?? 'observer'), { hint });
  return true;
}

/** How a person is called on the screen. */
export function shownName(who: Who | null): string {
  return who?.person ? who.person.display || who.person.name : (who?.author ?? '');
}
