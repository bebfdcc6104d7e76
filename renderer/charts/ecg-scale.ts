/** Scale and frame of the strip, and what lies on it. */
export const PX_PER_MM = 4;
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
