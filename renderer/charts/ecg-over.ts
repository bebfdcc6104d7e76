/** What lies over the strip: calipers, the bounds of a finding, pacing spikes. */
import { lowerBound } from '../../core/beats/search.ts';
import { signed } from '../parts/format.ts';
import { font, token } from './canvas.ts';
import { caliperSpan, spanWords, stepWords, valueAt } from './caliper-reading.ts';
import { GUTTER, PAPER_TOP, type Caliper } from './ecg-scale.ts';
import type { SignalPiece } from './signal.ts';

/** The calipers with what they measure. */
export function calipers(context: CanvasRenderingContext2D, scene: { sampleRate: number }, caliper: Caliper, x: (sample: number) => number, width: number, height: number): void {
  const [from, to] = caliperSpan(caliper);
  const [x0, x1] = [x(from), x(to)];
  const y = PAPER_TOP + (height - PAPER_TOP) * 0.64;
  const hand = x(caliper.hand === 'a' ? caliper.a : caliper.b);
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, width - GUTTER, height);
  context.clip();
  context.strokeStyle = token('--you');
  context.lineWidth = 1;
  context.globalAlpha = 0.38;
  context.beginPath();
  const step = x1 - x0;
  if (caliper.march && step > 4) {
    for (let at = x0 - step; at > GUTTER; at -= step) {
      context.moveTo(at, PAPER_TOP + 4);
      context.lineTo(at, height);
    }
    for (let at = x1 + step; at < width; at += step) {
      context.moveTo(at, PAPER_TOP + 4);
      context.lineTo(at, height);
    }
  }
  context.moveTo(x0, PAPER_TOP + 4);
  context.lineTo(x0, y - 44);
  context.moveTo(x1, PAPER_TOP + 4);
  context.lineTo(x1, y - 44);
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 1.2;
  context.beginPath();
  for (const at of [x0, x1]) {
    context.moveTo(at, y - 44);
    context.lineTo(at, y + 12);
  }
  context.moveTo(x0, y);
  context.lineTo(x1, y);
  context.stroke();
  for (const at of [x0, x1]) {
    context.beginPath();
    context.arc(at, y, 3.5, 0, Math.PI * 2);
    context.fillStyle = at === hand ? token('--you') : token('--paper');
    context.fill();
    context.stroke();
  }
  const text = spanWords(caliper, scene.sampleRate);
  context.font = font(11, 600);
  const wide = context.measureText(text).width + 18;
  const middle = Math.min(width - wide / 2 - 4, Math.max(GUTTER + wide / 2 + 4, (x0 + x1) / 2));
  context.fillStyle = token('--you');
  context.beginPath();
  context.roundRect(middle - wide / 2, y + 8, wide, 19, 4);
  context.fill();
  context.fillStyle = token('--on-you');
  context.textAlign = 'center';
  context.fillText(text, middle, y + 21.5);
  context.restore();
}

/**
 * What a lead rises or falls by between the calipers: a dot where either line meets the trace, the step beside the later.
 *
 * @param x sample number to pixels
 * @param y millivolts of this lead to pixels
 * @param box the paper that the lead is drawn on: words stay on it, also where a trace leaves it
 */
export function caliperStep(context: CanvasRenderingContext2D, pieces: readonly SignalPiece[], lead: number, caliper: Caliper, x: (sample: number) => number, y: (mv: number) => number, box: { right: number; top: number; bottom: number }): void {
  const words = stepWords(pieces, lead, caliper);
  if (words === null) return;
  const [from, to] = caliperSpan(caliper);
  const [y0, y1] = [y(valueAt(pieces, lead, from)), y(valueAt(pieces, lead, to))];
  context.fillStyle = token('--you');
  for (const [at, high] of [[x(from), y0], [x(to), y1]] as const) {
    if (high < box.top || high > box.bottom) continue;
    context.beginPath();
    context.arc(at, high, 2.5, 0, Math.PI * 2);
    context.fill();
  }
  context.font = font(11, 600);
  const outside = x(to) + 7 + context.measureText(words).width > box.right;
  context.textAlign = outside ? 'right' : 'left';
  const at = outside ? Math.min(x(to) - 7, box.right - 4) : x(to) + 7;
  const foot = Math.max(box.top + 12, Math.min(box.bottom - 6, y1 + 4));
  context.strokeStyle = token('--paper');
  context.lineWidth = 4;
  context.strokeText(words, at, foot);
  context.fillStyle = token('--you-ink');
  context.fillText(words, at, foot);
}

