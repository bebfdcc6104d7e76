/** Words of the overview, of what is said of a beat, and of the frame of every screen, in German. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/overview.ts';

export const WO: Like<typeof en.WO> = {
  frame: {
    notice: 'Nur für Forschung und Entwicklung; nicht als Medizinprodukt zugelassen. Eine fachkundige Person muss jedes Ergebnis prüfen.',
    status: 'Zustand', views: 'Ansichten', filters: 'Filter', files: 'Dateien', classes: 'Klassen', open: (n) => `${count(n)} offen`,
  },
  facts: {
    years: (n) => `${n} J.`,
    length: 'Dauer',
    readable: 'Auswertbar',
    leads: 'Ableitungen',
    sampling: 'Abtastung',
    bits: (n) => `${n} Bit`,
    format: 'Format',
    beats: 'Schläge',
    edits: 'Änderungen',
    model: 'Modell',
    device: 'Gerät',
    noStart: 'Die Datei enthält keine Startzeit.',
    noStartHint: 'Alle Uhrzeiten beruhen darauf.',
    setIt: 'Setzen',
    began: 'so begann sie',
  },
  day: {
    nights: 'Nacht schattiert',
    bars: 'VHF hohl: offen',
    lanes: 'Ableitungen: Linie mäßig, schraffiert unlesbar',
    fibrillation: (n) => `${count(n)} ${n === 1 ? 'Episode' : 'Episoden'} von VHF`,
    good: (leads) => `gutes Signal: ${leads}`,
  },
  figures: {
    rate: 'Herzfrequenz',
    mean: '/min im Mittel',
    lowest: (seconds) => `Niedrigste, ${seconds} s`,
    highest: (seconds) => `Höchste, ${seconds} s`,
    beats: 'Schläge',
    couplets: 'Couplets',
    runs: 'Salven ab 3',
    fusion: 'Fusion',
    af: 'VHF-Anteil',
    longest: 'Längstes RR',
    at: 'Um',
    pauses: 'Pausen',
    unreadable: 'Nicht auswertbar',
    unclassified: 'Unklassifiziert',
  },
  against: { label: 'Gegen eine frühere Untersuchung', title: (date) => `Gegen ${date}`, sve: 'SVES-Anteil', hours: 'V je Stunde, grau früher' },
  hours: ['Von', 'Schläge', 'Tiefste /min', 'Mittel /min', 'Höchste /min', 'V', 'S', 'F', 'Nicht auswertbar'],
  hints: [
    ['Space', 'öffnen'],
    ['J', 'nächster Punkt'],
    ['L', 'andere Tafel'],
    ['5', 'alle Schläge'],
  ],
  beat: {
    selected: (letters, letter, before, after) => `${letters}, ${letter} gewählt, RR ${before} und ${after} ms`,
    rr: (before) => `, RR ${before} ms`,
    caption: (name) => `Schlag: ${name}`,
    choose: 'Kein Schlag ist gewählt.',
    cannot: 'Dieser Schlag lässt sich nicht messen.',
    not: 'nicht messbar',
    atRr: 'bei RR',
    sinusPause: 'Sinuspause',
  },
};
