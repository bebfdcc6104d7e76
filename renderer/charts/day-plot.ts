/** The uPlot options of the day: heart-rate band and mean above, one lane per class below. */
import uPlot from 'uplot';
import { CLASSES, type BeatClass } from '../../core/beats/classes.ts';
import type { DensityTrend, RateTrend } from '../../core/study/trend.ts';
import { clock, dayShort } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { drawHatch, font, token } from './canvas.ts';

export const DAY_GUTTER = 44;
export const DAY_RIGHT = 12;
/** Height of the plotting area of the reading screen; lanes are placed in it and stretch with other heights. */
const NOMINAL = 132;
const AXIS = 14;

/** Lane of a class: top and height in the nominal plotting area. */
const LANES: Readonly<Record<BeatClass, readonly [number, number]>> = { N: [66, 4], S: [73, 9], V: [86, 12], F: [101, 8], Q: [113, 4], X: [123, 5] };
const LABEL_AT: Readonly<Record<BeatClass, number>> = { N: 71, S: 81.5, V: 96, F: 107, Q: 118, X: 129 };
/** Top and bottom of the heart-rate picture; pins stand above it. */
const RATE_TOP = 14;
const RATE_BOTTOM = 62;

/** Something found, pinned over the day. */
export interface DayPin {
  /** Where it begins, seconds. */
  at: number;
  /** Its end where it is long enough to be drawn as a bar (fibrillation), else null. */
  to: number | null;
  /** Less is worse: worse ones keep their place where pins would meet. */
  rank: number;
  key: string;
  /** Somebody has decided on it: hollow as a pin, filled as a bar. `again`: it has changed since. */
  decided?: boolean;
  again?: boolean;
}

export interface DayData {
  seconds: number;
  startMs: number;
  rate: RateTrend;
  density: DensityTrend;
  /** Unreadable spans, from, to pairs, seconds. */
  unreadable: Float64Array;
  analysedSeconds: number;
  pins: readonly DayPin[];
}

/** uPlot's table: x, greatest, least and mean rate, then a lane per class. */
export function dayTable(data: DayData): uPlot.AlignedData {
  const middle = (bins: number, width: number): number[] => Array.from({ length: bins }, (_, i) => (i + 0.5) * width);
  const plain = (values: Float32Array): (number | null)[] => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  const rates: uPlot.AlignedData = [middle(data.rate.mean.length, data.rate.binSeconds), plain(data.rate.max), plain(data.rate.min), plain(data.rate.mean)];
  const lanes: uPlot.AlignedData = [
    middle(data.density.counts[0]?.length ?? 1, data.density.binSeconds),
    ...data.density.counts.map((lane) => Array.from(lane, (value) => (value > 0 ? Math.sqrt(value) : null))),
  ];
  return uPlot.join([rates, lanes]);
}

/** Lowest and highest heart rate of the picture: 44 to 134, wider where the day is. */
function rateRange(rate: RateTrend): [number, number] {
  let low = 44;
  let high = 134;
  for (const value of rate.min) if (value < low) low = Math.max(20, Math.floor(value / 10) * 10);
  for (const value of rate.max) if (value > high) high = Math.min(300, Math.ceil(value / 10) * 10);
  return [low, high];
}

/** A scale whose values from 0 to `most` fall into a lane of the plot. */
function laneScale(beatClass: BeatClass, most: number): uPlot.Scale {
  const [top, height] = LANES[beatClass];
  const bottom = top + height;
  const per = most / height;
  return { auto: false, range: [-(NOMINAL - bottom) * per, most + top * per] };
}

const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Places of the ticks on whole wall times, as seconds of the recording. */
export function clockSplits(startMs: number, from: number, to: number, most: number): number[] {
  const step = NICE.find((seconds) => (to - from) / seconds <= most) ?? 86_400 * Math.ceil((to - from) / 86_400 / most);
  const shift = (startMs / 1000) % 86_400;
  const splits: number[] = [];
  for (let at = Math.ceil((from + shift) / step) * step; at <= to + shift; at += step) splits.push(at - shift);
  return splits;
}

