/** A few seconds of the first lead as a small picture without scale. */
import type { ReactElement } from 'react';
import { token, useDrawing } from '../charts/canvas.ts';
import { traceLead } from '../charts/signal.ts';
import { signalCache, useReview } from '../state/review.ts';
import { useSession } from '../state/session.ts';

/** Samples `[from, to)`, with a line at `at`. */
export function MiniStrip({ from, to, at }: { from: number; to: number; at: number }): ReactElement {
  useReview((review) => review.signalVersion);
  useSession((session) => session.theme);
  const pieces = signalCache()?.pieces(from, to, 'display') ?? [];
  const ref = useDrawing((context, width, height) => {
    const x = (sample: number): number => ((sample - from) / Math.max(1, to - from)) * width;
    context.strokeStyle = token('--you');
    context.lineWidth = 1;
    context.setLineDash([2, 2]);
    context.beginPath();
    context.moveTo(Math.round(x(at)) + 0.5, 0);
    context.lineTo(Math.round(x(at)) + 0.5, height);
    context.stroke();
    context.setLineDash([]);
    context.strokeStyle = token('--trace');
    context.lineWidth = 0.9;
    traceLead(context, pieces, 0, from, to, x, (mv) => height * 0.66 - Math.max(-1.2, Math.min(2, mv)) * (height / 3.4));
  });
  return <canvas ref={ref} className="mini-strip" aria-hidden="true" />;
}
