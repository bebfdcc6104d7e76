/** Putting the rows of a list in order by dragging: a line shows where a row would go; nothing moves until it is let go. */
import { useRef, useState, type DragEvent } from 'react';

/** What a row of the list bears. */
export interface DragRow {
  draggable: boolean;
  'data-drop': 'before' | 'after' | undefined;
  onDragStart: (event: DragEvent<HTMLElement>) => void;
  onDragOver: (event: DragEvent<HTMLElement>) => void;
  onDrop: (event: DragEvent<HTMLElement>) => void;
  onDragEnd: () => void;
}

/**
 * @param allowed whether rows may be moved at all
 * @param onMove takes the row's place and the place that it gets
 */
export function useDragOrder(allowed: boolean, onMove: (from: number, to: number) => void): (index: number) => DragRow {
  const held = useRef<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const stop = (): void => {
    held.current = null;
    setOver(null);
  };
  return (index) => ({
    draggable: allowed,
    'data-drop': over === index && held.current !== null && held.current !== index ? (index < held.current ? 'before' : 'after') : undefined,
    onDragStart: (event) => {
      // Words in a field are marked by dragging, not moved.
      if (!allowed || (event.target instanceof HTMLElement && event.target.closest('input, textarea'))) return event.preventDefault();
      held.current = index;
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', '');
      return undefined;
    },
    onDragOver: (event) => {
      if (held.current === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      if (over !== index) setOver(index);
    },
    onDrop: (event) => {
      if (held.current === null) return;
      event.preventDefault();
      const from = held.current;
      stop();
      if (from !== index) onMove(from, index);
    },
    onDragEnd: stop,
  });
}
