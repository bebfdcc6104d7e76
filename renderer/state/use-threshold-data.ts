/** The open study on both sides of its thresholds, asked of the program once. */
import { useEffect, useMemo, useState } from 'react';
import { errorShape } from '../../core/contract/errors.ts';
import { findingKey, type Finding } from '../../core/rhythm/finding.ts';
import { THRESHOLDS_SETTING, thresholdsValue, type ThresholdName, type Thresholds } from '../../core/rhythm/thresholds.ts';
import type { WaveTrends } from '../../core/rhythm/wave-trends.ts';
import type { Impact } from '../../core/review/impact.ts';
import { stateOf } from './events.ts';
import { startSecondOf } from './nights.ts';
import { rateOf, useReview } from './review.ts';
import { client, sayFailure } from './session.ts';
import { loosened, thresholdData, type ThresholdData } from './threshold-data.ts';
import { effectOf, type ThresholdEffect } from './thresholds.ts';

type Loose = Pick<Impact, 'made' | 'removed' | 'changed'>;
const NOTHING: Loose = { made: [], removed: [], changed: [] };

/** What each threshold cuts through; empty where no study is open, and until it is known. */
export function useThresholdData(caseId: string | null, kept: Thresholds | null): Partial<Record<ThresholdName, ThresholdData>> {
  const study = useReview((review) => review.study);
  const rate = useReview((review) => review.rate);
  const findings = useReview((review) => review.findings);
  const events = useReview((review) => review.events);
  // New with each answer, where findings stay those of before if nothing changed in them.
  const tables = useReview((review) => review.tables);
  const stored = useReview((review) => review.settings[THRESHOLDS_SETTING]);
  const [loose, setLoose] = useState<Loose | null>(null);
  const [trends, setTrends] = useState<WaveTrends | null>(null);
  const value = kept && thresholdsValue(loosened(kept));
  useEffect(() => {
    if (caseId === null || tables === null) return undefined;
    let wanted = true;
    client()
      .review.impact({ caseId, request: { kind: 'setting', name: THRESHOLDS_SETTING, value } })
      .then((impact) => wanted && setLoose(impact))
      .catch((thrown: unknown) => {
        if (!wanted) return;
        // Refused where nothing would change, or nothing may: what is found is all there is to show.
        if (errorShape(thrown).code === 'edit-refused') setLoose(NOTHING);
        else sayFailure(thrown);
      });
    client()
      .review.waveTrends({ caseId })
      .then((answer) => wanted && setTrends(answer))
      .catch(sayFailure);
    return () => {
      wanted = false;
    };
  }, [caseId, tables, value]);
  return useMemo(() => {
    if (!study || findings === null || loose === null) return {};
    const gone = new Set(loose.removed.map(findingKey));
    const other = new Map(loose.changed.map((finding) => [findingKey(finding), finding]));
    const there = (finding: Finding): boolean => !gone.has(findingKey(finding)) && stateOf(events, finding) !== 'rejected';
    const all = [...findings.filter(there).map((finding) => other.get(findingKey(finding)) ?? finding), ...loose.made];
    return thresholdData({ findings: all, sampleRate: rateOf(study), rate, startSecond: startSecondOf(study), stored, trends });
  }, [study, rate, findings, events, stored, loose, trends]);
}

/** A preview is asked for once the hand rests. */
const REST_MS = 150;

/** What other thresholds would do to the open study; null until it is known, and where nothing is asked (`ask`). */
export function useThresholdEffect(caseId: string | null, value: string | null, ask: boolean): ThresholdEffect | null {
  const findings = useReview((review) => review.findings);
  const events = useReview((review) => review.events);
  const tables = useReview((review) => review.tables);
  const [effect, setEffect] = useState<ThresholdEffect | null>(null);
  useEffect(() => {
    setEffect(null);
    if (caseId === null || !ask || findings === null) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      client()
        .review.impact({ caseId, request: { kind: 'setting', name: THRESHOLDS_SETTING, value } })
        .then((impact) => !gone && setEffect(effectOf(findings, events, impact)))
        .catch((thrown: unknown) => {
          if (errorShape(thrown).code !== 'edit-refused') sayFailure(thrown);
        });
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [caseId, ask, value, findings, tables, events]);
  return effect;
}
