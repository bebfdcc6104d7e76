/** The first lead of a chosen strip, without scale. */
import type { ReactElement } from 'react';
import { token, useDrawing } from '../../charts/canvas.ts';
import { traceLead } from '../../charts/signal.ts';
import { signalCache, useReview } from '../../state/review.ts';
import { useSession } from '../../state/session.ts';

export function StripThumb({ from, to }: { from: number; to: number }): ReactElement {
  useReview((review) => review.signalVersion);
  useSession((session) => session.theme);
  const pieces = signalCache()?.pieces(from, to, 'display') ?? [];
  const ref = useDrawing((context, width, height) => {
    context.strokeStyle = token('--trace');
    context.lineWidth = 0.9;
    traceLead(context, pieces, 0, from, to, (sample) => ((sample - from) / (to - from)) * width, (mv) => height * 0.62 - Math.max(-1.4, Math.min(2, mv)) * (height / 4));
  });
  return <canvas ref={ref} aria-hidden="true" />;
}
