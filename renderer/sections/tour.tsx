/** The card of the tour, and a frame round what it speaks of. Keys go to the screen as ever. */
import './tour.css';
import { useEffect, useState, type ReactElement } from 'react';
import { WT } from '../parts/words-tour.ts';
import { endTour, nextStep, stepBack, TOUR, useTour } from '../state/tour.ts';
import { Key } from './key.tsx';

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where a thing stands, followed while it moves; null while it is not there. */
function useBox(selector: string | null): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    if (selector === null) {
      setBox(null);
      return undefined;
    }
    let shown = false;
    const look = (): void => {
      const target = document.querySelector(selector);
      // A page that is enlarged beyond its window scrolls to what is spoken of, once.
      if (target && !shown) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      shown ||= target !== null;
      const rect = target?.getBoundingClientRect();
      setBox((held) => (rect ? (held && held.left === rect.left && held.top === rect.top && held.width === rect.width && held.height === rect.height ? held : { left: rect.left, top: rect.top, width: rect.width, height: rect.height }) : null));
    };
    look();
    const timer = setInterval(look, 250);
    return () => clearInterval(timer);
  }, [selector]);
  return box;
}

export function TourCard(): ReactElement | null {
  const at = useTour((tour) => tour.at);
  const step = at === null ? undefined : TOUR[at];
  const box = useBox(step?.target ?? null);
  if (at === null || !step) return null;
  const [title, words] = WT.steps[step.name];
  return (
    <>
      {box && box.width > 0 && <div className="tour-frame" style={box} aria-hidden="true" />}
      <aside className={box && box.left + box.width / 2 > window.innerWidth / 2 ? 'tour left' : 'tour'} aria-label={WT.title} data-testid="tour" data-step={step.name}>
        <div className="hd">
          <h2>{title}</h2>
          <span className="q">{WT.of(at + 1, TOUR.length)}</span>
        </div>
        <p aria-live="polite">{words}</p>
        <div className="acts">
          {at < TOUR.length - 1 && (
            <button type="button" className="btn" onClick={endTour} data-testid="tour-end">
              {WT.end}
            </button>
          )}
          <button type="button" className="btn" disabled={at === 0} onClick={stepBack} data-testid="tour-back">
            {WT.back}
          </button>
          <button type="button" className="btn p" onClick={nextStep} data-testid="tour-next">
            {at === TOUR.length - 1 ? WT.done : WT.next} <Key>F2</Key>
          </button>
        </div>
      </aside>
    </>
  );
}
