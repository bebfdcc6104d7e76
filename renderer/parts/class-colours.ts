/**
 * Colours of the classes: the reader's own over those of tokens.css, for every
 * mark and chart, since all of them read `--c-…` and `--t-…`. Letters and shapes
 * stay as they are. Pure but for `paintClasses`.
 */
import { z } from 'zod';
import { CLASSES, type BeatClass } from '../../core/beats/classes.ts';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export type ClassColours = Readonly<Record<BeatClass, string>>;
export type Palette = Readonly<Record<Theme, ClassColours>>;

/** Setting of a person that holds their colours. */
export const COLOURS_SETTING = 'colours';

/** As tokens.css has them; a test holds both to each other. */
export const SHIPPED: Palette = {
  light: { N: '#7D8792', S: '#1763BE', V: '#D2501A', F: '#7A1C6C', Q: '#20262C', X: '#8C877F' },
  dark: { N: '#76828E', S: '#5BA8F7', V: '#EF8245', F: '#F3B6E8', Q: '#F1EDE3', X: '#7F807C' },
};

/** From the hues of Okabe and Ito (2008), moved until the closest pair of N to Q is as far apart as it gets for protan, deutan, tritan and full sight: 0.13 (light) and 0.17 (dark) in OKLab. */
export const SAFE: Palette = {
  light: { N: '#7E9591', S: '#2160AD', V: '#C85400', F: '#5D0076', Q: '#20262C', X: '#8C877F' },
  dark: { N: '#666086', S: '#1F8FFF', V: '#C16B08', F: '#CAAAAF', Q: '#F1EDE3', X: '#7F807C' },
};

/** What marks are drawn on: signals, and panels. As tokens.css has them. */
export const GROUNDS: Readonly<Record<Theme, readonly string[]>> = { light: ['#FFFFFF', '#FBFAF8'], dark: ['#0F1214', '#131619'] };

/** Least contrast of marks and of words (WCAG 2.1, 1.4.11 and 1.4.3). */
export const LEAST = { mark: 3, word: 4.5 } as const;

const HEX = /^#[0-9a-f]{6}$/i;
const stored = z.record(z.string(), z.record(z.string(), z.string()));

function channels(colour: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
}

/** Relative luminance of `#rrggbb`, 0…1 (WCAG 2.1). */
function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, 1…21 (WCAG 2.1). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Least contrast of a colour to what it is drawn on. */
export function contrastOn(theme: Theme, colour: string): number {
  return Math.min(...GROUNDS[theme].map((ground) => contrast(colour, ground)));
}

/** Why a colour cannot be taken, or null where it can. */
export function colourTrouble(theme: Theme, colour: string): 'form' | 'contrast' | null {
  if (!HEX.test(colour)) return 'form';
  return contrastOn(theme, colour) < LEAST.mark ? 'contrast' : null;
}

/** A colour for words: the mark's own, darker or lighter as far as 4.5:1 takes it. */
export function wordColour(theme: Theme, colour: string): string {
  const end = theme === 'light' ? 0 : 255;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = `#${channels(colour).map((value) => Math.round(value + (end - value) * share).toString(16).padStart(2, '0')).join('')}`;
    if (contrastOn(theme, mixed) >= LEAST.word) return mixed;
  }
  return theme === 'light' ? '#000000' : '#ffffff';
}

/** The palette of a stored value; a colour that cannot be taken is as shipped. */
export function readPalette(value: string | undefined): Palette {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value === undefined || value === '' ? '{}' : value);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return SHIPPED;
    throw thrown;
  }
  const held = stored.safeParse(parsed).data ?? {};
  const of = (theme: Theme): ClassColours => Object.fromEntries(CLASSES.map((name) => {
    const own = held[theme]?.[name];
    return [name, own !== undefined && colourTrouble(theme, own) === null ? own : SHIPPED[theme][name]];
  })) as Record<BeatClass, string>;
  return { light: of('light'), dark: of('dark') };
}

/** What is kept of a palette: colours that differ from those shipped; empty where none does. */
export function paletteValue(palette: Palette): string {
  const own = THEMES.map((theme) => [theme, Object.fromEntries(CLASSES.filter((name) => palette[theme][name].toLowerCase() !== SHIPPED[theme][name].toLowerCase()).map((name) => [name, palette[theme][name]]))] as const);
  return own.every(([, colours]) => Object.keys(colours).length === 0) ? '' : JSON.stringify(Object.fromEntries(own));
}

/** Puts the colours of a theme into the page. Those shipped come from tokens.css. */
export function paintClasses(palette: Palette, theme: Theme): void {
  const root = document.documentElement;
  for (const name of CLASSES) {
    const colour = palette[theme][name];
    const own = colour.toLowerCase() !== SHIPPED[theme][name].toLowerCase();
    for (const [token, value] of [[`--c-${name}`, colour], [`--t-${name}`, wordColour(theme, colour)]] as const) {
      if (own) root.style.setProperty(token, value);
      else root.style.removeProperty(token);
    }
  }
  root.dataset['colours'] = JSON.stringify(palette[theme]);
}
