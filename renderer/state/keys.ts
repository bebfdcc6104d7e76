/** Keys find what they do: screens say what their actions are, one listener reads the table. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useBindings } from './bindings.ts';
import { actionOf, belongsToControl, chordOf, type KeyMode, type KeyScreen } from '../parts/keymap.ts';

export type Actions = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const registered = new Set<{ current: Actions }>();

/** Offers actions by name while the component is there. The newest offer of a name holds. */
export function useActions(actions: Actions): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    registered.add(latest);
    return () => {
      registered.delete(latest);
    };
  }, []);
}

/** Runs an action by its name, as its key would. False where nobody offers it. */
export function act(action: string, event: KeyboardEvent): boolean {
  for (const offer of [...registered].toReversed()) {
    const run = offer.current[action];
    if (run) {
      run(event);
      return true;
    }
  }
  return false;
}

/** Whether somebody offers an action now. */
export function isOffered(action: string): boolean {
  return [...registered].some(({ current }) => current[action] !== undefined);
}

/** Runs an action for the mouse: a click has no key. */
export function actByClick(action: string): void {
  act(action, new KeyboardEvent('keydown'));
}

/** Listens to the keyboard. `where` tells the screen and the mode that are on at the moment of the press. */
export function useKeyboard(where: () => { screen: KeyScreen; mode: KeyMode | null }): void {
  const latest = useRef(where);
  useLayoutEffect(() => {
    latest.current = where;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing) return;
      const chord = chordOf(event);
      const { screen, mode } = latest.current();
      const action = actionOf(chord, screen, mode, useBindings.getState().table);
      // An open card has its own keys, a field takes letters; the lock falls over both.
      if (action !== 'lock' && (document.querySelector('dialog[open]') || belongsToControl(chord, event.target))) return;
      if (action !== null && act(action, event)) event.preventDefault();
    };
    // A button that was clicked gives its focus back, so that Space confirms again; one reached by Tab keeps it.
    const release = (event: MouseEvent): void => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('button') : null;
      if (event.detail > 0 && button && !button.closest('dialog')) button.blur();
    };
    window.addEventListener('keydown', press);
    window.addEventListener('click', release);
    return () => {
      window.removeEventListener('keydown', press);
      window.removeEventListener('click', release);
    };
  }, []);
}
