/** The averaged beats of two templates, one over the other on one scale: the earlier grey, this one's in the colour of its class. */
import { memo, type ReactElement } from 'react';
import type { BeatClass } from '../../core/beats/classes.ts';
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

export const PairThumb = memo(function PairThumb({ earlier, now, beatClass }: PairThumbProps): ReactElement {
  const ref = useDrawing((context, width, height) => {
    const parts = [earlier, now].map((beat) => beat && { ...beat, from: Math.max(0, Math.round(beat.peak - BEFORE * beat.rate)), to: Math.min(beat.values.length, Math.round(beat.peak + AFTER * beat.rate)) });
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
