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

/** Fills a rectangle with the hatch that stands for "cannot be read". */
export function drawHatch(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, x: number, y: number, width: number, height: number, strength: number): void {
  if (width <= 0 || height <= 0) return;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.globalAlpha = strength;
  context.strokeStyle = token('--hatch');
  context.lineWidth = 1.6;
  context.beginPath();
  const step = 5 * Math.SQRT2;
  const first = Math.floor((x - height) / step) * step;
  for (let at = first; at < x + width + height; at += step) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
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
    const repaint = (): void => paint.current();
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
