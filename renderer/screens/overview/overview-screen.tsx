/** The study in one look: facts, the day, the figures, the hours, what needs an eye. */
import './overview.css';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import type { BeatClass } from '../../../core/beats/classes.ts';
import { dateInWords } from '../../../core/study/clock.ts';
import { clockChange } from '../../parts/clock-change.ts';
import { age, clock, count, duration, fixed, moment, percent, roughly, startDay } from '../../parts/format.ts';
import { Clock } from '../../parts/icons.tsx';
import { WO } from '../../parts/words-overview.ts';
import { W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { KeyHints } from '../../sections/key-hints.tsx';
import { WE } from '../../parts/words-earlier.ts';
import { WY } from '../../parts/words-diary.ts';
import { findEarlier, useEarlier } from '../../state/earlier.ts';
import { useMeasured } from '../../state/limits.ts';
import { useActions } from '../../state/keys.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { openTab, useSession } from '../../state/session.ts';
import { openSpan } from '../../state/view.ts';
import { Against } from './against.tsx';
import { DaySection } from './day-section.tsx';
import { Figures } from './figures.tsx';
import { Tables } from './tables.tsx';
import { Queue } from './queue.tsx';
import { inWords } from '../../parts/language.ts';
import { deviceName, WG } from '../../parts/words-devices.ts';
import { isLocalDevice } from '../../../core/contract/device.ts';
import type { RunInfo } from '../../../core/contract/types.ts';

function Row({ term, children }: { term: string; children: ReactNode }): ReactElement {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What ran the network, and where it was changed on the way. */
function deviceOf({ device, deviceChanges: [change] = [] }: RunInfo): string {
  const name = (word: string): string => (isLocalDevice(word) ? deviceName(word) : word);
  return change ? WG.changed(name(change.from), change.block, name(device), change.why) : name(device);
}

function toBeats(): void {
  openTab('beats');
}

/** Other studies of this patient, and the way to them. */
function Others(): ReactElement {
  const caseId = useReview((review) => review.caseId);
  const ready = useReview((review) => review.phase === 'ready');
  const rows = useEarlier((earlier) => earlier.rows);
  useEffect(() => {
    if (ready) void findEarlier();
  }, [caseId, ready]);
  const open = (): void => openTab('earlier');
  useActions({ 'open-earlier': open });
  return (
    <section aria-label={WE.tab}>
      <h2>{WE.tab}</h2>
      <p className="q others">{rows.length === 0 ? WE.none : WE.several(rows.length)}</p>
      <button type="button" className="num q edit" onClick={open} data-testid="open-earlier" data-count={rows.length}>
        {WE.open} <Key>C</Key>
      </button>
    </section>
  );
}

/** The facts while nothing is known of them yet: their terms, with bars for what they will say. */
function FactsToCome(): ReactElement {
  const failed = useReview((review) => review.phase === 'failed');
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [W.overview.patient, [W.details.name, W.details.birth, W.details.sex, W.details.indication, W.details.referredBy, W.details.medicines]],
    [W.overview.recording, [W.details.start, WO.facts.length, WO.facts.readable, WO.facts.leads, WO.facts.sampling, WO.facts.format]],
    [W.overview.analysis, [WO.facts.beats, WO.facts.edits, WO.facts.model, WO.facts.device]],
  ];
  return (
    <aside className="l" aria-label={W.overview.facts}>
      <div className="ph">
        <h2>{W.overview.facts}</h2>
      </div>
      {parts.map(([title, terms]) => (
        <section key={title}>
          <h2>{title}</h2>
          <dl className="kv">
            {terms.map((term, i) => (
              <Row key={term} term={term}>
                {failed ? '–' : <i className="skel" style={{ width: 60 + ((i * 37) % 50) }} />}
              </Row>
            ))}
          </dl>
        </section>
      ))}
    </aside>
  );
}

function Facts(): ReactElement {
  const { study, summary, derived, history, caseId } = useReview();
  if (!study) return <FactsToCome />;
  const { facts, recording, run } = study;
  const start = startOf(study);
  const seconds = recording.sampleCount / recording.sampleRate;
  // A day that is still analysed is no day with gaps.
  const missing = run?.sealedAt && summary ? seconds - summary.recordedSeconds : 0;
  const years = age(facts, facts.start || recording.start.local);
  const clocks = facts.startAssumed ? null : clockChange(start, seconds);
  const changed = history.filter((entry) => !entry.undone && entry.kind !== 'undo' && entry.kind !== 'redo').length;
  const open = (): void => useSession.setState({ details: caseId });
  return (
    <aside className="l" aria-label={W.overview.facts}>
      <div className="ph">
        <h2>{W.overview.facts}</h2>
        <span className="q">{facts.id}</span>
      </div>
      <section>
        <h2>{W.overview.patient}</h2>
        <dl className="kv">
          <Row term={W.details.name}><bdi>{facts.name || W.worklist.unnamed(recording.record)}</bdi></Row>
          <Row term={facts.birth === '' && years !== null ? WO.facts.age : W.details.birth}>{[inWords(dateInWords(facts.birth)) || facts.birth, years === null ? '' : WO.facts.years(years)].filter(Boolean).join(', ') || '–'}</Row>
          <Row term={W.details.sex}>{W.details.sexes[facts.sex] ?? facts.sex}</Row>
          <Row term={W.details.indication}>{facts.indication || '–'}</Row>
          <Row term={W.details.referredBy}>{facts.referredBy || '–'}</Row>
          <Row term={W.details.medicines}>{facts.medicines || '–'}</Row>
        </dl>
        <button type="button" className="num q edit" onClick={open} data-testid="edit-details">
          {W.details.title} <Key>E</Key>
        </button>
      </section>
      <section>
        <h2>{W.overview.recording}</h2>
        <dl className="kv">
          <Row term={W.details.start}>
            {startDay(start, W.study.noDate)}, {facts.startAssumed ? <span className="assumed">{`${clock(start)} ${W.study.assumed}`}</span> : clock(start)}
          </Row>
          <Row term={WO.facts.length}>{missing >= 1 ? WO.facts.recordedOf(duration(seconds - missing), duration(seconds)) : duration(seconds)}</Row>
          <Row term={WO.facts.readable}>{summary ? `${duration(summary.recordedSeconds - summary.unreadableSeconds)}, ${percent((100 * (summary.recordedSeconds - summary.unreadableSeconds)) / Math.max(1, summary.recordedSeconds))}` : '–'}</Row>
          <Row term={WO.facts.leads}>{recording.leads.map((lead) => lead.name).join(', ')}</Row>
          <Row term={WO.facts.sampling}>
            {recording.sampleRate} Hz{recording.leads[0]?.bits ? `, ${WO.facts.bits(recording.leads[0].bits)}` : ''}
          </Row>
          <Row term={WO.facts.format}>{recording.format.toUpperCase()}</Row>
        </dl>
        {facts.startAssumed && (
          <div className="note">
            <Clock size={14} />
            <span>
              <b>{WO.facts.noStart}</b> {WO.facts.noStartHint}{' '}
              <button type="button" className="assumed" onClick={open}>
                {WO.facts.setIt}
              </button>
            </span>
          </div>
        )}
        {clocks && (
          <div className="note" data-testid="clock-change">
            <Clock size={14} />
            <span>{WY.clockChange(moment(start, (clocks.at - start) / 1000, seconds), clocks.minutes)}</span>
          </div>
        )}
        {recording.warnings.map((warning) => (
          <div className="note" key={warning}>
            <span>{inWords(warning)}</span>
          </div>
        ))}
      </section>
      <section>
        <h2>{W.overview.analysis}</h2>
        <dl className="kv">
          <Row term={WO.facts.beats}>{count(derived.beats)}</Row>
          <Row term={WO.facts.edits}>{count(changed)}</Row>
          <Row term={WO.facts.model}>{run ? `${run.modelName} ${run.modelVersion}` : W.study.noEngine}</Row>
          <Row term={WO.facts.device}>{run ? deviceOf(run) : '–'}</Row>
          {run && run.tookSeconds !== null && <Row term={W.overview.took}>{run.tookSeconds < 60 ? `${fixed(run.tookSeconds, 1)} s` : duration(run.tookSeconds)}</Row>}
        </dl>
      </section>
      <Others />
      <KeyHints hints={WO.hints} />
    </aside>
  );
}

function Hours(): ReactElement {
  const { summary, study } = useReview();
  const start = startOf(study);
  const rate = rateOf(study);
  const cell = (value: number | null, of?: BeatClass): ReactNode => (value === null ? '–' : value === 0 && of ? <span className="zero">0</span> : count(value));
  return (
      <div className="hours-table">
        <table data-testid="hours">
          <thead>
            <tr>
              {WO.hours.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(summary?.hours ?? []).map((hour) => {
              const words = moment(start, hour.from / rate, (study?.recording.sampleCount ?? 0) / rate);
              return (
                <tr key={hour.from}>
                  <th scope="row">
                    <button
                      type="button"
                      className="num"
                      onClick={() => {
                        openSpan(hour.from, hour.from + 3600 * rate, words);
                        toBeats();
                      }}
                    >
                      {words}
                    </button>
                  </th>
                  <td>{cell(hour.beats)}</td>
                  <td>{cell(hour.min === null ? null : Math.round(hour.min))}</td>
                  <td>{cell(hour.mean === null ? null : Math.round(hour.mean))}</td>
                  <td>{cell(hour.max === null ? null : Math.round(hour.max))}</td>
                  <td>{cell(hour.V, 'V')}</td>
                  <td>{cell(hour.S, 'S')}</td>
                  <td>{cell(hour.F, 'F')}</td>
                  <td>{hour.unreadableSeconds > 0 ? roughly(hour.unreadableSeconds) : <span className="zero">0</span>}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
  );
}

export function OverviewScreen(): ReactElement {
  const measured = useMeasured();
  return (
    <div className="overview" data-testid="overview">
      <Facts />
      <main>
        <DaySection />
        <Figures measured={measured} />
        <Against />
        <Tables hours={<Hours />} measured={measured} />
      </main>
      <Queue />
    </div>
  );
}
