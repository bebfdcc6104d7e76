/** Thresholds of findings: what each would do to the open study stands beside it before it is kept. */
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { readThresholds, THRESHOLD_NAMES, THRESHOLDS, THRESHOLDS_SETTING, thresholdsValue, thresholdTrouble, type ThresholdName, type Thresholds } from '../../../core/rhythm/thresholds.ts';
import { asTyped, count, parseNumber } from '../../parts/format.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { useMayNot } from '../../state/may.ts';
import { edit, useReview } from '../../state/review.ts';
import { client, say, sayFailure, useSession } from '../../state/session.ts';
import { GROUPS, thresholdsRequest, type ThresholdEffect } from '../../state/thresholds.ts';
import { useThresholdData, useThresholdEffect } from '../../state/use-threshold-data.ts';
import { ThresholdHistory } from '../../sections/threshold-history.tsx';
import { ThresholdRow } from './threshold-row.tsx';

/** Numbers as they were typed; what is none is no number. */
type Typed = Record<ThresholdName, string>;

function typedOf(thresholds: Thresholds): Typed {
  return Object.fromEntries(THRESHOLD_NAMES.map((name) => [name, asTyped(thresholds[name] ?? THRESHOLDS[name].shipped)])) as Typed;
}

function numbersOf(typed: Typed): Thresholds {
  return Object.fromEntries(THRESHOLD_NAMES.map((name) => [name, parseNumber(typed[name]) ?? Number.NaN]));
}

/** The study that one came from, where it is open still. */
function useOpenStudy(): { caseId: string; name: string; kept: Thresholds } | null {
  const route = useSession((session) => session.route);
  const review = useReview();
  const back = route.page === 'settings' ? route.back : route;
  if (back.page !== 'study' || back.caseId !== review.caseId || review.phase !== 'ready' || review.findings === null) return null;
  return { caseId: review.caseId, name: review.study?.facts.name || review.study?.recording.record || '', kept: readThresholds(review.settings[THRESHOLDS_SETTING]) ?? {} };
}

export function ThresholdsSection(): ReactElement {
  const open = useOpenStudy();
  const study = useReview((review) => review.study);
  const lead = useMayNot('lead');
  const technician = useMayNot('technician');
  const [laboratory, setLaboratory] = useState<Thresholds | null>(null);
  const [typed, setTyped] = useState<Typed | null>(null);
  useEffect(() => {
    client()
      .settings.get({})
      .then((settings) => setLaboratory(readThresholds(settings[THRESHOLDS_SETTING]) ?? {}))
      .catch(sayFailure);
  }, []);
  const base = open ? open.kept : laboratory;
  const shown = typed ?? (base ? typedOf(base) : null);
  const numbers = useMemo(() => (shown ? numbersOf(shown) : null), [shown]);
  const trouble = numbers ? thresholdTrouble(numbers) : null;
  const value = numbers && !trouble ? thresholdsValue(numbers) : null;
  const differs = numbers !== null && base !== null && value !== thresholdsValue(base);
  const caseId = open?.caseId ?? null;
  const data = useThresholdData(caseId, open?.kept ?? null);
  const ask = differs && trouble === null;

  const effect = useThresholdEffect(caseId, value, ask);

  if (!shown || !numbers || !base) return <p className="q" />;
  const keepForStudy = async (): Promise<void> => {
    if (!(await edit(thresholdsRequest(numbers)))) return;
    setTyped(null);
    say(WT.kept);
  };
  const keepForLaboratory = async (): Promise<void> => {
    try {
      await client().settings.set({ name: THRESHOLDS_SETTING, value: value ?? '' });
      setLaboratory(readThresholds(value ?? '') ?? {});
      if (!open) setTyped(null);
      say(WT.keptLaboratory);
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  const locked = open !== null && study?.signed != null;
  return (
    <div className={open ? 'thresholds of-study' : 'thresholds'}>
      <table className={open ? 'lines of-study' : 'lines'} data-testid="thresholds">
        <thead>
          <tr>
            <th scope="col">{WT.columns.what}</th>
            {open && <th scope="col">{WT.columns.cut}</th>}
            <th scope="col">{open ? WT.columns.effect : ''}</th>
            <th scope="col">{WT.columns.value}</th>
          </tr>
        </thead>
        <tbody>
          {THRESHOLD_NAMES.map((name) => (
            <ThresholdRow
              key={name}
              name={name}
              typed={shown[name]}
              value={numbers[name] ?? Number.NaN}
              was={base[name] ?? THRESHOLDS[name].shipped}
              trouble={trouble?.name === name ? trouble.why : null}
              data={open ? data[name] : null}
              effect={effect}
              onType={(next) => setTyped({ ...shown, [name]: next })}
            />
          ))}
        </tbody>
      </table>
      <div className="beside">
      <section className="effect" aria-label={WT.effect} aria-live="polite" data-testid="threshold-effects" data-ready={effect !== null}>
        <h3>{open ? `${WT.effect}, ${WT.ofStudy(open.name)}` : WT.effect}</h3>
        {!open ? (
          <p className="q">{WT.noStudy}</p>
        ) : trouble ? (
          <p className="q" />
        ) : !differs ? (
          <p className="q">{WT.unchanged}</p>
        ) : !effect ? (
          <p className="q">{WT.looking}</p>
        ) : (
          <Effect effect={effect} />
        )}
      </section>
      <div className="acts">
        {open && (
          <button type="button" className="btn p" disabled={!differs || trouble !== null || technician !== '' || locked} title={technician || WT.studyHint} onClick={() => void keepForStudy()} data-testid="keep-study">
            {WT.study}
          </button>
        )}
        <button type="button" className={open ? 'btn' : 'btn p'} disabled={trouble !== null || lead !== '' || laboratory === null || value === thresholdsValue(laboratory)} title={lead || WT.laboratoryHint} onClick={() => void keepForLaboratory()} data-testid="keep-laboratory">
          {WT.laboratory}
        </button>
        <button type="button" className="btn" disabled={value === null && trouble === null} onClick={() => setTyped(typedOf({}))} data-testid="as-shipped">
          {WT.shippedAll}
        </button>
        <button type="button" className="btn" disabled={typed === null} onClick={() => setTyped(null)} data-testid="put-back">
          {WT.putBack}
        </button>
      </div>
      <p className="q">
        {open ? `${WT.studyHint} ` : ''}
        {WT.laboratoryHint}
      </p>
      <ThresholdHistory ofStudy={open !== null} version={laboratory === null ? '' : (thresholdsValue(laboratory) ?? 'shipped')} />
      </div>
    </div>
  );
}

function Effect({ effect }: { effect: ThresholdEffect }): ReactElement {
  const differ = GROUPS.filter((group) => effect.before[group] !== effect.after[group]);
  return (
    <>
      {differ.length === 0 && <p className="q">{WT.same}</p>}
      <dl>
        {differ.map((group) => (
          <div key={group} data-testid={`effect-${group}`}>
            <dt>{WT.groups[group]}</dt>
            <dd>
              {count(effect.before[group])} → <b>{count(effect.after[group])}</b>
            </dd>
          </div>
        ))}
      </dl>
      {effect.lost > 0 && (
        <p className="warn-line" data-testid="effect-lost">
          {WT.lost(effect.lost)}
        </p>
      )}
    </>
  );
}
