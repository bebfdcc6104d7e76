/** Every word of the page on which keys are changed, in German. */
import type { Like } from '../../language.ts';
import type * as en from '../en/rebinding.ts';

export const WK: Like<typeof en.WK> = {
  title: 'Tasten',
  lead: 'nur Ihre; jeder Hinweis im Fenster folgt',
  change: 'Tasten ändern',
  all: 'Tasten',
  leave: 'Verlassen',
  paper: 'Papier',
  click: 'Ein Klick auf eine Zeile führt sie aus.',
  screens: { worklist: 'Arbeitsliste', overview: 'Überblick', beats: 'Schläge', episodes: 'Episoden', report: 'Bericht', disclosure: 'Alle Schläge', earlier: 'Frühere Untersuchung', compare: 'Zwei Befundungen', settings: 'Einstellungen' },
  screen: 'Ansicht',
  columns: { what: 'Was sie tut', keys: 'Taste', whose: 'Wessen' },
  yours: (was) => `Ihre, war ${was}`,
  shipped: '',
  fixed: 'fest',
  changeOf: (what, key) => `${what}: ${key}. Ändern`,
  press: 'Taste drücken, Esc lässt es',
  kept: (key) => `${key} gehört dem Computer oder einem anderen Zweck und kann nicht vergeben werden.`,
  taken: (key, what, where) => `${key} ist „${what}“ (${where}).`,
  swap: 'Beide tauschen',
  noSwap: 'Sie lassen sich nicht tauschen: anderswo hätte eine Taste zwei Bedeutungen.',
  reset: 'Wie ausgeliefert',
  resetOf: (what) => `${what}: wie ausgeliefert`,
  resetAll: 'Alle wie ausgeliefert',
  noReset: 'Ihre eigene Taste gehört jetzt einer anderen Zeile. Ändern Sie zuerst diese.',
  none: 'Alle Tasten sind wie ausgeliefert.',
  own: (n) => (n === 1 ? '1 Taste ist Ihre.' : `${n} Tasten sind Ihre.`),
};
