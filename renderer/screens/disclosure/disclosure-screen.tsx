/** Full disclosure: every beat of the whole recording in lines of equal length, and the way from there to the strip. */
import './disclosure.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { CLASSES } from '../../../core/beats/classes.ts';
import { DEFAULT_DISPLAY, displayCaption } from '../../../core/signal/display.ts';
import { layLines, lineOf, LINE_SECONDS, scrollFor, spanOfLine, type LineSeconds } from '../../../core/study/disclosure.ts';
import { drawnFindings } from '../../../core/study/disclosure-print.ts';
import type { DayData } from '../../charts/day-data.ts';
import { DayRail } from '../../charts/day-rail.tsx';
import { LEFT, LINE, lineFacts, RIGHT, type LineScene } from '../../charts/disclosure-line.ts';
import { DisclosureChart, type LineSignal } from '../../charts/disclosure-lines.tsx';
import { pxPerMm } from '../../charts/ecg-scale.ts';
import { Segment } from '../../parts/controls.tsx';
import { needsDay } from '../../../core/study/clock.ts';
import { clock, dayShort, moment } from '../../parts/format.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { Mark } from '../../parts/marks.tsx';
import { WD } from '../../parts/words-disclosure.ts';
import { W } from '../../parts/words.ts';
import { GoTo } from '../../sections/go-to.tsx';
import { useDayData } from '../../sections/timeline-section.tsx';
import { Key, ModeWords } from '../../sections/key.tsx';
import { useCalibration } from '../../state/calibration.ts';
import { GAINS, useDisclosure, useSeen } from '../../state/disclosure.ts';
import { EnvelopeCache, finenessFor } from '../../state/envelope-cache.ts';
import { stateOf } from '../../state/events.ts';
import { useActions } from '../../state/keys.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { client, openTab, useSession } from '../../state/session.ts';
import { openTemplateHere } from '../../state/template-here.ts';
import { across, currentRow, goToSample, step, useView } from '../../state/view.ts';
import { PrintDialog } from './print-dialog.tsx';

/** The reader's place: the current beat where it is on the strip, else the strip's middle. */
function placeNow(): number {
  const { beats } = useReview.getState();
  const { from } = useView.getState();
  const row = currentRow();
  const at = row >= 0 ? beats.sample[row]! : Number.NaN;
  return at >= from && at <= from + across() ? at : from + across() * 0.44;
}

/** Signal of the open study in few values. */
function useEnvelopes(): EnvelopeCache | null {
  const caseId = useReview((review) => review.caseId);
  const sampleRate = useReview((review) => rateOf(review.study));
  const sampleCount = useReview((review) => review.study?.recording.sampleCount ?? 0);
  const [cache, setCache] = useState<EnvelopeCache | null>(null);
  useEffect(() => {
    if (sampleCount === 0) return;
    const made = new EnvelopeCache(client(), caseId, sampleRate, sampleCount);
    setCache(made);
    return () => made.close();
  }, [caseId, sampleRate, sampleCount]);
  const analysedTo = useReview((review) => review.analysedTo);
  useEffect(() => {
    if (analysedTo > 0) cache?.forgetOpen();
  }, [cache, analysedTo]);
  return cache;
}

