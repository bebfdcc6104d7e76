/** What charts know of a signal: pieces that are here already, in order. */
import type { Pen } from './canvas.ts';

/** A piece of signal: samples `[from, to)`, mV per lead, NaN where never measured. */
export interface SignalPiece {
  from: number;
  to: number;
  leads: readonly Float32Array[];
}

/** Width of a trace, CSS pixels. */
const TRACE = 1.15;

/**
 * Draws lines as wide as a trace. Where nothing but the processor draws, a line
 * of one pixel takes a tenth of the time of one a little wider: there what is
 * missing of the width is laid over it as ink that is so much paler.
 *
 * @param line makes and strokes a path, which is stroked again as it then stands
 */
export function inTraceWidth(context: Pen, line: () => void): void {
  const onePixel = context.getTransform().a === 1;
  context.save();
  context.lineWidth = onePixel ? 1 : TRACE;
  // A trace is too thin for its corners to be seen, and round ones cost as much as all of the rest.
  context.lineJoin = 'bevel';
  line();
  if (onePixel) {
    context.globalAlpha *= TRACE - 1;
    context.stroke();
  }
  context.restore();
}

/**
 * Draws one lead of pieces as a line. Several samples on a pixel become their
 * least and largest value, so that no peak is lost; NaN breaks the line.
 *
 * @param x sample number to pixels
 * @param y millivolts to pixels
 */
export function traceLead(context: Pick<CanvasRenderingContext2D, 'beginPath' | 'stroke' | 'moveTo' | 'lineTo'>, pieces: readonly SignalPiece[], lead: number, from: number, to: number, x: (sample: number) => number, y: (mv: number) => number): void {
  const perPixel = 1 / Math.max(1e-9, x(1) - x(0));
  context.beginPath();
  let pen = false;
  for (const piece of pieces) {
    const values = piece.leads[lead];
    if (!values) continue;
    const first = Math.max(0, Math.floor(from - piece.from) - 1);
    const last = Math.min(values.length, Math.ceil(to - piece.from) + 2);
    if (perPixel <= 2) {
      for (let i = first; i < last; i++) {
        const value = values[i]!;
        if (Number.isNaN(value)) {
          pen = false;
          continue;
        }
        if (pen) context.lineTo(x(piece.from + i), y(value));
        else context.moveTo(x(piece.from + i), y(value));
        pen = true;
      }
    } else {
      const step = Math.max(1, Math.floor(perPixel / 2));
      for (let i = first; i < last; i += step) {
        let low = Number.POSITIVE_INFINITY;
        let high = Number.NEGATIVE_INFINITY;
        for (let j = i; j < Math.min(last, i + step); j++) {
          const value = values[j]!;
          if (value < low) low = value;
          if (value > high) high = value;
        }
        if (low > high) {
          pen = false;
          continue;
        }
        const at = x(piece.from + i);
        if (pen) context.lineTo(at, y(high));
        else context.moveTo(at, y(high));
        if (high !== low) context.lineTo(at, y(low));
        pen = true;
      }
    }
  }
  context.stroke();
}
