/** Sentences about beats in doubt, in German. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/doubt.ts';

const beats = (n: number): string => (n === 1 ? '1 Schlag' : `${count(n)} Schläge`);

export const WD: Like<typeof en.WD> = {
  title: 'Im Zweifel',
  lead: 'Alle Schläge einer Klasse als eine Liste, die zweifelhaftesten zuerst. Nehmen Sie heraus, was etwas anderes ist; der Rest stimmt.',
  begin: 'Die Listen durchsehen',
  left: (n) => (n === 1 ? 'noch 1 Liste' : `noch ${count(n)} Listen`),
  beats,
  hardly: 'Kaum ein S oder V ist hier zweifelhaft.',
  first: 'Die zweifelhaftesten stehen vorn.',
  how: 'Wählen Sie aus, was etwas anderes ist, und benennen Sie es. Eine andere Reihenfolge bringt andere Schläge zusammen.',
  done: 'Der Rest stimmt',
  later: 'Später',
  nothing: 'Alle Listen sind durchgesehen.',
  order: 'Reihenfolge der Galerie',
  orders: {
    time: 'Nach der Zeit',
    unlike: 'Unähnlichste zuerst',
    early: 'Vorzeitigste zuerst',
    late: 'Längste Pause zuerst',
    turn: 'Vorzeitig mit Pause zuerst',
    follows: 'Nach vorzeitigem Schlag zuerst',
    wide: 'Breitester QRS zuerst',
    S: 'Am ehesten S zuerst',
    V: 'Am ehesten V zuerst',
    F: 'Am ehesten F zuerst',
  },
  width: {
    term: 'QRS-Breite',
    about: (ms) => `≈ ${ms} ms`,
    over: (ms) => `> ${ms} ms`,
    is: (ms) => `${ms} ms`,
    leads: (n) => `${count(n)} Ableitungen`,
    how: 'Geschätzt daraus, wie steil diese Ableitungen verlaufen. Den Schlag zu messen ist genauer.',
    measured: 'Vom Wellennetz gemessen, alle Ableitungen zusammen.',
    asked: (done, all) => `, QRS-Breite von ${count(done)} aus ${count(all)}`,
  },
  instead: (shown, chosen) => `${shown}, da ${chosen} hier flach ist`,
  chosen: 'Zweifel zuerst',
};