/** Everything that the lines are drawn from. */
function useScene(pixelsPerMm: number): LineScene {
  const { study, beats, derived, unreadable, findings, events, analysedTo } = useReview();
  const { seconds, gain } = useDisclosure();
  return useMemo(() => {
    const sampleRate = rateOf(study);
    const startMs = startOf(study);
    const sampleCount = study?.recording.sampleCount ?? 1;
    const lines = layLines({ startMs, sampleRate, sampleCount, seconds });
    const recorded = sampleCount / sampleRate;
    const wall = (sample: number): number => startMs + Math.round((sample / sampleRate) * 1000);
    return {
      lines,
      sampleRate,
      gain: gain * pixelsPerMm,
      sample: beats.sample,
      classes: derived.classes,
      counted: derived.counted,
      unreadable,
      findings: drawnFindings(findings ?? [], (finding) => stateOf(events, finding) === 'rejected'),
      analysedTo: study?.run ? analysedTo : 0,
      sampleCount,
      time: (line) => {
        const ms = wall(spanOfLine(lines, line).from);
        const day = ms % 86_400_000 === 0;
        // Each ten minutes, so that of several days the one that is seen is always named.
        const named = !day && needsDay((ms - startMs) / 1000, recorded) && ms % 600_000 === 0;
        return { words: day ? dayShort(ms) : seconds < 60 ? clock(ms, 'seconds') : clock(ms), strong: day, day: named ? dayShort(ms) : '' };
      },
      name: (kind, count) => (count > 1 ? WD.many(count, KIND_NAME[kind][1]) : KIND_NAME[kind][0]),
      until: (sample) => WD.until(moment(startMs, sample / sampleRate, recorded)),
      words: { unreadable: WD.unreadable, notAnalysed: WD.notAnalysed, more: WD.more },
    } satisfies LineScene;
  }, [study, beats, derived, unreadable, findings, events, analysedTo, seconds, gain, pixelsPerMm]);
}

