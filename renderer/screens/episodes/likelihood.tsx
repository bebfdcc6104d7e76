/** How sure the rule is of a finding, and what the model says of the beats in it, as bars. */
import { useMemo, type ReactElement } from 'react';
import { CLASSES, type BeatClass } from '../../../core/beats/classes.ts';
import { PROBABILITIES } from '../../../core/beats/columns.ts';
import { lowerBound } from '../../../core/beats/search.ts';
import type { Finding } from '../../../core/rhythm/finding.ts';
import { fixed } from '../../parts/format.ts';
import { Mark } from '../../parts/marks.tsx';
import { WF } from '../../parts/words-findings.ts';
import { W } from '../../parts/words.ts';
import { useReview } from '../../state/review.ts';

/** Classes that are told: fewer than this share of them all is nobody's doubt. */
const LEAST = 0.01;
const MOST = 3;

export interface Likelihood {
  beats: number;
  /** Mean probability by class, the greatest first. */
  classes: { of: BeatClass; mean: number }[];
}

/**
 * Mean probabilities of beats that the model has seen.
 *
 * @param probability n × PROBABILITIES in 255ths, all 0 for a beat that it has not
 * @param first first row
 * @param last row behind the last
 */
export function likelihoodOf(probability: Uint8Array, first: number, last: number): Likelihood {
  const sums = new Float64Array(PROBABILITIES);
  let beats = 0;
  for (let row = first; row < last; row++) {
    let seen = 0;
    for (let i = 0; i < PROBABILITIES; i++) {
      const value = probability[row * PROBABILITIES + i]!;
      seen += value;
      sums[i] = sums[i]! + value / 255;
    }
    if (seen > 0) beats++;
  }
  const classes = CLASSES.slice(0, PROBABILITIES).map((of, i) => ({ of, mean: beats === 0 ? 0 : sums[i]! / beats }));
  return { beats, classes: classes.filter(({ mean }) => mean >= LEAST).toSorted((a, b) => b.mean - a.mean).slice(0, MOST) };
}

function Bar({ name, value, colour, of }: { name: string; value: number; colour: string; of?: BeatClass }): ReactElement {
  return (
    <div>
      <dt>
        {of && <Mark of={of} size={10} />} {name}
      </dt>
      <dd>
        <span className="track" aria-hidden="true">
          <i style={{ width: `${Math.max(100 * value, 0.8)}%`, background: colour }} />
        </span>
        <span className="v">{fixed(value, 2)}</span>
      </dd>
    </div>
  );
}

export function LikelihoodBars({ finding }: { finding: Finding }): ReactElement {
  const beats = useReview((review) => review.beats);
  const said = useMemo(() => likelihoodOf(beats.probability, lowerBound(beats.sample, finding.from), lowerBound(beats.sample, finding.to + 1)), [beats, finding.from, finding.to]);
  return (
    <dl className="likely" data-testid="likelihood" data-beats={said.beats}>
      <div title={W.episodes.confidenceHint}>
        <dt>{W.episodes.confidence}</dt>
        <dd>
          <span className="track" aria-hidden="true">
            <i style={{ width: `${100 * finding.confidence}%` }} />
          </span>
          <span className="v">{fixed(finding.confidence, 2)}</span>
        </dd>
      </div>
      {said.beats > 0 && (
        <div className="of">
          <dt>{WF.modelOf(said.beats)}</dt>
        </div>
      )}
      {said.classes.map(({ of, mean }) => (
        <Bar key={of} name={of} value={mean} colour={`var(--c-${of})`} of={of} />
      ))}
    </dl>
  );
}
