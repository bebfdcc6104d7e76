/** The figures of both studies, group by group: earlier, this one, the change, and where it lies in the spread of two days. */
import { Fragment, type ReactElement } from 'react';
import { isChanged, type ComparedFigure, type ComparedFigureName, type ComparedStudies } from '../../../core/study/compared-studies.ts';
import { count, fixed, percent } from '../../parts/format.ts';
import { Mark } from '../../parts/marks.tsx';
import { WE } from '../../parts/words-earlier.ts';

type Group = keyof typeof WE.groups;

const COLUMNS: readonly (readonly Group[])[] = [
  ['rate', 'pauses', 'intervals'],
  ['V', 'S', 'AF'],
];

/** A figure in its own unit. */
export function figureWords(name: ComparedFigureName, value: number | null): string {
  if (value === null) return '–';
  if (name.startsWith('rate/')) return `${Math.round(value)}/min`;
  if (name.startsWith('intervals/')) return `${Math.round(value)} ms`;
  if (name === 'pauses/longest') return `${fixed(value, 2)} s`;
  if (name.endsWith('/burden')) return percent(value);
  if (name.endsWith('/perHour')) return fixed(value, value < 10 ? 1 : 0);
  return count(Math.round(value));
}

/** The change: in percent where figures are counts, else in the figure's unit. */
export function changeWords({ name, step, ratio }: ComparedFigure): string {
  if (step === null) return '';
  const sign = step < 0 ? '−' : '+';
  if (/\/(?:beats|perHour|couplets|runs|episodes|count)$/.test(name) && ratio !== null && Math.abs(step) >= 1) return `${sign}${Math.abs(Math.round(100 * ratio))} %`;
  if (step === 0) return '0';
  if (name === 'pauses/longest') return `${sign}${fixed(Math.abs(step), 2)} s`;
  if (name.endsWith('/burden')) return `${sign}${fixed(Math.abs(step), Math.abs(step) < 0.05 ? 2 : 1)}`;
  if (name.endsWith('/perHour')) return `${sign}${fixed(Math.abs(step), 1)}`;
  const whole = Math.round(Math.abs(step));
  return whole === 0 ? '0' : `${sign}${whole}`;
}

const WIDTH = 64;

/** Grey box: the spread of two days; a line from the middle to where this change lies, ink past its ends. */
function SpreadBar({ figure }: { figure: ComparedFigure }): ReactElement | null {
  if (figure.place === null) return null;
  const changed = isChanged(figure);
  const end = Math.max(-1.3, Math.min(1.3, figure.place)) * (WIDTH / 2 / 1.35);
  return (
    <svg width={WIDTH} height={10} role="img" aria-label={WE.spreadWords(!changed)}>
      <rect x={WIDTH / 2 - WIDTH / 2.7} y={1} width={WIDTH / 1.35} height={8} rx={1} fill="var(--sunk)" />
      <line x1={WIDTH / 2} y1={0} x2={WIDTH / 2} y2={10} stroke="var(--line-2)" />
      <line x1={WIDTH / 2} y1={5} x2={WIDTH / 2 + end} y2={5} stroke={changed ? 'var(--ink)' : 'var(--ink-3)'} strokeWidth={changed ? 3.5 : 2.5} />
    </svg>
  );
}

function Column({ groups, figures }: { groups: readonly Group[]; figures: readonly ComparedFigure[] }): ReactElement {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-words">{WE.figures}</span>
          </th>
          <th scope="col">{WE.columns.earlier}</th>
          <th scope="col">{WE.columns.now}</th>
          <th scope="col">{WE.columns.change}</th>
          <th scope="col">{WE.columns.spread}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <Fragment key={group}>
            <tr className="group">
              <th colSpan={5} scope="rowgroup">
                <span>
                  {(group === 'V' || group === 'S') && <Mark of={group} />}
                  {WE.groups[group]}
                </span>
              </th>
            </tr>
            {figures.filter(({ name }) => name.startsWith(`${group}/`)).map((figure) => (
              <tr key={figure.name} data-testid="compared-figure" data-name={figure.name} data-changed={isChanged(figure)}>
                <th scope="row">{WE.figure[figure.name]}</th>
                <td className="was">{figureWords(figure.name, figure.earlier)}</td>
                <td className="is">{figureWords(figure.name, figure.now)}</td>
                <td className={isChanged(figure) ? 'changed' : undefined}>{changeWords(figure)}</td>
                <td>
                  <SpreadBar figure={figure} />
                </td>
              </tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

export function FigureTables({ studies }: { studies: ComparedStudies }): ReactElement {
  return (
    <section className="sec-figures" aria-label={WE.figures}>
      <div className="bar">
        <h2>{WE.figures}</h2>
        <span className="q">{WE.figuresHint}</span>
      </div>
      <div className="columns">
        {COLUMNS.map((groups) => (
          <Column key={groups[0]} groups={groups} figures={studies.figures} />
        ))}
      </div>
    </section>
  );
}
