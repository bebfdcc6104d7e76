/** The frame of a study: top bar, the tab that is open, the status bar. */
import './parts/top-bar.css';
import { useEffect, useLayoutEffect, useState, type ReactElement } from 'react';
import { BeatsStatus, ReviewScreen } from './screens/review/review-screen.tsx';
import { OverviewScreen } from './screens/overview/overview-screen.tsx';
import { EpisodesScreen, EpisodesStatus } from './screens/episodes/episodes-screen.tsx';
import { EarlierScreen } from './screens/earlier/earlier-screen.tsx';
import { DisclosureScreen, DisclosureStatus } from './screens/disclosure/disclosure-screen.tsx';
import { ReportScreen } from './screens/report/report-screen.tsx';
import { isLocalDevice } from '../core/contract/device.ts';
import { age, clock, duration, momentHere, roughly, startDay } from './parts/format.ts';
import { Lock } from './parts/icons.tsx';
import { Trouble } from './parts/controls.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { deviceName } from './parts/words-devices.ts';
import { WY } from './parts/words-diary.ts';
import { WL } from './parts/words-live.ts';
import { STATE_NAME, W } from './parts/words.ts';
import { badgesOf } from './state/queue.ts';
import { stillReading, useQueue } from './state/queue-now.ts';
import { followScreen } from './state/calibration.ts';
import { HeldElsewhere } from './sections/held-elsewhere.tsx';
import { Calibration, ScaleWords } from './sections/calibration.tsx';
import { DiaryCards } from './sections/diary.tsx';
import { AllKeys, NarrowInspector } from './sections/key.tsx';
import { LiveBand } from './sections/live.tsx';
import { PersonMenu } from './sections/person-menu.tsx';
import { TourCard } from './sections/tour.tsx';
import { useClosed } from './state/closed.ts';
import { useActions } from './state/keys.ts';
import { leaveStudy } from './state/leave.ts';
import { minutesLeft } from './state/pace.ts';
import { openReview, redo, sendHeld, startOf, undo, useReview } from './state/review.ts';
import { analyse } from './state/analysing.ts';
import { openTab, openWorklist, useSession, type Tab } from './state/session.ts';
import { endTour, nextStep, tourIfAwaited } from './state/tour.ts';
import { keepRow } from './state/worklist.ts';
import { openItems, openTemplate, resetView, useView } from './state/view.ts';
import { WO } from './parts/words-overview.ts';

