/** This study against an earlier one of the same patient: one clock, the figures, the templates, the findings, a sentence for the report. */
import './earlier.css';
import { useEffect, useMemo, type ReactElement, type ReactNode } from 'react';
import { OneClock } from '../../charts/one-clock.tsx';
import { settingsFrom, THRESHOLDS_SETTING } from '../../../core/rhythm/thresholds.ts';
import type { Study } from '../../../core/contract/types.ts';
import type { ComparedStudies } from '../../../core/study/compared-studies.ts';
import { Segment, Trouble } from '../../parts/controls.tsx';
import { age, clock, count, duration, percent, startDay } from '../../parts/format.ts';
import { Clock } from '../../parts/icons.tsx';
import { WE } from '../../parts/words-earlier.ts';
import { WO } from '../../parts/words-overview.ts';
import { STATE_NAME, W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { KeyHints } from '../../sections/key-hints.tsx';
import { useClosed } from '../../state/closed.ts';
import { chooseEarlier, compared, comparedNow, dayNow, findEarlier, firstChoice, forgetEarlier, intoConclusion, nextPicture, stepEarlier, stepKind, useEarlier } from '../../state/earlier.ts';
import { useActions } from '../../state/keys.ts';
import { nightsOfStudy } from '../../state/nights.ts';
import { startOf, useReview } from '../../state/review.ts';
import { openTab, useSession } from '../../state/session.ts';
import { goToSample } from '../../state/view.ts';
import { FigureTables } from './figure-tables.tsx';
import { KindList } from './kind-list.tsx';
import { sentenceOf } from './sentence.ts';
import { Templates } from './templates.tsx';

function Chooser(): ReactElement {
  const { rows, chosen } = useEarlier();
  const study = useReview((review) => review.study);
  const seconds = (study?.recording.sampleCount ?? 0) / (study?.recording.sampleRate ?? 1);
  const years = (facts: { birth: string; age: string; start: string }): string => {
    const of = age(facts, facts.start);
    return of === null ? '' : WO.facts.years(of);
  };
  return (
    <section className="chooser" aria-label={WE.choose}>
      <div className="ph">
        <h2>{WE.choose}</h2>
        <span className="q">
          <Key>↑</Key> <Key>↓</Key>
        </span>
      </div>
      <div className="study-of now">
        <i className="swatch" />
        <span>
          <b>{startDay(startOf(study), W.study.noDate)}</b> {WE.thisStudy}
          <span className="q">{duration(seconds)}</span>
        </span>
        <span className="q">{study ? years(study.facts) : ''}</span>
      </div>
      {rows.map((row) => (
        <button key={row.caseId} type="button" className={row.caseId === chosen ? 'study-of on' : 'study-of'} aria-pressed={row.caseId === chosen} onClick={() => void chooseEarlier(row.caseId)} data-testid="earlier-study" data-case={row.caseId}>
          <i className="swatch" />
          <span>
            <b>{row.facts.start === '' ? row.record : startDay(Date.parse(`${row.facts.start.slice(0, 19)}Z`), W.study.noDate)}</b>
            <span className="q">
              {duration(row.seconds)}, {row.state === 'signed' ? STATE_NAME.signed : WE.reviewed(row.seen, row.items)}
            </span>
          </span>
          <span className="q">{years(row.facts)}</span>
        </button>
      ))}
    </section>
  );
}

function Fact({ name, earlier, now }: { name: string; earlier: ReactNode; now: ReactNode }): ReactElement {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{earlier}</td>
      <td>{now}</td>
    </tr>
  );
}

/** Hours of the night of a study, as the common clock shades them; a dash where none is told. */
function nightWords(study: Study, stored: string | undefined): string {
  const { from, to } = settingsFrom(stored).night;
  const hour = (at: number): string => clock(Math.round(at * 3_600_000));
  return nightsOfStudy(study, stored).length === 0 ? '–' : `${hour(from)}–${hour(to)}`;
}

function Note({ children }: { children: ReactNode }): ReactElement {
  return (
    <div className="note">
      <Clock size={14} />
      <span>{children}</span>
    </div>
  );
}

