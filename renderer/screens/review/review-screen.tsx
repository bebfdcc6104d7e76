/** The reading screen: templates, the day, the strip, the gallery, the inspector. */
import './review.css';
import { useEffect, useState, type ReactElement } from 'react';
import { Dialog } from '../../parts/controls.tsx';
import { clock, parseClock, secondsOfClock } from '../../parts/format.ts';
import { W } from '../../parts/words.ts';
import { WF } from '../../parts/words-findings.ts';
import { MinuteSection, StripSection } from '../../sections/strip-section.tsx';
import { TimelineSection } from '../../sections/timeline-section.tsx';
import { useActions } from '../../state/keys.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { goToSample, useView } from '../../state/view.ts';
import { REVIEW_ACTIONS, settleNudge } from './actions.ts';
import { BeatGallery } from './gallery.tsx';
import { Inspector } from './inspector.tsx';
import { TemplatePanel } from './template-panel.tsx';

function GoTo(): ReactElement {
  const study = useReview((review) => review.study);
  const from = useView((view) => view.from);
  const start = startOf(study);
  const rate = rateOf(study);
  const [text, setText] = useState(clock(start + (from / rate) * 1000));
  const [wrong, setWrong] = useState('');
  const close = (): void => useView.setState({ goTo: false });
  return (
    <Dialog title={W.goTo.title} onClose={close} testid="go-to">
      <form
        id="go-to"
        onSubmit={(event) => {
          event.preventDefault();
          const time = parseClock(text);
          const seconds = time === null ? null : secondsOfClock(start, time, (study?.recording.sampleCount ?? 0) / rate, from / rate);
          if (seconds === null) setWrong(time === null ? W.goTo.hint : W.goTo.outside);
          else {
            close();
            goToSample(seconds * rate);
          }
        }}
      >
        <div className="field">
          <label htmlFor="go-to-time">{W.goTo.label}</label>
          <input id="go-to-time" type="text" value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} onFocus={(event) => event.target.select()} />
          {wrong ? (
            <span className="err" role="alert">
              {wrong}
            </span>
          ) : (
            <span className="hint">{W.goTo.hint}</span>
          )}
        </div>
        <div className="acts end">
          <button type="submit" className="btn p">
            {W.goTo.go} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The mode that is on, with its keys, for the status bar. */
export function BeatsStatus(): ReactElement | null {
  const { crosshair, caliper, preview, filtered, conflict, spanHand } = useView();
  const words = !filtered ? W.status.unfiltered : crosshair ? W.status.insert : preview ? W.status.preview : caliper ? W.status.calipers : spanHand ? WF.spanMode : conflict !== null ? WF.conflicts.mode : null;
  if (!words) return null;
  return (
    <span className="mode" data-testid="mode">
      <b>{words[0]}</b> {words[1]}
    </span>
  );
}

export function ReviewScreen(): ReactElement {
  const goTo = useView((view) => view.goTo);
  useActions(REVIEW_ACTIONS);
  useEffect(() => settleNudge, []);
  return (
    <div className="review" data-testid="review">
      <TemplatePanel />
      <main>
        <TimelineSection />
        <MinuteSection />
        <StripSection />
        <BeatGallery />
      </main>
      <Inspector />
      {goTo && <GoTo />}
    </div>
  );
}
