/** One threshold: what it is, what it cuts through in the open study, its value, and what a change of it does. */
import type { ReactElement } from 'react';
import { THRESHOLDS, type ThresholdName } from '../../../core/rhythm/thresholds.ts';
import { asTyped, count } from '../../parts/format.ts';
import { NumberField } from '../../parts/number-field.tsx';
import { WT } from '../../parts/words-thresholds.ts';
import { ThresholdCut, withUnit } from '../../sections/threshold-cut.tsx';
import { countedBy, type ThresholdData } from '../../state/threshold-data.ts';
import { GROUP_OF, type ThresholdEffect } from '../../state/thresholds.ts';

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
      {data !== null && <td className="cut-cell">{data && <ThresholdCut name={name} value={value} was={was} data={data} onPick={(at) => onType(asTyped(at))} />}</td>}
      <td className="figure" data-testid="threshold-effect">
        {trouble ? (
          <span className="err" role="alert">
            {trouble === 'bounds' ? WT.bounds(withUnit(asTyped(least), unit), withUnit(asTyped(most), unit)) : WT.order}
          </span>
        ) : (
          <>
            {changed && effect && (
              <span>
                {WT.groups[group]} {count(effect.before[group])} → <b>{count(effect.after[group])}</b>
              </span>
            )}
            <span className="q">{changed ? WT.was(withUnit(asTyped(was), unit)) : was !== shipped ? WT.shipped(withUnit(asTyped(shipped), unit)) : data && data.values.length > 0 ? WT.of(count(countedBy(data, value)), count(data.values.length), WT.counted[data.counted]) : ''}</span>
          </>
        )}
      </td>
      <td className="value">
        <NumberField id={`threshold-${name}`} steps={{ step, least, most }} typed={typed} onType={onType} aria-invalid={trouble !== null} data-testid={`threshold-${name}`} /> <span className="m">{unit}</span>
      </td>
    </tr>
  );
}
