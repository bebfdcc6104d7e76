/** Small pictures without scale: the averaged beat of a template, the tile of one beat, the day of a worklist row. */
import { memo, useMemo, type ReactElement } from 'react';
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
}

/** Seconds of an averaged beat that its small picture shows, before and after the R peak. */
const THUMB_BEFORE = 0.2;
const THUMB_AFTER = 0.4;
/** Size of that picture, and height of a tile, CSS pixels. */
const THUMB = { width: 56, height: 34 };
const TILE = 41;

/** The same line as data of an SVG path, to a tenth of a pixel. */
function pathOf(values: ArrayLike<number>, x: (i: number) => number, y: (v: number) => number): string {
  let path = '';
  let pen = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) path += `${pen ? 'L' : 'M'}${Math.round(10 * x(i)) / 10} ${Math.round(10 * y(value)) / 10}`;
    pen = !Number.isNaN(value);
  }
  return path;
}

/** Averaged beat of a template, 56 × 34. A list has dozens of them: as canvases each would be a layer, and each frame would cost all of them. */
export const TemplateThumb = memo(function TemplateThumb({ average: whole, rate, peak, beatClass }: TemplateThumbProps): ReactElement {
  const path = useMemo(() => {
    const average = whole.subarray(Math.max(0, Math.round(peak - THUMB_BEFORE * rate)), Math.round(peak + THUMB_AFTER * rate));
    let low = 0;
    let high = 0;
    for (const value of average) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const k = Math.min((THUMB.height - 8) / Math.max(0.05, high - low), 14);
    const dx = (THUMB.width - 4) / Math.max(1, average.length - 1);
    return pathOf(average, (i) => 2 + i * dx, (v) => THUMB.height / 2 - (v - (low + high) / 2) * k);
  }, [whole, rate, peak]);
  return (
    <svg {...THUMB} aria-hidden="true">
      <path d={path} style={{ stroke: beatClass === 'N' ? 'var(--ink-2)' : `var(--c-${beatClass})` }} />
    </svg>
  );
});

export interface TileTraceProps {
  /** mV of this beat, or null while it is on the way. */
  values: Float32Array | null;
  /** Average of the group on the same time base, or null. */
  average: Float32Array | null;
  /** mV at foot and head of the whole gallery, so that tiles can be compared. */
  low: number;
  high: number;
  typical: boolean;
}

/** The trace of one beat over the average of its group; as wide as its tile. */
export const TileTrace = memo(function TileTrace({ values, average, low, high, typical }: TileTraceProps): ReactElement {
  const [mean, trace] = useMemo(() => {
    const k = (TILE - 8) / Math.max(0.4, high - low);
    const y = (v: number): number => TILE - 4 - (Math.max(low - 1, Math.min(high + 1, v)) - low) * k;
    const path = (of: Float32Array | null): string => (of && values ? pathOf(of, (i) => (100 * i) / Math.max(1, of.length - 1), y) : '');
    return [path(average), path(values)];
  }, [values, average, low, high]);
  return (
    <svg className="trace" viewBox={`0 0 100 ${TILE}`} preserveAspectRatio="none" aria-hidden="true">
      {mean !== '' && <path className="mean" d={mean} />}
      {trace !== '' && <path className={typical ? 'typical' : undefined} d={trace} />}
    </svg>
  );
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
