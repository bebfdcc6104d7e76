/** The day in one picture: diary, findings, rate, beats, fibrillation, what cannot be read, and how each lead could be. */
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { GRADE, type LeadQuality } from '../../../core/study/lead-quality.ts';
import { DayTimeline } from '../../charts/day-timeline.tsx';
import { percent } from '../../parts/format.ts';
import { WO } from '../../parts/words-overview.ts';
import { W } from '../../parts/words.ts';
import { DayDiary } from '../../sections/diary.tsx';
import { DayZoom, RateWords, useDayData, useDayWindow } from '../../sections/timeline-section.tsx';
import { rateOf, useReview } from '../../state/review.ts';
import { client, openTab, sayFailure, useSession } from '../../state/session.ts';
import { goToFinding } from '../../state/finding-shown.ts';
import { openTemplateHere } from '../../state/template-here.ts';
import { goToSample, useView } from '../../state/view.ts';

/** Quality of the leads, asked for anew as the analysis goes on; null until it is there. */
function useLeadQuality(): LeadQuality | null {
  const caseId = useReview((review) => review.caseId);
  const ready = useReview((review) => review.phase === 'ready');
  const analysedTo = useReview((review) => review.analysedTo);
  const [quality, setQuality] = useState<LeadQuality | null>(null);
  useEffect(() => {
    if (!ready || analysedTo === 0) return undefined;
    let wanted = true;
    client()
      .review.leadQuality({ caseId })
      .then((answer) => wanted && setQuality(answer))
      .catch(sayFailure);
    return () => {
      wanted = false;
    };
  }, [caseId, ready, analysedTo]);
  return quality;
}

/** Share of what was analysed in which a lead is good, percent; null where nothing was. */
export function goodShare({ leads, grades }: LeadQuality, at: number): number | null {
  const steps = grades.length / Math.max(1, leads.length);
  const own = grades.subarray(at * steps, (at + 1) * steps);
  const known = own.reduce((n, grade) => n + (grade === GRADE.unknown ? 0 : 1), 0);
  return known === 0 ? null : (100 * own.reduce((n, grade) => n + (grade === GRADE.good ? 1 : 0), 0)) / known;
}

export function DaySection(): ReactElement {
  const study = useReview((review) => review.study);
  const beats = useReview((review) => review.beats);
  const theme = useSession((session) => session.theme);
  const brush = useView((view) => view.brush);
  const day = useDayData();
  const of = useLeadQuality();
  const leads = study?.recording.leads;
  const data = useMemo(() => ({ ...day, quality: of && { of, names: of.leads.map((lead) => leads?.[lead]?.name ?? String(lead + 1)) } }), [day, of, leads]);
  const window = useDayWindow(data);
  const sampleRate = rateOf(study);
  const fibrillation = data.pins.filter(({ to }) => to !== null).length;
  const good = of?.leads.flatMap((lead, i) => {
    const share = goodShare(of, i);
    return share === null ? [] : [`${leads?.[lead]?.name ?? String(lead + 1)} ${percent(share)}`];
  });
  const told = [`${W.timeline.title(data.seconds)}: ${W.beats(beats.key.length)}`, ...(data.nights.length > 0 ? [WO.day.nights] : []), WO.day.fibrillation(fibrillation), ...(good && good.length > 0 ? [WO.day.good(good.join(', '))] : [])];
  return (
    <section className="sec-big" aria-label={W.overview.day}>
      <div className="bar">
        <h2>{W.overview.day}</h2>
        <RateWords />
        <span className="sp q legend" aria-hidden="true">
          {[fibrillation > 0 ? WO.day.bars : '', of && of.grades.length > 0 ? WO.day.lanes : ''].filter((part) => part !== '').join('; ')}
        </span>
        <DayZoom seconds={data.seconds} />
      </div>
      <DayTimeline
        data={data}
        kind="whole"
        window={window}
        brush={brush}
        theme={theme}
        description={told.join('; ')}
        onBrush={(next) => useView.setState({ brush: next })}
        onGo={(seconds) => {
          goToSample(seconds * sampleRate);
          openTemplateHere();
          openTab('beats');
        }}
        onPin={(key) => {
          goToFinding(key);
          openTab('episodes');
        }}
      />
      <DayDiary window={window} named />
    </section>
  );
}
