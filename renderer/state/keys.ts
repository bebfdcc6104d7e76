/** Keys find what they do: screens say what their actions are, one listener reads the table. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useBindings } from './bindings.ts';
import { heldKeys } from '../parts/held-keys.tsx';
import { actionOf, belongsToControl, chordOf, mayRepeat, type KeyMode, type KeyScreen } from '../parts/keymap.ts';

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

/** Does with a control what the browser would have done, had the key not been kept. */
function asPressed({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, target: EventTarget | null): void {
  if (key === 'Escape') document.querySelector('dialog[open]')?.dispatchEvent(new Event('cancel', { cancelable: true }));
  if (!(target instanceof HTMLElement)) return;
  if (target.tagName === 'BUTTON' || target.tagName === 'A') {
    if (key === 'Enter' || key === ' ') target.click();
  } else if (key === 'Enter' && target instanceof HTMLInputElement) target.form?.requestSubmit();
  // The one way to type into a field so that it can be taken back there.
  else if (key.length === 1 && !ctrlKey && !metaKey && !altKey) document.execCommand('insertText', false, key);
}

/** Listens to the keyboard. `where` tells the screen and the mode that are on at the moment of the press. */
export function useKeyboard(where: () => { screen: KeyScreen; mode: KeyMode | null }): void {
  const latest = useRef(where);
  useLayoutEffect(() => {
    latest.current = where;
  });
  useEffect(() => {
    const take = (event: KeyboardEvent, target: EventTarget | null, kept: boolean): void => {
      const chord = chordOf(event);
      const { screen, mode } = latest.current();
      const action = actionOf(chord, screen, mode, useBindings.getState().table);
      if (!kept && action !== 'lock' && heldKeys.keep(event)) return;
      // An open card has its own keys, a field takes letters; the lock falls over both.
      if (action !== 'lock' && (document.querySelector('dialog[open]') || belongsToControl(chord, target))) {
        if (kept) asPressed(event, target);
        return;
      }
      if (action === null) return;
      const again = event.repeat && !mayRepeat(action);
      if (again ? isOffered(action) : act(action, event)) event.preventDefault();
    };
    const press = (event: KeyboardEvent): void => {
      if (!event.isComposing) take(event, event.target, false);
    };
    // As after a key of the browser: what it did is on the screen before the next.
    heldKeys.giveTo((event) => flushSync(() => take(event, document.activeElement, true)));
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
