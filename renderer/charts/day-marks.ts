/** What is drawn on a day besides rates and beats: nights, pins, fibrillation, the quality of leads, what is not analysed. */
import type uPlot from 'uplot';
import { GRADE } from '../../core/study/lead-quality.ts';
import { moment } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { drawHatch, font, token } from './canvas.ts';
import { DAY_GUTTER, pinsApart, type DayData, type DayLayout, type DayPin } from './day-data.ts';

/** A canvas in CSS pixels, with where a time of the window that is shown stands. */
interface Sheet {
  context: CanvasRenderingContext2D;
  left: number;
  right: number;
  from: number;
  to: number;
  /** Place of a time, held within the plotting area. */
  x: (seconds: number) => number;
}

function onSheet(plot: uPlot, draw: (sheet: Sheet) => void): void {
  const { ctx: context } = plot;
  const ratio = window.devicePixelRatio || 1;
  const { min: from = 0, max: to = 1 } = plot.scales.x!;
  const left = plot.bbox.left / ratio;
  const right = left + plot.bbox.width / ratio;
  context.save();
  context.scale(ratio, ratio);
  draw({ context, left, right, from: from!, to: to!, x: (seconds) => Math.max(left, Math.min(right, plot.valToPos(seconds, 'x', true) / ratio)) });
  context.restore();
}

/** Nights as a shade under everything else; the overview names them. */
export function drawNights(plot: uPlot, data: DayData, layout: DayLayout): void {
  onSheet(plot, ({ context, from, to, x }) => {
    for (const night of data.nights) {
      if (night.to < from || night.from > to) continue;
      const [x0, x1] = [x(night.from), x(night.to)];
      context.fillStyle = token('--night');
      context.fillRect(x0, 0, x1 - x0, layout.tall);
      if (!layout.named) continue;
      context.font = font(10);
      context.textAlign = 'left';
      context.textBaseline = 'alphabetic';
      const words = W.timeline.night;
      if (context.measureText(words).width + 12 > x1 - x0) continue;
      context.fillStyle = token('--ink-3');
      context.fillText(words, x0 + 6, layout.pinRow + 11);
    }
  });
}

/** The part that is not analysed, hatched, and how far the analysis came. */
export function drawUnanalysed(plot: uPlot, data: DayData, layout: DayLayout): void {
  if (data.analysedSeconds >= data.seconds - 1) return;
  onSheet(plot, ({ context, right, x }) => {
    const x0 = x(data.analysedSeconds);
    if (x0 >= right) return;
    drawHatch(context, x0, 0, right - x0, layout.tall, 0.5);
    context.font = font(10);
    context.textBaseline = 'alphabetic';
    const text = W.study.analysedTo(moment(data.startMs, data.analysedSeconds, data.seconds));
    const wide = context.measureText(text).width;
    const inside = right - x0 > wide + 16;
    context.fillStyle = token('--paper');
    context.fillRect(inside ? x0 + 4 : x0 - wide - 12, 6, wide + 8, 15);
    context.fillStyle = token('--ink-2');
    context.textAlign = 'left';
    context.fillText(text, inside ? x0 + 8 : x0 - wide - 8, 17);
  });
}

/** Fibrillation as bars: hollow while nobody has decided on it. */
function drawFibrillation({ context, right, from, to, x }: Sheet, data: DayData, layout: DayLayout): void {
  const [top, tall] = layout.af ?? [layout.pins + 8, 4];
  const bars = data.pins.filter((pin) => pin.to !== null && pin.to >= from && pin.at <= to).toSorted((a, b) => a.at - b.at);
  context.font = font(10);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  bars.forEach((pin, i) => {
    const [x0, x1] = [x(pin.at), x(pin.to!)];
    context.fillStyle = token('--ink-2');
    context.strokeStyle = token('--ink-2');
    context.lineWidth = 1;
    if (pin.decided) context.fillRect(x0, top, Math.max(3, x1 - x0), tall);
    else context.strokeRect(x0 + 0.5, top + 0.5, Math.max(2, x1 - x0 - 1), tall - 1);
    const next = bars[i + 1];
    const words = layout.af && layout.named ? (pin.words?.() ?? '') : '';
    if (words === '') return;
    const wide = context.measureText(words).width;
    if (x1 + 5 + wide > (next ? x(next.at) - 4 : right)) return;
    context.fillText(words, Math.max(x0 + 3, x1) + 5, top + tall - 0.5);
  });
}

