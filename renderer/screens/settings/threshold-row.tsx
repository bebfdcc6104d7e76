/** One threshold: what it is, what it cuts through in the open study, its value, and what a change of it does. */
import { useMemo, type ReactElement } from 'react';
import { THRESHOLDS, type ThresholdName } from '../../../core/rhythm/thresholds.ts';
import { ThresholdHistogram } from '../../charts/threshold-histogram.tsx';
import { count, fixed } from '../../parts/format.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { countedBy, histogramOf, type ThresholdData } from '../../state/threshold-data.ts';
import { GROUP_OF, type ThresholdEffect } from '../../state/thresholds.ts';

export const withUnit = (value: number | string, unit: string): string => `${value}${unit === '' || unit.startsWith('/') ? unit : ` ${unit}`}`;

export interface ThresholdRowProps {
  name: ThresholdName;
  /** As it was typed, as a number, and as it is kept. */
  typed: string;
  value: number;
  was: number;
  trouble: 'bounds' | 'order' | null;
  /** Of the open study; null where there is none, undefined where this threshold cuts through nothing that could be shown. */
  data: ThresholdData | null | undefined;
  effect: ThresholdEffect | null;
  onType: (typed: string) => void;
}

function Cut({ name, value, was, data, onType }: Pick<ThresholdRowProps, 'name' | 'value' | 'was' | 'onType'> & { data: ThresholdData }): ReactElement {
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
      onPick={(at) => onType(String(Math.round(100 * Math.min(most, Math.max(least, Math.round(at / step) * step))) / 100))}
    />
  );
}

export function ThresholdRow({ name, typed, value, was, trouble, data, effect, onType }: ThresholdRowProps): ReactElement {
  const { unit, least, most, step, shipped } = THRESHOLDS[name];
  const changed = value !== was;
  const group = GROUP_OF[name];
  return (
    <tr className={changed ? 'changed' : undefined} data-testid="threshold" data-name={name}>
      <th scope="row">
        <label htmlFor={`threshold-${name}`}>{WT.names[name][0]}</label>
        <span className="q">{WT.names[name][1]}</span>
      </th>
      {data !== null && <td className="cut-cell">{data && <Cut name={name} value={value} was={was} data={data} onType={onType} />}</td>}
      <td className="figure" data-testid="threshold-effect">
        {trouble ? (
          <span className="err" role="alert">
            {trouble === 'bounds' ? WT.bounds(withUnit(least, unit), withUnit(most, unit)) : WT.order}
          </span>
        ) : (
          <>
            {changed && effect && (
              <span>
                {WT.groups[group]} {count(effect.before[group])} → <b>{count(effect.after[group])}</b>
              </span>
            )}
            <span className="q">{changed ? WT.was(withUnit(was, unit)) : was !== shipped ? WT.shipped(withUnit(shipped, unit)) : data && data.values.length > 0 ? WT.of(count(countedBy(data, value)), count(data.values.length), WT.counted[data.counted]) : ''}</span>
          </>
        )}
      </td>
      <td className="value">
        <input id={`threshold-${name}`} type="number" min={least} max={most} step={step} value={typed} aria-invalid={trouble !== null} onChange={(event) => onType(event.target.value)} data-testid={`threshold-${name}`} /> <span className="m">{unit}</span>
      </td>
    </tr>
  );
}
