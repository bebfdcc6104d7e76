/** The newest seconds of a recording that is still written, above whatever is open of it. */
import './live.css';
import { useEffect, useMemo, type ReactElement } from 'react';
import { CLASS_INDEX, CLASSES, classOfCode } from '../../core/beats/classes.ts';
import { LiveStrip } from '../charts/live-strip.tsx';
import { duration } from '../parts/format.ts';
import { WL } from '../parts/words-live.ts';
import { endLive, hearLive, resumeLive, toggleFollow, useLive } from '../state/live.ts';
import { useReview } from '../state/review.ts';
import { useSession } from '../state/session.ts';

/** Seconds told to those who cannot see the picture. */
const TOLD = 10;

/** Shown while the recording of the open case grows; hears of it as long. */
export function LiveBand(): ReactElement | null {
  const study = useReview((review) => review.study);
  const caseId = useReview((review) => review.caseId);
  const grows = study?.state === 'recording';
  useEffect(() => (grows ? hearLive(caseId) : undefined), [grows, caseId]);
  return grows ? <Band caseId={caseId} sampleRate={study.recording.sampleRate} leadNames={study.recording.leads.map(({ name }) => name)} /> : null;
}

function Band({ caseId, sampleRate, leadNames }: { caseId: string; sampleRate: number; leadNames: string[] }): ReactElement {
  const { tail, follow, state, analysedTo, trouble } = useLive();
  const theme = useSession((session) => session.theme);
  const classes = useMemo(() => Uint8Array.from(tail?.code ?? [], (code) => CLASS_INDEX[classOfCode(code)]), [tail]);
  const following = state === 'following' && follow;
  const letters = tail ? Array.from(classes.keys()).filter((i) => tail.sample[i]! >= tail.to - TOLD * sampleRate).map((i) => CLASSES[classes[i]!]) : [];
  return (
    <section className="live-band" aria-label={WL.title} data-testid="live-band" data-state={state} data-to={tail?.to ?? 0}>
      <div className="bar">
        <h2>
          <i className={following ? 'on' : ''} aria-hidden="true" /> {WL.title}
        </h2>
        <span className="m">
          {tail ? WL.soFar(duration(tail.to / sampleRate)) : WL.waiting}, {analysedTo > 0 ? WL.finalTo(duration(analysedTo / sampleRate)) : WL.noneFinal}
        </span>
        <span className="prov" title={WL.provisionalHint}>
          {WL.provisional}
        </span>
        {trouble !== '' && (
          <span className="err" role="alert">
            {trouble}
          </span>
        )}
        <span className="sp">
          {state === 'stopped' ? (
            <button type="button" className="btn" onClick={() => resumeLive(caseId)} data-testid="live-resume">
              {WL.followAgain}
            </button>
          ) : (
            <button type="button" className="btn" aria-pressed={follow} onClick={toggleFollow} data-testid="live-follow">
              {follow ? WL.follow : WL.paused}
            </button>
          )}
          <button type="button" className="btn" title={WL.endHint} disabled={state === 'ending'} onClick={() => endLive(caseId)} data-testid="live-end">
            {state === 'ending' ? WL.ending : WL.end}
          </button>
        </span>
      </div>
      {tail && (
        <LiveStrip
          sampleRate={sampleRate}
          leadNames={leadNames}
          piece={{ from: tail.drawnFrom, to: tail.to, leads: tail.drawn }}
          sample={tail.sample}
          classes={classes}
          version={`${tail.to} ${theme}`}
          description={WL.picture(leadNames.length, TOLD, letters.join(' '))}
        />
      )}
    </section>
  );
}