/** Words beside pins, the worst first, where neither a pin nor other words stand. */
function drawWords({ context, right, x }: Sheet, shown: readonly DayPin[], y: number): void {
  context.font = font(10);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  const taken = shown.map((pin): [number, number] => [x(pin.at) - 4, x(pin.at) + 4]);
  for (const pin of shown) {
    const words = pin.words?.() ?? '';
    if (words === '') continue;
    const from = x(pin.at) + 6;
    const to = from + context.measureText(words).width;
    if (to > right || taken.some(([a, b]) => from < b && to + 4 > a && a !== x(pin.at) - 4)) continue;
    taken.push([from, to + 4]);
    context.fillStyle = token('--ink-2');
    context.fillText(words, from, y + 3.5);
  }
}

/** Pins over the day, and fibrillation. */
export function drawPins(plot: uPlot, data: DayData, layout: DayLayout): void {
  onSheet(plot, (sheet) => {
    const { context, from, to, x } = sheet;
    drawFibrillation(sheet, data, layout);
    // Where fibrillation has a lane of its own, only others need a pin.
    const pins = layout.af ? data.pins.filter((pin) => pin.to === null) : data.pins;
    const shown = pinsApart(pins, x, from, to);
    const y = layout.pins;
    for (const pin of shown) {
      const at = x(pin.at);
      context.fillStyle = token('--ink');
      context.strokeStyle = token('--ink-2');
      context.lineWidth = 1;
      context.beginPath();
      context.arc(at, y, pin.decided ? 2.4 : 2.8, 0, 2 * Math.PI);
      if (pin.decided) context.stroke();
      else context.fill();
      if (pin.again) {
        context.strokeStyle = token('--warn');
        context.beginPath();
        context.arc(at, y, 4, 0, 2 * Math.PI);
        context.stroke();
      }
      context.fillRect(at - 0.6, y + 2, 1.2, 5.5);
    }
    if (layout.named) drawWords(sheet, shown, y);
  });
}

/** How each lead could be read: a bar where it is good, a line where it is fair, hatch where it cannot be read. */
export function drawLeads(plot: uPlot, data: DayData, layout: DayLayout): void {
  const { quality } = data;
  if (!quality || layout.leads.length === 0) return;
  const { grades, stepSeconds } = quality.of;
  const steps = grades.length / Math.max(1, quality.of.leads.length);
  onSheet(plot, ({ context, from, to, x }) => {
    layout.leads.forEach(([top, tall], lead) => {
      for (let first = 0; first < steps; ) {
        const grade = grades[lead * steps + first]!;
        let last = first;
        while (last < steps && grades[lead * steps + last] === grade) last++;
        const [a, b] = [first * stepSeconds, Math.min(data.seconds, last * stepSeconds)];
        first = last;
        if (b < from || a > to || grade === GRADE.unknown) continue;
        const [x0, wide] = [x(a), Math.max(1, x(b) - x(a))];
        context.fillStyle = token(grade === GRADE.fair ? '--hatch' : '--band');
        if (grade === GRADE.good) context.fillRect(x0, top, wide, tall);
        else if (grade === GRADE.fair) context.fillRect(x0, top + tall / 2 - 0.75, wide, 1.5);
        else drawHatch(context, x0, top - 1, Math.max(2, wide), tall + 2, 1);
      }
    });
  });
}

/** Names of the lanes in the gutter, and a line under each. */
export function drawLaneNames(plot: uPlot, data: DayData, layout: DayLayout): void {
  onSheet(plot, ({ context, left, right }) => {
    const name = (words: string, colour: string, base: number, weight = 600): void => {
      context.font = font(10, weight);
      context.textAlign = 'right';
      context.textBaseline = 'alphabetic';
      context.fillStyle = token(colour);
      context.fillText(words, DAY_GUTTER - 7, base, DAY_GUTTER - 8);
    };
    const rule = (y: number): void => {
      context.fillStyle = token('--line');
      context.fillRect(left, y, right - left, 0.7);
    };
    for (const [beatClass, [top, tall]] of Object.entries(layout.classes)) {
      rule(top + tall);
      name(beatClass, `--t-${beatClass}`, top + tall + (tall > 6 ? -1.5 : 1));
    }
    if (layout.af) {
      rule(layout.af[0] + layout.af[1]);
      name(W.timeline.af, '--ink-2', layout.af[0] + layout.af[1] - 0.5);
    }
    const names = data.quality?.names ?? [];
    const [first, second] = layout.leads;
    const pitch = first && second ? second[0] - first[0] : 14;
    if (pitch >= 11) layout.leads.forEach(([top, tall], i) => name(names[i] ?? '', '--ink-2', top + tall / 2 + 3.5, 500));
    else if (first) name(W.strip.leads, '--ink-2', first[0] + (pitch * layout.leads.length) / 2 + 2, 500);
  });
}
