/** Normal limits of the laboratory, and the figures of the open study beside them. */
import { useEffect, useMemo, useState } from 'react';
import type { HrvDay } from '../../core/rhythm/hrv.ts';
import { LIMITS_SETTING, measuredFigures, readLimits, type Limits, type Measured } from '../../core/study/normal-limits.ts';
import { useReview } from './review.ts';
import { client, sayFailure } from './session.ts';

/** Figures that have limits, as they stand; null until they are known. */
export function useMeasured(): Measured[] | null {
  const { caseId, summary, tables, study } = useReview();
  const [own, setOwn] = useState<Limits | null>(null);
  const [hrv, setHrv] = useState<HrvDay | null>(null);
  useEffect(() => {
    client()
      .settings.get({})
      .then((settings) => setOwn(readLimits(settings[LIMITS_SETTING])))
      .catch(sayFailure);
  }, []);
  // Asked for anew whenever the tables are: an edit may have changed the intervals that count.
  useEffect(() => {
    if (tables === null) return;
    let gone = false;
    client()
      .review.variability({ caseId })
      .then((answer) => !gone && setHrv(answer))
      .catch(sayFailure);
    return () => {
      gone = true;
    };
  }, [caseId, tables]);
  return useMemo(() => {
    if (!own || !summary || !tables || !study) return null;
    const { birth, sex, start } = study.facts;
    return measuredFigures({ summary, tables, hrv, birth, sex, start: start || study.recording.start.local, own });
  }, [own, hrv, summary, tables, study]);
}