/** An R peak that is moved: where it came from, and by how much. */
export function movedPeak(context: CanvasRenderingContext2D, from: number, to: number, sampleRate: number, x: (sample: number) => number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, width - GUTTER, height);
  context.clip();
  context.strokeStyle = token('--ink-3');
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(x(from), PAPER_TOP - 13);
  context.lineTo(x(from), height);
  context.stroke();
  context.setLineDash([]);
  const text = signed((1000 * (to - from)) / sampleRate, ' ms');
  context.font = font(11, 600);
  const wide = context.measureText(text).width + 18;
  // Beside the line, on the side that the peak goes to.
  const left = to < from ? x(to) - wide - 6 : x(to) + 6;
  const at = Math.max(GUTTER + 4, Math.min(width - wide - 4, left));
  context.fillStyle = token('--you');
  context.beginPath();
  context.roundRect(at, PAPER_TOP + 6, wide, 19, 4);
  context.fill();
  context.fillStyle = token('--on-you');
  context.textAlign = 'center';
  context.fillText(text, at + wide / 2, PAPER_TOP + 19.5);
  context.restore();
}

/** A finding on the paper: wash, bounds, and an arrow from one to the other. */
export function bounds(context: CanvasRenderingContext2D, span: { from: number; to: number; label: string; hand?: 'from' | 'to' }, x: (sample: number) => number, width: number, height: number): void {
  const [x0, x1] = [x(span.from), x(span.to)];
  const [left, right] = [Math.max(GUTTER, x0), Math.min(width, x1)];
  if (right <= left) return;
  const y = PAPER_TOP + 22;
  context.save();
  context.beginPath();
  context.rect(GUTTER, PAPER_TOP - 1, width - GUTTER, height - PAPER_TOP + 1);
  context.clip();
  context.strokeStyle = token('--you');
  context.lineWidth = 1.5;
  context.beginPath();
  for (const at of [x0, x1]) {
    context.moveTo(at, PAPER_TOP);
    context.lineTo(at, height);
  }
  context.stroke();
  // Ends that are being set have handles; the filled one is that which keys move.
  if (span.hand) {
    const middle = (PAPER_TOP + height) / 2;
    for (const [at, end] of [[x0, 'from'], [x1, 'to']] as const) {
      context.beginPath();
      context.roundRect(at - 4, middle - 11, 8, 22, 3);
      context.fillStyle = token(span.hand === end ? '--you' : '--paper');
      context.fill();
      context.stroke();
    }
  }
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  for (const [at, way] of [[x0, 1], [x1, -1]] as const) {
    context.moveTo(at + 5 * way, y - 3.5);
    context.lineTo(at, y);
    context.lineTo(at + 5 * way, y + 3.5);
  }
  context.stroke();
  context.font = font(11, 600);
  const wide = context.measureText(span.label).width + 18;
  const middle = Math.min(width - wide / 2 - 4, Math.max(GUTTER + wide / 2 + 4, (left + right) / 2));
  context.fillStyle = token('--you');
  context.beginPath();
  context.roundRect(middle - wide / 2, y - 9.5, wide, 19, 4);
  context.fill();
  context.fillStyle = token('--on-you');
  context.textAlign = 'center';
  context.fillText(span.label, middle, y + 4);
  context.restore();
}

/** Height of a spike's mark, px. */
const SPIKE = 11;

/** Pacing spikes: a thin mark each at the top of the paper. The filter for the eye takes most of the spike itself away. */
export function spikes(context: CanvasRenderingContext2D, samples: Float64Array, from: number, to: number, x: (sample: number) => number): void {
  context.save();
  context.strokeStyle = token('--ink');
  context.lineWidth = 1;
  context.beginPath();
  for (let i = lowerBound(samples, from); i < samples.length && samples[i]! < to; i++) {
    const at = Math.round(x(samples[i]!)) + 0.5;
    context.moveTo(at, PAPER_TOP + 7);
    context.lineTo(at, PAPER_TOP + 7 + SPIKE);
  }
  context.stroke();
  context.restore();
}
