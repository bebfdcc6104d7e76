/** The threshold that made a finding, on those of its kind in the study: moved here, its effect stands beside it before it is kept. */
import { useMemo, useState, type ReactElement } from 'react';
import { nightAt } from '../../../core/rhythm/rates.ts';
import type { Finding, FindingKind } from '../../../core/rhythm/finding.ts';
import { readThresholds, settingsFrom, THRESHOLDS, THRESHOLDS_SETTING, thresholdsValue, thresholdTrouble, type ThresholdName } from '../../../core/rhythm/thresholds.ts';
import { count, fixed } from '../../parts/format.ts';
import { ChevronDown } from '../../parts/icons.tsx';
import { WT } from '../../parts/words-thresholds.ts';
import { ThresholdCut, withUnit } from '../../sections/threshold-cut.tsx';
import { ThresholdHistory } from '../../sections/threshold-history.tsx';
import { useClosed } from '../../state/closed.ts';
import { startSecondOf } from '../../state/nights.ts';
import { edit, rateOf, useReview } from '../../state/review.ts';
import { say } from '../../state/session.ts';
import { countedBy } from '../../state/threshold-data.ts';
import { GROUP_OF, thresholdsRequest } from '../../state/thresholds.ts';
import { useThresholdData, useThresholdEffect } from '../../state/use-threshold-data.ts';

const OF: Partial<Record<FindingKind, ThresholdName>> = {
  pause: 'pauseSeconds',
  'pause-after-ectopic-beat': 'pauseSeconds',
  'pause-with-blocked-p-wave': 'pauseSeconds',
  'pause-in-atrial-fibrillation': 'pauseSeconds',
  'pause-at-end-of-atrial-fibrillation': 'pauseSeconds',
  'ventricular-tachycardia': 'vtRate',
  'idioventricular-rhythm': 'vtRate',
  'supraventricular-run': 'svRunRate',
  'atrial-fibrillation': 'afSeconds',
  bradycardia: 'bradycardiaDay',
  tachycardia: 'tachycardiaDay',
  'qt-prolonged': 'qtcMs',
  'st-depression': 'stMv',
  'st-elevation': 'stMv',
};

/** The threshold that a finding is one by; null where its kind has none. Rates have one of the day and one of the night. */
function useThresholdOf(finding: Finding): ThresholdName | null {
  const study = useReview((review) => review.study);
  const stored = useReview((review) => review.settings[THRESHOLDS_SETTING]);
  const name = OF[finding.kind] ?? null;
  if (study === null || (name !== 'bradycardiaDay' && name !== 'tachycardiaDay')) return name;
  const byNight = nightAt(finding.from, rateOf(study), startSecondOf(study), settingsFrom(stored).night);
  return !byNight ? name : name === 'bradycardiaDay' ? 'bradycardiaNight' : 'tachycardiaNight';
}

function Preview({ name }: { name: ThresholdName }): ReactElement {
  const caseId = useReview((review) => review.caseId);
  const stored = useReview((review) => review.settings[THRESHOLDS_SETTING]);
  const closed = useClosed();
  const kept = useMemo(() => readThresholds(stored) ?? {}, [stored]);
  const [picked, setPicked] = useState<number | null>(null);
  const { unit, step, shipped } = THRESHOLDS[name];
  const was = kept[name] ?? shipped;
  const value = picked ?? was;
  const next = { ...kept, [name]: value };
  const differs = value !== was && thresholdTrouble(next) === null;
  const effect = useThresholdEffect(caseId, differs ? thresholdsValue(next) : null, differs);
  const data = useThresholdData(caseId, kept)[name];
  const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const group = GROUP_OF[name];
  const keep = async (): Promise<void> => {
    if (!(await edit(thresholdsRequest(next)))) return;
    setPicked(null);
    say(WT.kept);
  };
  return (
    <div className="thr" data-testid="threshold-preview" data-name={name}>
      {data ? <ThresholdCut name={name} value={value} was={was} data={data} onPick={setPicked} /> : <p className="q">{WT.looking}</p>}
      <p className="q">
        {value === was ? '' : `${fixed(was, digits)} → `}
        <b>{withUnit(fixed(value, digits), unit)}</b>
        {data && data.values.length > 0 ? `, ${WT.of(count(countedBy(data, value)), count(data.values.length), WT.counted[data.counted])}` : ''}
      </p>
      {differs && (
        <>
          <p data-testid="threshold-preview-effect" data-ready={effect !== null}>
            {effect === null ? (
              <span className="q">{WT.looking}</span>
            ) : (
              <>
                {WT.groups[group]} {count(effect.before[group])} → <b>{count(effect.after[group])}</b>
                {effect.lost > 0 && <span className="warn-line">{WT.lost(effect.lost)}</span>}
              </>
            )}
          </p>
          <div className="pair">
            <button type="button" className="btn p" disabled={closed !== ''} title={closed || WT.studyHint} onClick={() => void keep()} data-testid="threshold-keep">
              {WT.study}
            </button>
            <button type="button" className="btn" onClick={() => setPicked(null)}>
              {WT.putBack}
            </button>
          </div>
        </>
      )}
      <ThresholdHistory ofStudy name={name} />
    </div>
  );
}

/** Folded until it is asked for: what it shows is reckoned on the whole study. */
export function ThresholdPreview({ finding }: { finding: Finding }): ReactElement | null {
  const name = useThresholdOf(finding);
  const [shown, setShown] = useState(false);
  if (name === null) return null;
  return (
    <>
      <button type="button" className="num q thr-head" aria-expanded={shown} onClick={() => setShown(!shown)} data-testid="threshold-fold">
        {WT.ofKind(WT.names[name][0])} <ChevronDown size={12} />
      </button>
      {shown && <Preview key={name} name={name} />}
    </>
  );
}