/** Bars of one lane: own width in seconds, at least a hair high. */
function laneBars(beatClass: BeatClass, data: () => DayData): uPlot.Series.PathBuilder {
  return (plot, seriesIndex) => {
    const path = new Path2D();
    const xs = plot.data[0];
    const values = plot.data[seriesIndex] ?? [];
    const scale = plot.series[seriesIndex]!.scale!;
    const width = data().density.binSeconds;
    const ratio = window.devicePixelRatio || 1;
    const base = plot.valToPos(0, scale, true);
    const [, height] = LANES[beatClass];
    const [least, greatest] = [plot.scales.x!.min ?? 0, plot.scales.x!.max ?? 1];
    for (let i = 0; i < xs.length; i++) {
      const value = values[i];
      if (value == null || xs[i]! + width < least || xs[i]! - width > greatest) continue;
      const x0 = Math.max(plot.bbox.left, plot.valToPos(xs[i]! - width / 2, 'x', true));
      const x1 = Math.min(plot.bbox.left + plot.bbox.width, plot.valToPos(xs[i]! + width / 2, 'x', true));
      const bar = beatClass === 'N' || beatClass === 'X' ? height * 0.5 * ratio : Math.max(1.6 * ratio, base - plot.valToPos(value, scale, true));
      const gap = beatClass === 'N' ? 0 : Math.min(0.5 * ratio, (x1 - x0) / 4);
      path.rect(x0, base - bar, Math.max(ratio, x1 - x0 - gap), bar);
    }
    if (beatClass === 'X') {
      const spans = data().unreadable;
      for (let i = 0; i + 1 < spans.length; i += 2) {
        if (spans[i + 1]! < least || spans[i]! > greatest) continue;
        const x0 = plot.valToPos(Math.max(least, spans[i]!), 'x', true);
        const x1 = plot.valToPos(Math.min(greatest, spans[i + 1]!), 'x', true);
        path.rect(x0 - ratio, base - 5 * ratio, Math.max(3.4 * ratio, x1 - x0), 5 * ratio);
      }
    }
    return { stroke: null, fill: path, flags: 0 };
  };
}

function broken(plot: uPlot, data: DayData, nominal: number): void {
  // The part that is not analysed, hatched, and how far the analysis came.
  if (data.analysedSeconds >= data.seconds - 1) return;
  const context = plot.ctx;
  const ratio = window.devicePixelRatio || 1;
  const x0 = Math.max(plot.bbox.left, plot.valToPos(data.analysedSeconds, 'x', true));
  const right = plot.bbox.left + plot.bbox.width;
  if (x0 >= right) return;
  context.save();
  context.scale(ratio, ratio);
  drawHatch(context, x0 / ratio, 0, (right - x0) / ratio, nominal, 0.5);
  context.font = font(10);
  context.textBaseline = 'alphabetic';
  const text = W.study.analysedTo(clock(data.startMs + data.analysedSeconds * 1000));
  const wide = context.measureText(text).width;
  const inside = (right - x0) / ratio > wide + 16;
  context.fillStyle = token('--paper');
  context.fillRect(inside ? x0 / ratio + 4 : x0 / ratio - wide - 12, 6, wide + 8, 15);
  context.fillStyle = token('--ink-2');
  context.textAlign = 'left';
  context.fillText(text, inside ? x0 / ratio + 8 : x0 / ratio - wide - 8, 17);
  context.restore();
}

/** Room of a pin, CSS pixels: nearer ones are left out, the worse one stays. */
const PIN_ROOM = 8;
/** Height of the row of pins: a click in it goes to the nearest one. */
export const PIN_ROW = 15;

/** Pins that stand apart, the worst first, of those in a window. */
export function pinsApart(pins: readonly DayPin[], x: (seconds: number) => number, from: number, to: number): DayPin[] {
  const taken: DayPin[] = [];
  const slots = new Map<number, number[]>();
  for (const pin of pins.toSorted((a, b) => a.rank - b.rank || a.at - b.at)) {
    if (pin.at < from || pin.at > to) continue;
    const at = x(pin.at);
    const slot = Math.floor(at / PIN_ROOM);
    if ([slot - 1, slot, slot + 1].some((near) => slots.get(near)?.some((other) => Math.abs(other - at) < PIN_ROOM))) continue;
    slots.set(slot, [...(slots.get(slot) ?? []), at]);
    taken.push(pin);
  }
  return taken;
}

function pinned(plot: uPlot, data: DayData): void {
  const context = plot.ctx;
  const ratio = window.devicePixelRatio || 1;
  const { min: from = 0, max: to = 1 } = plot.scales.x!;
  const left = plot.bbox.left / ratio;
  const right = left + plot.bbox.width / ratio;
  const x = (seconds: number): number => Math.max(left, Math.min(right, plot.valToPos(seconds, 'x', true) / ratio));
  context.save();
  context.scale(ratio, ratio);
  context.strokeStyle = token('--ink-2');
  context.fillStyle = token('--ink');
  context.lineWidth = 1;
  for (const pin of data.pins) {
    if (pin.to === null || pin.to < from! || pin.at > to!) continue;
    // Hollow: nobody has decided on it.
    if (pin.decided) context.fillRect(x(pin.at), 12, Math.max(3, x(pin.to) - x(pin.at)), 4);
    else context.strokeRect(x(pin.at) + 0.5, 12.5, Math.max(2, x(pin.to) - x(pin.at) - 1), 3);
  }
  for (const pin of pinsApart(data.pins, x, from!, to!)) {
    const at = x(pin.at);
    context.beginPath();
    context.arc(at, 4, pin.decided ? 2.4 : 2.8, 0, 2 * Math.PI);
    if (pin.decided) context.stroke();
    else context.fill();
    if (pin.again) {
      context.strokeStyle = token('--warn');
      context.beginPath();
      context.arc(at, 4, 4, 0, 2 * Math.PI);
      context.stroke();
      context.strokeStyle = token('--ink-2');
    }
    context.fillRect(at - 0.6, 6, 1.2, 5.5);
  }
  context.restore();
}

