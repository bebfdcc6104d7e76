/** Scale and frame of the strip, and what lies on it. */
/** CSS pixels a millimetre as long as nobody has held a known object to the screen. */
export const PX_PER_MM = 4;

let scale = PX_PER_MM;

/** CSS pixels a millimetre on the screen that the window is on. */
export function pxPerMm(): number {
  return scale;
}

/** Takes the scale of a calibrated screen; null where it is not calibrated. */
export function setPxPerMm(value: number | null): void {
  scale = value ?? PX_PER_MM;
}

export const GUTTER = 44;
/** Height of the lanes above the paper: beats and RR. */
export const PAPER_TOP = 38;

export interface Caliper {
  a: number;
  b: number;
  /** Which end the arrows move. */
  hand: 'a' | 'b';
  march: boolean;
}
