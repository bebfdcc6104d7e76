/**
 * All lines in a scroller as tall as the recording. Lines that are seen are
 * drawn, and a screen of them above and below, once each; scrolling draws what
 * comes and nothing else.
 */
import { useEffect, useLayoutEffect, useRef, type ReactElement, type RefObject } from 'react';
import { lineOf, spanOfLine, visibleLines } from '../../core/study/disclosure.ts';
import { token, type Pen } from './canvas.ts';
import { drawLine, LEFT, LINE, RIGHT, type EnvelopePiece, type LineScene } from './disclosure-line.ts';
import { linesOf, Sheets, wantedSheets } from './disclosure-sheets.ts';

/** A frame in which new sheets took this long begins no other; the rest of them come with the next one. */
const BUDGET_MS = 7;

/** Signal in few values. */
export interface LineSignal {
  /** Asks for what is missing of `[from, to)`, then for `[before, after)` around it, where the reader goes first. */
  want: (wanted: { from: number; to: number; before: number; after: number; downwards: boolean }) => void;
  /** Pieces that are here for `[from, to)`, in order. */
  pieces: (from: number, to: number) => readonly EnvelopePiece[];
  /** Calls whenever more came in, until what it returns is called. */
  onArrival: (listener: () => void) => () => void;
}

