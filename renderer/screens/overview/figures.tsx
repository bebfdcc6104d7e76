/** The day in four columns of figures; each opens the beats or findings that it counts. */
import type { ReactElement, ReactNode } from 'react';
import type { BeatClass } from '../../../core/beats/classes.ts';
import { DEFAULT_SETTINGS, PAUSE_KINDS, ST_KINDS, V_RUN_KINDS, type FindingKind } from '../../../core/rhythm/finding.ts';
import type { EctopyCounts } from '../../../core/rhythm/ectopy.ts';
import { SEVERAL_DAYS } from '../../../core/study/clock.ts';
import { longestRrOf } from '../../../core/study/longest-rr.ts';
import { QT_FORMULA_NAMES } from '../../../core/waves/intervals.ts';
import type { LimitName, Measured } from '../../../core/study/normal-limits.ts';
import { count, fixed, moment, percent, roughly } from '../../parts/format.ts';
import { Mark } from '../../parts/marks.tsx';
import { WY } from '../../parts/words-diary.ts';
import { WO } from '../../parts/words-overview.ts';
import { CLASS_NAME, W } from '../../parts/words.ts';
import { standingFindings } from '../../state/events.ts';
import { goToFinding, keyOfLongest } from '../../state/finding-shown.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { openTab } from '../../state/session.ts';
import { goToSample, openClass } from '../../state/view.ts';
import { OutsideMark } from './limits-table.tsx';

/** Ectopy of either kind: its class, the place of its count, and the findings that its couplets and runs are. */
const ECTOPY = {
  V: { at: 2, couplets: ['ventricular-couplet'], runs: V_RUN_KINDS, limit: 'ventricular' },
  S: { at: 1, couplets: ['supraventricular-couplet'], runs: ['supraventricular-run'], limit: 'supraventricular' },
} as const satisfies Record<'V' | 'S', { at: number; couplets: readonly FindingKind[]; runs: readonly FindingKind[]; limit: LimitName }>;
/** Pauses are counted from the shortest step of the settings on, and from these seconds on: what most laboratories act on. */
const ACTED_ON = 3;

interface FigureProps {
  title: string;
  mark?: BeatClass;
  measured: Measured | undefined;
  big: ReactNode;
  unit: string;
  rows: readonly (readonly [string, ReactNode])[];
}

