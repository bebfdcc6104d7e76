/** The whole recording over the strip: rates, lanes, brush. */
import './sections.css';
import { useMemo, type ReactElement } from 'react';
import { DayTimeline } from '../charts/day-timeline.tsx';
import { DAY_GUTTER, DAY_RIGHT, type DayData, type DayKind } from '../charts/day-data.ts';
import { lowerBound } from '../../core/beats/search.ts';
import { Segment } from '../parts/controls.tsx';
import { moment, momentsBetween } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { THRESHOLDS_SETTING } from '../../core/rhythm/thresholds.ts';
import type { Night } from '../../core/study/night.ts';
import { pinsOf } from '../state/findings.ts';
import { nightsOfStudy } from '../state/nights.ts';
import { rateOf, startOf, useReview } from '../state/review.ts';
import { useSession } from '../state/session.ts';
import { goToFinding } from '../state/finding-shown.ts';
import { currentRow, goToSample, openSpan, useView } from '../state/view.ts';
import { DayDiary } from './diary.tsx';
import { pinWords } from './pin-words.ts';
import { DayQuestions } from './questions.tsx';

/** Nights of the study by its thresholds; none where the time of its start is not known. */
export function useNights(): Night[] {
  const study = useReview((review) => review.study);
  const stored = useReview((review) => review.settings[THRESHOLDS_SETTING]);
  return useMemo(() => (study ? nightsOfStudy(study, stored) : []), [study, stored]);
}

/** Data of the timeline, made anew only when beats, spans or the analysed part change. */
export function useDayData(): DayData {
  const study = useReview((review) => review.study);
  const rate = useReview((review) => review.rate);
  const density = useReview((review) => review.density);
  const unreadable = useReview((review) => review.unreadable);
  const analysedTo = useReview((review) => review.analysedTo);
  const findings = useReview((review) => review.findings);
  const events = useReview((review) => review.events);
  const nights = useNights();
  const flagged = useReview((review) => review.diary.length > 0);
  return useMemo(() => {
    const sampleRate = rateOf(study);
    return {
      seconds: Math.max(1, (study?.recording.sampleCount ?? 1) / sampleRate),
      startMs: startOf(study),
      rate,
      density,
      unreadable: unreadable.map((sample) => sample / sampleRate),
      analysedSeconds: study?.run ? analysedTo / sampleRate : 0,
      pins: pinsOf(findings ?? [], sampleRate, events, (finding) => pinWords(finding, sampleRate)),
      nights,
      flagged,
    };
  }, [study, rate, density, unreadable, analysedTo, findings, events, nights, flagged]);
}

export function RateWords(): ReactElement | null {
  const summary = useReview((review) => review.summary);
  const study = useReview((review) => review.study);
  if (!summary?.heartRate.lowest || !summary.heartRate.highest || summary.heartRate.mean === null) return null;
  const { lowest, highest, mean } = summary.heartRate;
  const at = (sample: number): string => moment(startOf(study), sample / rateOf(study), (study?.recording.sampleCount ?? 0) / rateOf(study));
  return (
    <span className="m" data-testid="rate-words">
      {W.timeline.rate}{' '}
      <button type="button" className="num" onClick={() => goToSample(lowest.sample)}>
        {Math.round(lowest.rate)}
      </button>{' '}
      {W.timeline.at} {at(lowest.sample)}, {W.timeline.mean} {Math.round(mean)},{' '}
      <button type="button" className="num" onClick={() => goToSample(highest.sample)}>
        {Math.round(highest.rate)}
      </button>{' '}
      {W.timeline.at} {at(highest.sample)}
    </span>
  );
}

/** Place of the reader, seconds. */
function placeNow(): number {
  const { study, beats } = useReview.getState();
  const row = currentRow();
  return (row >= 0 ? beats.sample[row]! : useView.getState().from) / rateOf(study);
}

/** Part of the day that is shown, seconds: as the reader zoomed, where the reader is. Stays the same as long as the reader moves within it. */
export function useDayWindow(data: DayData): { from: number; to: number } {
  const zoom = useView((view) => view.zoom);
  const wide = Math.min(data.seconds, zoom === '6h' ? 6 * 3600 : zoom === '1h' ? 3600 : data.seconds);
  // The window moves in steps of its own width, so that the picture stands still under the eye.
  const first = useView(() => Math.max(0, Math.min(data.seconds - wide, Math.floor(placeNow() / wide) * wide)));
  return useMemo(() => ({ from: first, to: first + wide }), [first, wide]);
}

/** Where the reader is: the one thing of the day that moves with each beat. */
function DayPlace({ window: shown }: { window: { from: number; to: number } }): ReactElement | null {
  const place = useView(placeNow);
  // Beats may come and go under the place.
  useReview((review) => review.beats);
  if (place < shown.from || place > shown.to) return null;
  return <div className="place" style={{ left: `calc(${DAY_GUTTER}px + (100% - ${DAY_GUTTER + DAY_RIGHT}px) * ${(place - shown.from) / (shown.to - shown.from)})` }} />;
}

/** How much of the day is shown. */
export function DayZoom({ seconds }: { seconds: number }): ReactElement {
  const zoom = useView((view) => view.zoom);
  return (
    <Segment
      label={W.timeline.label}
      value={zoom}
      onChange={(next) => useView.setState({ zoom: next })}
      options={[
        { value: 'all', label: Math.abs(seconds - 86_400) < 3600 ? '24 h' : W.timeline.all },
        { value: '6h', label: '6 h', disabled: seconds <= 6 * 3600 },
        { value: '1h', label: '1 h', disabled: seconds <= 3600 },
      ]}
    />
  );
}

/** The timeline; `plain` without the brush, whose beats the gallery of the beats tab shows. */
export function TimelineSection({ plain = false, kind = 'reading' }: { plain?: boolean; kind?: DayKind }): ReactElement {
  const data = useDayData();
  const study = useReview((review) => review.study);
  const beats = useReview((review) => review.beats);
  const theme = useSession((session) => session.theme);
  const brush = useView((view) => view.brush);
  const sampleRate = rateOf(study);
  const window = useDayWindow(data);

  const inBrush = brush ? lowerBound(beats.sample, brush.to * sampleRate) - lowerBound(beats.sample, brush.from * sampleRate) : 0;
  const brushWords = brush ? W.timeline.brush(...momentsBetween(data.startMs, brush, data.seconds)) : '';
  return (
    <section className="sec-day" aria-label={W.timeline.label}>
      <div className="bar">
        <h2>{study ? W.timeline.title(data.seconds) : W.overview.day}</h2>
        <RateWords />
        <span className="sp q">
          {brush && !plain && (
            <>
              {brushWords}{' '}
              <button type="button" className="num m" data-testid="brush-count" onClick={() => openSpan(brush.from * sampleRate, brush.to * sampleRate, brushWords)}>
                {W.beats(inBrush)}
              </button>
            </>
          )}
        </span>
        <DayZoom seconds={data.seconds} />
      </div>
      <DayTimeline
        data={data}
        kind={kind}
        window={window}
        over={<DayPlace window={window} />}
        brush={plain ? null : brush}
        theme={theme}
        description={`${W.timeline.title(data.seconds)}: ${W.beats(beats.key.length)}`}
        onBrush={(next) => !plain && useView.setState({ brush: next })}
        onGo={(seconds) => goToSample(seconds * sampleRate)}
        onPin={(key) => goToFinding(key)}
      />
      <DayQuestions window={window} />
      <DayDiary window={window} />
    </section>
  );
}