export interface DisclosureChartProps {
  scene: LineScene;
  /** Changes whenever lines look different: beats, findings, theme, lead, gain. */
  version: string;
  signal: LineSignal | null;
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

export function DisclosureChart(props: DisclosureChartProps): ReactElement {
  const paper = useRef<HTMLDivElement>(null);
  const face = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const paint = useRef<() => void>(() => undefined);
  const { scroller, signal } = props;

  useLayoutEffect(() => {
    latest.current = props;
    paint.current();
  });

  useEffect(() => {
    const box = scroller.current;
    if (!paper.current || !face.current || !box) return;
    const surface = face.current;
    const sheets = new Sheets(paper.current);
    let [width, height] = [0, 0];
    let next = 0;
    let seen = '';
    let last = 0;
    let downwards = true;
    const soon = (): void => {
      if (next === 0)
        next = requestAnimationFrame(() => {
          next = 0;
          paint.current();
        });
    };
    paint.current = () => {
      if (width === 0 || height === 0) return;
      const top = box.scrollTop;
      if (top !== last) downwards = top > last;
      last = top;
      const { scene, onSeen } = latest.current;
      const shown = visibleLines(scene.lines, top, height, LINE);
      const rest = paintSheets(sheets, latest.current, { ...shown, width, downwards });
      surface.dataset['whole'] = String(!rest.missing);
      if (rest.undrawn) soon();
      if (seen !== `${shown.first} ${shown.end}`) {
        seen = `${shown.first} ${shown.end}`;
        onSeen(shown.first, shown.end);
      }
    };
    const scrolled = (): void => paint.current();
    const lettered = (): void => {
      sheets.clear();
      paint.current();
    };
    const observer = new ResizeObserver(() => {
      [width, height] = [box.clientWidth, box.clientHeight];
      surface.style.height = `${height}px`;
      latest.current.onSize(width, height);
      paint.current();
    });
    observer.observe(box);
    box.addEventListener('scroll', scrolled, { passive: true });
    document.fonts.addEventListener('loadingdone', lettered);
    const quiet = signal?.onArrival(soon);
    return () => {
      quiet?.();
      cancelAnimationFrame(next);
      observer.disconnect();
      box.removeEventListener('scroll', scrolled);
      document.fonts.removeEventListener('loadingdone', lettered);
      sheets.clear();
    };
  }, [scroller, signal]);

  return (
    // For those who hear it, the recording is one long scale with a hand on it.
    <div ref={scroller} className="disc-scroll" tabIndex={0} role="slider" aria-orientation="vertical" aria-label={props.label} aria-valuemin={1} aria-valuemax={props.scene.lines.count} aria-valuenow={lineOf(props.scene.lines, props.place) + 1} aria-valuetext={props.spoken} data-testid="disclosure-lines">
      <div className="paper" style={{ height: props.scene.lines.count * LINE }}>
        <div ref={paper} aria-hidden="true" />
        <div
          ref={face}
          className="face"
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
  width: number;
  downwards: boolean;
}

/** Draws what is to be there. `undrawn`: there was no time for all sheets; `missing`: one that is seen is not as it will be. */
function paintSheets(sheets: Sheets, props: DisclosureChartProps, { first, end, width, downwards }: Frame): { undrawn: boolean; missing: boolean } {
  const { scene, version, signal, place, window: strip } = props;
  const { lines } = scene;
  const begun = performance.now();
  const wanted = wantedSheets({ first, end }, lines.count, downwards);
  sheets.lay(wanted.sheets, width, window.devicePixelRatio || 1);
  const spanOf = (from: number, to: number): { from: number; to: number } => ({ from: spanOfLine(lines, from).from, to: spanOfLine(lines, Math.max(from, to - 1)).to });
  const around = spanOf(linesOf(Math.min(...wanted.sheets), lines.count).first, linesOf(Math.max(...wanted.sheets), lines.count).end);
  signal?.want({ ...spanOf(first, end), before: around.from, after: around.to, downwards });
  const here = lineOf(lines, place);
  const shown = { first: lineOf(lines, strip.from), last: lineOf(lines, strip.to) };
  let missing = false;
  for (const [i, sheet] of wanted.sheets.entries()) {
    const seen = i < wanted.seen;
    const own = linesOf(sheet, lines.count);
    const marks = `${here >= own.first && here < own.end ? here : ''} ${shown.last >= own.first && shown.first < own.end ? `${strip.from} ${strip.to}` : ''}`;
    const drawn = sheets.drawn(sheet);
    const same = drawn !== null && drawn.version === version && drawn.marks === marks;
    if (same && drawn.whole) continue;
    const { from, to } = spanOf(own.first, own.end);
    const pieces = signal?.pieces(from, to) ?? [];
    const covered = pieces.reduce((sum, piece) => sum + Math.min(to, piece.to) - Math.max(from, piece.from), 0);
    const whole = covered >= Math.min(to, scene.sampleCount) - Math.max(0, from) - 1;
    missing ||= seen && !whole;
    // What is not seen can wait for its signal: it is drawn once.
    if ((same && drawn.covered === covered) || (!seen && !whole)) continue;
    if (performance.now() - begun > BUDGET_MS) return { undrawn: true, missing: missing || seen };
    sheets.draw(sheet, lines.count, { version, marks, covered, whole }, (context, line) => {
      const span = spanOfLine(lines, line);
      drawGround(context, line, width, line === here);
      drawLine(context, scene, line, width, pieces.filter((piece) => piece.to > span.from && piece.from < span.to));
      drawWindow(context, scene, strip, line, width);
    });
  }
  return { undrawn: false, missing };
}

/** What lies under a line: the reader's place, a line in six, so that a place in it can be told, and what parts it from the one above. */
function drawGround(context: Pen, line: number, width: number, here: boolean): void {
  const wide = width - LEFT - RIGHT;
  if (here) {
    context.fillStyle = token('--hover');
    context.fillRect(0, 0, width, LINE);
  }
  context.strokeStyle = token('--line');
  context.lineWidth = 1;
  for (let sixth = 0; sixth <= 6; sixth++) {
    context.setLineDash(sixth % 6 === 0 ? [] : [1, 4]);
    // The dashes go on from line to line.
    context.lineDashOffset = line * LINE;
    const x = Math.round(LEFT + (sixth / 6) * wide) + 0.5;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, LINE);
    context.stroke();
  }
  context.setLineDash([]);
  if (line === 0) return;
  context.fillStyle = token('--sunk');
  context.fillRect(46, 0, width - 46, 1);
}

/** What the strip shows of a line; it may lie over the end of one and the beginning of the next. */
function drawWindow(context: Pen, { lines }: LineScene, strip: { from: number; to: number }, line: number, width: number): void {
  if (line < lineOf(lines, strip.from) || line > lineOf(lines, strip.to)) return;
  const span = spanOfLine(lines, line);
  const [from, to] = [Math.max(span.from, strip.from), Math.min(span.to, strip.to)];
  if (to <= from) return;
  const wide = width - LEFT - RIGHT;
  context.fillStyle = token('--you-wash');
  context.strokeStyle = token('--you');
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(LEFT + ((from - span.from) / lines.samples) * wide, 0.75, ((to - from) / lines.samples) * wide, LINE - 1.5, 2);
  context.fill();
  context.stroke();
}
