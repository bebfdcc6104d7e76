/** What is the same for the whole window: the client, the page that is open, the theme, what is being said. */
import { create } from 'zustand';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client, OutputOf } from '../../core/contract/define.ts';
import { errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { Who } from '../../core/contract/people.ts';
import type { Language } from '../../core/contract/languages.ts';
import type { EngineState } from '../../core/contract/types.ts';
import { COLOURS_SETTING, paletteValue, type Palette } from '../parts/class-colours.ts';
import { takeKeys } from './bindings.ts';
import { paint, takeColours } from './colours.ts';
import type { Host } from './host.ts';
import { keepLanguage, takeLanguage } from './language.ts';
import { failureInWords, inWords } from '../parts/language.ts';

export type IsolineClient = Client<Contract>;
export type Tab = 'overview' | 'beats' | 'episodes' | 'report' | 'disclosure' | 'earlier';
export type Route = { page: 'worklist' } | { page: 'study'; caseId: string; tab: Tab } | { page: 'compare'; first: string; second: string } | { page: 'settings'; section: string; back: Exclude<Route, { page: 'settings' }> };
export type About = OutputOf<Contract['settings']['about']>;

export interface Toast {
  text: string;
  hint: string;
  bad: boolean;
}

interface Session {
  client: IsolineClient | null;
  host: Host | null;
  route: Route;
  theme: 'light' | 'dark';
  /** Who is at this window; null until the program has said. */
  who: Who | null;
  about: About | null;
  engine: EngineState | null;
  /** Case whose details are open. */
  details: string | null;
  dialog: 'keys' | 'about' | null;
  toast: Toast | null;
  /** The carrier is gone: nothing more will be answered. */
  lost: boolean;
  /** Edits put into the window's own storage so far: what is said of those that wait follows it. */
  putAway: number;
}

export const useSession = create<Session>()(() => ({
  client: null,
  host: null,
  route: { page: 'worklist' },
  theme: 'light',
  who: null,
  about: null,
  engine: null,
  details: null,
  dialog: null,
  toast: null,
  lost: false,
  putAway: 0,
}));

const set = useSession.setState;

/** The client, once connected. Screens are shown only then. */
export function client(): IsolineClient {
  const { client: connected } = useSession.getState();
  if (!connected) throw new Error('used before it is connected');
  return connected;
}

let toastTimer: ReturnType<typeof setTimeout> | undefined;

/** Says something at the foot of the window; failures stay until they are dismissed. */
export function say(text: string, more: { hint?: string; bad?: boolean } = {}): void {
  clearTimeout(toastTimer);
  set({ toast: { text: inWords(text), hint: inWords(more.hint ?? ''), bad: more.bad ?? false } });
  if (!more.bad) toastTimer = setTimeout(() => set({ toast: null }), 3500);
}

/** Says a failure in its own words; a carrier that is gone is said once, over everything. */
export function sayFailure(thrown: unknown): ErrorShape {
  const shape = errorShape(thrown);
  if (shape.code === 'closed') set({ lost: true });
  else if (shape.code === 'login-needed') lookWho();
  else if (shape.code !== 'cancelled') {
    const { message, hint } = failureInWords(shape);
    say(message, { hint, bad: true });
  }
  return shape;
}

/** The program refused somebody: the window shows who is here now, and the card where nobody is. */
function lookWho(): void {
  client().people.who({}).then((who) => set({ who }), sayFailure);
}

export function setTheme(theme: 'light' | 'dark'): void {
  document.documentElement.classList.toggle('dark', theme === 'dark');
  paint(theme);
  set({ theme });
}

export function toggleTheme(): void {
  const theme = useSession.getState().theme === 'dark' ? 'light' : 'dark';
  setTheme(theme);
  const { who } = useSession.getState();
  // A key may come before the program has answered: then it is for this window alone.
  if (who?.mode !== 'people' || who.person) useSession.getState().client?.settings.setOwn({ name: 'theme', value: theme }).catch(sayFailure);
}

/** Other colours of the classes for the one at this window, at once. Throws what the program answers. */
export async function keepColours(palette: Palette): Promise<void> {
  const value = paletteValue(palette);
  await client().settings.setOwn({ name: COLOURS_SETTING, value });
  takeColours(value, useSession.getState().theme);
}

/** Another language for the one at this window, at once. */
export function chooseLanguage(language: Language): void {
  keepLanguage(language);
  client().settings.setOwn({ name: 'language', value: language }).catch(sayFailure);
}

/** Opens a study: at its overview, where all that needs an eye is one list, and `Space` opens the first of it. */
export function openStudy(caseId: string, tab: Tab = 'overview'): void {
  set({ route: { page: 'study', caseId, tab } });
}

/** Two readings beside each other. */
export function openCompare(first: string, second: string): void {
  set({ route: { page: 'compare', first, second } });
}

export function openTab(tab: Tab): void {
  const { route } = useSession.getState();
  if (route.page === 'study') set({ route: { ...route, tab } });
}

export function openWorklist(): void {
  set({ route: { page: 'worklist' } });
}

export function openSettings(section = 'people'): void {
  const { route } = useSession.getState();
  set({ route: { page: 'settings', section, back: route.page === 'settings' ? route.back : route } });
}

export function closeSettings(): void {
  const { route } = useSession.getState();
  if (route.page === 'settings') set({ route: route.back });
}

/** Takes the connection, and goes in where nobody needs to log in. */
export async function begin(connection: { client: IsolineClient; host: Host }): Promise<void> {
  const { client: connected, host } = connection;
  const who = await connected.people.who({});
  set({ client: connected, host, who });
  setTheme(who.theme);
  if (who.mode === 'single') await enter();
}

/** Whoever comes in ends what was heard for the one before; an answer meant for that one is dropped. */
let visit = 0;
let stopHearing: () => void = () => undefined;

/** Reads what the frame of every screen shows, for the one who may see it. */
export async function enter(): Promise<void> {
  const connected = client();
  const mine = ++visit;
  stopHearing();
  const [settings, about, engine] = await Promise.all([connected.settings.get({}), connected.settings.about({}), connected.analysis.engine({})]);
  // Another one came in meanwhile.
  if (mine !== visit) return;
  setTheme(settings['theme'] === 'dark' ? 'dark' : 'light');
  takeColours(settings[COLOURS_SETTING], useSession.getState().theme);
  takeLanguage(settings['language']);
  takeKeys(settings['keys']);
  set({ about, engine });
  const changes = connected.analysis.engineChanges({});
  stopHearing = () => changes.cancel();
  void hear(changes.items, () => mine === visit);
  // A cancelled stream ends its result too: that is no failure.
  changes.result.catch(() => undefined);
}

/** Follows how the engine stands, as long as it is for whoever is here. */
async function hear(states: AsyncIterable<EngineState>, isMine: () => boolean): Promise<void> {
  try {
    for await (const engine of states) if (isMine()) set({ engine });
  } catch (thrown) {
    if (isMine()) sayFailure(thrown);
  }
}

/** Whoever was here is gone: nothing of theirs is heard any more. */
export function leave(): void {
  visit++;
  stopHearing();
  stopHearing = () => undefined;
}
