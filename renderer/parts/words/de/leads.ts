/** Wörter der Ableitungen des Streifens. */
import type { Like } from '../../language.ts';
import type * as en from '../en/leads.ts';

const GROUPS: Readonly<Record<string, string>> = { inferior: 'Inferior', lateral: 'Lateral' };

export const WL: Like<typeof en.WL> = {
  layout: 'Anordnung der Ableitungen',
  layouts: { few: 'Wenige', '3x4': '3 × 4', '12x1': '12 × 1', '6x2': '6 × 2' },
  shown: 'Gezeigte Ableitungen',
  all: 'Alle',
  groups: GROUPS,
  columns: 'Spalten',
  same: 'gleich',
  runOn: 'fortlaufend',
  rhythm: 'Rhythmus',
  voltages: 'QRS-Achse und Amplituden',
  ofBeat: (name) => `gemittelter Schlag von ${name}`,
  axis: { normal: 'normale Achse', left: 'Linksabweichung', right: 'Rechtsabweichung', extreme: 'extreme Abweichung' },
  noAxis: 'in I und aVF zu klein für eine Richtung',
  sokolowLyon: 'Sokolow-Lyon',
  hypertrophy: 'Verdacht auf Hypertrophie',
  caution: 'R und S, mV. Die Elektroden eines Rekorders sitzen anders als beim Ruhe-EKG.',
};
