/** Sentences of the page on which keys are changed. */
import type { KeyScreen } from '../../keymap.ts';

const SCREENS: Readonly<Record<KeyScreen, string>> = { worklist: 'Worklist', overview: 'Overview', beats: 'Beats', episodes: 'Episodes', report: 'Report', disclosure: 'All beats', earlier: 'Earlier study', compare: 'Two readings', settings: 'Settings' };

export const WK = {
  title: 'Keys',
  lead: 'yours alone; every hint in the window follows',
  change: 'Change keys',
  all: 'Keys',
  leave: 'Leave',
  paper: 'Paper',
  click: 'A click on a line does it.',
  screens: SCREENS,
  screen: 'Screen',
  columns: { what: 'What it does', keys: 'Key', whose: 'Whose' },
  yours: (was: string) => `yours, was ${was}`,
  shipped: '',
  fixed: 'fixed',
  changeOf: (what: string, key: string) => `${what}: ${key}. Change it`,
  press: 'Press a key, Esc leaves it',
  kept: (key: string) => `${key} belongs to the computer or to another use and cannot be given.`,
  taken: (key: string, what: string, where: string) => `${key} is “${what}” (${where}).`,
  swap: 'Swap the two',
  noSwap: 'They cannot be swapped: elsewhere one key would have two meanings.',
  reset: 'As shipped',
  resetOf: (what: string) => `${what}: as shipped`,
  resetAll: 'All as shipped',
  noReset: 'Its own key is another’s now. Change that one first.',
  none: 'All keys are as shipped.',
  own: (n: number) => (n === 1 ? '1 key is yours.' : `${n} keys are yours.`),
};
