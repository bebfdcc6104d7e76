/** Earlier changes of the thresholds of the open study: when, who, which. */
import type { ReactElement } from 'react';
import { THRESHOLD_NAMES, THRESHOLDS } from '../../../core/rhythm/thresholds.ts';
import { fixed, momentHere } from '../../parts/format.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { withUnit } from '../../sections/threshold-cut.tsx';
import { useReview } from '../../state/review.ts';

/** What the label of such an edit begins with. */
const LABEL = 'thresholds: ';
/** Changes that are listed. */
const MOST = 12;

/** The changes that an edit's label names: each threshold by its name, from and to. */
function changesIn(label: string): string[] {
  return Array.from(label.matchAll(/(\w+) (-?[\d.]+) to (-?[\d.]+)/g), ([whole, id, from = '', to = '']) => {
    const name = THRESHOLD_NAMES.find((one) => one === id);
    if (name === undefined) return whole;
    const figure = (value: string): string => fixed(Number(value), value.split('.')[1]?.length ?? 0);
    return `${WT.names[name][0]} ${figure(from)} → ${withUnit(figure(to), THRESHOLDS[name].unit)}`;
  });
}

export function ThresholdHistory(): ReactElement {
  const history = useReview((review) => review.history);
  const changes = history.filter(({ label, kind }) => kind === 'setting' && label.startsWith(LABEL));
  return (
    <section className="changes" aria-label={WT.history} data-testid="threshold-history">
      <h3>{WT.history}</h3>
      {changes.length === 0 && <p className="q">{WT.noHistory}</p>}
      <ul>
        {changes.slice(0, MOST).map(({ sequence, label, author, time, undone }) => (
          <li key={sequence} className={undone ? 'undone' : undefined}>
            {changesIn(label).map((change) => (
              <div key={change}>{change}</div>
            ))}
            <span className="q">
              {momentHere(time)}, {author}
              {undone && `, ${WT.undone}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
