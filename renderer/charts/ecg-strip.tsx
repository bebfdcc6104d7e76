/** The strip as a piece of the window: drawn by `ecg-draw`, with what the mouse does on it. */
import { memo, useRef, type ReactElement } from 'react';
import { useDrawing } from './canvas.ts';
import { drawStrip, GUTTER, pixelsPerSecond, type StripScene } from './ecg-draw.ts';
import { drawLeadGrid, sampleInGrid, type LeadGrid } from './lead-grid.ts';

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
}

/** What the picture is made of, one by one: of a scene that only was put together anew nothing is drawn again. */
function partsOf({ span, pieces, leads, ...scene }: StripScene): readonly unknown[] {
  return [span?.from, span?.to, span?.label, span?.hand, pieces.length, ...pieces, leads.length, ...leads, ...Object.values(scene)];
}

export const EcgStrip = memo(function EcgStrip({ scene, grid = null, description, version, onPick, onBrush, onScroll }: EcgStripProps): ReactElement {
  const ref = useDrawing((context, width, height) => (grid ? drawLeadGrid(context, width, height, scene, grid) : drawStrip(context, width, height, scene)), [version, grid, ...partsOf(scene)]);
  const grabbed = useRef<{ x: number; sample: number } | null>(null);
  const sampleAt = ({ clientX, clientY }: { clientX: number; clientY: number }): number => {
    const { left = 0, top = 0, width = 0, height = 0 } = ref.current?.getBoundingClientRect() ?? {};
    if (grid) return sampleInGrid(scene, grid, width, height, { x: clientX - left, y: clientY - top });
    return scene.from + ((clientX - left - GUTTER) / pixelsPerSecond(scene.speed)) * scene.sampleRate;
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
        grabbed.current = { x: event.clientX, sample: sampleAt(event) };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const start = grabbed.current;
        if (start && Math.abs(event.clientX - start.x) > 5) onBrush(Math.min(start.sample, sampleAt(event)), Math.max(start.sample, sampleAt(event)));
      }}
      onPointerUp={(event) => {
        const start = grabbed.current;
        grabbed.current = null;
        if (start && Math.abs(event.clientX - start.x) <= 5) onPick(start.sample);
      }}
      onWheel={(event) => onScroll(((event.deltaX + event.deltaY) / pixelsPerSecond(scene.speed)) * scene.sampleRate)}
    />
  );
});
