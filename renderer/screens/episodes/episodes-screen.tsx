/** Findings of the day: the list, where they lie, the strip that is their evidence, and why. */
import './episodes.css';
import { useEffect, type ReactElement } from 'react';
import { findingKey, type Finding } from '../../../core/rhythm/finding.ts';
import { Fact } from '../../parts/controls.tsx';
import { moment } from '../../parts/format.ts';
import { Pin } from '../../parts/icons.tsx';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { W } from '../../parts/words.ts';
import { MinuteSection, StripSection } from '../../sections/strip-section.tsx';
import { TimelineSection } from '../../sections/timeline-section.tsx';
import { useActions } from '../../state/keys.ts';
import { changeGain, changeSpeed } from '../../state/paper.ts';
import { edit, rateOf, startOf, useReview } from '../../state/review.ts';
import { openTab, say, useSession } from '../../state/session.ts';
import { goToFinding, page, step, useView } from '../../state/view.ts';
import { EpisodePanel, goToLine, toggleGroup, useSections } from './episode-panel.tsx';
import { FindingTile } from './finding-tile.tsx';
import { lengthWords, measure } from './finding-words.ts';

/** Tiles of the row of the same kind. */
const TILES = 6;

/** The finding that is shown, null where there is none or an edit took it away. */
function useFinding(): Finding | null {
  const findings = useReview((review) => review.findings);
  const key = useView((view) => view.finding);
  return key === null ? null : (findings?.find((candidate) => findingKey(candidate) === key) ?? null);
}

/** Seconds of a printed strip: the width of the page at 25 mm/s. */
const STRIP_SECONDS = 7.2;

async function stripToReport(finding: Finding): Promise<void> {
  const { study } = useReview.getState();
  const sampleRate = rateOf(study);
  const wide = STRIP_SECONDS * sampleRate;
  const fits = finding.to - finding.from < wide * 0.9;
  const from = Math.max(0, Math.round(fits ? (finding.from + finding.to - wide) / 2 : finding.from - wide * 0.15));
  const to = Math.min((study?.recording.sampleCount ?? 0) - 1, Math.round(from + wide));
  if (await edit({ kind: 'strip-add', from, to, caption: `${KIND_NAME[finding.kind][0]} ${measure(finding, sampleRate)}` })) say(W.status.stripAdded);
}

function Inspector({ finding }: { finding: Finding | null }): ReactElement {
  const study = useReview((review) => review.study);
  const open = useView((view) => view.inspector);
  const sampleRate = rateOf(study);
  const seconds = (study?.recording.sampleCount ?? 0) / sampleRate;
  const at = (sample: number): string => moment(startOf(study) + (sample / sampleRate) * 1000, seconds, 'seconds');
  const leads = finding?.leads.map((lead) => study?.recording.leads[lead]?.name ?? String(lead + 1)) ?? [];
  return (
    <aside className={open ? 'r open' : 'r'} aria-label={W.inspector.label} data-testid="finding-facts">
      {finding === null ? (
        <section className="q">{W.episodes.nothing}</section>
      ) : (
        <>
          <section>
            <div className="bh">
              <span className="big">
                <Pin size={16} />
              </span>
              <div>
                <b>{KIND_NAME[finding.kind][0]}</b>
                <div className="q">{W.episodes.severity[finding.severity]}</div>
              </div>
            </div>
            <dl className="facts">
              <Fact term={W.episodes.from}>{at(finding.from)}</Fact>
              <Fact term={W.episodes.to}>{at(finding.to)}</Fact>
              <Fact term={W.episodes.length}>{lengthWords((finding.to - finding.from) / sampleRate)}</Fact>
              <Fact term={W.episodes.rate}>{finding.rate === null ? '–' : `${Math.round(finding.rate)}${W.episodes.perMinute}`}</Fact>
              <Fact term={W.episodes.leads}>{leads.length > 0 ? leads.join(', ') : W.episodes.allLeads}</Fact>
              <Fact term={W.episodes.confidence}>
                <span title={W.episodes.confidenceHint}>{finding.confidence.toFixed(2)}</span>
              </Fact>
            </dl>
          </section>
          <section aria-label={W.episodes.why}>
            <h2>{W.episodes.why}</h2>
            <p data-testid="finding-reason">{finding.reason}</p>
            <div className="acts">
              <button type="button" className="btn p" onClick={() => openTab('beats')} data-testid="finding-beats">
                <span>{W.episodes.toBeats}</span> <kbd>Enter</kbd>
              </button>
              <button type="button" className="btn" disabled={Boolean(study?.signed)} title={study?.signed ? W.signed.lockedHint : ''} onClick={() => void stripToReport(finding)} data-testid="finding-strip">
                {W.episodes.toReport} <kbd>P</kbd>
              </button>
            </div>
          </section>
        </>
      )}
      <section>
        <p className="q">{W.episodes.follows}</p>
      </section>
      <section aria-label={W.inspector.keys}>
        <div className="hd">
          <h2>{W.inspector.keys}</h2>
          <button type="button" className="q" onClick={() => useSession.setState({ dialog: 'keys' })}>
            {W.inspector.allKeys} <kbd>?</kbd>
          </button>
        </div>
        <div className="sc">
          {W.episodes.hints.map(([key, words]) => (
            <div key={key}>
              <kbd>{key}</kbd>
              <span>{words}</span>
            </div>
          ))}
        </div>
      </section>
    </aside>
  );
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

export function EpisodesScreen(): ReactElement {
  const finding = useFinding();
  const sections = useSections();
  const study = useReview((review) => review.study);
  const lines = sections.flatMap((section) => section.lines);
  const [first] = lines;
  // The first look: what is most urgent and most in doubt.
  useEffect(() => {
    if (first && finding === null) goToLine(first);
  }, [first, finding]);
  const go = (direction: 1 | -1): void => {
    const { line } = useView.getState();
    const here = lines.findIndex(({ key }) => key === line);
    const next = here < 0 ? first : lines[here + direction];
    if (next) goToLine(next);
  };
  useActions({
    'next-finding': () => go(1),
    'previous-finding': () => go(-1),
    'open-finding': () => {
      const here = lines.find(({ key }) => key === useView.getState().line);
      if (here && here.members.length > 1) toggleGroup(here.key);
      else if (finding) openTab('beats');
    },
    strip: () => {
      if (finding) void stripToReport(finding);
    },
    left: () => step(-1),
    right: () => step(1),
    'page-back': () => page(-1),
    'page-on': () => page(1),
    'gain-up': () => changeGain(1),
    'gain-down': () => changeGain(-1),
    'speed-up': () => changeSpeed(1),
    'speed-down': () => changeSpeed(-1),
    unfiltered: () => useView.setState({ filtered: false }),
    inspector: () => useView.setState({ inspector: !useView.getState().inspector }),
  });
  const sampleRate = rateOf(study);
  const span = finding && { from: finding.from, to: finding.to, label: `${KIND_NAME[finding.kind][0]}, ${lengthWords((finding.to - finding.from) / sampleRate)}` };
  return (
    <div className="episodes" data-testid="episodes">
      <EpisodePanel />
      <main>
        <TimelineSection plain />
        <MinuteSection />
        <StripSection plain span={span} />
        <SameKind finding={finding} />
      </main>
      <Inspector finding={finding} />
    </div>
  );
}
