/** Canvas in CSS pixels at the screen's own resolution, redrawn when its size, the fonts or the theme change. */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { BeatClass } from '../../core/beats/classes.ts';
import { shapeOf } from '../parts/marks.tsx';

export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

let cacheKey = '';
const cache = new Map<string, string>();

/** What colours hold: theme and the reader's own. */
function palette(): string {
  const { className, dataset } = document.documentElement;
  return `${className} ${dataset['colours'] ?? ''}`;
}

/** Value of a design token in the theme that is on, for instance `--trace`. */
export function token(name: string): string {
  const key = palette();
  if (key !== cacheKey) {
    cacheKey = key;
    cache.clear();
  }
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    cache.set(name, value);
  }
  return value;
}

export function font(size: number, weight = 400): string {
  return `${weight} ${size}px ${token('--font')}`;
}

/** Draws a class mark about (x, y). */
export function drawMark(context: CanvasRenderingContext2D, beatClass: BeatClass, x: number, y: number, r: number): void {
  const shape = shapeOf(beatClass, x, y, r);
  const path = new Path2D(shape.d);
  if (shape.filled) {
    context.fillStyle = token(`--c-${beatClass}`);
    context.fill(path);
  } else {
    context.strokeStyle = token(`--c-${beatClass}`);
    context.lineWidth = 1.5;
    context.stroke(path);
  }
}

/** What draws, on the page or beside it. */
export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** From one line of the hatch to the next along the page, CSS pixels, and how wide they are. */
const HATCH = 7;
const HATCH_LINE = 1.6;
const hatches = new Map<string, CanvasPattern>();

/** The hatch in the colour that is on, for a screen of this ratio. */
function hatchOf(context: Pen, ratio: number): CanvasPattern | null {
  const colour = token('--hatch');
  const key = `${colour} ${ratio}`;
  const made = hatches.get(key);
  if (made) return made;
  const size = Math.max(1, Math.round(HATCH * ratio));
  const inside = new OffscreenCanvas(size, size).getContext('2d');
  if (!inside) return null;
  inside.strokeStyle = colour;
  inside.lineWidth = HATCH_LINE * ratio;
  inside.beginPath();
  // One line and the corners of its neighbours: laid side by side they go on.
  for (const at of [0, 1, 2]) {
    inside.moveTo((at - 2) * size, 2 * size);
    inside.lineTo((at + 1) * size, -size);
  }
  inside.stroke();
  const pattern = context.createPattern(inside.canvas, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  if (pattern) hatches.set(key, pattern);
  return pattern;
}

/** Fills a rectangle with the hatch that stands for "cannot be read". */
export function drawHatch(context: Pen, x: number, y: number, width: number, height: number, strength: number): void {
  const pattern = width > 0 && height > 0 ? hatchOf(context, context.getTransform().a) : null;
  if (!pattern) return;
  context.save();
  context.globalAlpha = strength;
  context.fillStyle = pattern;
  context.fillRect(x, y, width, height);
  context.restore();
}

/** A part of a picture that outlives it. */
interface Kept {
  canvas: OffscreenCanvas;
  from: readonly unknown[];
}
/** How often fonts came in: letters look different then. */
let lettered = 0;
const keptOf = new WeakMap<object, Map<string, Kept>>();

/**
 * Draws a part of a picture that stays the same from one drawing to the next: it
 * is made once and copied as long as what it is `from`, its size, colours and fonts
 * are the same. Each canvas keeps one part of a name.
 */
export function keep(context: CanvasRenderingContext2D, { name, width, height, from }: { name: string; width: number; height: number; from: readonly unknown[] }, draw: (context: Pen) => void): void {
  const { a: ratio, e, f } = context.getTransform();
  const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (wide < 1 || tall < 1) return;
  const now = [...from, palette(), lettered, wide, tall];
  const parts = keptOf.get(context.canvas) ?? new Map<string, Kept>();
  keptOf.set(context.canvas, parts);
  let part = parts.get(name);
  if (!part || !sameAll(now, part.from)) {
    const canvas = part?.canvas ?? new OffscreenCanvas(wide, tall);
    // A size that is set, to whatever, empties it.
    canvas.width = wide;
    canvas.height = tall;
    const inside = canvas.getContext('2d');
    if (!inside) throw new Error('a canvas without a context');
    inside.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(inside);
    part = { canvas, from: now };
    parts.set(name, part);
  }
  context.save();
  // Pixel on pixel: nothing is drawn between them.
  context.setTransform(1, 0, 0, 1, Math.round(e), Math.round(f));
  context.drawImage(part.canvas, 0, 0);
  context.restore();
}

/** Size of an element in CSS pixels, 0 × 0 before it is laid out. */
export function useSize(ref: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => {
      const width = element.clientWidth;
      const height = element.clientHeight;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

const sameAll = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

/**
 * A canvas that `draw` fills: after every render of its component, when its box
 * changes, once the fonts are there.
 *
 * The box is known from its observer: a drawing that asked for it would lay the
 * page out in the middle of React's commit.
 *
 * @param from what the picture is made of: a render in which all of it is as before draws nothing
 */
export function useDrawing(draw: Draw, from?: readonly unknown[]): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  const paint = useRef<() => void>(() => undefined);
  const drawn = useRef<readonly unknown[] | null>(null);

  useLayoutEffect(() => {
    latest.current = draw;
    const now = from && [...from, palette(), window.devicePixelRatio];
    if (now && drawn.current && sameAll(now, drawn.current)) return;
    drawn.current = now ?? null;
    paint.current();
  });

  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    let [width, height] = [0, 0];
    paint.current = () => {
      if (width === 0 || height === 0) return;
      const ratio = window.devicePixelRatio || 1;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
      }
      const context = canvas.getContext('2d');
      if (!context) return;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      latest.current(context, width, height);
    };
    const repaint = (): void => {
      lettered++;
      paint.current();
    };
    // It tells of the first box, too, before anything is painted.
    const observer = new ResizeObserver(() => {
      [width, height] = [canvas.clientWidth, canvas.clientHeight];
      paint.current();
    });
    observer.observe(canvas);
    document.fonts.addEventListener('loadingdone', repaint);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener('loadingdone', repaint);
    };
  }, []);
  return ref;
}
