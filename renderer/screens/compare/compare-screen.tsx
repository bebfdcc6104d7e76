/** Two readings of one recording: where they differ, both strips of it, how far they agree, and what holds. */
import './compare.css';
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import { conclusionAsRead } from '../../../core/study/conclusion.ts';
import { CLASSES, type BeatClass } from '../../../core/beats/classes.ts';
import type { Comparison } from '../../../core/contract/colleagues.ts';
import { toSettle } from '../../../core/review/settle.ts';
import { useSize } from '../../charts/canvas.ts';
import { GUTTER, samplesAcross, type StripScene } from '../../charts/ecg-draw.ts';
import { EcgStrip } from '../../charts/ecg-strip.tsx';
import { nearest } from '../../../core/beats/search.ts';
import { Trouble } from '../../parts/controls.tsx';
import { moment } from '../../parts/format.ts';
import { Back, Brand } from '../../parts/icons.tsx';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { W } from '../../parts/words.ts';
import { WC } from '../../parts/words-colleagues.ts';
import { WF } from '../../parts/words-findings.ts';
import { PersonMenu } from '../../sections/person-menu.tsx';
import { AllKeys, Key } from '../../sections/key.tsx';
import { KeyHints } from '../../sections/key-hints.tsx';
import type { ReadBeats } from '../../state/compared-beats.ts';
import { closeComparison, comparedSignal, current, decide, decideClass, openComparison, step, stepPlace, toggleAlone, undoDecision, useCompare, type Difference } from '../../state/compare.ts';
import { useActions } from '../../state/keys.ts';
import { rateOf, startOf } from '../../state/review.ts';
import { openWorklist, useSession } from '../../state/session.ts';
import { AgreementPanel } from './agreement-panel.tsx';
import { DecisionPanel } from './decision-panel.tsx';
import { DifferenceLine, Said } from './difference-line.tsx';
import { WO } from '../../parts/words-overview.ts';

const SPEED = 25;
const GAIN = 10;
/** Leads that both strips have room for: a third where they are this high. */
const LEADS = 2;
const HIGH = 280;

const GROUPS = ['beats', 'spans', 'values', 'events', 'follows'] as const;

/** Where a difference is shown: samples, its ends where it has some. */
function placeOf(difference: Difference | null, place: number): { at: number; span: { from: number; to: number } | null } | null {
  switch (difference?.of) {
    case 'beats':
      return { at: difference.group.samples[Math.min(place, difference.group.samples.length - 1)]!, span: null };
    case 'spans':
      return { at: difference.span.from, span: difference.span };
    case 'events':
    case 'follows':
      return { at: difference.event.from, span: difference.event };
    case 'values':
    case undefined:
      return null;
  }
}

/** What a reader says of the stretch that is shown. */
function spanWords(difference: Difference, which: 'first' | 'second'): string {
  if (difference.of === 'spans') return difference.span.unreadableFor === which ? WC.compare.unreadable : WC.compare.readable;
  if (difference.of !== 'events' && difference.of !== 'follows') return '';
  const side = difference.event[which];
  return side ? `${KIND_NAME[difference.event.kind][0]}, ${WF.state[side.state]}` : WC.compare.none;
}

function ReadingStrip({ name, which, beats, at, span, difference }: { name: string; which: 'first' | 'second'; beats: ReadBeats; at: number; span: { from: number; to: number } | null; difference: Difference }): ReactElement {
  const { study, unreadable, signalVersion } = useCompare();
  const theme = useSession((session) => session.theme);
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const sampleRate = rateOf(study);
  const across = samplesAcross(width, SPEED, sampleRate);
  // A span begins near the left edge, a beat stands in the middle.
  const from = Math.round(at - (span ? 0.12 : 0.5) * across);
  const leadNames = useMemo(() => study?.recording.leads.map((lead) => lead.name) ?? [], [study]);
  const row = difference.of === 'beats' ? nearest(beats.sample, at) : -1;
  const near = row >= 0 && Math.abs(beats.sample[row]! - at) <= 0.075 * sampleRate ? row : -1;
  const scene: StripScene = {
    sampleRate,
    startMs: startOf(study),
    from,
    speed: SPEED,
    gain: GAIN,
    leadNames,
    leads: leadNames.slice(0, height > HIGH ? LEADS + 1 : LEADS).map((_, lead) => lead),
    pieces: comparedSignal()?.pieces(from, from + across, 'display') ?? [],
    filtered: true,
    sample: beats.sample,
    classes: beats.classes,
    current: near,
    unreadable,
    analysedTo: study?.recording.sampleCount ?? 0,
    sampleCount: study?.recording.sampleCount ?? 0,
    caliper: null,
    crosshair: null,
    brush: null,
    span: span && { ...span, label: spanWords(difference, which) },
  };
  const says = difference.of === 'beats' ? difference.group[which] : null;
  const letter = near >= 0 ? (CLASSES[beats.classes[near]!] ?? '') : WC.compare.none;
  return (
    <section className="side-of" aria-label={name} data-testid={`reading-${which}`} data-class={letter}>
      <div className="bar">
        <h2>{name}</h2>
        {difference.of === 'beats' && (
          <span className="says">
            <Said code={says} />
          </span>
        )}
        <span className="sp q">
          {SPEED} mm/s, {GAIN} mm/mV
        </span>
      </div>
      <div ref={box} className="paper" data-paper={width - GUTTER}>
        <EcgStrip scene={scene} version={`${signalVersion} ${theme}`} description={`${name}: ${letter}`} onPick={() => undefined} onBrush={() => undefined} onScroll={() => undefined} />
      </div>
    </section>
  );
}

