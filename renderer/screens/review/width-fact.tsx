/** Width of the QRS complex of the beat at hand, and what it was told by. */
import { useEffect, type ReactElement } from 'react';
import { INTERVAL_BOUNDS } from '../../../core/waves/intervals.ts';
import { WD } from '../../parts/words-doubt.ts';
import { useReview } from '../../state/review.ts';
import { useWidths, wantWidth, widthOf, type Width } from '../../state/qrs-widths.ts';

/** More leads than these are counted, not named. */
const NAMED = 3;

/** `leads`: a bit for each lead; none where all were measured together. */
function leadWords(names: readonly string[], leads: number): string {
  const told = names.filter((_, lead) => leads === 0 || (lead < 32 && (leads >>> lead) % 2 === 1));
  return told.length > NAMED ? WD.width.leads(told.length) : told.join(', ');
}

/** An estimate beyond what a QRS complex is told to last has run into the T wave: the complex is wide, and how wide is not known. */
function msWords({ ms, leads }: Width): string {
  const [, most] = INTERVAL_BOUNDS.qrs;
  if (ms > most) return WD.width.over(most);
  return (leads === 0 ? WD.width.is : WD.width.about)(Math.round(ms));
}

export function WidthFact({ keyOf, sample }: { keyOf: number; sample: number }): ReactElement {
  const study = useReview((review) => review.study);
  useWidths(({ told }) => told);
  useEffect(() => void wantWidth(keyOf, sample), [keyOf, sample]);
  const width = widthOf(keyOf, sample);
  const names = study?.recording.leads.map(({ name }) => name) ?? [];
  const sure = width !== null && !Number.isNaN(width.ms);
  return (
    <div className="wide-fact" title={sure ? (width.leads === 0 ? WD.width.measured : WD.width.how) : undefined} data-testid="qrs-width" data-ms={sure ? Math.round(width.ms) : ''}>
      <dt>{WD.width.term}</dt>
      <dd>
        {sure ? (
          <>
            <span className="q">{leadWords(names, width.leads)}</span> {msWords(width)}
          </>
        ) : (
          '–'
        )}
      </dd>
    </div>
  );
}
