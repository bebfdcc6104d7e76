/**
 * All lines on one canvas in a scroller as tall as the recording. Only lines that
 * are seen are drawn, each once into a bitmap; scrolling puts bitmaps elsewhere.
 */
import { useEffect, useLayoutEffect, useRef, type ReactElement, type RefObject } from 'react';
import { lineOf, spanOfLine, visibleLines } from '../../core/study/disclosure.ts';
import { token } from './canvas.ts';
import { drawLine, LEFT, LINE, RIGHT, type EnvelopePiece, type LineScene } from './disclosure-line.ts';

/** Time that new bitmaps may take of a frame; the rest of them come with the next one. */
const BUDGET_MS = 7;
/** Bitmaps kept beside those that are seen. */
const BESIDE = 60;

export interface DisclosureChartProps {
  scene: LineScene;
  /** Changes whenever lines look different: beats, findings, theme, lead, gain. */
  version: string;
  /** Changes whenever signal came in. */
  signalVersion: number;
  /** Pieces that are here for `[from, to)`, and whether none is missing. */
  pieces: (from: number, to: number) => { pieces: readonly EnvelopePiece[]; whole: boolean };
  /** The reader's place, and the window of the strip. */
  place: number;
  window: { from: number; to: number };
  label: string;
  /** What stands at the reader's place, in words. */
  spoken: string;
  scroller: RefObject<HTMLDivElement | null>;
  onSeen: (first: number, end: number) => void;
  onSize: (width: number, height: number) => void;
  onPick: (sample: number) => void;
}

interface Bitmap {
  canvas: OffscreenCanvas;
  whole: boolean;
  /** Signal version that it was drawn with. */
  signal: number;
}

class Bitmaps {
  readonly #kept = new Map<number, Bitmap>();
  #key = '';

  /** Forgets everything where lines look different. */
  of(key: string): void {
    if (key !== this.#key) this.#kept.clear();
    this.#key = key;
  }

  get(line: number): Bitmap | undefined {
    const bitmap = this.#kept.get(line);
    if (bitmap) {
      this.#kept.delete(line);
      this.#kept.set(line, bitmap);
    }
    return bitmap;
  }

  put(line: number, bitmap: Bitmap, most: number): void {
    this.#kept.set(line, bitmap);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= most) break;
      this.#kept.delete(old);
    }
  }
}

export function DisclosureChart(props: DisclosureChartProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bitmaps = useRef(new Bitmaps());
  const latest = useRef(props);
  const paint = useRef<() => void>(() => undefined);
  const { scroller } = props;

  useLayoutEffect(() => {
    latest.current = props;
    paint.current();
  });

  useEffect(() => {
    const surface = canvas.current;
    const box = scroller.current;
    const context = surface?.getContext('2d');
    if (!surface || !box || !context) return;
    let next = 0;
    let seen = '';
    paint.current = () => {
      const { scene, onSeen } = latest.current;
      const [width, height] = [box.clientWidth, box.clientHeight];
      if (width === 0 || height === 0) return;
      const ratio = window.devicePixelRatio || 1;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (surface.width !== w || surface.height !== h) {
        surface.width = w;
        surface.height = h;
        surface.style.height = `${height}px`;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const shown = visibleLines(scene.lines, box.scrollTop, height, LINE);
      const rest = paintLines(context, latest.current, bitmaps.current, { ...shown, top: box.scrollTop, width, height, ratio });
      surface.dataset['whole'] = String(!rest.missing);
      if (rest.undrawn && next === 0)
        next = requestAnimationFrame(() => {
          next = 0;
          paint.current();
        });
      if (seen !== `${shown.first} ${shown.end}`) {
        seen = `${shown.first} ${shown.end}`;
        onSeen(shown.first, shown.end);
      }
    };
    const repaint = (): void => paint.current();
    const resized = (): void => {
      latest.current.onSize(box.clientWidth, box.clientHeight);
      repaint();
    };
    resized();
    const observer = new ResizeObserver(resized);
    observer.observe(box);
    box.addEventListener('scroll', repaint, { passive: true });
    document.fonts.addEventListener('loadingdone', repaint);
    return () => {
      cancelAnimationFrame(next);
      observer.disconnect();
      box.removeEventListener('scroll', repaint);
      document.fonts.removeEventListener('loadingdone', repaint);
    };
  }, [scroller]);

  return (
    // For those who hear it, the recording is one long scale with a hand on it.
    <div ref={scroller} className="disc-scroll" tabIndex={0} role="slider" aria-orientation="vertical" aria-label={props.label} aria-valuemin={1} aria-valuemax={props.scene.lines.count} aria-valuenow={lineOf(props.scene.lines, props.place) + 1} aria-valuetext={props.spoken} data-testid="disclosure-lines">
      <div style={{ height: props.scene.lines.count * LINE }}>
        <canvas
          ref={canvas}
          aria-hidden="true"
          data-testid="disclosure-canvas"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const { scene } = latest.current;
            const line = Math.floor(((scroller.current?.scrollTop ?? 0) + event.clientY - box.top) / LINE);
            if (line >= scene.lines.count) return;
            const share = Math.max(0, Math.min(1, (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT)));
            props.onPick(spanOfLine(scene.lines, line).from + share * scene.lines.samples);
          }}
        />
      </div>
    </div>
  );
}

