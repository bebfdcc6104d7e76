/** Every word of full disclosure, in German. */
import { count, fixed } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/disclosure.ts';

const lines = (n: number): string => (n === 1 ? '1 Zeile' : `${count(n)} Zeilen`);
const pagesOf = (n: number): string => `${count(n)} ${n === 1 ? 'Seite' : 'Seiten'}`;

export const WD: Like<typeof en.WD> = {
  title: 'Alle Schläge',
  tab: 'Alle Schläge',
  label: 'Gesamtdarstellung',
  linesLabel: 'Zeilen der Aufzeichnung; Pfeiltasten gehen weiter, Enter zum Streifen',
  bar: 'Wie die Zeilen gezeichnet werden',
  seconds: 'Länge einer Zeile',
  ofLine: { 30: '30 s', 60: '1 min', 120: '2 min' },
  lineOf: { 30: '30 Sekunden je Zeile', 60: 'eine Minute je Zeile', 120: 'zwei Minuten je Zeile' },
  lead: 'Ableitung',
  caption: (of, lead, mmPerSecond, gain, filter) => `${of}; Beginn, Schläge, ${lead} mit ${fixed(mmPerSecond, 1)} mm/s und ${gain} mm/mV, ${filter}, Ereignisse`,
  legendN: 'N bleibt schwarz',
  unreadable: 'nicht auswertbar',
  notAnalysed: 'nicht analysiert',
  until: (clock) => `bis ${clock}`,
  more: (first, others) => `${first} +${others}`,
  many: (n, kind) => `${count(n)} ${kind}`,
  rail: (what) => `${what}, abwärts: Herzfrequenz, S-, V- und F-Schläge, nicht Auswertbares`,
  railTitle: 'Der Tag',
  status: (shown, of, from, to) => `${count(shown)} von ${lines(of)}, ${from} bis ${to}`,
  mode: ['Alle Schläge:', '↑ ↓ eine Zeile, ← → ein Schlag, Enter zum Streifen, J K Ereignisse, L Ableitung'],
  spoken: (time, beats, letters, found) => [`${time}, ${count(beats)} ${beats === 1 ? 'Schlag' : 'Schläge'}`, letters, found].filter((part) => part !== '').join(', '),
  print: 'Drucken',
  dialog: {
    title: 'Gesamtdarstellung drucken',
    from: 'Von',
    to: 'Bis',
    screen: 'Was zu sehen ist',
    day: 'Der Tag ab hier',
    all: 'Die ganze Aufzeichnung',
    range: 'Bereich',
    wrong: 'Das Ende muss nach dem Beginn liegen, beide innerhalb der Aufzeichnung.',
    pages: (pages, of) => `${pagesOf(pages)} mit ${lines(of)}`,
    what: (of, lead) => `${lead}, ${of}, Bezeichnungen und Ereignisse nach jetzigem Stand.`,
    save: 'Als PDF sichern',
    working: (share) => `${Math.round(share * 100)} %`,
    saved: (path) => `Gesamtdarstellung gesichert: ${path}`,
    done: (pages) => `Gesamtdarstellung gesichert, ${pagesOf(pages)}`,
  },
};
