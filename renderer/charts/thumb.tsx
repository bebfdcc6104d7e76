/** Small pictures without scale: the averaged beat of a template, the tile of one beat, the day of a worklist row. */
import { memo, type ReactElement } from 'react';
import type { BeatClass } from '../../core/beats/classes.ts';
import type { DaySketch } from '../../core/study/summary-types.ts';
import { token, useDrawing } from './canvas.ts';

/** Colour of a class as a line: N is ink, for it is most of the day. */
export function lineColour(beatClass: BeatClass): string {
  return beatClass === 'N' ? token('--ink-2') : token(`--c-${beatClass}`);
}

function line(context: CanvasRenderingContext2D, values: ArrayLike<number>, x: (i: number) => number, y: (v: number) => number): void {
  context.beginPath();
  let pen = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      pen = false;
      continue;
    }
    if (pen) context.lineTo(x(i), y(value));
    else context.moveTo(x(i), y(value));
    pen = true;
  }
  context.stroke();
}

export interface TemplateThumbProps {
  average: Float32Array;
  /** Samples a second and place of the R peak in `average`. */
  rate: number;
  peak: number;
  beatClass: BeatClass;
  theme: string;
}

/** Seconds of an averaged beat that its small picture shows, before and after the R peak. */
const THUMB_BEFORE = 0.2;
const THUMB_AFTER = 0.4;

/** Averaged beat of a template, 56 × 34. */
export const TemplateThumb = memo(function TemplateThumb({ average: whole, rate, peak, beatClass }: TemplateThumbProps): ReactElement {
  const average = whole.subarray(Math.max(0, Math.round(peak - THUMB_BEFORE * rate)), Math.round(peak + THUMB_AFTER * rate));
  const ref = useDrawing((context, width, height) => {
    let low = 0;
    let high = 0;
    for (const value of average) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const k = Math.min((height - 8) / Math.max(0.05, high - low), 14);
    context.strokeStyle = lineColour(beatClass);
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    const dx = (width - 4) / Math.max(1, average.length - 1);
    line(context, average, (i) => 2 + i * dx, (v) => height / 2 - (v - (low + high) / 2) * k);
  });
  return <canvas ref={ref} aria-hidden="true" />;
});

export interface TileTraceProps {
  /** mV of this beat, or null while it is on the way. */
  values: Float32Array | null;
  /** Average of the group on the same time base, or null. */
  average: Float32Array | null;
  /** mV per pixel⁻¹ of the whole gallery, so that tiles can be compared. */
  low: number;
  high: number;
  typical: boolean;
  theme: string;
}

/** The trace of one beat over the average of its group. */
export const TileTrace = memo(function TileTrace({ values, average, low, high, typical }: TileTraceProps): ReactElement {
  const ref = useDrawing((context, width, height) => {
    if (!values) return;
    const k = (height - 8) / Math.max(0.4, high - low);
    const y = (v: number): number => height - 4 - (Math.max(low - 1, Math.min(high + 1, v)) - low) * k;
    const x = (n: number) => (i: number) => (i / Math.max(1, n - 1)) * width;
    if (average) {
      context.strokeStyle = token('--line-2');
      context.lineWidth = 2.4;
      context.lineJoin = 'round';
      line(context, average, x(average.length), y);
    }
    context.globalAlpha = typical ? 0.5 : 1;
    context.strokeStyle = token('--trace');
    context.lineWidth = 1.1;
    line(context, values, x(values.length), y);
  });
  return <canvas ref={ref} aria-hidden="true" />;
});

/** Mean heart rate and where the ectopy is, 164 × 42. */
export const DaySparkline = memo(function DaySparkline({ sketch }: { sketch: DaySketch; theme: string }): ReactElement {
  const ref = useDrawing((context, width) => {
    const n = sketch.rate.length;
    const dx = (width - 4) / Math.max(1, n);
    const x = (i: number): number => 2 + (i + 0.5) * dx;
    context.strokeStyle = token('--line');
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(2, 40.5);
    context.lineTo(width - 2, 40.5);
    context.stroke();
    const lane = (values: Uint16Array, base: number, tall: number, colour: string): void => {
      context.fillStyle = token(colour);
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        if (value === 0) continue;
        const bar = Math.min(tall, Math.max(1.2, Math.sqrt(value) * 0.9));
        context.fillRect(x(i) - 0.65, base - bar, Math.max(1.3, dx - 0.5), bar);
      }
    };
    lane(sketch.S, 32, 5, '--c-S');
    lane(sketch.V, 40, 7, '--c-V');
    context.strokeStyle = token('--ink-2');
    context.lineWidth = 1.1;
    context.lineJoin = 'round';
    line(
      context,
      Float32Array.from(sketch.rate, (rate) => (rate === 0 ? Number.NaN : rate)),
      x,
      (rate) => 25 - Math.min(24, Math.max(0, ((rate - 46) / 72) * 24)),
    );
  });
  return <canvas ref={ref} className="spark" aria-hidden="true" />;
});
