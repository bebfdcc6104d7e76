/**
 * The true size of the screen: a bank card is held to it, and the strip is drawn
 * with the millimetres that come of it. Kept for each screen, known by its size
 * in device pixels, so that zoom and text size change nothing.
 */
import { create } from 'zustand';
import { setPxPerMm } from '../charts/ecg-scale.ts';
import { client, sayFailure } from './session.ts';

/** A bank card, ISO/IEC 7810 ID-1, millimetres. */
export const CARD = { width: 85.6, height: 53.98 } as const;

/** CSS pixels a millimetre that a screen may have. */
export const LEAST = 1.8;
export const MOST = 14;

export const useCalibration = create<{ /** CSS pixels a millimetre of this screen, null where it is not calibrated. */ pxPerMm: number | null; asking: boolean }>()(() => ({ pxPerMm: null, asking: false }));

export interface ScreenSize {
  width: number;
  height: number;
  /** Device pixels to a CSS pixel. */
  ratio: number;
}

/** Name of a screen: its size in device pixels. */
export function screenName({ width, height, ratio }: ScreenSize): string {
  return `${Math.round(width * ratio)}x${Math.round(height * ratio)}`;
}

/** Device pixels a millimetre by the name of the screen, from the setting; what is damaged is as good as none. */
export function readScreens(setting: string | undefined): Record<string, number> {
  try {
    const read: unknown = JSON.parse(setting ?? '{}');
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(Object.entries(read).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0 && Number.isFinite(entry[1])));
  } catch {
    return {};
  }
}

/** CSS pixels a millimetre of a screen, null where it is not calibrated or what is kept cannot be. */
export function scaleOf(screens: Readonly<Record<string, number>>, size: ScreenSize): number | null {
  const device = screens[screenName(size)];
  const css = device === undefined ? Number.NaN : device / size.ratio;
  return css >= LEAST && css <= MOST ? css : null;
}

function here(): ScreenSize {
  return { width: window.screen.width, height: window.screen.height, ratio: window.devicePixelRatio || 1 };
}

let screens: Record<string, number> = {};

function apply(): void {
  const pxPerMm = scaleOf(screens, here());
  setPxPerMm(pxPerMm);
  useCalibration.setState({ pxPerMm });
}

/** Reads what is kept, and follows the window from screen to screen until told to stop. */
export function followScreen(): () => void {
  client()
    .settings.get({})
    .then((settings) => {
      screens = readScreens(settings['paper']);
      apply();
    })
    .catch(sayFailure);
  window.addEventListener('resize', apply);
  return () => window.removeEventListener('resize', apply);
}

/** Keeps the scale of this screen; null takes it off. */
export function keepScale(pxPerMm: number | null): void {
  const size = here();
  const rest = Object.fromEntries(Object.entries(screens).filter(([name]) => name !== screenName(size)));
  screens = pxPerMm === null ? rest : { ...rest, [screenName(size)]: Math.round(pxPerMm * size.ratio * 1000) / 1000 };
  apply();
  client()
    .settings.setOwn({ name: 'paper', value: JSON.stringify(screens) })
    .catch(sayFailure);
}
