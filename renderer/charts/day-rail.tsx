/** The recording downwards beside its lines: hours, heart rate, S, V and F, what is unreadable, what is seen. */
import type { ReactElement } from 'react';
import { CLASS_INDEX, type BeatClass } from '../../core/beats/classes.ts';
import { tickWords } from '../parts/format.ts';
import { font, keep, token, useDrawing, type Pen } from './canvas.ts';
import type { DayData } from './day-data.ts';
import { clockSplits } from './day-plot.ts';

const TOP = 8;
const AXIS = 44;

export interface DayRailProps {
  data: DayData;
  /** Seconds of the recording that the lines show. */
  window: { from: number; to: number };
  label: string;
  theme: string;
  onGo: (seconds: number) => void;
}

export function DayRail(props: DayRailProps): ReactElement {
  const { data } = props;
  const ref = useDrawing((context, width, height) => {
    const tall = height - 2 * TOP;
    const y = (seconds: number): number => TOP + (seconds / data.seconds) * tall;
    const room = width - AXIS - 12;
    // All but the window stays as it is while the lines scroll.
    keep(context, { name: 'day', width, height, from: [data, props.label] }, (pen) => {
      pen.fillStyle = token('--night');
      for (const night of data.nights) pen.fillRect(AXIS + 1, y(night.from), room + 4, y(night.to) - y(night.from));
      drawHours(pen, data, y);
      drawRate(pen, data, y, room * 0.42);
      drawDensity(pen, data, y, 'S', AXIS + room * 0.48, room * 0.12);
      drawDensity(pen, data, y, 'V', AXIS + room * 0.63, room * 0.16);
      drawDensity(pen, data, y, 'F', AXIS + room * 0.82, room * 0.09);
      pen.fillStyle = token('--c-X');
      for (let i = 0; i + 1 < data.unreadable.length; i += 2) pen.fillRect(width - 11, y(data.unreadable[i]!) - 0.5, 5, Math.max(1.5, y(data.unreadable[i + 1]!) - y(data.unreadable[i]!)));
    });
    const [from, to] = [y(Math.max(0, props.window.from)), y(Math.min(data.seconds, props.window.to))];
    const box = { at: Math.max(2, (from + to) / 2 - Math.max(8, to - from) / 2), tall: Math.max(8, to - from) };
    context.fillStyle = token('--you-wash');
    context.strokeStyle = token('--you');
    context.lineWidth = 1.3;
    context.beginPath();
    context.rect(AXIS - 1, box.at, width - AXIS, box.tall);
    context.fill();
    context.stroke();
    context.fillStyle = token('--you');
    context.beginPath();
    context.moveTo(AXIS - 1, box.at + box.tall / 2);
    context.lineTo(AXIS - 6, box.at + box.tall / 2 - 4);
    context.lineTo(AXIS - 6, box.at + box.tall / 2 + 4);
    context.fill();
  });
  const go = (event: React.PointerEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    props.onGo(Math.max(0, Math.min(1, (event.clientY - box.top - TOP) / (box.height - 2 * TOP))) * data.seconds);
  };
  return (
    <canvas
      ref={ref}
      className="day-rail"
      role="img"
      aria-label={props.label}
      data-testid="day-rail"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
    />
  );
}

function drawHours(context: Pen, data: DayData, y: (seconds: number) => number): void {
  context.strokeStyle = token('--line-2');
  context.lineWidth = 1;
  context.font = font(10);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.beginPath();
  context.moveTo(AXIS + 0.5, y(0));
  context.lineTo(AXIS + 0.5, y(data.seconds));
  const ticks = clockSplits(data.startMs, 0, data.seconds, 14);
  const words = tickWords(data.startMs, ticks, data.seconds);
  for (const [i, at] of ticks.entries()) {
    const ms = data.startMs + at * 1000;
    const midnight = Math.round(ms / 1000) % 86_400 === 0;
    context.moveTo(AXIS - 3, y(at));
    context.lineTo(AXIS, y(at));
    context.fillStyle = token(midnight ? '--ink-2' : '--ink-3');
    context.fillText(words[i]!, AXIS - 5, y(at));
  }
  context.stroke();
}

/** Least to greatest rate as a band, the mean as a line; broken where there is none. */
function drawRate(context: Pen, { rate }: DayData, y: (seconds: number) => number, room: number): void {
  const x = (value: number): number => AXIS + 4 + Math.max(0, Math.min(1, (value - 40) / 110)) * room;
  const middle = (i: number): number => y((i + 0.5) * rate.binSeconds);
  const bins = rate.mean.length;
  for (let from = 0; from < bins; from++) {
    if (Number.isNaN(rate.mean[from]!)) continue;
    let to = from;
    while (to < bins && !Number.isNaN(rate.mean[to]!)) to++;
    context.fillStyle = token('--band');
    context.beginPath();
    for (let i = from; i < to; i++) context.lineTo(x(rate.max[i]!), middle(i));
    for (let i = to - 1; i >= from; i--) context.lineTo(x(rate.min[i]!), middle(i));
    context.fill();
    context.strokeStyle = token('--ink');
    context.lineWidth = 1;
    context.beginPath();
    for (let i = from; i < to; i++) context.lineTo(x(rate.mean[i]!), middle(i));
    context.stroke();
    from = to;
  }
}

function drawDensity(context: Pen, { density }: DayData, y: (seconds: number) => number, beatClass: BeatClass, left: number, room: number): void {
  const counts = density.counts[CLASS_INDEX[beatClass]];
  if (!counts) return;
  let most = 1;
  for (const value of counts) if (value > most) most = value;
  context.fillStyle = token(`--c-${beatClass}`);
  counts.forEach((value, i) => {
    if (value > 0) context.fillRect(left, y(i * density.binSeconds), Math.max(1.6, Math.sqrt(value / most) * room), Math.max(1, y(density.binSeconds) - y(0) - 0.5));
  });
}
