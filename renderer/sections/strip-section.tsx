/** One minute and the strip below it. */
import './sections.css';
import { useEffect, useLayoutEffect, useMemo, useRef, type ReactElement } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { CLASSES } from '../../core/beats/classes.ts';
import { DEFAULT_DISPLAY, displayCaption } from '../../core/signal/display.ts';
import { useSize } from '../charts/canvas.ts';
import { spanWords, stepWords } from '../charts/caliper-reading.ts';
import { GUTTER, type StripScene } from '../charts/ecg-draw.ts';
import { EcgStrip } from '../charts/ecg-strip.tsx';
import { nearestPeak } from '../charts/peak-snap.ts';
import { MinuteStrip, MinuteWindow } from '../charts/minute-strip.tsx';
import { lowerBound, nearest } from '../../core/beats/search.ts';
import { moment, fixed } from '../parts/format.ts';
import { KEY_WORDS } from '../parts/words-keys.ts';
import { WK } from '../parts/words-rebinding.ts';
import { CLASS_NAME, W } from '../parts/words.ts';
import { Do } from './key.tsx';
import { LeadBar } from './lead-bar.tsx';
import { modelSaid, type ModelSaid } from '../state/model-said.ts';
import { rateOf, signalCache, startOf, useReview } from '../state/review.ts';
import { useCalibration } from '../state/calibration.ts';
import { arranged } from '../state/lead-choice.ts';
import { dragPeak, dropPeak, grabPeak, settlePeak, usePeakMove } from '../state/peak-move.ts';
import { useSession } from '../state/session.ts';
import { across, currentRow, goToRow, goToSample, scrollBy, setPaper, useView } from '../state/view.ts';
import { StripDiary } from './diary.tsx';
import { StripQuestions } from './questions.tsx';
import { WO } from '../parts/words-overview.ts';

/** The sentence that stands for the picture. */
function describe(scene: StripScene, to: number): string {
  const first = lowerBound(scene.sample, scene.from);
  const letters: string[] = [];
  for (let i = first; i < scene.sample.length && scene.sample[i]! < to; i++) letters.push(CLASSES[scene.classes[i]!] ?? '');
  const spikes = scene.spikes ? lowerBound(scene.spikes, to) - lowerBound(scene.spikes, scene.from) : 0;
  if (spikes > 0) letters.push(`(${W.strip.spikes(spikes)})`);
  if (scene.current < 0) return letters.join(' ');
  const ms = (a: number, b: number): string => (scene.sample[a] === undefined || scene.sample[b] === undefined ? '' : String(Math.round(((scene.sample[b]! - scene.sample[a]!) / scene.sampleRate) * 1000)));
  return WO.beat.selected(letters.join(' '), CLASSES[scene.classes[scene.current]!] ?? '', ms(scene.current - 1, scene.current), ms(scene.current, scene.current + 1));
}

/** What is said when another beat becomes the current one: letter, RR, probability, time. */
function spoken(scene: StripScene, row: number, said: ModelSaid | null): string {
  const before = row > 0 ? WO.beat.rr(Math.round(((scene.sample[row]! - scene.sample[row - 1]!) / scene.sampleRate) * 1000)) : '';
  const model = said ? `, ${W.strip.modelSays} ${said.of} ${fixed(said.value, 2)}` : '';
  return `${CLASS_NAME[CLASSES[scene.classes[row]!] ?? 'Q']}${before}${model}, ${moment(scene.startMs, scene.sample[row]! / scene.sampleRate, scene.sampleCount / scene.sampleRate, 'seconds')}`;
}

/** What the calipers measure, in words: the time, and each lead that is drawn. */
function measured({ caliper, pieces, leads, leadNames, sampleRate }: StripScene): string {
  if (!caliper) return '';
  const steps = leads.map((lead) => ({ name: leadNames[lead] ?? '', words: stepWords(pieces, lead, caliper) }));
  return [spanWords(caliper, sampleRate), ...steps.flatMap(({ name, words }) => (words === null ? [] : [`${name} ${words}`]))].join(', ');
}

/** A list that is the one of before where it holds the same: what is drawn of it stands. */
function useSame<T>(list: readonly T[]): readonly T[] {
  const kept = useRef(list);
  if (kept.current.length !== list.length || list.some((one, i) => one !== kept.current[i])) kept.current = list;
  return kept.current;
}

