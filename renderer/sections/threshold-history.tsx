/** Earlier changes of thresholds, of the open study and of the laboratory: when, who, which. */
import { useEffect, useState, type ReactElement } from 'react';
import type { ThresholdChange } from '../../core/contract/types.ts';
import { THRESHOLDS_LABEL } from '../../core/review/plan-thresholds.ts';
import { THRESHOLD_NAMES, THRESHOLDS, type ThresholdName } from '../../core/rhythm/thresholds.ts';
import { fixed, momentHere } from '../parts/format.ts';
import { WT } from '../parts/words-thresholds.ts';
import { useReview } from '../state/review.ts';
import { client, sayFailure } from '../state/session.ts';
import { withUnit } from './threshold-cut.tsx';

/** Changes that are listed. */
const MOST = 12;

interface Change extends ThresholdChange {
  key: string;
  ofLaboratory: boolean;
  undone: boolean;
}

/** The changes that a label names, of one threshold alone where one is given: each by its name, from and to. */
function changesIn(label: string, only: ThresholdName | null): string[] {
  return Array.from(label.matchAll(/(\w+) (-?[\d.]+) to (-?[\d.]+)/g)).flatMap(([whole, id, from = '', to = '']) => {
    const name = THRESHOLD_NAMES.find((one) => one === id);
    if (only !== null && name !== only) return [];
    if (name === undefined) return [whole];
    const figure = (value: string): string => fixed(Number(value), value.split('.')[1]?.length ?? 0);
    return [`${WT.names[name][0]} ${figure(from)} → ${withUnit(figure(to), THRESHOLDS[name].unit)}`];
  });
}

/** Those of the laboratory, newest first; asked anew where `version` is another. */
function useLaboratoryChanges(version: string): readonly ThresholdChange[] {
  const [changes, setChanges] = useState<readonly ThresholdChange[]>([]);
  useEffect(() => {
    let gone = false;
    client()
      .settings.thresholdChanges({})
      .then((found) => !gone && setChanges(found))
      .catch(sayFailure);
    return () => {
      gone = true;
    };
  }, [version]);
  return changes;
}

/**
 * @param ofStudy whether a study is open, whose changes are listed with the laboratory's
 * @param name the one threshold that is asked about; absent for all
 * @param version changes when the laboratory's thresholds did
 */
export function ThresholdHistory({ ofStudy, name = null, version = '' }: { ofStudy: boolean; name?: ThresholdName | null; version?: string }): ReactElement | null {
  const history = useReview((review) => review.history);
  const laboratory = useLaboratoryChanges(version);
  const own = ofStudy ? history.filter(({ label, kind }) => kind === 'setting' && label.startsWith(THRESHOLDS_LABEL)) : [];
  const changes: Change[] = [
    ...own.map(({ sequence, time, author, label, undone }) => ({ key: String(sequence), time, author, label, undone, ofLaboratory: false })),
    ...laboratory.map((change, i) => ({ ...change, key: `laboratory ${i}`, undone: false, ofLaboratory: true })),
  ].toSorted((a, b) => (a.time < b.time ? 1 : -1));
  const shown = changes.flatMap((change) => {
    const words = changesIn(change.label, name);
    // What an older program noted too shortly is told with all thresholds, not of each.
    return words.length > 0 || (name === null && change.label === '') ? [{ ...change, words }] : [];
  });
  if (shown.length === 0 && (name !== null || !ofStudy)) return null;
  return (
    <section className="changes" aria-label={WT.history} data-testid="threshold-history">
      <h3>{WT.history}</h3>
      {own.length === 0 && name === null && ofStudy && <p className="q">{WT.noHistory}</p>}
      <ul>
        {shown.slice(0, MOST).map(({ key, words, author, time, undone, ofLaboratory }) => (
          <li key={key} className={undone ? 'undone' : undefined} data-testid="threshold-change" data-laboratory={ofLaboratory}>
            {words.length === 0 ? <div>{WT.notNoted}</div> : words.map((change) => <div key={change}>{change}</div>)}
            <span className="q">
              {momentHere(time)}, {author}
              {ofLaboratory && `, ${WT.forNew}`}
              {undone && `, ${WT.undone}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
