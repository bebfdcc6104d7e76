/** Two recordings by the time of day on uPlot: heart rates one over the other, V and S a quarter of an hour a bar, the earlier ones pale behind. */
import 'uplot/dist/uPlot.min.css';
import { memo, useEffect, useLayoutEffect, useRef, type ReactElement } from 'react';
import uPlot from 'uplot';
import { CLASS_INDEX } from '../../core/beats/classes.ts';
import type { Night } from '../../core/study/night.ts';
import type { DensityTrend, RateTrend } from '../../core/study/trend.ts';
import { tickWords } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { font, token, useSize } from './canvas.ts';
import { DAY_RIGHT } from './day-data.ts';
import { clockSplits, rateAxis, wallAxis } from './day-plot.ts';

export interface ClockDay {
  startMs: number;
  nights: readonly Night[];
  seconds: number;
  rate: RateTrend;
  density: DensityTrend;
}

export interface OneClockProps {
  now: ClockDay;
  earlier: ClockDay;
  picture: 'both' | 'earlier' | 'now';
  theme: string;
  description: string;
}

const DAY = 86_400;
/** Lanes of V and S under the rates: top and height as shares of the plot. */
const LANES = { V: [0.67, 0.14], S: [0.86, 0.12] } as const;
const RATE_SHARE = 0.62;
/** Room over the rates for the nights, as a share of them. */
const ROOM = 0.12;

/** By how many seconds the earlier recording is moved so that its time of day falls on this one's: at most half a day. */
export function clockShift(nowMs: number, earlierMs: number): number {
  const apart = ((((earlierMs - nowMs) / 1000) % DAY) + DAY) % DAY;
  return apart > DAY / 2 ? apart - DAY : apart;
}

/** Values of a trend as a table of place and value, moved by `shift` seconds. */
function placed(values: ArrayLike<number>, width: number, shift: number): [number[], (number | null)[]] {
  const at = Array.from(values, (_, i) => (i + 0.5) * width + shift);
  return [at, Array.from(values, (value) => (Number.isNaN(value) ? null : value))];
}

function table({ now, earlier }: Pick<OneClockProps, 'now' | 'earlier'>, shift: number): uPlot.AlignedData {
  const rates = (day: ClockDay, by: number): uPlot.AlignedData => {
    const [at, max] = placed(day.rate.max, day.rate.binSeconds, by);
    return [at, max, placed(day.rate.min, day.rate.binSeconds, by)[1], placed(day.rate.mean, day.rate.binSeconds, by)[1]];
  };
  const lanes = (day: ClockDay, by: number): uPlot.AlignedData => {
    const lane = (of: 'V' | 'S'): [number[], (number | null)[]] => placed(Array.from(day.density.counts[CLASS_INDEX[of]] ?? [], Math.sqrt), day.density.binSeconds, by);
    return [lane('V')[0], lane('V')[1], lane('S')[1]];
  };
  return uPlot.join([rates(earlier, shift), rates(now, 0), lanes(earlier, shift), lanes(now, 0)]);
}

function rangeOf(days: readonly ClockDay[]): [number, number] {
  let [low, high] = [50, 120];
  for (const { rate } of days) {
    for (const value of rate.min) if (value < low) low = Math.max(20, Math.floor(value / 10) * 10);
    for (const value of rate.max) if (value > high) high = Math.min(300, Math.ceil(value / 10) * 10);
  }
  return [low, high];
}

function most(days: readonly ClockDay[], of: 'V' | 'S'): number {
  return Math.max(2, ...days.flatMap(({ density }) => Array.from(density.counts[CLASS_INDEX[of]] ?? [], Math.sqrt)));
}

/** Scale of a lane: 0 at its bottom, `greatest` at its top. */
function laneScale(of: 'V' | 'S', greatest: number): uPlot.Scale {
  const [top, height] = LANES[of];
  const per = greatest / height;
  return { auto: false, range: [-(1 - top - height) * per, greatest + top * per] };
}

function bars(scale: string, width: number): uPlot.Series.PathBuilder {
  return (plot, index) => {
    const path = new Path2D();
    const ratio = window.devicePixelRatio || 1;
    const base = plot.valToPos(0, scale, true);
    const values = plot.data[index] ?? [];
    plot.data[0].forEach((at, i) => {
      const value = values[i];
      if (value == null || value === 0) return;
      const x0 = plot.valToPos(at - width / 2, 'x', true);
      const x1 = plot.valToPos(at + width / 2, 'x', true);
      const tall = Math.max(1.6 * ratio, base - plot.valToPos(value, scale, true));
      path.rect(x0, base - tall, Math.max(ratio, x1 - x0 - ratio), tall);
    });
    return { stroke: null, fill: path, flags: 0 };
  };
}

