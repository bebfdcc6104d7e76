/** Sentences about the devices that analyse, in German. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/devices.ts';

export const WG: Like<typeof en.WG> = {
  title: 'Geräte',
  lead: 'was auf diesem Rechner auswertet und was die Auswertung von ihm nehmen darf',
  processor: 'Prozessor',
  states: { untried: 'noch nicht erprobt', trying: 'wird erprobt', right: 'gleiche Ergebnisse', differs: 'andere Ergebnisse: wird nie genommen', unavailable: 'hier nicht vorhanden', crashed: 'bei der Probe abgestürzt', silent: 'hat nicht geantwortet', lost: 'bei einer Auswertung ausgefallen' },
  chosen: {
    pinned: (device) => `${device}, hier festgelegt`,
    pinFailed: 'Der Prozessor: das festgelegte Gerät ist nicht verwendbar',
    fastest: (device, speed, processor) => `${device}: ${count(speed)} Schläge/s gegen ${count(processor)} auf dem Prozessor`,
    processor: (speed) => `Der Prozessor: ${count(speed)} Schläge/s, und nichts anderes ist bei gleichen Ergebnissen schneller`,
    only: 'Der Prozessor: hier gibt es kein anderes Gerät',
    untried: 'Der Prozessor, bis die anderen Geräte erprobt sind',
  },
  head: { device: 'Gerät', state: 'Bei der Probe', speed: 'Schläge/s', gain: 'zum Prozessor' },
  changed: (from, block, to, why) => `${from} bis Block ${block}, danach ${to}: ${why}`,
  reference: 'daran werden die anderen gemessen',
  taken: 'genommen',
  software: 'ein Software-Adapter, keine GPU',
  compared: (beats, difference) => `${count(beats)} Schläge verglichen, Wahrscheinlichkeiten bis auf ${difference}`,
  differing: (labels, beats) => `${count(labels)} von ${count(beats)} Bezeichnungen weichen ab`,
  again: 'Neu erproben',
  all: 'Alle neu erproben',
  trying: 'Wird erprobt, jedes Gerät in einem eigenen Prozess',
  pin: 'Festlegen',
  unpin: 'Freigeben',
  rule: 'Genommen wird das schnellste Gerät mit den Ergebnissen des Prozessors. Fällt eines mitten in einer Auswertung aus, übernimmt sofort der Prozessor; kein Schlag geht verloren.',
  limits: 'Was die Auswertung nehmen darf',
  threads: { label: 'Kerne je Auswertung', hint: 'mehr brauchen mehr Speicher; mit einem wechseln sich Signal und Netze ab', values: { all: 'alle', '8': 'acht', '4': 'vier', '2': 'zwei', '1': 'einer' } },
  ahead: { label: 'Im Voraus vorbereitet', hint: 'je fünf Minuten; weniger braucht weniger Speicher', values: { '3': 'drei Blöcke', '1': 'ein Block' } },
  atOnce: { label: 'Gleichzeitig', hint: 'Aufzeichnungen, die gelesen oder ausgewertet werden', values: { '1': 'eine', '2': 'zwei', '3': 'drei', '4': 'vier' } },
  priority: { label: 'Vor anderen Programmen', hint: 'zurückgestellt: offene Fälle und andere Programme gehen vor', values: { auto: 'zurückgestellt, solange ein Fenster offen ist', normal: 'wie andere', behind: 'immer zurückgestellt' } },
  when: { label: 'Nur', hint: 'eine Auswertung, die nicht weiter darf, ruht, wo sie ist', values: { always: 'jederzeit', mains: 'am Netzstrom', idle: 'solange niemand am Rechner ist' } },
  noPower: 'von Netzstrom und Anwesenheit weiß nur das Desktop-Programm',
  gpu: 'Ein Anteil der GPU lässt sich nicht festlegen: keines dieser Geräte lässt ein Programm sich selbst begrenzen.',
};