function Figure({ title, mark, big, unit, rows, measured }: FigureProps): ReactElement {
  const loading = useReview((review) => review.phase === 'loading');
  return (
    <div className="fig">
      <h3>
        {mark && <Mark of={mark} />} {title}
      </h3>
      <p>
        <OutsideMark measured={measured} />
        {loading ? <i className="skel" style={{ width: 56 }} /> : <b>{big}</b>} <span className="m">{unit}</span>
      </p>
      <dl>
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt title={term}>{term}</dt>
            <dd>{loading ? <i className="skel" style={{ width: 32 }} /> : value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A number that leads to what it counts; plain where there is nothing. */
function Opens({ to, children }: { to: (() => void) | null; children: ReactNode }): ReactElement {
  return (
    <button type="button" className="num" disabled={to === null} onClick={to ?? undefined}>
      {children}
    </button>
  );
}

function toBeats(): void {
  openTab('beats');
}

function showClass(of: BeatClass): void {
  openClass(of);
  toBeats();
}

function showSample(sample: number): void {
  goToSample(sample);
  toBeats();
}

export function Figures({ measured }: { measured: readonly Measured[] | null }): ReactElement {
  const of = (name: LimitName): Measured | undefined => measured?.find((figure) => figure.name === name);
  const { summary, derived, study, findings, tables, events, phase } = useReview();
  const start = startOf(study);
  const rate = rateOf(study);
  const heart = summary?.heartRate;
  const longestRr = summary ? longestRrOf(summary, tables) : null;
  // Counted as the report counts them: findings know unreadable spans and gaps.
  const standing = (kinds: readonly FindingKind[]) => standingFindings(findings ?? [], events).filter(({ kind }) => kinds.includes(kind));
  const figure = (value: number | null | undefined): string => (value == null ? '–' : String(Math.round(value)));

  const recorded = (study?.recording.sampleCount ?? 0) / rate;
  const time = (sample: number): string => moment(start, sample / rate, recorded);
  const at = (sample: number): ReactNode => <Opens to={() => showSample(sample)}>{time(sample)}</Opens>;
  // Until the beats are read there is nothing to count: no figure stands for none.
  const beats = (one: BeatClass, value = 0): ReactNode => (
    <Opens to={value === 0 || phase !== 'ready' ? null : () => showClass(one)}>{phase === 'ready' ? count(value) : '–'}</Opens>
  );
  const told = (value: number | undefined, kinds: readonly FindingKind[], one?: BeatClass): ReactNode => {
    if (value === undefined) return '–';
    const longest = keyOfLongest(standing(kinds));
    const open = (): void => {
      if (longest !== null) {
        goToFinding(longest);
        openTab('episodes');
      } else if (one !== undefined) showClass(one);
    };
    return <Opens to={value === 0 || (longest === null && one === undefined) ? null : open}>{count(value)}</Opens>;
  };
  const fastest = (counts: EctopyCounts | undefined): ReactNode =>
    counts?.fastest ? (
      <>
        {figure(counts.fastest.rate)}
        <span className="unit">/min</span> <span className="q">{at(counts.fastest.sample)}</span>
      </>
    ) : (
      '–'
    );
  const ectopy = (one: 'V' | 'S', last: readonly [string, ReactNode]): ReactElement => {
    const { at: place, couplets, runs, limit } = ECTOPY[one];
    const counts = tables?.[one];
    return (
      <Figure
        title={CLASS_NAME[one]}
        measured={of(limit)}
        mark={one}
        big={beats(one, derived.counts[place])}
        unit={summary ? percent(summary.burden[one]) : ''}
        rows={[
          [WO.figures.couplets, told(counts?.couplets, couplets, one)],
          [WO.figures.runs, <>{told(counts?.runs, runs, one)} {counts?.longest && <span className="q">{WO.figures.longestRun(counts.longest.beats)}</span>}</>],
          [WO.figures.fastest, fastest(counts)],
          last,
        ]}
      />
    );
  };
  // Until they are counted the usual steps keep their lines.
  const steps: readonly { seconds: number; count?: number }[] = tables?.pauses.steps ?? DEFAULT_SETTINGS.pauseSteps.map((seconds) => ({ seconds }));
  const pauses = [steps[0], steps.find(({ seconds }) => seconds >= ACTED_ON && seconds > steps[0]!.seconds)].flatMap((step) => (step ? [step] : []));
  const waves = tables?.waves ?? null;
  const qtc = waves?.day.qtc[waves.formula] ?? null;
  const assessed = waves !== null && waves.st.some(({ narrow }) => !narrow);
  return (
    <section className="figures" aria-label={W.overview.figures}>
      <div className="bar">
        <h2>{W.overview.figures}</h2>
        <span className="q">{W.overview.figuresHint}</span>
        <span className="sp q">{W.overview.counted}</span>
      </div>
      <div className={recorded > SEVERAL_DAYS ? 'figs days' : 'figs'}>
        <Figure
          title={WO.figures.rate}
          measured={of('rateMean')}
          big={figure(heart?.mean)}
          unit={WO.figures.mean}
          rows={[
            [WO.figures.lowest(heart?.windowSeconds ?? 15), heart?.lowest ? <>{figure(heart.lowest.rate)} <span className="q">{at(heart.lowest.sample)}</span></> : '–'],
            [WO.figures.highest(heart?.windowSeconds ?? 15), heart?.highest ? <>{figure(heart.highest.rate)} <span className="q">{at(heart.highest.sample)}</span></> : '–'],
            ['SDNN', of('sdnn') ? `${figure(of('sdnn')?.value)} ms` : '–'],
            [WO.figures.beats, phase === 'ready' ? count(derived.beats) : '–'],
          ]}
        />
        {ectopy('V', [WO.figures.fusion, beats('F', derived.counts[3])])}
        {ectopy('S', [WO.figures.af, tables ? <>{percent(tables.af.burden)} {tables.af.episodes > 0 && <span className="q">{WO.figures.inEpisodes[0]} {told(tables.af.episodes, ['atrial-fibrillation'])} {WO.figures.inEpisodes[1]}</span>}</> : '–'])}
        <Figure
          title={WO.figures.longest}
          measured={of('longestRr')}
          big={longestRr ? <Opens to={() => showSample(longestRr.sample)}>{fixed(longestRr.seconds, 1)}</Opens> : '–'}
          unit={longestRr ? `s ${time(longestRr.sample)}` : ''}
          rows={[
            ...pauses.map(({ seconds, count: number }): [string, ReactNode] => [WO.figures.pauses(fixed(seconds, 1)), told(number, PAUSE_KINDS)]),
            [WO.figures.st, assessed ? told(standing(ST_KINDS).length, ST_KINDS) : <span className="q">{waves === null ? '–' : WO.figures.notAssessed}</span>],
            [waves ? WY.trends.qtc(QT_FORMULA_NAMES[waves.formula]) : 'QTc', qtc === null ? '–' : `${figure(qtc)} ms`],
            ...(pauses.length < 2 ? [[WO.figures.unreadable, phase === 'ready' ? roughly(derived.unreadableSeconds) : '–'] as const] : []),
          ]}
        />
      </div>
    </section>
  );
}
