/** The uPlot options of the day: heart-rate band and mean above, lanes below. */
import uPlot from 'uplot';
import { CLASS_INDEX, CLASSES, type BeatClass } from '../../core/beats/classes.ts';
import type { RateTrend } from '../../core/study/trend.ts';
import { tickWords } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { font, token } from './canvas.ts';
import { AXIS, DAY_GUTTER, DAY_RIGHT, dayLayout, type DayData, type DayKind, type DayLayout, type Lane } from './day-data.ts';
import { drawLaneNames, drawLeads, drawNights, drawPins, drawUnanalysed } from './day-marks.ts';

type Column = (number | null)[];

/** Middles of bins, seconds. */
function middles(bins: number, width: number): number[] {
  const at: number[] = [];
  for (let i = 0; i < bins; i++) at.push((i + 0.5) * width);
  return at;
}

function rateColumn(values: Float32Array): Column {
  const column: Column = [];
  for (const value of values) column.push(Number.isNaN(value) ? null : value);
  return column;
}

function laneColumn(counts: Uint32Array): Column {
  const column: Column = [];
  for (const count of counts) column.push(count > 0 ? Math.sqrt(count) : null);
  return column;
}

/** uPlot's table: x, greatest, least and mean rate, then a lane per class. Made with each edit: a loop takes a tenth of `Array.from`. */
export function dayTable({ rate, density }: DayData): uPlot.AlignedData {
  const rates: uPlot.AlignedData = [middles(rate.mean.length, rate.binSeconds), rateColumn(rate.max), rateColumn(rate.min), rateColumn(rate.mean)];
  const lanes: uPlot.AlignedData = [middles(density.counts[0]?.length ?? 1, density.binSeconds), ...density.counts.map(laneColumn)];
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
function laneScale([top, height]: Lane, tall: number, most: number): uPlot.Scale {
  const bottom = top + height;
  const per = most / height;
  return { auto: false, range: [-(tall - bottom) * per, most + top * per] };
}

const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Places of the ticks on whole wall times, as seconds of the recording. */
export function clockSplits(startMs: number, from: number, to: number, most: number): number[] {
  // A day of which nothing is known yet has no times.
  if (to - from <= 1) return [];
  const step = NICE.find((seconds) => (to - from) / seconds <= most) ?? 86_400 * Math.ceil((to - from) / 86_400 / most);
  const shift = (startMs / 1000) % 86_400;
  const splits: number[] = [];
  for (let at = Math.ceil((from + shift) / step) * step; at <= to + shift; at += step) splits.push(at - shift);
  return splits;
}

/** Bars of one lane: own width in seconds, at least a hair high. Those that would begin in one pixel are one bar, the tallest of them. */
function laneBars(beatClass: BeatClass, height: number, data: () => DayData): uPlot.Series.PathBuilder {
  return (plot, seriesIndex) => {
    const path = new Path2D();
    const xs = plot.data[0];
    const values = plot.data[seriesIndex] ?? [];
    const scale = plot.series[seriesIndex]!.scale!;
    const width = data().density.binSeconds;
    const ratio = window.devicePixelRatio || 1;
    const base = plot.valToPos(0, scale, true);
    const [least, greatest] = [plot.scales.x!.min ?? 0, plot.scales.x!.max ?? 1];
    // Both scales are linear: asking the plot for each end of each bar takes most of a drawing.
    const { left, width: wide } = plot.bbox;
    const perSecond = wide / Math.max(1e-9, greatest - least);
    const perUnit = base - plot.valToPos(1, scale, true);
    let last = { column: -1, x0: 0, x1: 0, bar: 0 };
    const draw = (): void => {
      const gap = beatClass === 'N' ? 0 : Math.min(0.5 * ratio, (last.x1 - last.x0) / 4);
      if (last.column >= 0) path.rect(last.x0, base - last.bar, Math.max(ratio, last.x1 - last.x0 - gap), last.bar);
    };
    for (let i = 0; i < xs.length; i++) {
      const value = values[i];
      if (value == null || xs[i]! + width < least || xs[i]! - width > greatest) continue;
      const x0 = Math.max(left, left + (xs[i]! - width / 2 - least) * perSecond);
      const x1 = Math.min(left + wide, left + (xs[i]! + width / 2 - least) * perSecond);
      const bar = beatClass === 'N' || beatClass === 'X' ? height * 0.5 * ratio : Math.max(1.6 * ratio, value * perUnit);
      const column = Math.floor(x0);
      if (column === last.column) last = { column, x0: last.x0, x1, bar: Math.max(last.bar, bar) };
      else {
        draw();
        last = { column, x0, x1, bar };
      }
    }
    draw();
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

/** The layout of a picture of some height, for what there is to draw. */
export function layoutOf(kind: DayKind, height: number, data: DayData): DayLayout {
  return dayLayout(kind, height - AXIS, { leads: data.quality?.of.leads.length, flagged: data.flagged, unclassified: (data.density.counts[CLASS_INDEX.Q] ?? []).some((n) => n > 0) });
}

/** Greatest value of each class's lane. */
function greatest({ density }: DayData): number[] {
  return CLASSES.map((_, i) => Math.max(1, Math.sqrt(density.counts[i]?.reduce((a, b) => Math.max(a, b), 0) ?? 1)));
}

/** What of the data stands in the options: as long as it is the same, other data need no other plot. */
export function optionsKey(kind: DayKind, width: number, height: number, data: DayData): string {
  return JSON.stringify([kind, width, height, layoutOf(kind, height, data), rateRange(data.rate), greatest(data)]);
}

/** Everything uPlot needs; `data` is asked anew at every drawing. */
export function dayOptions(kind: DayKind, width: number, height: number, data: () => DayData): uPlot.Options {
  const layout = layoutOf(kind, height, data());
  const { tall, rate } = layout;
  const [low, high] = rateRange(data().rate);
  const perPixel = (high - low) / Math.max(1, rate.bottom - rate.top);
  const most = greatest(data());
  const laneOf = (beatClass: BeatClass): Lane => layout.classes[beatClass] ?? [0, 1];
  const splits = (_: uPlot, __: number, from: number, to: number): number[] => clockSplits(data().startMs, from, to, 13);
  return {
    width,
    height,
    padding: [0, DAY_RIGHT, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, auto: false, range: (_, from, to) => [from, to] },
      rate: { auto: false, range: [low - (tall - rate.bottom) * perPixel, high + rate.top * perPixel] },
      ...Object.fromEntries(CLASSES.map((beatClass, i) => [beatClass, laneScale(laneOf(beatClass), tall, most[i]!)])),
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
        show: layout.classes[beatClass] !== undefined,
        width: 0,
        fill: () => (beatClass === 'N' ? `color-mix(in srgb, ${token('--c-N')} 38%, transparent)` : token(`--c-${beatClass}`)),
        points: { show: false },
        paths: laneBars(beatClass, laneOf(beatClass)[1], data),
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
          const words = tickWords(data().startMs, at, data().seconds, step < 60 ? 'seconds' : 'minutes');
          return at.map((seconds, i) => (seconds > (max ?? 1) - edge ? '' : words[i]!));
        },
      },
      {
        ...rateAxis(),
        splits: () => (high > 180 ? [60, 120, 180] : kind === 'low' ? [60, 120] : [60, 100]),
        values: (_, at) => at.map(String),
      },
    ],
    hooks: {
      drawClear: [(plot) => drawNights(plot, data(), layout)],
      drawAxes: [(plot) => drawLaneNames(plot, data(), layout)],
      draw: [(plot) => drawLeads(plot, data(), layout), (plot) => drawUnanalysed(plot, data(), layout), (plot) => drawPins(plot, data(), layout)],
    },
  };
}
