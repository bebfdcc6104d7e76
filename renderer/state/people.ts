/** Who is at this window: logging in and out, and the lock. */
import { useEffect } from 'react';
import { errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { Who } from '../../core/contract/people.ts';
import { forgetStudies } from './leave.ts';
import { needsLogin } from './may.ts';
import { client, enter, leave, sayFailure, useSession } from './session.ts';
import { useWorklist } from './worklist.ts';

/** Nothing of one person is left for the next. */
function clear(): void {
  leave();
  forgetStudies();
  useWorklist.setState({ rows: [], loaded: false, order: [], search: '', filter: 'all', selected: null, incoming: [] });
  useSession.setState({ route: { page: 'worklist' }, dialog: null, details: null, toast: null, about: null, engine: null });
}

/** Takes what the program says of who is here; another person begins at the worklist. */
async function take(who: Who): Promise<void> {
  const before = useSession.getState().who;
  if (before?.person?.name !== who.person?.name) {
    if (before?.mode === 'people') clear();
    useSession.setState({ who });
    if (!needsLogin(who)) await enter();
  } else useSession.setState({ who });
}

async function tried(ask: () => Promise<Who>): Promise<ErrorShape | null> {
  try {
    await take(await ask());
    return null;
  } catch (thrown) {
    return errorShape(thrown);
  }
}

/** Null where it opened, else what is wrong. */
export function login(name: string, password: string): Promise<ErrorShape | null> {
  return tried(() => client().people.login({ name, password }));
}

export function unlock(password: string): Promise<ErrorShape | null> {
  return tried(() => client().people.unlock({ password }));
}

/** Turns login on; whoever did it is the first lead reader. */
export function beginPeople(name: string, display: string, password: string): Promise<ErrorShape | null> {
  return tried(() => client().people.begin({ name, display, password }));
}

export function changeOwnPassword(before: string, password: string): Promise<ErrorShape | null> {
  return tried(() => client().people.changePassword({ before, password }));
}

/** Locks at once: the veil falls before the program has answered. */
export async function lock(): Promise<void> {
  const { who } = useSession.getState();
  if (!who?.person || who.locked) return;
  useSession.setState({ who: { ...who, locked: true } });
  await client().people.lock({}).then(take).catch(sayFailure);
}

export async function logout(): Promise<void> {
  await client().people.logout({}).then(take).catch(sayFailure);
}

/** Asks anew who is here: a role, the minutes, the people themselves may have changed. */
export async function askWho(): Promise<void> {
  await client().people.who({}).then(take).catch(sayFailure);
}

/** How often it is looked at whether a hand was here, and how often the program is told. */
const LOOK_MS = 1_000;
const TELL_MS = 20_000;
const HANDS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Locks the window when no hand was on it for the minutes that are set, and tells the program of hands. */
export function useIdleLock(): void {
  useEffect(() => {
    let hand = Date.now();
    let told = hand;
    const feel = (): void => {
      hand = Date.now();
    };
    for (const kind of HANDS) window.addEventListener(kind, feel, { capture: true, passive: true });
    const timer = setInterval(() => {
      const { who, client: connected } = useSession.getState();
      if (!connected || !who?.person || who.locked) {
        feel();
        return;
      }
      const now = Date.now();
      if (who.idleMinutes > 0 && now - hand >= who.idleMinutes * 60_000) void lock();
      else if (hand > told && now - told >= Math.min(TELL_MS, who.idleMinutes * 20_000)) {
        told = now;
        connected.people.stay({}).then(take).catch(sayFailure);
      }
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      for (const kind of HANDS) window.removeEventListener(kind, feel, { capture: true });
    };
  }, []);
}
