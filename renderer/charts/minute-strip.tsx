/** One minute of one lead, marks for what is not normal. It is drawn anew only where the minute is another: the strip's window stands over it (`MinuteWindow`). */
import { memo, type ReactElement } from 'react';
import { CLASSES } from '../../core/beats/classes.ts';
import { needsDay } from '../../core/study/clock.ts';
import { clock, dayShort } from '../parts/format.ts';
import { drawHatch, drawMark, font, token, useDrawing } from './canvas.ts';
import { lowerBound } from '../../core/beats/search.ts';
import { traceLead, type SignalPiece } from './signal.ts';

const GUTTER = 44;
const RIGHT = 12;

export interface MinuteStripProps {
  sampleRate: number;
  startMs: number;
  recordedSeconds: number;
  /** First sample of the minute. */
  from: number;
  lead: number;
  pieces: readonly SignalPiece[];
  sample: Float64Array;
  classes: Uint8Array;
  unreadable: Float64Array;
  version: number | string;
  label: string;
  onGo: (sample: number) => void;
}

/** The window of the strip as a box over the minute; shares of the minute. */
export function MinuteWindow({ from, to }: { from: number; to: number }): ReactElement {
  return (
    <div className="minute-over" style={{ left: GUTTER, right: RIGHT }} aria-hidden="true">
      <i style={{ left: `${(100 * from).toFixed(3)}%`, width: `${(100 * (to - from)).toFixed(3)}%` }} />
    </div>
  );
}

export const MinuteStrip = memo(function MinuteStrip(props: MinuteStripProps): ReactElement {
  const ref = useDrawing((context, width, height) => {
    const across = 60 * props.sampleRate;
    const perSample = (width - GUTTER - RIGHT) / across;
    const x = (sample: number): number => GUTTER + (sample - props.from) * perSample;
    const middle = height / 2 + 1;
    context.save();
    context.beginPath();
    context.rect(GUTTER, 0, width - GUTTER - RIGHT, height);
    context.clip();
    for (let i = 0; i + 1 < props.unreadable.length; i += 2) {
      const [from, to] = [props.unreadable[i]!, props.unreadable[i + 1]!];
      if (to > props.from && from < props.from + across) drawHatch(context, Math.max(GUTTER, x(from)), 2, Math.min(width - RIGHT, x(to)) - Math.max(GUTTER, x(from)), height - 4, 0.5);
    }
    context.strokeStyle = token('--trace');
    context.lineWidth = 0.8;
    traceLead(context, props.pieces, props.lead, props.from, props.from + across, x, (mv) => middle - Math.max(-2, Math.min(2.2, mv)) * 10.5);
    const first = lowerBound(props.sample, props.from);
    for (let i = first; i < props.sample.length && props.sample[i]! < props.from + across; i++) {
      const beatClass = CLASSES[props.classes[i]!];
      if (beatClass === 'S' || beatClass === 'V' || beatClass === 'F') drawMark(context, beatClass, x(props.sample[i]!), height - 5.5, 2.5);
    }
    context.restore();
    context.font = font(10);
    context.fillStyle = token('--ink-3');
    context.textAlign = 'right';
    const ms = props.startMs + (props.from / props.sampleRate) * 1000 + 500;
    const several = needsDay(props.from / props.sampleRate, props.recordedSeconds);
    const lines = [...(several ? [dayShort(ms)] : []), clock(ms), '1 min'];
    lines.forEach((words, i) => context.fillText(words, GUTTER - 7, (several ? 14 : 20) + 12 * i, GUTTER - 9));
  });
  return (
    <canvas
      ref={ref}
      className="minute"
      role="img"
      aria-label={props.label}
      data-testid="minute-strip"
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const share = (event.clientX - box.left - GUTTER) / (box.width - GUTTER - RIGHT);
        if (share >= 0 && share <= 1) props.onGo(props.from + share * 60 * props.sampleRate);
      }}
    />
  );
});
