/** Sentences of the machine's asks, in German. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/asks.ts';

const beats = (n: number): string => (n === 1 ? '1 Schlag' : `${count(n)} Schläge`);

export const WA: Like<typeof en.WA> = {
  title: 'Rückfragen',
  lead: 'Das Programm fragt nach den Schlägen, deren Antwort am meisten berichtigt, und überträgt sie als Vorschlag auf ähnliche Schläge.',
  begin: 'Einige beantworten',
  number: (n, most) => `Rückfrage ${n} von höchstens ${most}`,
  group: (n, now) => (n === 1 ? `Was ist dieser Schlag? Er ist als ${now} bezeichnet.` : `Was sind diese ${beats(n)}? Die meisten sind als ${now} bezeichnet.`),
  gain: (n) => `Eine Antwort entscheidet über ${beats(Math.max(1, Math.round(n)))}.`,
  choose: (of, n) => `${of}, ${beats(n)}`,
  answer: 'Antworten',
  mixed: 'Verschiedene',
  wait: 'Sucht, wonach zu fragen ist…',
  nothing: 'Keine Rückfrage lohnt sich: keine Antwort entschiede über genug Schläge.',
  most: (n) => `${n} Rückfragen genügen. Was bleibt, liegt in den Formgruppen.`,
  answered: (n) => `Bisher ${n === 1 ? '1 Antwort' : `${n} Antworten`}.`,
  proposal: (n) => `Aus Ihren Antworten: ${n === 1 ? '1 Schlag würde' : `${beats(n)} würden`} geändert`,
  change: (n, from, to) => `${count(n)} ${from} zu ${to}`,
  accept: 'Übernehmen',
  show: 'Zeigen',
  shown: 'Vorschlag aus Ihren Antworten',
  asked: 'Rückfrage zu',
  leave: 'Verlassen',
  mode: ['Rückfrage:', 'N S V F Q X: was sie sind, nochmals oder Enter antwortet, J verschiedene, Shift Y übernimmt, Esc verlässt'],
};
