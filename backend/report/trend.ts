/** The heart rate over the recording with S and V beats below it, as printed. */
import type { ReportTrend } from '../../core/study/report-content.ts';
import { CLASS_INK, INK, MEASURE, type Pen } from './ink.ts';

const GUTTER = 26;
export const TREND_HEIGHT = 92;
const RATE_TOP = 4;
const RATE_BOTTOM = 54;

/** Draws the trend with its upper left corner at `x`, `y`; returns its height. */
export function drawTrend(pen: Pen, trend: ReportTrend, x: number, y: number): number {
  const { doc } = pen;
  const width = MEASURE - GUTTER;
  const left = x + GUTTER;
  const { low, high } = rateRange(trend);
  const yOf = (rate: number): number => y + RATE_BOTTOM - ((rate - low) / (high - low)) * (RATE_BOTTOM - RATE_TOP);
  const columns = trend.mean.length;
  const xOf = (index: number): number => left + ((index + 0.5) / Math.max(1, columns)) * width;

  for (let rate = Math.ceil(low / 20) * 20; rate <= high; rate += high - low > 120 ? 40 : 20) {
    doc.lineWidth(0.7).strokeColor(INK.line2).dash(1, { space: 3 }).moveTo(left, yOf(rate)).lineTo(x + MEASURE, yOf(rate)).stroke().undash();
    pen.words(String(rate), left - 5, yOf(rate) + 3, { size: 9, colour: INK.ink3, align: 'right' });
  }
  for (const [first, last] of stretches(trend.mean)) {
    doc.moveTo(xOf(first), yOf(trend.max[first]!));
    for (let i = first; i < last; i++) doc.lineTo(xOf(i), yOf(trend.max[i]!));
    for (let i = last - 1; i >= first; i--) doc.lineTo(xOf(i), yOf(trend.min[i]!));
    doc.closePath().fill(INK.band);
    for (let i = first; i < last; i++) {
      if (i === first) doc.moveTo(xOf(i), yOf(trend.mean[i]!));
      else doc.lineTo(xOf(i), yOf(trend.mean[i]!));
    }
    doc.lineWidth(0.9).lineJoin('round').strokeColor(INK.ink).stroke();
  }
  for (const { beatClass, counts, base, height } of [
    { beatClass: 'S' as const, counts: trend.S, base: 66, height: 8 },
    { beatClass: 'V' as const, counts: trend.V, base: 80, height: 11 },
  ]) {
    const most = Math.max(1, ...counts);
    const bar = width / Math.max(1, counts.length);
    counts.forEach((count, index) => {
      if (count === 0) return;
      // Square root: one beat is seen beside a hundred.
      const tall = Math.max(1.2, Math.sqrt(count / most) * height);
      pen.box(left + index * bar, y + base - tall, Math.max(0.5, bar - 0.5), tall, CLASS_INK[beatClass].mark);
    });
    pen.words(beatClass, left - 5, y + base, { size: 9, weight: 'semibold', colour: CLASS_INK[beatClass].word, align: 'right' });
  }
  pen.rule(left, y + 80.5, x + MEASURE, INK.line2);
  for (const tick of trend.ticks) {
    const at = left + tick.share * width;
    doc.lineWidth(1).strokeColor(INK.line2).moveTo(at, y + 80).lineTo(at, y + 83).stroke();
    if (at > left + 10 && at < x + MEASURE - 10) pen.words(tick.label, at, y + 91, { size: 9, colour: INK.ink3, align: 'centre' });
  }
  return TREND_HEIGHT;
}

function rateRange(trend: ReportTrend): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < trend.mean.length; i++) {
    if (trend.mean[i] === null) continue;
    low = Math.min(low, trend.min[i] ?? low);
    high = Math.max(high, trend.max[i] ?? high);
  }
  if (low > high) return { low: 40, high: 140 };
  return { low: Math.min(50, Math.floor(low / 10) * 10), high: Math.max(110, Math.ceil(high / 10) * 10) };
}

/** Runs of columns that have a rate, as first, end pairs. */
function stretches(mean: readonly (number | null)[]): [number, number][] {
  const result: [number, number][] = [];
  let first = -1;
  for (let i = 0; i <= mean.length; i++) {
    const there = i < mean.length && mean[i] !== null;
    if (there && first < 0) first = i;
    if (!there && first >= 0) {
      result.push([first, i]);
      first = -1;
    }
  }
  return result;
}