function Middle({ comparison, difference }: { comparison: Comparison; difference: Difference | null }): ReactElement {
  const { first, second, place, study } = useCompare();
  if (!difference || !first || !second) return <p className="empty">{comparison.agreement.counts.differing + comparison.open.length === 0 ? WC.compare.agree : WC.compare.nothing}</p>;
  if (difference.of === 'values') {
    const { value } = difference;
    return (
      <div className="both-words">
        {([['first', comparison.first.name], ['second', comparison.second.name]] as const).map(([which, name]) => (
          <div key={which} data-testid={`words-${which}`}>
            <h2>{name}</h2>
            {value[which] === null ? <span className="q">{WC.compare.noWords}</span> : conclusionAsRead(value[which])}
          </div>
        ))}
      </div>
    );
  }
  const shown = placeOf(difference, place)!;
  const rate = rateOf(study);
  return (
    <>
      <div className="bar">
        <h2 data-testid="difference-time">{moment(startOf(study), shown.at / rate, (study?.recording.sampleCount ?? 0) / rate, 'thousandths')}</h2>
        {difference.of === 'beats' && difference.group.samples.length > 1 && (
          <span className="q" data-testid="difference-place">
            {WC.compare.beat(place + 1, difference.group.samples.length)} <Key>←</Key> <Key>→</Key>
          </span>
        )}
      </div>
      <ReadingStrip name={comparison.first.name} which="first" beats={first} at={shown.at} span={shown.span} difference={difference} />
      <ReadingStrip name={comparison.second.name} which="second" beats={second} at={shown.at} span={shown.span} difference={difference} />
    </>
  );
}

function List({ comparison }: { comparison: Comparison }): ReactElement {
  const { list, at, study } = useCompare();
  const rate = rateOf(study);
  const box = useRef<HTMLElement>(null);
  const needed = toSettle(comparison.agreement).length;
  useEffect(() => {
    box.current?.querySelector('.diff.on')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <aside className="l" ref={box} aria-label={WC.compare.differences} data-testid="differences" data-open={comparison.open.length}>
      <div className="ph">
        <h2>{WC.compare.differences}</h2>
        <span className="q">{needed > 0 ? WC.compare.open(comparison.open.length, needed) : ''}</span>
      </div>
      {list.length === 0 && <p className="empty">{WC.compare.agree}</p>}
      {GROUPS.map((of) => {
        const some = list.filter((difference) => difference.of === of);
        return (
          some.length > 0 && (
            <div key={of}>
              <h3 className="group">{WC.compare.groups[of]}</h3>
              {some.map((difference) => {
                const place = placeOf(difference, 0);
                return <DifferenceLine key={difference.id} difference={difference} comparison={comparison} on={difference.id === at} where={place ? moment(startOf(study), place.at / rate, (study?.recording.sampleCount ?? 0) / rate, 'seconds') : ''} />;
              })}
            </div>
          )
        );
      })}
    </aside>
  );
}

const isLetter = (key: string): key is BeatClass => CLASSES.some((letter) => letter === key);

export function CompareScreen({ first, second }: { first: string; second: string }): ReactElement {
  const { phase, failure, comparison, study, list, at } = useCompare();
  useEffect(() => {
    void openComparison(first, second);
    return closeComparison;
  }, [first, second]);
  useActions({
    'next-difference': () => step(1),
    'previous-difference': () => step(-1),
    left: () => stepPlace(-1),
    right: () => stepPlace(1),
    'as-first': () => decide('first'),
    'as-second': () => decide('second'),
    'as-it-stands': () => decide('stands'),
    'as-letter': (event) => {
      const letter = event.key.toUpperCase();
      if (isLetter(letter)) decideClass(letter);
    },
    'one-beat': toggleAlone,
    undo: undoDecision,
    worklist: openWorklist,
  });
  const difference = list.find(({ id }) => id === at) ?? current();
  const title = comparison ? `${WC.compare.title}: ${comparison.first.name}, ${comparison.second.name}` : WC.compare.title;
  return (
    <div className="frame compare" data-testid="compare-screen">
      <header className="top compare-top" aria-label={W.product}>
        <div className="brand">
          <Brand />
          <b>{W.product}</b>
          <button type="button" className="back" onClick={openWorklist} data-testid="back">
            <Back size={12} />
            {WC.compare.back}
          </button>
        </div>
        <h1>
          {title}
          {study && <span className="q">, {study.facts.name || W.worklist.unnamed(study.recording.record)}</span>}
        </h1>
        <span className="end">
          <PersonMenu />
        </span>
      </header>
      {phase !== 'ready' || !comparison ? (
        <>
          <aside className="l" aria-label={WC.compare.differences} />
          <main>{phase === 'failed' ? <Trouble message={failure?.message ?? ''} hint={failure?.hint ?? ''} testid="compare-failed" /> : <p className="empty">{WC.compare.loading}</p>}</main>
          <aside className="r" aria-label={WC.compare.decision} />
        </>
      ) : (
        <>
          <List comparison={comparison} />
          <main>
            <Middle comparison={comparison} difference={difference} />
          </main>
          <aside className="r" aria-label={WC.compare.decision}>
            <section aria-label={WC.compare.decision} data-testid="decision" data-settling={comparison.settling}>
              <h2>{WC.compare.decide}</h2>
              <DecisionPanel comparison={comparison} difference={difference} />
            </section>
            <AgreementPanel comparison={comparison} />
            <KeyHints hints={WC.compare.hints} bare />
          </aside>
        </>
      )}
      <footer className="status" aria-label={WO.frame.status} data-testid="status">
        <span>{comparison ? WC.compare.open(comparison.open.length, toSettle(comparison.agreement).length) : ''}</span>
        <span className="sp">{comparison && comparison.settledBy !== '' ? comparison.settledBy : ''}</span>
        <AllKeys />
      </footer>
    </div>
  );
}
