/** Every word of the class colours, in German. */
import type { Like } from '../../language.ts';
import type * as en from '../en/colours.ts';

export const WB: Like<typeof en.WB> = {
  title: 'Farben der Klassen',
  lead: 'Ihre eigenen, in jedem Diagramm',
  columns: { beat: 'Klasse', light: 'Hell', dark: 'Dunkel' },
  choose: (what) => `Wählen: ${what}`,
  form: 'Sechs Ziffern nach #.',
  contrast: (is, least) => `${is}:1 auf diesem Grund; nötig ist ${least}:1.`,
  safe: 'Für Farbenblinde',
  hint: 'Buchstabe und Form tragen die Klasse und bleiben. Wörter bekommen einen dunkleren oder helleren Ton derselben Farbe, mindestens 4,5:1. Gedruckte Berichte behalten ihre Töne.',
  kept: 'Für Sie gesichert.',
};
