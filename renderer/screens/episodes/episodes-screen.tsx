/** Findings of the day: the list, where they lie, the strip that is their evidence, why, and what is decided. */
import './episodes.css';
import { useEffect, useState, type ReactElement } from 'react';
import { findingKey, type Finding } from '../../../core/rhythm/finding.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { WF } from '../../parts/words-findings.ts';
import { W } from '../../parts/words.ts';
import { ModeWords } from '../../sections/key.tsx';
import { MinuteSection, StripSection } from '../../sections/strip-section.tsx';
import { TimelineSection } from '../../sections/timeline-section.tsx';
import { countsOf, FILTERS } from '../../state/findings.ts';
import { useActions } from '../../state/keys.ts';
import { nextGroup } from '../../state/lead-choice.ts';
import { kindChoices } from '../../state/kind-letters.ts';
import { changeGain, changeSpeed } from '../../state/paper.ts';
import { rateOf, refusedAsSigned, useReview } from '../../state/review.ts';
import { useSession } from '../../state/session.ts';
import { currentFinding, goToFinding, leaveBounds, successorOf } from '../../state/finding-shown.ts';
import { page, step, useView } from '../../state/view.ts';
import { beginAdding, beginChoosing, boundBySample, boundTo, boundToBeat, chooseKind, decide, goToLine, keepBounds, lineOf, normalWithin, stripToReport, toBeats, toggleBounds } from './actions.ts';
import { EpisodePanel, forgetPlaces, toggleGroup, useSections } from './episode-panel.tsx';
import { FindingTile } from './finding-tile.tsx';
import { lengthWords } from '../../sections/finding-words.ts';
import { Inspector } from './inspector.tsx';
import { RrDetail } from './rr-detail.tsx';
import { ToldDialog } from './told-dialog.tsx';

/** Tiles of the row of the same kind. */
const TILES = 6;

/** The finding that is shown, null where there is none or an edit took it away. */
function useFinding(): Finding | null {
  const findings = useReview((review) => review.findings);
  const key = useView((view) => view.finding);
  return key === null ? null : (findings?.find((candidate) => findingKey(candidate) === key) ?? null);
}

function SameKind({ finding }: { finding: Finding | null }): ReactElement {
  const findings = useReview((review) => review.findings);
  const alike = finding ? (findings ?? []).filter(({ kind }) => kind === finding.kind).toSorted((a, b) => b.to - b.from - (a.to - a.from)) : [];
  return (
    <section className="same" aria-label={W.episodes.same}>
      <div className="bar">
        <h2>{finding ? W.episodes.sameOf(alike.length, KIND_NAME[finding.kind]) : ''}</h2>
        <span className="q">{finding ? W.episodes.longestFirst : ''}</span>
      </div>
      <div className="tiles-row">
        {alike.slice(0, TILES).map((one) => (
          <FindingTile key={findingKey(one)} finding={one} on={one === finding} onGo={() => goToFinding(findingKey(one))} />
        ))}
      </div>
    </section>
  );
}

/** The mode that is on, with its keys, for the status bar. */
export function EpisodesStatus(): ReactElement | null {
  const { bounds, choosing, filtered } = useView();
  const words = !filtered ? W.status.unfiltered : choosing ? WF.bounds.kind : bounds?.adding ? WF.bounds.adding : bounds ? WF.bounds.mode : null;
  if (!words) return null;
  return (
    <ModeWords words={words} mode={!filtered ? undefined : choosing ? 'kind' : 'bounds'} />
  );
}

/** Begins to choose a kind, where its letters can be seen. */
function choose(group: boolean): void {
  beginChoosing(group);
  if (useView.getState().choosing) useView.setState({ inspector: true });
}

