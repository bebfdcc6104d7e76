/** The reader's colours of the classes, in force in the whole window. */
import { create } from 'zustand';
import { paintClasses, readPalette, SHIPPED, type Palette, type Theme } from '../parts/class-colours.ts';

export const useColours = create<{ palette: Palette }>()(() => ({ palette: SHIPPED }));

/** Paints the window in the colours of the theme that is on. */
export function paint(theme: Theme): void {
  paintClasses(useColours.getState().palette, theme);
}

/** Takes the colours of a stored value. */
export function takeColours(value: string | undefined, theme: Theme): void {
  useColours.setState({ palette: readPalette(value) });
  paint(theme);
}
