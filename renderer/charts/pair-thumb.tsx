/** The averaged beats of two templates, laid one over the other where they fit best, on one scale: the earlier grey, this one's in the colour of its class. */
import { memo, type ReactElement } from 'react';
import type { BeatClass } from '../../core/beats/classes.ts';
import { REACH, shiftBetween } from '../../core/review/likeness.ts';
import { token, useDrawing } from './canvas.ts';
import { lineColour } from './thumb.tsx';

/** An averaged beat in one lead. */
export interface Averaged {
  values: Float32Array;
  /** Samples a second and place of the R peak in `values`. */
  rate: number;
  peak: number;
}

export interface PairThumbProps {
  earlier: Averaged | null;
  now: Averaged | null;
  beatClass: BeatClass;
  theme: string;
}

/** Seconds around the R peak. */
const BEFORE = 0.2;
const AFTER = 0.4;

/** The samples that are shown. */
function shownOf({ values, rate, peak }: Averaged): { from: number; to: number } {
  return { from: Math.max(0, Math.round(peak - BEFORE * rate)), to: Math.min(values.length, Math.round(peak + AFTER * rate)) };
}

/** The one beat with its peak moved to where it lies best over the other: they were called alike so. */
function fitted(beat: Averaged, onto: Averaged): Averaged {
  if (beat.rate !== onto.rate) return beat;
  const part = (of: Averaged): Float32Array => {
    const { from, to } = shownOf(of);
    return of.values.subarray(from, to);
  };
  return { ...beat, peak: beat.peak + shiftBetween(part(onto), part(beat), Math.round(REACH * beat.rate)) };
}

export const PairThumb = memo(function PairThumb({ earlier, now, beatClass }: PairThumbProps): ReactElement {
  const ref = useDrawing((context, width, height) => {
    const parts = [earlier && now ? fitted(earlier, now) : earlier, now].map((beat) => beat && { ...beat, ...shownOf(beat) });
    let [low, high] = [0, 0];
    for (const part of parts) {
      if (!part) continue;
      for (let i = part.from; i < part.to; i++) {
        low = Math.min(low, part.values[i]!);
        high = Math.max(high, part.values[i]!);
      }
    }
    const y = (value: number): number => height - 6 - ((value - low) / Math.max(0.05, high - low)) * (height - 12);
    parts.forEach((part, at) => {
      if (!part) return;
      context.strokeStyle = at === 0 ? token('--ink-3') : lineColour(beatClass);
      context.lineWidth = at === 0 ? 2.2 : 1.5;
      context.lineJoin = 'round';
      context.beginPath();
      for (let i = part.from; i < part.to; i++) {
        const x = 3 + (((i - part.peak) / part.rate + BEFORE) / (BEFORE + AFTER)) * (width - 6);
        if (i === part.from) context.moveTo(x, y(part.values[i]!));
        else context.lineTo(x, y(part.values[i]!));
      }
      context.stroke();
    });
  });
  return <canvas ref={ref} aria-hidden="true" />;
});