export function MinuteSection(): ReactElement {
  const beats = useReview((review) => review.beats);
  const classes = useReview((review) => review.derived.classes);
  const unreadable = useReview((review) => review.unreadable);
  const study = useReview((review) => review.study);
  useReview((review) => review.signalVersion);
  const from = useView((view) => view.from);
  const lead = useView((view) => view.firstLead);
  // The width and the speed of the paper say how much of it is seen.
  const wide = useView(across);
  const theme = useSession((session) => session.theme);
  const sampleRate = rateOf(study);
  const startMs = startOf(study);
  const recordedSeconds = (study?.recording.sampleCount ?? 0) / sampleRate;
  // The minute is one of the wall clock, so that it stands still while the strip goes through it.
  const middle = from + wide / 2;
  const minuteMs = Math.floor((startMs + (middle / sampleRate) * 1000) / 60_000) * 60_000;
  const first = ((minuteMs - startMs) / 1000) * sampleRate;
  const pieces = useSame(signalCache()?.pieces(Math.max(0, first), first + 60 * sampleRate, 'display') ?? []);
  const share = (sample: number): number => (sample - first) / (60 * sampleRate);
  return (
    <section className="sec-minute" aria-label={W.strip.minute}>
      <MinuteStrip
        sampleRate={sampleRate}
        startMs={startMs}
        recordedSeconds={recordedSeconds}
        from={first}
        lead={lead}
        pieces={pieces}
        sample={beats.sample}
        classes={classes}
        unreadable={unreadable}
        version={theme}
        label={`${W.strip.minute}, ${moment(startMs, first / sampleRate, recordedSeconds)}`}
        onGo={goToSample}
      />
      <MinuteWindow from={share(from)} to={share(from + wide)} />
    </section>
  );
}

/**
 * The strip.
 *
 * @param span bounds of what it is evidence for; it then only shows, and neither calipers nor brush are at hand
 * @param onPick takes a click in place of going to the beat
 */