function Top({ tab }: { tab: Tab }): ReactElement {
  const study = useReview((review) => review.study);
  const phase = useReview((review) => review.phase);
  const closed = useClosed();
  const canUndo = useReview((review) => review.canUndo);
  const canRedo = useReview((review) => review.canRedo);
  const analysing = useReview((review) => review.analysing);
  const caseId = useReview((review) => review.caseId);
  const queue = useQueue();
  const reading = useReview(stillReading);
  const open = queue.filter((item) => item.open).length;
  const badges = badgesOf(queue);
  const start = startOf(study);
  const years = study ? age(study.facts, study.facts.start || study.recording.start.local) : null;
  const run = study?.run;
  const minutes = minutesLeft(open);
  const assumed = study?.facts.startAssumed ?? false;
  const device = run ? (isLocalDevice(run.device) ? deviceName(run.device) : run.device) : '';
  const engine = analysing !== null ? `${W.worklist.engine.working} ${W.worklist.percentDone(analysing)}` : run ? `${run.modelName} ${run.modelVersion} · ${device}` : study === null ? '–' : W.study.noEngine;
  return (
    <TopBar
      heading={study ? `${study.facts.name || W.worklist.unnamed(study.recording.record)}, ${W.study.tabs[tab]}` : W.study.loading}
      known={study ? 'open' : phase === 'failed' ? 'failed' : 'loading'}
      patient={study ? study.facts.name || W.worklist.unnamed(study.recording.record) : ''}
      who={study ? [years ?? '', study.facts.sex].filter((part) => part !== '').join(' ') : ''}
      when={study ? `${startDay(start, W.study.noDate)}, ${assumed ? '' : clock(start)}` : ''}
      assumed={assumed ? `${clock(start)} ${W.study.assumed}` : ''}
      length={study ? `, ${roughly(study.recording.sampleCount / study.recording.sampleRate)}` : ''}
      onDetails={() => useSession.setState({ details: caseId })}
      onBack={openWorklist}
      tabs={[
        { id: 'overview', label: W.study.tabs.overview, open: badges.overview },
        { id: 'beats', label: W.study.tabs.beats, open: badges.beats },
        { id: 'episodes', label: W.study.tabs.episodes, open: badges.episodes },
        { id: 'report', label: W.study.tabs.report, open: 0 },
        { id: 'disclosure', label: W.study.tabs.disclosure, open: 0 },
      ]}
      // The comparison is a page of the overview.
      tab={tab === 'earlier' ? 'overview' : tab}
      onTab={(id) => openTab(id === 'overview' || id === 'report' || id === 'episodes' || id === 'disclosure' ? id : 'beats')}
      seen={queue.length - open}
      items={queue.length}
      left={open === 0 ? (queue.length > 0 && !reading ? W.study.allSeen : '') : minutes === null ? W.study.left(open) : W.study.minutesLeft(minutes)}
      canUndo={canUndo && closed === ''}
      canRedo={canRedo && closed === ''}
      onUndo={() => void undo()}
      onRedo={() => void redo()}
      engine={engine}
      engineShort={analysing !== null ? W.worklist.percentDone(analysing) : run ? (run.device === 'cpu' ? 'CPU' : device) : '–'}
      person={<PersonMenu />}
      engineTitle={[engine, run ? `sha256 ${run.modelSha256.slice(0, 4)}…${run.modelSha256.slice(-4)}` : ''].filter(Boolean).join(', ')}
    />
  );
}

function Banner(): ReactElement | null {
  const stopped = useReview((review) => review.stopped);
  const study = useReview((review) => review.study);
  const analysing = useReview((review) => review.analysing);
  const none = study !== null && study.run === null && analysing === null && study.state !== 'recording';
  const beats = useReview((review) => review.beats.key.length);
  const counted = useReview((review) => review.derived.beats);
  const unreadable = useReview((review) => review.derived.unreadableSeconds);
  const ready = useReview((review) => review.phase === 'ready');
  const brokenOff = stopped !== null && study?.state === 'broken-off';
  if (!stopped && !none) {
    // A recording without beats is told as such: empty lists alone would look like a quiet day.
    if (!ready || !study?.run?.sealedAt || analysing !== null || counted > 0) return null;
    return (
      <div className="trouble quiet" role="note" data-testid="no-beats">
        <span>{beats === 0 ? <><b>{WY.noBeat}</b> {WY.noBeatHint(duration(unreadable))}</> : <><b>{WY.noneCounts}</b> {WY.noneCountsHint}</>}</span>
      </div>
    );
  }
  return (
    <Trouble message={brokenOff ? STATE_NAME['broken-off'] : stopped ? W.study.stopped(stopped.fraction) : W.study.noBeats} hint={stopped ? stopped.trouble || W.study.stoppedHint : W.study.noBeatsHint} testid="analysis-stopped">
      {brokenOff ? (
        <button type="button" className="btn" title={WL.keepHint} onClick={() => keepRow(study.caseId)} data-testid="keep">
          {WL.keep}
        </button>
      ) : (
        <button type="button" className="btn p" onClick={() => analyse(true)} data-testid="retry">
          {stopped ? W.worklist.goOn : W.worklist.analyse}
        </button>
      )}
      {stopped && !brokenOff && (
        <button type="button" className="btn" onClick={() => analyse(false)} data-testid="restart">
          {W.worklist.again}
        </button>
      )}
    </Trouble>
  );
}

/** Time of day here of a moment in UTC. */
function hourOf(iso: string): string {
  const at = new Date(iso);
  return clock(at.getTime() - at.getTimezoneOffset() * 60_000);
}

/** The same, with its day where that is not today: edits may wait over night. */
const sinceOf = (iso: string): string => (new Date(iso).toDateString() === new Date().toDateString() ? hourOf(iso) : momentHere(iso));

