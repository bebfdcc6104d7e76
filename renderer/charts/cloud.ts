/** Draws a cloud of beats: each pixel in the colour of the weightiest class that falls on it, fuller the more beats do. */
import { CLASSES, type BeatClass } from '../../core/beats/classes.ts';
import { token } from './canvas.ts';
import type { Laid } from './rr-points.ts';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Which class is seen where several fall together. */
const WEIGHT: Readonly<Record<BeatClass, number>> = { V: 5, F: 4, S: 3, Q: 2, N: 1, X: 0 };
const ORDER = CLASSES.map((name) => WEIGHT[name]);

/** Red, green and blue of a colour as the tokens write it, `#rrggbb`. */
function rgb(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** A cloud that is drawn already, for as long as what it is drawn of and its size are the same. */
export interface DrawnCloud {
  of: Laid;
  chosen: Uint8Array | null;
  theme: string;
  image: ImageData;
}

/**
 * Puts the cloud on the canvas; what was drawn before is put there again, for it is dear.
 *
 * @param size side of a point in CSS pixels
 * @param before what this gave the last time
 * @param chosen 1 for each point that is chosen; drawn in the colour of the reader, on top
 */
export function drawCloud(context: CanvasRenderingContext2D, box: Box, laid: Laid, beatClass: Uint8Array, size: number, chosen: Uint8Array | null, before: DrawnCloud | null): DrawnCloud {
  const ratio = context.getTransform().a || 1;
  const width = Math.max(1, Math.round(box.width * ratio));
  const height = Math.max(1, Math.round(box.height * ratio));
  const theme = document.documentElement.className;
  const [left, above] = [Math.round(box.left * ratio), Math.round(box.top * ratio)];
  if (before?.of === laid && before.chosen === chosen && before.theme === theme && before.image.width === width && before.image.height === height) {
    context.putImageData(before.image, left, above);
    return before;
  }
  const { x, y } = laid;
  const dot = Math.max(1, Math.round(size * ratio));
  const counts = new Uint16Array(width * height);
  const top = new Uint8Array(width * height);
  for (let i = 0; i < x.length; i++) {
    const column = Math.floor(x[i]! * width);
    const row = Math.floor(y[i]! * height);
    if (!(column >= 0 && row >= 0 && column < width && row < height)) continue;
    const weight = chosen?.[i] === 1 ? 7 : ORDER[beatClass[i]!]!;
    for (let dy = 0; dy < dot && row + dy < height; dy++)
      for (let dx = 0; dx < dot && column + dx < width; dx++) {
        const at = (row + dy) * width + column + dx;
        if (counts[at]! < 65_535) counts[at]!++;
        if (top[at]! < weight) top[at] = weight;
      }
  }
  const colours: [number, number, number][] = Array.from({ length: 8 }, () => [0, 0, 0]);
  for (const name of CLASSES) colours[WEIGHT[name]] = rgb(token(name === 'N' ? '--ink-3' : `--c-${name}`));
  colours[7] = rgb(token('--you'));
  const image = context.createImageData(width, height);
  const { data } = image;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at]!;
    if (count === 0) continue;
    const colour = colours[top[at]!]!;
    data[at * 4] = colour[0];
    data[at * 4 + 1] = colour[1];
    data[at * 4 + 2] = colour[2];
    // One beat is seen, a thousand are no more than full.
    data[at * 4 + 3] = Math.min(255, 120 + 22 * Math.log2(count));
  }
  context.putImageData(image, left, above);
  return { of: laid, chosen, theme, image };
}