function options({ now, earlier, picture }: Pick<OneClockProps, 'now' | 'earlier' | 'picture'>, width: number, height: number, shift: number): uPlot.Options {
  const days = [earlier, now];
  const [low, high] = rangeOf(days);
  const perShare = (high - low) / RATE_SHARE;
  const from = Math.min(0, shift);
  const to = Math.max(now.seconds, earlier.seconds + shift);
  const [old, own] = [picture !== 'now', picture !== 'earlier'];
  const line = (show: boolean, colour: string, wide: number): uPlot.Series => ({ scale: 'rate', show, width: wide, stroke: () => token(colour), points: { show: false }, spanGaps: false });
  const edge = (show: boolean): uPlot.Series => ({ scale: 'rate', show, width: 0, points: { show: false } });
  const lane = (of: 'V' | 'S', show: boolean, colour: () => string): uPlot.Series => ({ scale: of, show, width: 0, fill: colour, points: { show: false }, paths: bars(of, now.density.binSeconds) });
  return {
    width,
    height,
    padding: [4, DAY_RIGHT, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, auto: false, range: [from, Math.max(from + 60, to)] }, rate: { auto: false, range: [high - perShare, high + ROOM * (high - low)] }, V: laneScale('V', most(days, 'V')), S: laneScale('S', most(days, 'S')) },
    bands: [
      { series: [1, 2], fill: () => token('--sunk') },
      { series: [4, 5], fill: () => `color-mix(in srgb, ${token('--band')} 70%, transparent)` },
    ],
    series: [
      {},
      edge(old),
      edge(old),
      line(old, '--ink-3', 1),
      edge(own),
      edge(own),
      line(own, '--ink', 1.3),
      lane('V', old, () => token('--line-2')),
      lane('S', old, () => token('--line-2')),
      lane('V', own, () => (old ? `color-mix(in srgb, ${token('--c-V')} 80%, transparent)` : token('--c-V'))),
      lane('S', own, () => (old ? `color-mix(in srgb, ${token('--c-S')} 80%, transparent)` : token('--c-S'))),
    ],
    axes: [
      {
        ...wallAxis(),
        splits: (_, __, least, greatest) => clockSplits(now.startMs, least, greatest, 13),
        values: (_, at) => {
          const words = tickWords(now.startMs, at, now.seconds);
          return at.map((seconds, i) => (seconds > to - (to - from) * 0.02 ? '' : words[i]!));
        },
      },
      {
        ...rateAxis(),
        splits: () => [60, 100, 140, 180].filter((rate) => rate > low && rate < high),
        values: (_, at) => at.map(String),
      },
    ],
    hooks: {
      drawClear: [
        (plot) => {
          const context = plot.ctx;
          const ratio = window.devicePixelRatio || 1;
          const { left, top, width: wide, height: tall } = plot.bbox;
          const x = (seconds: number): number => Math.max(left, Math.min(left + wide, plot.valToPos(seconds, 'x', true)));
          context.save();
          context.font = font(10 * ratio);
          context.textBaseline = 'alphabetic';
          // This one's nights as a shade, the earlier one's as bars at its upper edge.
          for (const night of own ? now.nights : []) {
            const [x0, x1] = [x(night.from), x(night.to)];
            context.fillStyle = token('--night');
            context.fillRect(x0, top, x1 - x0, tall);
            context.fillStyle = token('--ink-3');
            if (context.measureText(W.timeline.night).width + 12 * ratio < x1 - x0) context.fillText(W.timeline.night, x0 + 6 * ratio, top + 17 * ratio);
          }
          context.fillStyle = token('--line-2');
          for (const night of old ? earlier.nights : []) context.fillRect(x(night.from + shift), top, Math.max(0, x(night.to + shift) - x(night.from + shift)), 3 * ratio);
          context.restore();
        },
      ],
      drawAxes: [
        (plot) => {
          const ratio = window.devicePixelRatio || 1;
          const context = plot.ctx;
          context.save();
          context.font = font(10 * ratio, 600);
          context.textAlign = 'right';
          context.textBaseline = 'alphabetic';
          for (const letter of ['V', 'S'] as const) {
            context.fillStyle = token(`--t-${letter}`);
            context.fillText(letter, plot.bbox.left - 7 * ratio, plot.valToPos(0, letter, true));
          }
          context.restore();
        },
      ],
    },
  };
}

/** Heart rates, V and S of two recordings on one clock, this one's. */
export const OneClock = memo(function OneClock(props: OneClockProps): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { width, height } = useSize(box);
  const { now, earlier, picture, theme, description } = props;
  useLayoutEffect(() => {
    const host = box.current;
    if (!host || width === 0 || height === 0) return;
    const shift = clockShift(now.startMs, earlier.startMs);
    const made = new uPlot(options({ now, earlier, picture }, width, height, shift), table({ now, earlier }, shift), host);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [width, height, now, earlier, picture, theme]);
  useEffect(() => {
    const repaint = (): void => plot.current?.redraw();
    document.fonts.addEventListener('loadingdone', repaint);
    return () => document.fonts.removeEventListener('loadingdone', repaint);
  }, []);
  return <div ref={box} className="one-clock" role="img" aria-label={description} data-testid="one-clock" />;
});
