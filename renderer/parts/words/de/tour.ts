/** Words of the tour through a first study, in German. */
import type { Like } from '../../language.ts';
import type * as en from '../en/tour.ts';

export const WT: Like<typeof en.WT> = {
  title: 'Rundgang',
  of: (n, all) => `${n} von ${all}`,
  next: 'Weiter',
  back: 'Zurück',
  end: 'Rundgang beenden',
  done: 'Fertig',
  steps: {
    queue: ['Was zu prüfen ist', 'Alles, was auf Sie wartet, das Schlimmste zuerst: dringende Ereignisse, dann Gruppen von Schlägen, die niemand angesehen hat. Die Leertaste öffnet das Erste.'],
    templates: ['Schläge nach Klasse und Form', 'Jede Zeile ist eine Gruppe gleicher Schläge. Die Leertaste sagt, dass sie stimmt, und geht zur nächsten, die Sie braucht; J geht weiter, ohne zu entscheiden.'],
    strip: ['Der Streifen', 'Das Signal im wahren Maßstab. ← und → gehen von Schlag zu Schlag, M nimmt den Zirkel, Alt U gehalten zeigt das Signal ungefiltert, P legt den Streifen in den Bericht.'],
    relabel: ['Die Maschine berichtigen', 'N S V F Q X geben dem Schlag eine andere Klasse: Der erste Druck zeigt, was sich änderte, dieselbe Taste nochmals oder Enter tut es. Mit ⇧ die ganze Gruppe. Strg Z nimmt alles zurück.'],
    findings: ['Ereignisse', 'Salven, Pausen, Flimmern, mit dem Grund in Worten. Die Leertaste bestätigt, ⌫ verwirft, C ändert die Art, B die Grenzen. Gleiche werden zusammen entschieden.'],
    report: ['Der Bericht', 'Genau diese Seiten, nach jeder Änderung neu gezeichnet. Schreiben Sie die Beurteilung und unterschreiben Sie: Was nicht angesehen wurde, wird vorher genannt und gedruckt.'],
    keys: ['Das ist alles', 'Jede Änderung bleibt erhalten, mit Namen und Zeit. ? zeigt alle Tasten einer Seite, F2 beginnt diesen Rundgang von vorn.'],
  },
};
