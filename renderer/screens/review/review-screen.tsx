/** The reading screen: templates, the day, the strip, the gallery, the inspector. */
import './review.css';
import { useEffect, useState, type ReactElement } from 'react';
import { Dialog } from '../../parts/controls.tsx';
import { clock, parseClock, secondsOfClock } from '../../parts/format.ts';
import { W } from '../../parts/words.ts';
import { WA } from '../../parts/words-asks.ts';
import { WF } from '../../parts/words-findings.ts';
import { MinuteSection, StripSection } from '../../sections/strip-section.tsx';
import { TimelineSection } from '../../sections/timeline-section.tsx';
import { useActions } from '../../state/keys.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { goToSample, PLOTS, useView } from '../../state/view.ts';
import { REVIEW_ACTIONS, settleNudge } from './actions.ts';
import { BeatGallery } from './gallery.tsx';
import { Inspector } from './inspector.tsx';
import { PlotsSection, takeLasso, usePlots } from './plots.tsx';
import { TemplateView } from './template-view.tsx';
import { useAsks } from '../../state/asks.ts';
import { useOverlay } from '../../state/overlay.ts';
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
  const { crosshair, caliper, preview, filtered, conflict, spanHand, lasso } = useView();
  const { cut, merging } = useOverlay();
  const asking = useAsks((asks) => asks.open);
  const words = !filtered ? W.status.unfiltered : lasso?.byKey ? WF.plots.mode : merging !== null ? WF.template.merging : cut ? WF.template.mode : crosshair ? W.status.insert : preview ? W.status.preview : caliper ? W.status.calipers : spanHand ? WF.spanMode : conflict !== null ? WF.conflicts.mode : asking ? WA.mode : null;
  if (!words) return null;
  return (
    <span className="mode" data-testid="mode">
      <b>{words[0]}</b> {words[1]}
    </span>
  );
}

/** Plots with what keys do in them. */
function Plots(): ReactElement {
  const data = usePlots();
  const move = (x: number, y: number): void => {
    const { lasso } = useView.getState();
    if (lasso) useView.setState({ lasso: { ...lasso, cross: { x: Math.max(0, Math.min(1, lasso.cross.x + x)), y: Math.max(0, Math.min(1, lasso.cross.y + y)) } } });
  };
  useActions({
    'lasso-left': () => move(-STEP, 0),
    'lasso-right': () => move(STEP, 0),
    'lasso-up': () => move(0, -STEP),
    'lasso-down': () => move(0, STEP),
    'lasso-far-left': () => move(-FAR, 0),
    'lasso-far-right': () => move(FAR, 0),
    'lasso-far-up': () => move(0, -FAR),
    'lasso-far-down': () => move(0, FAR),
    'lasso-corner': () => {
      const { lasso } = useView.getState();
      if (lasso) useView.setState({ lasso: { ...lasso, corners: [...lasso.corners, lasso.cross] } });
    },
    'lasso-close': () => {
      const { lasso } = useView.getState();
      if (lasso) takeLasso(lasso.plot, data, [...lasso.corners, lasso.cross]);
    },
    'lasso-next': () => {
      const { lasso } = useView.getState();
      if (lasso) useView.setState({ lasso: { ...lasso, plot: PLOTS[(PLOTS.indexOf(lasso.plot) + 1) % PLOTS.length]!, corners: [] } });
    },
  });
  return <PlotsSection data={data} />;
}

/** How far a key moves the cross of a lasso, as a share of the plot. */
const STEP = 0.01;
const FAR = 0.08;

export function ReviewScreen(): ReactElement {
  const goTo = useView((view) => view.goTo);
  useActions(REVIEW_ACTIONS);
  const panel = useView((view) => view.panel);
  useEffect(() => settleNudge, []);
  return (
    <div className="review" data-testid="review">
      <TemplatePanel />
      <main>
        {panel === 'plots' ? (
          <Plots />
        ) : (
          <>
            <TimelineSection />
            {panel === 'strip' && <MinuteSection />}
          </>
        )}
        {panel === 'template' ? <TemplateView /> : <StripSection />}
        <BeatGallery />
      </main>
      <Inspector />
      {goTo && <GoTo />}
    </div>
  );
}