function Bar({ width, leads }: { width: number; leads: readonly string[] }): ReactElement {
  const { seconds, lead, gain } = useDisclosure();
  const study = useReview((review) => review.study);
  const mmPerSecond = Math.max(0, width - LEFT - RIGHT) / seconds / pxPerMm();
  const choose = (index: string): void => useDisclosure.setState({ lead: Number(index) });
  return (
    <section className="bar2" aria-label={WD.bar}>
      <h2>{WD.title}</h2>
      <span className="m">{WD.caption(WD.lineOf[seconds], leads[lead] ?? '', mmPerSecond, gain, displayCaption(DEFAULT_DISPLAY, rateOf(study)))}</span>
      <span className="sp" />
      <span className="lg">
        {(['S', 'V', 'F'] as const).map((letter) => (
          <span key={letter} className="lg">
            <Mark of={letter} size={9} />
            {letter}
          </span>
        ))}
      </span>
      <span className="lg wide">
        <span className="q">{WD.legendN}</span> <i className="hx" /> {WD.unreadable}
      </span>
      <Segment<`${LineSeconds}`> label={WD.seconds} value={`${seconds}`} onChange={(value) => useDisclosure.setState({ seconds: LINE_SECONDS.find((each) => String(each) === value) ?? 60 })} options={LINE_SECONDS.map((each) => ({ value: `${each}`, label: WD.ofLine[each] }))} testid="line-seconds" />
      {leads.length > 4 ? (
        <select aria-label={WD.lead} value={lead} onChange={(event) => choose(event.target.value)} data-testid="disclosure-lead">
          {leads.map((name, index) => (
            <option key={name} value={index}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <Segment label={WD.lead} value={String(lead)} onChange={choose} options={leads.map((name, index) => ({ value: String(index), label: name }))} testid="disclosure-lead" />
      )}
      <button type="button" className="btn" onClick={() => useDisclosure.setState({ printing: true })} data-testid="open-print">
        {WD.print} <Key>Ctrl P</Key>
      </button>
    </section>
  );
}

/** What the line at hand is, for those who hear it. */
function spoken(scene: LineScene, place: number): { line: number; beats: number; words: string } {
  const line = lineOf(scene.lines, place);
  const { beats, counts, words } = lineFacts(scene, line);
  const letters = (['S', 'V', 'F', 'Q'] as const).map((letter) => [counts[CLASSES.indexOf(letter)] ?? 0, letter] as const);
  const said = letters.filter(([n]) => n > 0).map(([n, letter]) => `${n} ${letter}`);
  return { line, beats, words: WD.spoken(scene.time(line).words, beats, said.join(' '), words) };
}

/** The keys of the screen, for the status bar. */
export function DisclosureStatus(): ReactElement {
  return (
    <ModeWords words={WD.mode} />
  );
}

/** Samples of the lines that are seen. */
function useSeenSpan(lines: LineScene['lines']): { first: number; end: number; from: number; to: number } {
  const { first, end } = useSeen();
  return { first, end, from: spanOfLine(lines, first).from, to: spanOfLine(lines, Math.max(first, end - 1)).to };
}

/** The day downwards: what follows the scrolling is here, so that nothing else is rendered by it. */
function Rail({ data, scene: { lines, sampleRate, sampleCount }, onGo }: { data: DayData; scene: LineScene; onGo: (second: number) => void }): ReactElement {
  const theme = useSession((session) => session.theme);
  const { first, end, from, to } = useSeenSpan(lines);
  const at = (sample: number): string => moment(data.startMs, Math.max(0, Math.min(sampleCount, sample)) / sampleRate, data.seconds);
  return (
    <>
      <DayRail data={data} window={{ from: from / sampleRate, to: to / sampleRate }} theme={theme} label={WD.rail(W.timeline.title(data.seconds))} onGo={onGo} />
      <p className="hidden-words" data-testid="disclosure-seen" data-first={first} data-end={end} data-lines={lines.count}>
        {WD.status(end - first, lines.count, at(from), at(to))}
      </p>
    </>
  );
}

function Print({ lines, leadName }: { lines: LineScene['lines']; leadName: string }): ReactElement {
  const { from, to } = useSeenSpan(lines);
  return <PrintDialog seen={{ from, to }} place={Math.max(0, from)} leadName={leadName} />;
}

const next = <T,>(values: readonly T[], value: T, direction: 1 | -1): T => values[Math.max(0, Math.min(values.length - 1, values.indexOf(value) + direction))]!;

export function DisclosureScreen(): ReactElement {
  const study = useReview((review) => review.study);
  const findings = useReview((review) => review.findings);
  const theme = useSession((session) => session.theme);
  const calibrated = useCalibration((state) => state.pxPerMm);
  const goTo = useView((view) => view.goTo);
  const stripFrom = useView((view) => view.from);
  const { seconds, lead, gain, printing } = useDisclosure();
  const cache = useEnvelopes();
  const scene = useScene(pxPerMm());
  const data = useDayData();
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [place, setPlace] = useState(placeNow);
  // Lines look different when what they are made from is another: the scene is made anew exactly then.
  const generation = useRef({ scene, count: 0 });
  if (generation.current.scene !== scene) generation.current = { scene, count: generation.current.count + 1 };

  const { lines, sampleRate, sampleCount } = scene;
  const leads = study?.recording.leads.map(({ name }) => name) ?? [];
  const fineness = finenessFor(Math.max(1, size.width - LEFT - RIGHT) / seconds, sampleRate);
  const scrollTo = (sample: number, beside = 1): void => {
    const box = scroller.current;
    if (box) box.scrollTop = scrollFor(lines, lineOf(lines, sample), box.scrollTop, box.clientHeight, LINE, beside);
  };
  const go = (sample: number): void => {
    const at = Math.max(0, Math.min(sampleCount - 1, sample));
    setPlace(at);
    goToSample(at);
    scrollTo(at);
  };
  const screens = (direction: 1 | -1): void => {
    const box = scroller.current;
    const many = Math.max(1, Math.floor((box?.clientHeight ?? LINE) / LINE) - 1);
    if (box) box.scrollTop += direction * many * LINE;
    go(place + direction * many * lines.samples);
  };
  const beat = (direction: 1 | -1): void => {
    step(direction);
    const at = placeNow();
    setPlace(at);
    scrollTo(at);
  };
  const finding = (direction: 1 | -1): void => {
    const there = (findings ?? []).filter((one) => stateOf(useReview.getState().events, one) !== 'rejected');
    const found = direction === 1 ? there.find(({ from }) => from > place + 1) : there.findLast(({ from }) => from < place - 1);
    if (found) go(found.from);
  };
  const toStrip = (sample: number): void => {
    goToSample(sample);
    openTemplateHere();
    useView.setState({ panel: 'strip' });
    openTab('beats');
  };

  // The lines that hold the reader's place, when the screen opens and when lines become longer or shorter.
  const laid = size.height > 0;
  const latest = useRef({ lines, place, go });
  useLayoutEffect(() => {
    latest.current = { lines, place, go };
  });
  useEffect(() => {
    const box = scroller.current;
    const { lines: now, place: at } = latest.current;
    // Only then: scrolling must not pull the reader back.
    if (laid && box && seconds > 0) box.scrollTop = Math.max(0, lineOf(now, at) * LINE - box.clientHeight * 0.42);
  }, [laid, seconds]);
  useEffect(() => {
    if (lead >= leads.length && leads.length > 0) useDisclosure.setState({ lead: 0 });
  }, [lead, leads.length]);
  // Another place from outside: the dialog that goes to a time.
  useEffect(() => {
    if (goTo) return () => latest.current.go(placeNow());
    return undefined;
  }, [goTo]);

  useActions({
    'disclosure-down': () => go(place + lines.samples),
    'disclosure-up': () => go(place - lines.samples),
    left: () => beat(-1),
    right: () => beat(1),
    'page-on': () => screens(1),
    'page-back': () => screens(-1),
    'disclosure-start': () => go(0),
    'disclosure-end': () => go(sampleCount - 1),
    'disclosure-open': () => toStrip(place),
    'disclosure-lead': () => useDisclosure.setState({ lead: leads.length > 0 ? (lead + 1) % leads.length : 0 }),
    'disclosure-print': () => useDisclosure.setState({ printing: true }),
    'next-finding': () => finding(1),
    'previous-finding': () => finding(-1),
    'gain-up': () => useDisclosure.setState({ gain: next<number>(GAINS, gain, 1) }),
    'gain-down': () => useDisclosure.setState({ gain: next<number>(GAINS, gain, -1) }),
    'speed-up': () => useDisclosure.setState({ seconds: next(LINE_SECONDS, seconds, -1) }),
    'speed-down': () => useDisclosure.setState({ seconds: next(LINE_SECONDS, seconds, 1) }),
    'go-to': () => useView.setState({ goTo: true }),
  });

  const signal = useMemo<LineSignal | null>(
    () => cache && { want: (wanted) => cache.want(wanted, lead, fineness), pieces: (from, to) => cache.pieces(from, to, lead, fineness), onArrival: (listener) => cache.onArrival(listener) },
    [cache, lead, fineness],
  );
  const here = useMemo(() => spoken(scene, place), [scene, place]);
  return (
    <div className="disclosure" data-testid="disclosure">
      <main>
        <Bar width={size.width} leads={leads} />
        <section className="lines" aria-label={WD.label}>
          <DisclosureChart
            scene={scene}
            version={`${generation.current.count} ${theme} ${calibrated} ${lead} ${fineness}`}
            signal={signal}
            place={place}
            window={{ from: stripFrom, to: stripFrom + across() }}
            label={WD.linesLabel}
            spoken={here.words}
            scroller={scroller}
            onSeen={(first, end) => useSeen.setState({ first, end })}
            onSize={(width, height) => setSize((old) => (old.width === width && old.height === height ? old : { width, height }))}
            onPick={toStrip}
          />
          <p className="hidden-words" data-testid="disclosure-place" data-line={here.line} data-sample={Math.round(place)} data-beats={here.beats}>
            {here.words}
          </p>
        </section>
      </main>
      <aside className="r" aria-label={WD.railTitle}>
        <div className="bar">
          <h2>{W.timeline.title(data.seconds)}</h2>
        </div>
        <Rail
          data={data}
          scene={scene}
          onGo={(second) => {
            const box = scroller.current;
            if (box) box.scrollTop = lineOf(lines, second * sampleRate) * LINE - box.clientHeight / 2;
          }}
        />
      </aside>
      {goTo && <GoTo />}
      {printing && <Print lines={lines} leadName={leads[lead] ?? ''} />}
    </div>
  );
}
