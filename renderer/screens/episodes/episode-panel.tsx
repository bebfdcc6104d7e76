/** Findings as a list: chips of kinds, then by severity, what is alike as one line. */
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import { findingKey, type Finding } from '../../../core/rhythm/finding.ts';
import { count, moment } from '../../parts/format.ts';
import { ChevronDown, Pin, Stack } from '../../parts/icons.tsx';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { W } from '../../parts/words.ts';
import { countsOf, FILTERS, sectionsOf, type FindingFilter, type FindingLine, type FindingSection } from '../../state/findings.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { goToFinding, useView } from '../../state/view.ts';
import { measure, span } from './finding-words.ts';

/** Lines of a section, and members of a group, that are drawn; the rest is counted. */
const MOST = 300;

/** The sections as they stand. */
export function useSections(): FindingSection[] {
  const findings = useReview((review) => review.findings);
  const filter = useView((view) => view.filter);
  const unfolded = useView((view) => view.unfolded);
  return useMemo(() => sectionsOf(findings ?? [], { filter, unfolded, most: MOST }), [findings, filter, unfolded]);
}

/** Goes to a line: the finding, or the one of a group that is most in doubt. */
export function goToLine({ key, members }: FindingLine): void {
  const [first] = members;
  if (first) goToFinding(findingKey(first), key);
}

/** Shows each member of a group, or puts them together again. */
export function toggleGroup(key: string): void {
  const unfolded = new Set(useView.getState().unfolded);
  if (!unfolded.delete(key)) unfolded.add(key);
  useView.setState({ unfolded });
}

function Line({ line, on, open }: { line: FindingLine; on: boolean; open: boolean }): ReactElement {
  const study = useReview((review) => review.study);
  const box = useRef<HTMLButtonElement>(null);
  const { members } = line;
  const first: Finding = members[0]!;
  const sampleRate = rateOf(study);
  const group = members.length > 1;
  useEffect(() => {
    if (on) box.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);
  const at = moment(startOf(study) + (first.from / sampleRate) * 1000, (study?.recording.sampleCount ?? 0) / sampleRate, 'seconds');
  return (
    <button
      ref={box}
      type="button"
      className={['ep', on ? 'on' : '', line.within ? 'in' : ''].filter(Boolean).join(' ')}
      aria-current={on ? 'true' : undefined}
      aria-expanded={group ? open : undefined}
      data-testid="finding"
      data-kind={first.kind}
      data-count={members.length}
      data-severity={first.severity}
      onClick={() => {
        goToLine(line);
        if (group) toggleGroup(line.key);
      }}
    >
      {group ? <Stack /> : <Pin />}
      <span className="tx-l">
        <span className="a">
          <span>
            {/* Under its group a line need not say the kind again. */}
            {line.within === null && <b>{group ? `${count(members.length)} ${KIND_NAME[first.kind][1]}` : KIND_NAME[first.kind][0]}</b>} {group ? span(members, sampleRate) : measure(first, sampleRate)}
          </span>
          <span className="q">{group ? <ChevronDown size={12} /> : at}</span>
        </span>
        {!group && <span className="why">{first.reason}</span>}
        {group && <span className="why">{open ? W.episodes.fold : W.episodes.unfold}</span>}
      </span>
    </button>
  );
}

function Chips({ findings }: { findings: readonly Finding[] }): ReactElement {
  const filter = useView((view) => view.filter);
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
    </div>
  );
}

export function EpisodePanel(): ReactElement {
  const findings = useReview((review) => review.findings);
  const beats = useReview((review) => review.derived.beats);
  const line = useView((view) => view.line);
  const unfolded = useView((view) => view.unfolded);
  const sections = useSections();
  const nothing = findings === null ? (beats === 0 ? W.episodes.noBeats : W.episodes.waiting) : findings.length === 0 ? W.episodes.none : sections.length === 0 ? W.episodes.noneOfKind : '';
  return (
    <aside className="l" aria-label={W.episodes.label}>
      <div className="ph">
        <h2>{W.episodes.title}</h2>
        <span className="q s11">{W.episodes.order}</span>
      </div>
      <Chips findings={findings ?? []} />
      <div className="eps" data-testid="findings" data-count={findings?.length ?? ''}>
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
    </aside>
  );
}