function Comparable({ studies }: { studies: ComparedStudies }): ReactElement | null {
  const read = useEarlier((earlier) => earlier.read);
  const { study, summary, history, settings } = useReview();
  if (!read || !study || !summary) return null;
  const edits = history.filter((entry) => !entry.undone && entry.kind !== 'undo' && entry.kind !== 'redo').length;
  const readable = (of: typeof summary): string => percent((100 * (of.recordedSeconds - of.unreadableSeconds)) / Math.max(1, of.recordedSeconds));
  const model = (of: typeof study): string => (of.run ? `${of.run.modelName} ${of.run.modelVersion}` : '–');
  const ratio = read.summary.analysableSeconds / Math.max(1, summary.analysableSeconds);
  const alone = [...studies.leads.earlier, ...studies.leads.now];
  return (
    <section aria-label={WE.comparable}>
      <h2>{WE.comparable}</h2>
      <table className="facts">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-words">{WE.comparable}</span>
            </th>
            <th scope="col">{WE.columns.earlier}</th>
            <th scope="col">{WE.columns.now}</th>
          </tr>
        </thead>
        <tbody>
          <Fact name={WE.facts.length} earlier={duration(read.summary.recordedSeconds)} now={duration(summary.recordedSeconds)} />
          <Fact name={WE.facts.readable} earlier={readable(read.summary)} now={readable(summary)} />
          <Fact name={WE.facts.night} earlier={nightWords(read.study, read.settings)} now={nightWords(study, settings[THRESHOLDS_SETTING])} />
          <Fact name={WE.facts.leads} earlier={read.compared.leads.join(', ')} now={(study.run?.leads ?? []).map((lead) => study.recording.leads[lead]?.name ?? '').join(', ')} />
          <Fact name={WE.facts.sampling} earlier={`${read.study.recording.sampleRate} Hz`} now={`${study.recording.sampleRate} Hz`} />
          <Fact name={WE.facts.engine} earlier={model(read.study)} now={model(study)} />
          <Fact name={WE.facts.labels} earlier={read.study.signed ? WE.signedBy(read.study.signed.author) : WE.edits(read.edits)} now={study.signed ? WE.signedBy(study.signed.author) : WE.edits(edits)} />
          <Fact name={WE.facts.medicines} earlier={read.study.facts.medicines || WE.noMedicines} now={study.facts.medicines || WE.noMedicines} />
        </tbody>
      </table>
      {(study.facts.startAssumed || read.study.facts.startAssumed) && <Note>{WE.assumed}</Note>}
      {studies.leads.both.length === 0 ? <Note>{WE.noCommonLead}</Note> : alone.length > 0 && <Note>{WE.onlyOne(alone.join(', '))}</Note>}
      {model(study) !== model(read.study) && <Note>{WE.otherEngine}</Note>}
      {(ratio < 0.5 || ratio > 2) && <Note>{WE.shorter}</Note>}
    </section>
  );
}

/** What the sentence says, and the key that takes it. */
function Sentence({ studies, date }: { studies: ComparedStudies; date: string }): ReactElement {
  const formula = useReview((review) => review.tables?.waves?.formula);
  const closed = useClosed();
  const words = sentenceOf(studies, date, formula);
  const take = (): void => {
    if (closed === '') void intoConclusion(words);
  };
  useActions({ strip: take });
  return (
    <section className="sentence" aria-label={WE.sentence}>
      <div className="hd">
        <h2>{WE.sentence}</h2>
        <span className="q">{WE.sentenceHint}</span>
      </div>
      <p data-testid="earlier-sentence">{words}</p>
      <button type="button" className="btn p" disabled={closed !== ''} title={closed} onClick={take} data-testid="take-sentence">
        {WE.take} <Key>P</Key>
      </button>
    </section>
  );
}

