/** What the modes are called in the list of keys. What keys do stands in the table of keys itself. */
import type { KeyMode } from '../../keymap.ts';

export const KEY_MODES: Readonly<Record<KeyMode, string>> = {
  calipers: 'calipers',
  insert: 'insert',
  bounds: 'bounds',
  kind: 'kind',
  conflict: 'conflict',
  diary: 'diary',
  span: 'span',
  lasso: 'lasso',
  cut: 'cut',
  merge: 'merge',
  ask: 'ask',
  scan: 'beat over beat',
};