export function StripSection({ span = null, plain = false, onPick }: { span?: StripScene['span']; plain?: boolean; onPick?: ((sample: number) => void) | undefined }): ReactElement {
  const { beats, classes, unreadable, spikes, study, analysedTo } = useReview(
    useShallow((review) => ({ beats: review.beats, classes: review.derived.classes, unreadable: review.unreadable, spikes: review.spikes, study: review.study, analysedTo: review.analysedTo, came: review.signalVersion })),
  );
  // Nothing of what else the view holds is drawn here: a preview, a selection, the gallery leave the strip alone.
  const { from, gain, speed, layout, leadGroup, chosenRhythm, runOn, filtered, paper, current, caliper, crosshair, stripBrush } = useView(
    useShallow((view) => ({ from: view.from, gain: view.gain, speed: view.speed, layout: view.layout, leadGroup: view.leadGroup, chosenRhythm: view.rhythm, runOn: view.runOn, filtered: view.filtered, paper: view.paper, current: view.current, caliper: view.caliper, crosshair: view.crosshair, stripBrush: view.stripBrush })),
  );
  const moved = usePeakMove(({ moving }) => moving);
  const theme = useSession((session) => session.theme);
  const scale = useCalibration((state) => state.pxPerMm);
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const sampleRate = rateOf(study);

  // Before it is painted: what a study opens at stands where it will stay.
  useLayoutEffect(() => {
    if (width > GUTTER) setPaper(width - GUTTER);
  }, [width]);

  useEffect(() => {
    // Whichever key it is held with: the first one let go ends it.
    const release = (): void => {
      if (!useView.getState().filtered) useView.setState({ filtered: true });
    };
    window.addEventListener('keyup', release);
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', release);
    };
  }, []);

  const leadNames = useMemo(() => study?.recording.leads.map((lead) => lead.name) ?? [], [study]);
  const { columns, rhythm } = useMemo(() => arranged(leadNames, plain, { layout, leadGroup, rhythm: chosenRhythm }), [leadNames, plain, layout, leadGroup, chosenRhythm]);
  const grid = useMemo(() => (rhythm === null ? null : { columns, rhythm, runOn }), [columns, rhythm, runOn]);
  const leads = columns[0] ?? [];
  const row = current === null ? -1 : currentRow();
  const to = from + across();
  const pieces = signalCache()?.pieces(from, to, filtered ? 'display' : 'none') ?? [];

  const scene: StripScene = {
    sampleRate,
    startMs: startOf(study),
    from,
    speed,
    gain,
    leadNames,
    leads,
    pieces,
    filtered,
    sample: beats.sample,
    classes,
    current: row,
    unreadable,
    spikes,
    analysedTo: study?.run ? analysedTo : (study?.recording.sampleCount ?? 0),
    sampleCount: study?.recording.sampleCount ?? 0,
    caliper: plain ? null : caliper,
    crosshair: plain ? null : crosshair,
    brush: plain ? null : stripBrush,
    moved: plain ? null : moved,
    span,
  };
  const here = row >= 0 ? beats.sample[row]! : from;
  const beatClass = row >= 0 ? CLASSES[classes[row]!] : null;
  return (
    <section className="sec-strip" aria-label={W.strip.label}>
      <div className="bar">
        <h2 data-testid="strip-time">{study ? moment(startOf(study), here / sampleRate, study.recording.sampleCount / sampleRate, 'thousandths') : ''}</h2>
        <span className="m">
          {speed} mm/s, {gain} mm/mV,{' '}
          <button type="button" className="num" aria-pressed={!filtered} onClick={() => useView.setState({ filtered: !filtered })} data-testid="toggle-filter">
            {filtered ? displayCaption(DEFAULT_DISPLAY, sampleRate) : W.strip.raw}
          </button>
          ; <span className="q">{filtered ? W.strip.noSt : W.strip.rawSt}</span>
        </span>
        <span className="sp do-row">
          {!plain && (
            <Do action="calipers" of="M">
              {W.strip.calipers}
            </Do>
          )}
          <span className="q">{W.strip.gain}</span>
          <Do action="gain-up" of="+" label={KEY_WORDS['gain up']} />
          <Do action="gain-down" of="−" label={KEY_WORDS['gain down']} />
          <span className="q">{WK.paper}</span>
          <Do action="speed-down" of="[" label={KEY_WORDS['paper slower']} />
          <Do action="speed-up" of="]" label={KEY_WORDS['paper faster']} />
          <span className="q">{W.strip.beats}</span>
          <Do action="left" of="←" label={KEY_WORDS['beat before']} />
          <Do action="right" of="→" label={KEY_WORDS['beat after']} />
        </span>
      </div>
      <LeadBar names={leadNames} plain={plain} />
      <div ref={box} className={grid ? 'paper columns' : 'paper'} data-paper={paper}>
        <EcgStrip
          scene={scene}
          grid={grid}
          version={`${theme} ${scale}`}
          description={describe(scene, to)}
          onPick={(sample) => {
            const at = nearest(beats.sample, sample);
            if (onPick) onPick(sample);
            else if (caliper && !plain) useView.setState({ caliper: Math.abs(sample - caliper.a) < Math.abs(sample - caliper.b) ? { ...caliper, a: Math.round(sample), hand: 'a' } : { ...caliper, b: Math.round(sample), hand: 'b' } });
            else if (crosshair && !plain) useView.setState({ crosshair: { ...crosshair, sample: Math.round(sample) } });
            else if (at >= 0) {
              goToRow(at);
              useView.setState({ stripBrush: null });
            }
          }}
          onBrush={(first, last) => !plain && useView.setState({ stripBrush: { from: Math.round(first), to: Math.round(last) } })}
          onScroll={scrollBy}
          peak={
            plain || caliper || crosshair
              ? undefined
              : {
                  grab: grabPeak,
                  drag: (sample, exact) => dragPeak(exact ? sample : nearestPeak(pieces, grid ? [grid.rhythm] : leads, sample, sampleRate)),
                  settle: settlePeak,
                  drop: dropPeak,
                }
          }
        />
        <StripQuestions />
        <StripDiary />
      </div>
      <div className="hidden-words" aria-live="polite" data-testid="caliper-words">
        {measured(scene)}
      </div>
      <div className="hidden-words" aria-live="polite" data-testid="current-beat" data-class={beatClass ?? ''} data-sample={row >= 0 ? here : ''} data-key={current ?? ''}>
        {beatClass ? spoken(scene, row, modelSaid(beats, row, beatClass)) : ''}
      </div>
    </section>
  );
}
