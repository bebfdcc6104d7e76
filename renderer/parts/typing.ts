/** Keys of text fields. */
import type { KeyboardEvent } from 'react';

/** A taker of keys that leaves those of an input method alone: Enter, Esc and arrows choose among its characters as long as a text is being composed. */
export function whenTyped<Field extends HTMLElement>(take: (event: KeyboardEvent<Field>) => void): (event: KeyboardEvent<Field>) => void {
  return (event) => {
    if (!event.nativeEvent.isComposing) take(event);
  };
}
