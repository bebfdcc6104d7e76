/** What one threshold cuts through in the open study, as a histogram that moves it. */
import { useMemo, type ReactElement } from 'react';
import { THRESHOLDS, type ThresholdName } from '../../core/rhythm/thresholds.ts';
import { ThresholdHistogram } from '../charts/threshold-histogram.tsx';
import { count, fixed } from '../parts/format.ts';
import { WT } from '../parts/words-thresholds.ts';
import { countedBy, histogramOf, type ThresholdData } from '../state/threshold-data.ts';

export const withUnit = (value: number | string, unit: string): string => `${value}${unit === '' || unit.startsWith('/') ? unit : ` ${unit}`}`;

/**
 * @param value as it is typed, NaN where that is no number
 * @param was as it is kept
 * @param onPick takes the number that was picked, a whole step within the bounds
 */
export function ThresholdCut({ name, value, was, data, onPick }: { name: ThresholdName; value: number; was: number; data: ThresholdData; onPick: (value: number) => void }): ReactElement {
  const { unit, step, least, most, shipped } = THRESHOLDS[name];
  // The axis stays where it is while the threshold is moved along it.
  const histogram = useMemo(() => histogramOf(data.values, [was, shipped]), [data, was, shipped]);
  const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const now = Number.isFinite(value) ? value : was;
  if (data.values.length === 0) return <span className="q">{WT.nothing[data.counted]}</span>;
  return (
    <ThresholdHistogram
      {...histogram}
      below={data.below}
      value={now}
      was={was}
      description={WT.cut(count(countedBy(data, now)), count(data.values.length), WT.counted[data.counted], withUnit(fixed(now, digits), unit), data.below)}
      inWords={(at) => withUnit(fixed(at, digits), unit)}
      onPick={(at) => onPick(Math.round(100 * Math.min(most, Math.max(least, Math.round(at / step) * step))) / 100)}
    />
  );
}
