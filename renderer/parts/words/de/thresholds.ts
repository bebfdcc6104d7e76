/** Every word of the thresholds, in German. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/thresholds.ts';

export const WT: Like<typeof en.WT> = {
  title: 'Grenzwerte',
  lead: 'was als Ereignis gilt',
  names: {
    pauseSeconds: ['Pause', 'ein RR-Intervall von mindestens dieser Länge'],
    urgentPauseSeconds: ['Dringende Pause', 'ab dieser Länge zuerst gemeldet'],
    vtRate: ['V-Tachykardie', 'Salve mit dieser Frequenz oder schneller; langsamere sind idioventrikulär'],
    svRunRate: ['S-Salve', 'mit dieser Frequenz oder schneller; langsamere sind kein Ereignis'],
    afSeconds: ['VHF, kürzeste Episode', 'kürzere sind kein Ereignis'],
    afBias: ['VHF, Hinweise', 'über 0 findet mehr, unter 0 weniger'],
    bradycardiaDay: ['Langsame Frequenz, Tag', 'Mittel über 15 s darunter'],
    bradycardiaNight: ['Langsame Frequenz, Nacht', 'von 22 bis 6 Uhr, wo der Beginn bekannt ist'],
    tachycardiaDay: ['Schnelle Frequenz, Tag', 'Mittel über 15 s darüber'],
    tachycardiaNight: ['Schnelle Frequenz, Nacht', 'von 22 bis 6 Uhr, wo der Beginn bekannt ist'],
    qtcMs: ['Lange QTc', 'zehn Minuten und länger'],
    stMv: ['ST', 'Abweichung von einer Minute und länger'],
  },
  shipped: (value) => `ausgeliefert ${value}`,
  was: (value) => `war ${value}`,
  columns: { what: 'Grenzwert', value: 'Wert', effect: 'In dieser Untersuchung' },
  bounds: (least, most) => `Von ${least} bis ${most}.`,
  order: 'Er steht verkehrt herum zu seinem Nachbarn.',
  effect: 'Wirkung auf diese Untersuchung',
  noStudy: 'Öffnen Sie eine Untersuchung und kommen Sie von dort hierher: was eine Änderung bewirkt, steht dann neben jeder Zeile, bevor sie gilt.',
  looking: 'rechnet…',
  same: 'Nichts ändert sich.',
  unchanged: 'Wie es steht.',
  lost: (n) => `${count(n)}, über die schon entschieden ist, fielen weg.`,
  groups: { pause: 'Pausen', urgent: 'Dringende Ereignisse', vt: 'V-Tachykardien', ivr: 'Idioventrikuläre Rhythmen', sv: 'S-Salven', af: 'Episoden von VHF', slow: 'Langsame Frequenz', fast: 'Schnelle Frequenz', qtc: 'Lange QTc', st: 'ST-Episoden' },
  study: 'Für diese Untersuchung übernehmen',
  studyHint: 'Eine Änderung, die sich zurücknehmen lässt; der Bericht nennt, was von der Auslieferung abweicht.',
  laboratory: 'Für neue Untersuchungen übernehmen',
  laboratoryHint: 'Untersuchungen, die schon da sind, behalten ihre.',
  shippedAll: 'Wie ausgeliefert',
  putBack: 'Zurücksetzen',
  kept: 'Für diese Untersuchung übernommen.',
  keptLaboratory: 'Für neue Untersuchungen übernommen.',
  ofStudy: (name) => `von ${name}`,
};