function Compared({ studies, date }: { studies: ComparedStudies; date: string }): ReactElement {
  const { read, picture } = useEarlier();
  const study = useReview((review) => review.study);
  const beats = useReview((review) => review.beats);
  const unreadable = useReview((review) => review.unreadable);
  const fibrillation = useReview((review) => review.fibrillation);
  const settings = useReview((review) => review.settings);
  const theme = useSession((session) => session.theme);
  const own = useMemo(() => dayNow({ study, beats, unreadable, fibrillation, settings }), [study, beats, unreadable, fibrillation, settings]);
  return (
    <>
      <section className="sec-clock" aria-label={WE.clock}>
        <div className="bar">
          <h2>{WE.clock}</h2>
          <span className="q">{WE.clockHint}</span>
          <span className="sp" />
          <Segment
            label={WE.picture}
            value={picture}
            onChange={(next) => useEarlier.setState({ picture: next })}
            options={[
              { value: 'both', label: WE.pictures.both },
              { value: 'earlier', label: WE.pictures.earlier },
              { value: 'now', label: WE.pictures.now },
            ]}
          />
        </div>
        {own && read && <OneClock now={own} earlier={read.day} picture={picture} theme={theme} description={WE.clockWords(startDay(own.startMs, W.study.noDate), date)} />}
      </section>
      <FigureTables studies={studies} />
      <Templates studies={studies} />
    </>
  );
}

export function EarlierScreen(): ReactElement {
  const { rows, chosen, phase, failure, read, at } = useEarlier();
  const { study, summary, tables, findings, events, derived, caseId } = useReview();
  const ready = useReview((review) => review.phase === 'ready');
  useEffect(() => {
    if (!ready) return undefined;
    void findEarlier();
    return forgetEarlier;
  }, [caseId, ready]);
  useEffect(() => {
    const first = chosen === null ? firstChoice(rows, startOf(study)) : null;
    if (first !== null) void chooseEarlier(first);
  }, [rows, chosen, study]);
  const own = useMemo(() => comparedNow({ study, summary, tables, findings, events, derived }), [study, summary, tables, findings, events, derived]);
  const studies = useMemo(() => compared(own, read?.compared ?? null), [own, read]);
  const date = read ? startDay(startOf(read.study), W.study.noDate) : '';
  const kinds = studies?.kinds ?? [];
  useActions({
    'next-kind-change': () => stepKind(kinds, 1),
    'previous-kind-change': () => stepKind(kinds, -1),
    down: () => stepEarlier(1),
    up: () => stepEarlier(-1),
    'next-picture': nextPicture,
    'open-kind-change': () => {
      const now = kinds.find(({ kind }) => kind === at)?.now;
      if (!now) return;
      goToSample(now.sample);
      openTab('beats');
    },
  });
  return (
    <div className="earlier" data-testid="earlier" data-phase={phase} data-studies={count(rows.length)}>
      <aside className="l" aria-label={WE.choose}>
        <Chooser />
        {studies && <Comparable studies={studies} />}
        {studies && (
          <section aria-label={WE.change}>
            <h2>{WE.change}</h2>
            <p className="q">{WE.changeWords}</p>
          </section>
        )}
        <KeyHints hints={WE.hints} bare />
      </aside>
      <main>
        <div className="bar head">
          <button type="button" className="num q" onClick={() => openTab('overview')} data-testid="earlier-back">
            {W.study.tabs.overview} <Key>1</Key>
          </button>
          <h2>{read && study ? WE.against(`${startDay(startOf(study), W.study.noDate)} ${clock(startOf(study))}`, date) : WE.title}</h2>
        </div>
        {phase === 'failed' ? (
          <Trouble message={failure?.message ?? ''} hint={failure?.hint ?? ''} testid="earlier-failed" />
        ) : ready && rows.length === 0 && phase === 'idle' ? (
          <p className="empty" data-testid="no-earlier">
            <b>{WE.none}</b> {WE.noneHint}
          </p>
        ) : studies ? (
          <Compared studies={studies} date={date} />
        ) : (
          <p className="empty">{WE.loading}</p>
        )}
      </main>
      <aside className="r" aria-label={WE.findings}>
        {studies && <KindList kinds={kinds} />}
        {studies && <Sentence studies={studies} date={date} />}
      </aside>
    </div>
  );
}