/** How the axis of the time of day looks under every picture of a day; splits and words are each picture's own. */
export function wallAxis(): uPlot.Axis {
  return {
    scale: 'x',
    size: AXIS,
    gap: 0,
    font: font(10),
    stroke: () => token('--ink-3'),
    grid: { show: false },
    ticks: { show: true, size: 3, width: 1, stroke: () => token('--line-2') },
    border: { show: true, width: 1, stroke: () => token('--line-2') },
  };
}

/** How the axis of heart rates looks left of it. */
export function rateAxis(): uPlot.Axis {
  return { scale: 'rate', size: DAY_GUTTER, gap: 7, font: font(10), stroke: () => token('--ink-3'), ticks: { show: false }, grid: { show: true, dash: [1, 3], width: 1, stroke: () => token('--line-2') } };
}

/** Everything uPlot needs; `data` is asked anew at every drawing. */
export function dayOptions(width: number, height: number, data: () => DayData): uPlot.Options {
  const plotHeight = height - AXIS;
  const stretch = plotHeight / NOMINAL;
  const [low, high] = rateRange(data().rate);
  const perPixel = (high - low) / (RATE_BOTTOM - RATE_TOP);
  const most = CLASSES.map((_, i) => Math.max(1, Math.sqrt(data().density.counts[i]?.reduce((a, b) => Math.max(a, b), 0) ?? 1)));
  const splits = (_: uPlot, __: number, from: number, to: number): number[] => clockSplits(data().startMs, from, to, 13);
  return {
    width,
    height,
    padding: [0, DAY_RIGHT, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, auto: false, range: (_, from, to) => [from, to] },
      rate: { auto: false, range: [low - (NOMINAL - RATE_BOTTOM) * perPixel, high + RATE_TOP * perPixel] },
      ...Object.fromEntries(CLASSES.map((beatClass, i) => [beatClass, laneScale(beatClass, most[i]!)])),
    },
    bands: [{ series: [1, 2], fill: () => token('--band') }],
    series: [
      {},
      // The band belongs to its upper edge and is drawn with it, so the mean comes after.
      { label: 'greatest', scale: 'rate', width: 0, points: { show: false } },
      { label: 'least', scale: 'rate', width: 0, points: { show: false } },
      { label: W.timeline.rate, scale: 'rate', width: 1.1, stroke: () => token('--ink'), points: { show: false } },
      ...CLASSES.map((beatClass) => ({
        label: beatClass,
        scale: beatClass,
        width: 0,
        fill: () => (beatClass === 'N' ? `color-mix(in srgb, ${token('--c-N')} 38%, transparent)` : token(`--c-${beatClass}`)),
        points: { show: false },
        paths: laneBars(beatClass, data),
      })),
    ],
    axes: [
      {
        ...wallAxis(),
        splits,
        values: (plot, at) => {
          // A label that would be cut off by the edge is left out.
          const { min, max } = plot.scales.x!;
          const edge = ((max ?? 1) - (min ?? 0)) * 0.015;
          const step = at.length > 1 ? at[1]! - at[0]! : 3600;
          const words = (ms: number): string => (step >= 86_400 ? dayShort(ms) : clock(ms, step < 60 ? 'seconds' : 'minutes'));
          return at.map((seconds) => (seconds > (max ?? 1) - edge ? '' : words(data().startMs + seconds * 1000 + 500)));
        },
      },
      {
        ...rateAxis(),
        splits: () => (high > 180 ? [60, 120, 180] : [60, 100]),
        values: (_, at) => at.map(String),
      },
    ],
    hooks: {
      drawAxes: [
        (plot) => {
          const context = plot.ctx;
          const ratio = window.devicePixelRatio || 1;
          context.save();
          context.scale(ratio, ratio);
          context.textAlign = 'right';
          context.textBaseline = 'alphabetic';
          context.font = font(10, 600);
          for (const beatClass of CLASSES) {
            const [top, tall] = LANES[beatClass];
            context.fillStyle = token('--line');
            context.fillRect(DAY_GUTTER, (top + tall) * stretch, width - DAY_GUTTER - DAY_RIGHT, 0.7);
            context.fillStyle = token(`--t-${beatClass}`);
            context.fillText(beatClass, DAY_GUTTER - 7, LABEL_AT[beatClass] * stretch);
          }
          context.restore();
        },
      ],
      draw: [(plot) => broken(plot, data(), plotHeight), (plot) => pinned(plot, data())],
    },
  };
}