interface Frame {
  first: number;
  end: number;
  top: number;
  width: number;
  height: number;
  ratio: number;
}

/** Draws what is seen. `undrawn`: there was no time for all bitmaps; `missing`: some signal is not here yet. */
function paintLines(context: CanvasRenderingContext2D, props: DisclosureChartProps, bitmaps: Bitmaps, { first, end, top, width, height, ratio }: Frame): { undrawn: boolean; missing: boolean } {
  const { scene, version, signalVersion, place, window: strip } = props;
  bitmaps.of(`${version} ${width} ${ratio}`);
  const wide = width - LEFT - RIGHT;
  const y = (line: number): number => Math.round((line * LINE - top) * ratio) / ratio;
  const begun = performance.now();
  const seen = props.pieces(spanOfLine(scene.lines, first).from, spanOfLine(scene.lines, Math.max(first, end - 1)).to);
  let undrawn = false;
  let missing = false;

  context.clearRect(0, 0, width, height);
  const here = lineOf(scene.lines, place);
  context.fillStyle = token('--hover');
  if (here >= first && here < end) context.fillRect(0, y(here), width, LINE);
  drawSixths(context, wide, y(first), Math.min(height, y(end)));
  context.fillStyle = token('--sunk');
  for (let line = Math.max(1, first); line < end; line++) context.fillRect(46, y(line), width - 46, 1);

  for (let line = first; line < end; line++) {
    let bitmap = bitmaps.get(line);
    if (!bitmap || (!bitmap.whole && bitmap.signal !== signalVersion)) {
      if (performance.now() - begun > BUDGET_MS) undrawn = true;
      else {
        const { from, to } = spanOfLine(scene.lines, line);
        const pieces = seen.pieces.filter((piece) => piece.to > from && piece.from < to);
        const covered = pieces.reduce((sum, piece) => sum + Math.min(to, piece.to) - Math.max(from, piece.from), 0);
        const within = Math.min(to, scene.sampleCount) - Math.max(0, from);
        bitmap = { canvas: new OffscreenCanvas(Math.round(width * ratio), Math.round(LINE * ratio)), whole: seen.whole || covered >= within - 1, signal: signalVersion };
        const inside = bitmap.canvas.getContext('2d');
        if (inside) {
          inside.setTransform(ratio, 0, 0, ratio, 0, 0);
          drawLine(inside, scene, line, width, pieces);
        }
        bitmaps.put(line, bitmap, end - first + BESIDE);
      }
    }
    if (bitmap) context.drawImage(bitmap.canvas, 0, y(line), width, LINE);
    missing ||= !bitmap?.whole;
  }
  drawWindow(context, props, strip, { first, end, wide, y });
  return { undrawn, missing: missing || undrawn };
}

/** A line in six, so that a place in it can be told. */
function drawSixths(context: CanvasRenderingContext2D, wide: number, top: number, bottom: number): void {
  context.strokeStyle = token('--line');
  context.lineWidth = 1;
  for (let sixth = 0; sixth <= 6; sixth++) {
    context.setLineDash(sixth % 6 === 0 ? [] : [1, 4]);
    const x = Math.round(LEFT + (sixth / 6) * wide) + 0.5;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    context.stroke();
  }
  context.setLineDash([]);
}

/** What the strip shows, over one line or over the end of one and the beginning of the next. */
function drawWindow(context: CanvasRenderingContext2D, { scene }: DisclosureChartProps, strip: { from: number; to: number }, { first, end, wide, y }: { first: number; end: number; wide: number; y: (line: number) => number }): void {
  context.fillStyle = token('--you-wash');
  context.strokeStyle = token('--you');
  context.lineWidth = 1.5;
  for (let line = Math.max(first, lineOf(scene.lines, strip.from)); line < end && line <= lineOf(scene.lines, strip.to); line++) {
    const span = spanOfLine(scene.lines, line);
    const [from, to] = [Math.max(span.from, strip.from), Math.min(span.to, strip.to)];
    if (to <= from) continue;
    context.beginPath();
    context.roundRect(LEFT + ((from - span.from) / scene.lines.samples) * wide, y(line) + 0.75, ((to - from) / scene.lines.samples) * wide, LINE - 1.5, 2);
    context.fill();
    context.stroke();
  }
}
