/** The reading screen: templates, the day, the strip, the gallery, the inspector. */
import './review.css';
import { useEffect, type ReactElement } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { W } from '../../parts/words.ts';
import { WA } from '../../parts/words-asks.ts';
import { WY } from '../../parts/words-diary.ts';
import { WF } from '../../parts/words-findings.ts';
import { WX } from '../../parts/words-scan.ts';
import { GoTo } from '../../sections/go-to.tsx';
import { ModeWords } from '../../sections/key.tsx';
import { MinuteSection, StripSection } from '../../sections/strip-section.tsx';
import { TimelineSection } from '../../sections/timeline-section.tsx';
import { useActions } from '../../state/keys.ts';
import { layoutsOf } from '../../state/lead-choice.ts';
import { useReview } from '../../state/review.ts';
import { PLOTS, useView } from '../../state/view.ts';
import { settlePeak } from '../../state/peak-move.ts';
import { REVIEW_ACTIONS } from './actions.ts';
import { BeatGallery } from './gallery.tsx';
import { Inspector } from './inspector.tsx';
import { PlotsSection, takeLasso, usePlots } from './plots.tsx';
import { ScanView } from './scan-view.tsx';
import { TemplateView } from './template-view.tsx';
import { useAsks } from '../../state/asks.ts';
import { useMerging } from '../../state/merging.ts';
import { useOverlay } from '../../state/overlay.ts';
import { TemplatePanel } from './template-panel.tsx';

/** The mode that is on, with its keys, for the status bar. */
export function BeatsStatus(): ReactElement | null {
  const { crosshair, caliper, preview, filtered, conflict, mark, spanHand, spanOf, lasso, panel } = useView(
    useShallow((view) => ({ crosshair: view.crosshair !== null, caliper: view.caliper !== null, preview: view.preview !== null, filtered: view.filtered, conflict: view.conflict, mark: view.mark, spanHand: view.spanHand, spanOf: view.spanOf, lasso: view.lasso, panel: view.panel })),
  );
  const cut = useOverlay((overlay) => overlay.cut);
  const merging = useMerging((state) => state.asked);
  const asking = useAsks((asks) => asks.open);
  const scanning = panel === 'scan' && !preview;
  const words = !filtered ? W.status.unfiltered : scanning ? WX.mode : lasso?.byKey ? WF.plots.mode : merging !== null ? WF.template.merging : cut ? WF.template.mode : crosshair ? W.status.insert : preview ? W.status.preview : caliper ? W.status.calipers : spanHand ? (spanOf ? WF.spanOne : WF.spanMode) : mark !== null ? WY.mode : conflict !== null ? WF.conflicts.mode : asking ? WA.mode : null;
  if (!words) return null;
  return (
    <ModeWords words={words} mode={!filtered || preview ? undefined : scanning ? 'scan' : lasso?.byKey ? 'lasso' : merging !== null ? 'merge' : cut ? 'cut' : crosshair ? 'insert' : caliper ? 'calipers' : spanHand ? 'span' : mark !== null ? 'diary' : conflict !== null ? 'conflict' : 'ask'} />
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
  useEffect(() => settlePeak, []);
  const layout = useView((view) => view.layout);
  const study = useReview((review) => review.study);
  const tall = panel === 'strip' && layout !== 'few' && layoutsOf(study?.recording.leads.map(({ name }) => name) ?? []).includes(layout);
  return (
    <div className="review" data-testid="review">
      <TemplatePanel />
      <main className={tall ? 'tall' : undefined}>
        {panel === 'plots' ? (
          <Plots />
        ) : (
          <>
            <TimelineSection />
            {panel === 'strip' && <MinuteSection />}
          </>
        )}
        {panel === 'template' ? <TemplateView /> : panel === 'scan' ? <ScanView /> : <StripSection />}
        {/* All leads at true scale take the height of the gallery; the list of templates still leads on. */}
        {!tall && <BeatGallery />}
      </main>
      <Inspector />
      {goTo && <GoTo />}
    </div>
  );
}
