/** Words of the live scan, in German. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/scan.ts';

export const WX: Like<typeof en.WX> = {
  title: 'Schlag über Schlag',
  play: 'Weiter',
  pause: 'Anhalten',
  here: 'Zu diesem Schlag',
  faster: 'Schneller',
  slower: 'Langsamer',
  way: 'Gespielter Teil des Tages',
  speed: (beats) => `${beats} Schläge je Sekunde`,
  of: (n, all) => `${count(n)} von ${count(all)},`,
  open: 'Abspielen',
  mode: ['Schlag über Schlag:', 'Space hält an und geht weiter, ← → ein Schlag, ↑ ↓ schneller und langsamer, Enter zu diesem Schlag, Esc verlässt'],
};
