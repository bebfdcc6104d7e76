/** Lines over the day, minute by minute, on the same time as the day above: QT and QTc, or ST by lead. */
import { useRef, type ReactElement } from 'react';
import { tickWords } from '../parts/format.ts';
import { font, token, useDrawing } from './canvas.ts';
import { DAY_GUTTER, DAY_RIGHT } from './day-data.ts';
import { clockSplits } from './day-plot.ts';

export interface TrendLine {
  name: string;
  /** Seconds of the recording and values; NaN breaks the line. */
  at: Float64Array;
  value: Float32Array;
  /** Lines are told apart by dashes, not by colour alone. */
  dash: readonly number[];
  strong: boolean;
}

export interface TrendProps {
  lines: readonly TrendLine[];
  seconds: number;
  startMs: number;
  /** Levels drawn across: thresholds, and zero. */
  levels: readonly { value: number; name: string }[];
  range: readonly [number, number];
  /** Spans of findings, seconds. */
  spans: readonly { from: number; to: number }[];
  brush: { from: number; to: number } | null;
  place: number | null;
  theme: string;
  description: string;
  testid: string;
  onGo(seconds: number): void;
  onBrush(brush: { from: number; to: number }): void;
}

/** Height of the row of times under the lines. */
const AXIS = 15;
/** Least distance of two named lines, px. */
const NAME_HEIGHT = 10;
/** Minutes farther apart are not joined. */
const APART = 150;

/** Bounds that hold every value, on whole steps, never narrower than `least`. */
export function rangeOf(lines: readonly TrendLine[], least: readonly [number, number], step: number): [number, number] {
  let [low, high] = least;
  for (const { value } of lines)
    for (const one of value) {
      if (one < low) low = Math.floor(one / step) * step;
      if (one > high) high = Math.ceil(one / step) * step;
    }
  return [low, high];
}

export function WaveTrend(props: TrendProps): ReactElement {
  const { lines, seconds, startMs, levels, range, spans, brush, place } = props;
  const held = useRef<{ x: number; moved: boolean } | null>(null);
  const canvas = useDrawing((context, width, height) => {
    const right = width - DAY_RIGHT;
    const bottom = height - AXIS;
    const x = (at: number): number => DAY_GUTTER + (at / seconds) * (right - DAY_GUTTER);
    const y = (value: number): number => 8 + (1 - (value - range[0]) / (range[1] - range[0])) * (bottom - 14);
    context.font = font(10);
    context.textBaseline = 'middle';
    context.lineWidth = 1;
    // Where the lines are too close for words the outer ones are left unnamed.
    const told = levels.length < 2 || Math.abs(y(levels[1]!.value) - y(levels[0]!.value)) >= NAME_HEIGHT;
    for (const { value, name } of levels) {
      context.strokeStyle = token('--line-2');
      context.setLineDash(value === 0 ? [] : [1, 3]);
      context.beginPath();
      context.moveTo(DAY_GUTTER, Math.round(y(value)) + 0.5);
      context.lineTo(right, Math.round(y(value)) + 0.5);
      context.stroke();
      context.fillStyle = token('--ink-3');
      context.textAlign = 'right';
      if (told || value === 0) context.fillText(name, DAY_GUTTER - 7, y(value));
    }
    context.setLineDash([]);
    context.fillStyle = token('--ink-2');
    for (const { from, to } of spans) context.fillRect(x(from), 2, Math.max(3, x(to) - x(from)), 3);
    if (brush) {
      context.fillStyle = token('--you-wash');
      context.fillRect(x(brush.from), 0, x(brush.to) - x(brush.from), bottom);
    }
    for (const line of lines) {
      context.strokeStyle = token(line.strong ? '--ink' : '--ink-3');
      context.lineWidth = line.strong ? 1.2 : 1;
      context.setLineDash([...line.dash]);
      context.beginPath();
      let before = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < line.at.length; i++) {
        const value = line.value[i]!;
        if (Number.isNaN(value)) continue;
        if (line.at[i]! - before > APART) context.moveTo(x(line.at[i]!), y(value));
        else context.lineTo(x(line.at[i]!), y(value));
        before = line.at[i]!;
      }
      context.stroke();
    }
    context.setLineDash([]);
    if (place !== null) {
      context.fillStyle = token('--you');
      context.fillRect(x(place) - 0.75, 0, 1.5, bottom);
    }
    context.fillStyle = token('--line-2');
    context.fillRect(DAY_GUTTER, bottom, right - DAY_GUTTER, 1);
    context.fillStyle = token('--ink-3');
    context.textAlign = 'center';
    const ticks = clockSplits(startMs, 0, seconds, 13);
    const words = tickWords(startMs, ticks, seconds);
    for (const [i, at] of ticks.entries()) if (x(at) < right - 14) context.fillText(words[i]!, x(at), bottom + 9);
  });
  const secondsAt = (clientX: number): number => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return 0;
    return Math.max(0, Math.min(seconds, ((clientX - box.left - DAY_GUTTER) / Math.max(1, box.width - DAY_GUTTER - DAY_RIGHT)) * seconds));
  };
  return (
    <canvas
      ref={canvas}
      className="wave-trend"
      role="img"
      aria-label={props.description}
      data-testid={props.testid}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        held.current = { x: event.clientX, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const from = held.current;
        if (!from || (!from.moved && Math.abs(event.clientX - from.x) < 4)) return;
        from.moved = true;
        const [a, b] = [secondsAt(from.x), secondsAt(event.clientX)];
        props.onBrush({ from: Math.min(a, b), to: Math.max(a, b) });
      }}
      onPointerUp={(event) => {
        const from = held.current;
        held.current = null;
        if (from && !from.moved) props.onGo(secondsAt(event.clientX));
      }}
    />
  );
}
