/** One finding of a kind beside the others: a picture without scale. */
import type { ReactElement } from 'react';
import type { Finding } from '../../../core/rhythm/finding.ts';
import { needsDay } from '../../../core/study/clock.ts';
import { token, useDrawing } from '../../charts/canvas.ts';
import { traceLead } from '../../charts/signal.ts';
import { moment } from '../../parts/format.ts';
import { rateOf, signalCache, startOf, useReview } from '../../state/review.ts';
import { useSession } from '../../state/session.ts';
import { measure } from '../../sections/finding-words.ts';

/** Seconds that a tile shows. */
const SECONDS = 5.2;

export function FindingTile({ finding, on, onGo }: { finding: Finding; on: boolean; onGo: () => void }): ReactElement {
  const study = useReview((review) => review.study);
  useReview((review) => review.signalVersion);
  useSession((session) => session.theme);
  const sampleRate = rateOf(study);
  const wide = SECONDS * sampleRate;
  const from = Math.max(0, finding.to - finding.from < wide ? (finding.from + finding.to - wide) / 2 : finding.from - wide * 0.15);
  const pieces = signalCache()?.pieces(from, from + wide, 'display') ?? [];
  const ref = useDrawing((context, width, height) => {
    const x = (sample: number): number => ((sample - from) / wide) * width;
    context.fillStyle = token('--you-wash');
    context.fillRect(x(finding.from), 0, x(finding.to) - x(finding.from), height);
    context.strokeStyle = token('--trace');
    context.lineWidth = 0.9;
    traceLead(context, pieces, 0, from, from + wide, x, (mv) => height * 0.66 - Math.max(-1.2, Math.min(2, mv)) * (height / 3.4));
  });
  const at = moment(startOf(study), finding.from / sampleRate, (study?.recording.sampleCount ?? 0) / sampleRate);
  const words = measure(finding, sampleRate);
  return (
    <button type="button" className={on ? 'et on' : 'et'} aria-pressed={on} aria-label={`${words}, ${at}`} data-testid="finding-tile" onClick={onGo}>
      <span className={needsDay(finding.from / sampleRate, (study?.recording.sampleCount ?? 0) / sampleRate) ? 'cap days' : 'cap'}>
        <b>{words.split(', ')[0]}</b>
        <span className="q">{at}</span>
      </span>
      <canvas ref={ref} aria-hidden="true" />
    </button>
  );
}
