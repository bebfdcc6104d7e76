/** The keys of whoever is at the window. */
import { create } from 'zustand';
import { boundTable, readOwn, type KeyRow, type OwnKeys } from '../parts/bindings.ts';
import { KEYMAP } from '../parts/keymap.ts';

export const useBindings = create<{ own: OwnKeys; table: readonly KeyRow[] }>()(() => ({ own: {}, table: KEYMAP }));

/** From now on these are the reader's own. */
export function setKeys(own: OwnKeys): void {
  useBindings.setState({ own, table: boundTable(own) });
}

/** Takes over what is kept for the one who came; nothing kept are the program's keys. */
export function takeKeys(stored: string | undefined): void {
  setKeys(readOwn(stored));
}
