/** Measured figures beside their normal limits; what lies outside has an arrow and a word. */
import type { ReactElement } from 'react';
import { LIMITS, rangeInWords, type Measured } from '../../../core/study/normal-limits.ts';
import { count, fixed } from '../../parts/format.ts';
import { inWords } from '../../parts/language.ts';
import { WL } from '../../parts/words-limits.ts';

/** An arrow with what it says. */
export function OutsideMark({ measured }: { measured: Measured | undefined }): ReactElement | null {
  if (!measured?.standing) return null;
  const words = `${WL[measured.standing]} ${inWords(rangeInWords(measured.range, measured.name))}`;
  return (
    <span className="outside" role="img" aria-label={words} title={words}>
      {measured.standing === 'high' ? '↑' : '↓'}
    </span>
  );
}

export function LimitsTable({ measured }: { measured: readonly Measured[] | null }): ReactElement {
  if (measured === null) return <p className="q empty" />;
  if (measured.length === 0) return <p className="q empty">{WL.none}</p>;
  return (
    <div className="hours-table">
      <table className="limits" data-testid="limits">
        <thead>
          <tr>
            {[WL.columns.figure, WL.columns.value, WL.columns.limits, ''].map((name, i) => (
              <th key={i} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {measured.map(({ name, value, range, standing }) => {
            const words = rangeInWords(range, name);
            return (
              <tr key={name} data-testid="limit" data-name={name} data-standing={standing ?? 'within'}>
                <th scope="row">{WL.names[name]}</th>
                <td>
                  {standing === 'high' ? '↑ ' : standing === 'low' ? '↓ ' : ''}
                  <b>{name === 'longestRr' ? fixed(value, 2) : count(Math.round(value))}</b> {LIMITS[name].unit}
                </td>
                <td>{words === '' ? <span className="q">–</span> : inWords(words)}</td>
                <td>{words === '' ? <span className="q">{WL.noLimit}</span> : standing ? <b>{WL[standing]}</b> : WL.within}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="q">{WL.hint}</p>
    </div>
  );
}
