/** Every word of the normal limits, in German. */
import type { Like } from '../../language.ts';
import type * as en from '../en/limits.ts';

export const WL: Like<typeof en.WL> = {
  title: 'Normbereiche',
  lead: 'was neben den Werten steht',
  names: {
    rateMean: 'Mittlere Frequenz',
    rateLowest: 'Niedrigste Frequenz',
    rateHighest: 'Höchste Frequenz',
    longestRr: 'Längstes RR',
    ventricular: 'V-Schläge je Tag',
    supraventricular: 'S-Schläge je Tag',
    pr: 'PR, Median',
    qrs: 'QRS, Median',
    qtcMen: 'QTc, Median, Männer',
    qtcWomen: 'QTc, Median, Frauen',
    sdnn: 'SDNN, 24 h',
  },
  columns: { figure: 'Größe', value: 'Gemessen', limits: 'Normbereich', least: 'Von', most: 'Bis', source: 'Vorgabe nach' },
  low: 'darunter',
  high: 'darüber',
  within: 'innerhalb',
  noLimit: 'keine Grenze gesetzt',
  none: 'Es wurde nichts gemessen, das einen Normbereich hat.',
  hint: 'Bereiche Erwachsener. Ektopie je Tag ab 12 Stunden, SDNN ab 18 Stunden. Ein Normbereich ist kein Ereignis und kein Grenzwert.',
  least: (what) => `${what}, von`,
  most: (what) => `${what}, bis`,
  bounds: (floor, ceiling) => `Von ${floor} bis ${ceiling}.`,
  order: 'Die untere Grenze liegt über der oberen.',
  empty: 'Leer heißt: keine Grenze. Unterschriebene Berichte behalten die ihren.',
  kept: 'Gesichert; Berichte werden mit diesen Bereichen gezeichnet.',
};