/** Keys that set bounds are those of the screen: a line that had the focus would take `Enter` for itself. */
function setting(begin: () => void): void {
  begin();
  if (useView.getState().bounds && document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function escape(): void {
  const { choosing, bounds, inspector } = useView.getState();
  if (useSession.getState().toast?.bad) useSession.setState({ toast: null });
  else if (choosing) useView.setState({ choosing: false, choosingGroup: false });
  else if (bounds) useView.setState({ bounds: null });
  else if (inspector) useView.setState({ inspector: false });
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function nextKind(): void {
  const counts = countsOf(useReview.getState().findings ?? []);
  const there = [null, ...FILTERS.filter((id) => (counts.get(id) ?? 0) > 0)];
  useView.setState({ filter: there[(there.indexOf(useView.getState().filter) + 1) % there.length] ?? null });
}

export function EpisodesScreen(): ReactElement {
  const finding = useFinding();
  const sections = useSections();
  const study = useReview((review) => review.study);
  const bounds = useView((view) => view.bounds);
  const [telling, setTelling] = useState<Finding | null>(null);
  const lines = sections.flatMap((section) => section.lines);
  const [first] = lines;
  // The first look: what is most urgent and most in doubt. Where an edit took away what was shown, what stands in its place.
  useEffect(() => {
    const { bounds: begun, findingAs } = useView.getState();
    if (finding === null && first && !begun?.adding) {
      const next = findingAs && successorOf(findingAs, lines.flatMap(({ members }) => members));
      if (next) goToFinding(findingKey(next), lines.find(({ members }) => members.includes(next))?.key);
      else goToLine(first);
    }
  });
  // Bounds that were moved are kept, whichever way the screen is left; those of a finding by hand wait for its kind.
  useEffect(
    () => () => {
      if (!useView.getState().bounds?.adding) leaveBounds();
      useView.setState({ choosing: false, choosingGroup: false });
      forgetPlaces();
    },
    [],
  );
  const go = (direction: 1 | -1): void => {
    const here = lineOf(lines, useView.getState().line);
    const next = here < 0 ? first : lines[here + direction];
    if (next) goToLine(next);
  };
  const tell = (): void => {
    if (finding && !refusedAsSigned()) setTelling(finding);
  };
  useActions({
    'confirm-finding': () => decide(lines, 'confirmed'),
    'reject-finding': () => decide(lines, 'rejected'),
    'next-finding': () => go(1),
    'previous-finding': () => go(-1),
    'open-finding': () => {
      const here = lines.find(({ key }) => key === useView.getState().line);
      if (here && here.members.length > 1) toggleGroup(here.key);
      else if (finding) toBeats();
    },
    'choose-kind': () => choose(false),
    'choose-kind-group': () => choose(true),
    'kind-letter': (event) => {
      const adding = useView.getState().bounds?.adding ?? false;
      const chosen = kindChoices(adding ? null : (currentFinding()?.kind ?? null)).find(({ letter }) => letter === event.key.toUpperCase());
      if (chosen) void chooseKind(chosen.kind, lines);
    },
    bounds: () => setting(toggleBounds),
    'bounds-end': toggleBounds,
    'add-finding': () => setting(beginAdding),
    'bound-beat-left': () => boundToBeat(-1),
    'bound-beat-right': () => boundToBeat(1),
    'bound-left': () => boundBySample(-1),
    'bound-right': () => boundBySample(1),
    'keep-bounds': () => void keepBounds(),
    why: () => document.querySelector<HTMLInputElement>('#finding-why')?.focus(),
    told: tell,
    'normal-within': () => normalWithin(lines),
    'open-only': () => useView.setState({ openOnly: !useView.getState().openOnly }),
    'next-kind': nextKind,
    strip: () => {
      if (finding) void stripToReport(finding);
    },
    left: () => step(-1),
    right: () => step(1),
    'page-back': () => page(-1),
    'page-on': () => page(1),
    'lead-group': nextGroup,
    'gain-up': () => changeGain(1),
    'gain-down': () => changeGain(-1),
    'speed-up': () => changeSpeed(1),
    'speed-down': () => changeSpeed(-1),
    unfiltered: () => useView.setState({ filtered: false }),
    inspector: () => useView.setState({ inspector: !useView.getState().inspector }),
    escape,
  });
  const sampleRate = rateOf(study);
  const length = ({ from, to }: { from: number; to: number }): string => lengthWords((to - from) / sampleRate);
  const span = bounds ? { from: bounds.from, to: bounds.to, label: length(bounds), hand: bounds.hand } : finding && { from: finding.from, to: finding.to, label: `${KIND_NAME[finding.kind][0]}, ${length(finding)}` };
  return (
    <div className="episodes" data-testid="episodes">
      <EpisodePanel />
      <main>
        <TimelineSection plain kind="low" />
        <MinuteSection />
        <StripSection plain span={span} onPick={bounds ? boundTo : undefined} />
        <SameKind finding={finding} />
        {finding && <RrDetail finding={finding} />}
      </main>
      <Inspector finding={finding} lines={lines} onTold={tell} />
      {telling && <ToldDialog finding={telling} onClose={() => setTelling(null)} />}
    </div>
  );
}
