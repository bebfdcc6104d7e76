/** The study in a line against an earlier one of the same patient, from what the worklist knows of it: nothing is opened for it. */
import type { ReactElement } from 'react';
import { CLASS_INDEX } from '../../../core/beats/classes.ts';
import type { StudyRow } from '../../../core/contract/types.ts';
import type { DensityTrend } from '../../../core/study/trend.ts';
import { longestRrOf } from '../../../core/study/longest-rr.ts';
import { clockShift } from '../../charts/one-clock.tsx';
import { duration, fixed, parseLocal, percent, startDay } from '../../parts/format.ts';
import { WE } from '../../parts/words-earlier.ts';
import { WO } from '../../parts/words-overview.ts';
import { STATE_NAME, W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { firstChoice, useEarlier } from '../../state/earlier.ts';
import { startOf, useReview } from '../../state/review.ts';
import { openTab } from '../../state/session.ts';

const HOUR = 3600;

/** Beats per hour of the recording, from a trend. */
export function perHour({ counts, binSeconds }: DensityTrend, of: number, seconds: number): number[] {
  const hours = new Array<number>(Math.max(1, Math.ceil(seconds / HOUR))).fill(0);
  counts[of]?.forEach((n, bin) => {
    const hour = Math.min(hours.length - 1, Math.floor(((bin + 0.5) * binSeconds) / HOUR));
    hours[hour] = hours[hour]! + n;
  });
  return hours;
}

/** The same of beats in equal parts of another recording, on the hours of this one; what lies outside is left out. */
export function onHours(parts: ArrayLike<number>, seconds: number, shift: number, hours: number): number[] {
  const found = new Array<number>(hours).fill(0);
  for (let i = 0; i < parts.length; i++) {
    const hour = Math.floor((((i + 0.5) / parts.length) * seconds + shift) / HOUR);
    if (hour >= 0 && hour < hours) found[hour] = found[hour]! + parts[i]!;
  }
  return found;
}

const WIDTH = 170;
const TALL = 36;

function Hours({ earlier, now, label }: { earlier: readonly number[]; now: readonly number[]; label: string }): ReactElement {
  const most = Math.max(1, ...earlier, ...now);
  const wide = WIDTH / now.length;
  const bars = (values: readonly number[], colour: string, share: number): ReactElement[] =>
    values.map((n, i) => <rect key={`${colour} ${i}`} x={(i + (1 - share) / 2) * wide} width={Math.max(1, share * wide - 0.5)} y={TALL - (n / most) * TALL} height={(n / most) * TALL} fill={colour} />);
  return (
    <figure>
      <svg width={WIDTH} height={TALL + 1} role="img" aria-label={label}>
        {bars(earlier, 'var(--line-2)', 0.9)}
        {bars(now, 'var(--c-V)', 0.5)}
        <line x1={0} x2={WIDTH} y1={TALL + 0.5} y2={TALL + 0.5} stroke="var(--line)" />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function Change({ name, before, now }: { name: string; before: string; now: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className="q">{before} →</span> <b>{now}</b>
      </dd>
    </div>
  );
}

/** Wall time at which it began, or null where that is not known. */
function beganAt({ facts }: StudyRow): number | null {
  return facts.start === '' ? null : parseLocal(facts.start);
}

/** What it is called by: its day, or its record where that is not known. */
export function beganWords({ record, facts }: Pick<StudyRow, 'record'> & { facts: Pick<StudyRow['facts'], 'start'> }): string {
  const began = parseLocal(facts.start);
  return began === null ? record : startDay(began, record);
}

export function Against(): ReactElement | null {
  const rows = useEarlier((earlier) => earlier.rows);
  const { study, summary, tables, density } = useReview();
  const chosen = study ? firstChoice(rows, startOf(study)) : null;
  const row = rows.find(({ caseId }) => caseId === chosen);
  if (!study || !row) return null;
  const began = beganAt(row);
  const seconds = study.recording.sampleCount / study.recording.sampleRate;
  const share = (value: number | null | undefined): string => (value == null ? '–' : percent(value));
  const length = (value: number | null | undefined): string => (value == null ? '–' : `${fixed(value, 1)} s`);
  const now = perHour(density, CLASS_INDEX.V, seconds);
  // By the time of day, where both are known.
  const clocks = began !== null && !study.facts.startAssumed && !row.facts.startAssumed;
  return (
    <section className="against" aria-label={WO.against.label} data-testid="against" data-case={row.caseId}>
      <div className="bar">
        <h2>{WO.against.title(beganWords(row))}</h2>
        <span className="q">
          {duration(row.seconds)}, {row.state === 'signed' ? STATE_NAME.signed : WE.reviewed(row.seen, row.items)}
        </span>
        <button type="button" className="q sp" onClick={() => openTab('earlier')}>
          {WE.open} <Key>C</Key>
        </button>
      </div>
      <dl>
        <Change name={W.worklist.columns.ve} before={share(row.burdenV)} now={share(summary?.burden.V)} />
        <Change name={WO.against.sve} before={share(row.burdenS)} now={share(summary?.burden.S)} />
        <Change name={W.worklist.columns.af} before={share(row.burdenAf)} now={share(tables?.af.burden)} />
        <Change name={W.worklist.columns.rr} before={length(row.longestRrSeconds)} now={length(summary ? longestRrOf(summary, tables)?.seconds : null)} />
        {clocks && row.sketch && now.length > 2 && <Hours earlier={onHours(row.sketch.V, row.seconds, clockShift(startOf(study), began), now.length)} now={now} label={WO.against.hours} />}
      </dl>
    </section>
  );
}