function StatusBar({ tab }: { tab: Tab }): ReactElement {
  const study = useReview((review) => review.study);
  const history = useReview((review) => review.history);
  const held = useReview((review) => review.held);
  const heldSince = useReview((review) => review.heldSince);
  const newest = history[0];
  return (
    <footer className={held.length > 0 ? 'status bad' : 'status'} aria-label={WO.frame.status} data-testid="status">
      {held.length > 0 ? (
        <span role="alert">
          {W.status.held(held.length, sinceOf(heldSince))}{' '}
          <button type="button" onClick={() => void sendHeld()} data-testid="send-held">
            {W.retry}
          </button>
        </span>
      ) : (
        <span data-testid="saved">{newest ? W.status.saved(hourOf(newest.time)) : W.status.noEdits}</span>
      )}
      <HeldElsewhere />
      {study?.signed && (
        <span className="lock" data-testid="locked" title={W.signed.lockedHint}>
          <Lock /> {W.signed.by(study.signed.author, momentHere(study.signed.time))}
        </span>
      )}
      {tab === 'beats' && <BeatsStatus />}
      {tab === 'episodes' && <EpisodesStatus />}
      {tab === 'disclosure' && <DisclosureStatus />}
      <span className="sp">{study ? W.status.leads(study.recording.leads.length, study.recording.sampleRate) : ''}</span>
      {(tab === 'beats' || tab === 'episodes' || tab === 'disclosure') && <ScaleWords />}
      {(tab === 'beats' || tab === 'episodes') && <NarrowInspector />}
      <AllKeys />
    </footer>
  );
}

export function StudyFrame({ caseId, tab }: { caseId: string; tab: Tab }): ReactElement {
  const phase = useReview((review) => (review.caseId === caseId ? review.phase : 'loading'));
  const failure = useReview((review) => review.failure);

  // Before anything is painted: the screens must not show, or ask for, what was open before, be it of another case or of another person.
  const [begun, setBegun] = useState(false);
  useLayoutEffect(() => {
    resetView();
    void openReview(caseId);
    setBegun(true);
    return leaveStudy;
  }, [caseId]);

  useEffect(followScreen, []);

  useEffect(() => {
    tourIfAwaited();
    return endTour;
  }, [caseId]);

  // The first look: what most needs an eye, as soon as there are beats.
  const hasBeats = useReview((review) => review.caseId === caseId && review.phase === 'ready' && review.derived.groups.length > 0);
  useEffect(() => {
    if (!hasBeats || useView.getState().gallery) return;
    const first = openItems()[0] ?? useReview.getState().order[0];
    if (first !== undefined) openTemplate(first);
  }, [hasBeats]);

  useActions({
    undo: () => void undo(),
    redo: () => void redo(),
    worklist: openWorklist,
    details: () => useSession.setState({ details: caseId }),
    tour: nextStep,
    'tab-overview': () => openTab('overview'),
    'tab-beats': () => openTab('beats'),
    'tab-episodes': () => openTab('episodes'),
    'tab-report': () => openTab('report'),
    'tab-disclosure': () => openTab('disclosure'),
  });

  if (!begun) return <div className="frame study-frame" />;
  return (
    <div className="frame study-frame">
      <Top tab={tab} />
      <div className="study-body">
        {phase === 'failed' && (
          <Trouble message={failure?.message ?? ''} hint={failure?.hint} testid="open-failed">
            <button type="button" className="btn p" onClick={() => void openReview(caseId)} data-testid="retry">
              {W.retry}
            </button>
          </Trouble>
        )}
        <Banner />
        <LiveBand />
        {tab === 'beats' && <ReviewScreen />}
        {tab === 'overview' && <OverviewScreen />}
        {tab === 'episodes' && <EpisodesScreen />}
        {tab === 'report' && <ReportScreen />}
        {tab === 'disclosure' && <DisclosureScreen />}
        {tab === 'earlier' && <EarlierScreen />}
      </div>
      <StatusBar tab={tab} />
      <Calibration />
      <DiaryCards />
      <TourCard />
    </div>
  );
}
