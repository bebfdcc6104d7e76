/** The strip as a piece of the window: drawn by `ecg-draw`, with what the mouse does on it. */
import { memo, useRef, type ReactElement } from 'react';
import { useDrawing } from './canvas.ts';
import { drawStrip, GUTTER, PAPER_TOP, pixelsPerSecond, type StripScene } from './ecg-draw.ts';
import { drawLeadGrid, rhythmTop, sampleInGrid, type LeadGrid } from './lead-grid.ts';

export interface EcgStripProps {
  scene: StripScene;
  /** Leads in columns; absent where they stand one under the other. */
  grid?: LeadGrid | null;
  /** A sentence for those who cannot see the picture. */
  description: string;
  /** Forces a new drawing when it changes: what the scene does not hold. */
  version: number | string;
  onPick: (sample: number) => void;
  onBrush: (from: number, to: number) => void;
  onScroll: (samples: number) => void;
  /** The R peak of the current beat can be dragged by its mark; absent where it cannot. */
  peak?: PeakDrag | undefined;
}

export interface PeakDrag {
  /** False where it may not be moved. */
  grab: () => boolean;
  /** `exact`: to this very sample. */
  drag: (sample: number, exact: boolean) => void;
  settle: () => void;
  drop: () => void;
}

/** Half of the card that the current beat's mark lies on, px. */
const MARK_HALF = 15;
/** A mark that is moved less stays where it is: a click, px. */
const STILL = 2;

/** What the pointer went down on; `peak` is the sample of the R peak whose mark it is, `held` once it has moved. */
interface Grabbed {
  x: number;
  sample: number;
  peak: number | null;
  held: boolean;
}

/** What the picture is made of, one by one: of a scene that only was put together anew nothing is drawn again. */
function partsOf({ span, pieces, leads, ...scene }: StripScene): readonly unknown[] {
  return [span?.from, span?.to, span?.label, span?.hand, pieces.length, ...pieces, leads.length, ...leads, ...Object.values(scene)];
}

export const EcgStrip = memo(function EcgStrip({ scene, grid = null, description, version, onPick, onBrush, onScroll, peak }: EcgStripProps): ReactElement {
  const ref = useDrawing((context, width, height) => (grid ? drawLeadGrid(context, width, height, scene, grid) : drawStrip(context, width, height, scene)), [version, grid, ...partsOf(scene)]);
  const grabbed = useRef<Grabbed | null>(null);
  const sampleAt = ({ clientX, clientY }: { clientX: number; clientY: number }): number => {
    const { left = 0, top = 0, width = 0, height = 0 } = ref.current?.getBoundingClientRect() ?? {};
    if (grid) return sampleInGrid(scene, grid, width, height, { x: clientX - left, y: clientY - top });
    return scene.from + ((clientX - left - GUTTER) / pixelsPerSecond(scene.speed)) * scene.sampleRate;
  };
  /** The R peak whose mark lies under the pointer: that of the current beat, over the long strip; columns turn with their beat. */
  const markAt = ({ clientX, clientY }: { clientX: number; clientY: number }): number | null => {
    const here = scene.sample[scene.current];
    const { left = 0, top = 0, height = 0 } = ref.current?.getBoundingClientRect() ?? {};
    const y = clientY - top - (grid ? rhythmTop(height) : 0);
    if (!peak || here === undefined || y < 0 || y > PAPER_TOP) return null;
    const at = GUTTER + ((here - scene.from) / scene.sampleRate) * pixelsPerSecond(scene.speed);
    return Math.abs(clientX - left - at) <= MARK_HALF ? here : null;
  };
  /** `Esc` takes a peak back while it is held, whichever other key is down; nothing else hears of it. */
  const takeBackBy = (start: Grabbed): void => {
    const press = (event: KeyboardEvent): void => {
      if (grabbed.current !== start || event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      peak?.drop();
    };
    const end = (): void => window.removeEventListener('keydown', press, true);
    window.addEventListener('keydown', press, true);
    for (const last of ['pointerup', 'pointercancel']) window.addEventListener(last, end, { once: true });
  };
  return (
    <canvas
      ref={ref}
      className="ecg"
      role="img"
      aria-label={description}
      data-testid="ecg-strip"
      data-from={Math.round(scene.from)}
      data-leads={(grid ? grid.columns.flat() : scene.leads).map((lead) => scene.leadNames[lead]).join(' ')}
      data-columns={grid ? grid.columns.length : 1}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        grabbed.current = { x: event.clientX, sample: sampleAt(event), peak: markAt(event), held: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const start = grabbed.current;
        if (!start) event.currentTarget.style.cursor = markAt(event) === null ? '' : 'ew-resize';
        else if (start.peak !== null) {
          if (!start.held && Math.abs(event.clientX - start.x) <= STILL) return;
          if (!start.held && !peak?.grab()) grabbed.current = null;
          else {
            if (!start.held) takeBackBy(start);
            start.held = true;
            peak?.drag(start.peak + sampleAt(event) - start.sample, event.altKey);
          }
        } else if (Math.abs(event.clientX - start.x) > 5) onBrush(Math.min(start.sample, sampleAt(event)), Math.max(start.sample, sampleAt(event)));
      }}
      onPointerUp={(event) => {
        const start = grabbed.current;
        grabbed.current = null;
        if (start?.held) peak?.settle();
        else if (start && Math.abs(event.clientX - start.x) <= 5) onPick(start.sample);
      }}
      onPointerCancel={() => {
        if (grabbed.current?.held) peak?.drop();
        grabbed.current = null;
      }}
      onWheel={(event) => onScroll(((event.deltaX + event.deltaY) / pixelsPerSecond(scene.speed)) * scene.sampleRate)}
    />
  );
});
