/** Sätze zu Aufzeichnungen, die noch geschrieben werden. */
import type { Like } from '../../language.ts';
import type * as en from '../en/live.ts';

export const WL: Like<typeof en.WL> = {
  title: 'Live',
  soFar: (span) => `Aufzeichnung läuft, bisher ${span}`,
  length: (span) => `bisher ${span}`,
  finalTo: (span) => `endgültig für die ersten ${span}`,
  noneFinal: 'noch nichts endgültig',
  comesIn: (share: string, span: string) => `${share}, ${span} korrigierbar`,
  keep: 'Hier beenden',
  keepHint: 'Die Aufzeichnung ist dann, was da ist. Was fehlt, bleibt weg: wird die Aufzeichnung dann noch einmal importiert, gibt das eine weitere Untersuchung.',
  provisional: 'vorläufig',
  provisionalHint: 'Diese Klassen können sich noch ändern: Endgültig sind sie, wenn 15 bis 20 Minuten mehr da sind; vorher werden sie nicht gespeichert.',
  follow: 'Live mitgehen',
  paused: 'Angehalten',
  followAgain: 'Wieder folgen',
  end: 'Die Aufzeichnung ist zu Ende',
  endHint: 'Wertet den Rest aus wie am Ende einer Datei. Danach kommt nichts mehr hinzu.',
  ending: 'Wird beendet …',
  waiting: 'Wartet auf die ersten Sekunden',
  picture: (leads, seconds, letters) => `Die neuesten ${seconds} s von ${leads} ${leads === 1 ? 'Ableitung' : 'Ableitungen'}, vorläufig: ${letters}`,
  grows: (span) => `wird noch geschrieben, bisher ${span}`,
  open: (span) => `der Dateikopf lässt die Länge offen, bisher ${span}`,
  offerFollow: 'Mitgehen, während sie wächst',
  offerImport: 'So importieren, wie sie ist',
  looking: 'Datei wird angesehen',
  ended: {
    header: 'Die Aufzeichnung ist zu Ende; ihr Dateikopf sagt es.',
    quiet: 'Die Aufzeichnung ist zu Ende: Es wurde nichts mehr geschrieben.',
    person: 'Die Aufzeichnung ist zu Ende.',
    changed: 'Die Aufzeichnung endete, wo ihre Datei geändert wurde.',
  },
};
