/** Findings as a list: chips of kinds, then by severity, what is alike as one line; how each stands; what comes next. */
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import { openFindings } from '../../../core/review/finding-items.ts';
import type { EventState } from '../../../core/review/event-ledger.ts';
import type { Finding } from '../../../core/rhythm/finding.ts';
import { findingKey } from '../../../core/rhythm/finding.ts';
import { count, moment } from '../../parts/format.ts';
import { Again, ChevronDown, Cross, Pencil, Pin, Stack, Tick, Unseen } from '../../parts/icons.tsx';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { WF } from '../../parts/words-findings.ts';
import { W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { isUndecided, stateOf, weighty, type EventStandings } from '../../state/events.ts';
import { countsOf, FILTERS, listedAfter, sectionsOf, type FindingFilter, type FindingLine, type FindingSection, type Listed } from '../../state/findings.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { useView } from '../../state/view.ts';
import { decide, goToLine, lineOf, nextLine } from './actions.ts';
import { measure, span } from '../../sections/finding-words.ts';
import { inWords } from '../../parts/language.ts';

/** Lines of a section, and members of a group, that are drawn; the rest is counted. */
const MOST = 300;

/** The sections as they stand. */
/** The list last made, and of what: it is asked for in several parts of the screen, and its lines keep their places. */
let last: { of: readonly unknown[]; findings: readonly Finding[]; listed: Listed } | null = null;

/** Another visit, another choice of what is listed: the places are given anew. */
export function forgetPlaces(): void {
  last = null;
}

function placesOf(findings: readonly Finding[], of: readonly unknown[]): Listed {
  const goesOn = last !== null && of.every((part, i) => part === last?.of[i]);
  if (!goesOn || last?.findings !== findings) last = { of, findings, listed: listedAfter(goesOn ? last!.listed : null, findings) };
  return last.listed;
}

export function useSections(): FindingSection[] {
  const caseId = useReview((review) => review.caseId);
  const findings = useReview((review) => review.findings);
  const events = useReview((review) => review.events);
  const filter = useView((view) => view.filter);
  const unfolded = useView((view) => view.unfolded);
  const openOnly = useView((view) => view.openOnly);
  const shown = useView((view) => view.finding);
  return useMemo(() => {
    // What is under the reader's hand stays, decided or not.
    const wanted = (finding: Finding): boolean => !openOnly || isUndecided(stateOf(events, finding)) || findingKey(finding) === shown;
    return sectionsOf(findings ?? [], { filter, wanted, unfolded, most: MOST, listed: placesOf(findings ?? [], [caseId, filter, openOnly]) });
  }, [findings, events, filter, unfolded, openOnly, shown, caseId]);
}

/** Shows each member of a group, or puts them together again. */
export function toggleGroup(key: string): void {
  const unfolded = new Set(useView.getState().unfolded);
  if (!unfolded.delete(key)) unfolded.add(key);
  useView.setState({ unfolded });
}

const SIGN: Readonly<Record<EventState, () => ReactElement>> = {
  unseen: () => <Unseen />,
  confirmed: () => <Tick />,
  changed: () => <Pencil />,
  rejected: () => <Cross />,
  reopened: () => <Again />,
};

/** How a line stands: the one state of its finding, or how many of a group are decided. */
function standing(members: readonly Finding[], events: EventStandings): { state: EventState; words: string } {
  const [first] = members;
  if (members.length === 1 && first) {
    const state = stateOf(events, first);
    return { state, words: state === 'confirmed' && first.hand === 'added' ? WF.added : WF.state[state] };
  }
  const decided = members.filter((member) => !isUndecided(stateOf(events, member)));
  const states = new Set(decided.map((member) => stateOf(events, member)));
  const [only] = states;
  if (decided.length === members.length && states.size === 1 && only) return { state: only, words: WF.state[only] };
  return { state: decided.length === members.length ? 'confirmed' : 'unseen', words: WF.groupState(decided.length, members.length) };
}

function Line({ line, on, open }: { line: FindingLine; on: boolean; open: boolean }): ReactElement {
  const study = useReview((review) => review.study);
  const events = useReview((review) => review.events);
  const box = useRef<HTMLButtonElement>(null);
  const { members } = line;
  const first: Finding = members[0]!;
  const sampleRate = rateOf(study);
  const group = members.length > 1;
  useEffect(() => {
    if (on) box.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);
  const at = moment(startOf(study), first.from / sampleRate, (study?.recording.sampleCount ?? 0) / sampleRate, 'seconds');
  const { state, words } = standing(members, events);
  const Sign = SIGN[state];
  return (
    <button
      ref={box}
      type="button"
      className={['ep', on ? 'on' : '', line.within ? 'in' : '', state].filter(Boolean).join(' ')}
      aria-current={on ? 'true' : undefined}
      aria-expanded={group ? open : undefined}
      data-testid="finding"
      data-kind={first.kind}
      data-count={members.length}
      data-severity={first.severity}
      data-state={state}
      onClick={() => {
        goToLine(line);
        if (group) toggleGroup(line.key);
      }}
    >
      {group ? <Stack /> : <Pin />}
      <span className="tx-l">
        <span className="a">
          <span className="what">
            {/* Under its group a line need not say the kind again. */}
            {line.within === null && <b>{group ? `${count(members.length)} ${KIND_NAME[first.kind][1]}` : KIND_NAME[first.kind][0]}</b>} {group ? span(members, sampleRate) : measure(first, sampleRate)}
          </span>
          <span className="q">{group ? <ChevronDown size={12} /> : at}</span>
        </span>
        <span className="a">
          <span className="why">{group ? (open ? W.episodes.fold : W.episodes.unfold) : inWords(first.reason)}</span>
          <span className={isUndecided(state) ? 'st' : 'st y'}>
            <Sign /> {words}
          </span>
        </span>
      </span>
    </button>
  );
}

function Chips({ findings }: { findings: readonly Finding[] }): ReactElement {
  const filter = useView((view) => view.filter);
  const openOnly = useView((view) => view.openOnly);
  const counts = useMemo(() => countsOf(findings), [findings]);
  const chip = (id: FindingFilter | null, label: string, n: number): ReactElement => (
    <button key={label} type="button" className={filter === id ? 'on' : undefined} aria-pressed={filter === id} data-testid={`filter-${id ?? 'all'}`} data-count={n} onClick={() => useView.setState({ filter: id })}>
      {label} <b>{count(n)}</b>
    </button>
  );
  return (
    <div className="chips" role="group" aria-label={W.episodes.filter}>
      {chip(null, W.episodes.all, findings.length)}
      {FILTERS.filter((id) => (counts.get(id) ?? 0) > 0 || id === filter).map((id) => chip(id, W.episodes.filters[id], counts.get(id) ?? 0))}
      <button type="button" className={openOnly ? 'on' : undefined} aria-pressed={openOnly} title={WF.openOnlyHint} data-testid="open-only" onClick={() => useView.setState({ openOnly: !openOnly })}>
        {WF.openOnly} <Key>O</Key>
      </button>
    </div>
  );
}

/** What is decided next, and the button that does it. */
function Next({ lines }: { lines: readonly FindingLine[] }): ReactElement {
  const line = useView((view) => view.line);
  const events = useReview((review) => review.events);
  const study = useReview((review) => review.study);
  const findings = useReview((review) => review.findings);
  const at = lineOf(lines, line);
  const here = lines[at];
  const after = nextLine(lines, at);
  const name = (one: FindingLine): string => (one.members.length > 1 ? `${count(one.members.length)} ${KIND_NAME[one.members[0]!.kind][1]}` : KIND_NAME[one.members[0]!.kind][0]);
  const undecided = (finding: Finding): boolean => isUndecided(stateOf(events, finding));
  const open = here !== undefined && here.members.some(undecided);
  // A chip may hide what is still to be decided, and the last one is not decided while it is under the hand.
  const rest = after ? 0 : weighty(findings ?? []).filter((finding) => undecided(finding) && !here?.members.includes(finding)).length;
  const nothingAfter = rest > 0 ? WF.leftOutside(rest) : open && here.members[0]!.severity !== 'note' ? WF.lastOne : WF.noneLeft;
  const closed = useClosed();
  const signed = closed !== '';
  return (
    <div className="next" data-testid="next-item">
      <p>
        {after ? (
          <>
            {WF.nextUp} <b>{name(after)}</b> {after.members.length === 1 ? measure(after.members[0]!, rateOf(study)) : ''}
          </>
        ) : (
          nothingAfter
        )}
      </p>
      <button type="button" className="btn" disabled={signed || !here} title={closed} data-testid="confirm-next" onClick={() => decide(lines, 'confirmed')}>
        <span>{open ? WF.confirmAndGoOn(name(here)) : WF.goOn}</span>
        <Key>Space</Key>
      </button>
    </div>
  );
}

export function EpisodePanel(): ReactElement {
  const findings = useReview((review) => review.findings);
  const events = useReview((review) => review.events);
  const beats = useReview((review) => review.derived.beats);
  const line = useView((view) => view.line);
  const unfolded = useView((view) => view.unfolded);
  const sections = useSections();
  const lines = useMemo(() => sections.flatMap((section) => section.lines), [sections]);
  const nothing = findings === null ? (beats === 0 ? W.episodes.noBeats : W.episodes.waiting) : findings.length === 0 ? W.episodes.none : sections.length === 0 ? W.episodes.noneOfKind : '';
  const open = useMemo(() => (findings ?? []).filter((finding) => isUndecided(stateOf(events, finding))).length, [findings, events]);
  // What is only of note is listed and need not be decided.
  const waiting = useMemo(() => openFindings(weighty(findings ?? []).map((finding) => ({ finding, state: stateOf(events, finding) }))), [findings, events]);
  return (
    <aside className="l" aria-label={W.episodes.label}>
      <div className="ph">
        <h2 title={W.episodes.order}>
          {W.episodes.title} <span className="q s11">{WF.openOf(waiting.findings, findings?.length ?? 0, waiting.items)}</span>
        </h2>
      </div>
      <Chips findings={findings ?? []} />
      <div className="eps" data-testid="findings" data-count={findings?.length ?? ''} data-open={open}>
        {nothing !== '' && <p className="q pad">{nothing}</p>}
        {sections.map((section) => (
          <section key={section.severity} aria-label={W.episodes.severity[section.severity]}>
            <h3>
              {W.episodes.severity[section.severity]} <span className="q">{count(section.count)}</span>
            </h3>
            {section.lines.map((one) => (
              <Line key={one.key} line={one} on={one.key === line} open={unfolded.has(one.key)} />
            ))}
            {section.more > 0 && <p className="q pad">{W.episodes.more(section.more)}</p>}
          </section>
        ))}
      </div>
      <Next lines={lines} />
    </aside>
  );
}
