/** How many tiles of beats stand in a row of the gallery. */

/** In windows up to a usual width. */
export const TILES = 12;
/** In wider ones no tile is wider than this, so that a beat is not drawn out to a line; CSS pixels with the gap. */
const WIDEST = 104;

/** Tiles in a row of so many pixels. */
export function tilesIn(width: number): number {
  return Math.max(TILES, Math.ceil(width / WIDEST));
}
