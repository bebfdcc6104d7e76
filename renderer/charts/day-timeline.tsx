/** The whole recording on uPlot, with the reader's brush and place over it. */
import 'uplot/dist/uPlot.min.css';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, type ReactElement, type ReactNode } from 'react';
import uPlot from 'uplot';
import { useSize } from './canvas.ts';
import { DAY_GUTTER, DAY_RIGHT, pinsApart, type DayData, type DayKind, type DayPin } from './day-data.ts';
import { dayOptions, dayTable, layoutOf, optionsKey } from './day-plot.ts';

export interface DayTimelineProps {
  data: DayData;
  kind?: DayKind;
  /** Seconds of the recording that are shown. */
  window: { from: number; to: number };
  /** What stands over the picture and moves with the reader: the picture itself stays. */
  over?: ReactNode;
  brush: { from: number; to: number } | null;
  theme: string;
  description: string;
  onBrush: (brush: { from: number; to: number } | null) => void;
  onGo: (seconds: number) => void;
  /** A pin was clicked. */
  onPin?: (key: string) => void;
}

type Grip = { kind: 'new' | 'from' | 'to' | 'move'; x: number; at: number; brush: { from: number; to: number } | null; moved: boolean };

export const DayTimeline = memo(function DayTimeline(props: DayTimelineProps): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props.data);
  latest.current = props.data;
  const { width, height } = useSize(box);
  const { from, to } = props.window;
  const kind = props.kind ?? 'reading';
  const grip = useRef<Grip | null>(null);
  const range = useRef(props.window);
  range.current = props.window;

  // Scales and lanes depend on size and data: where these change the plot is made anew, else it takes the data.
  const options = useMemo(() => optionsKey(kind, width, height, props.data), [kind, width, height, props.data]);
  const shown = useRef<DayData | null>(null);
  useLayoutEffect(() => {
    const host = box.current;
    if (!host || width === 0 || height === 0) return;
    const made = new uPlot(dayOptions(kind, width, height, () => latest.current), dayTable(latest.current), host);
    made.setScale('x', { min: range.current.from, max: range.current.to });
    plot.current = made;
    shown.current = latest.current;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [kind, width, height, options, props.theme]);
  useLayoutEffect(() => {
    const before = shown.current;
    if (!plot.current || before === props.data) return;
    shown.current = props.data;
    // Pins and lanes of what was found stand over columns that are the same.
    if (before?.rate !== props.data.rate || before.density !== props.data.density) plot.current.setData(dayTable(props.data), false);
    plot.current.redraw();
  }, [props.data]);

  useEffect(() => {
    plot.current?.setScale('x', { min: from, max: to });
  }, [from, to]);

  useEffect(() => {
    const repaint = (): void => plot.current?.redraw();
    document.fonts.addEventListener('loadingdone', repaint);
    return () => document.fonts.removeEventListener('loadingdone', repaint);
  }, []);

  const inner = Math.max(1, width - DAY_GUTTER - DAY_RIGHT);
  const x = (seconds: number): number => DAY_GUTTER + ((seconds - from) / (to - from)) * inner;
  const clampX = (seconds: number): number => Math.max(DAY_GUTTER, Math.min(width - DAY_RIGHT, x(seconds)));
  const secondsAt = (clientX: number): number => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    return Math.max(0, Math.min(props.data.seconds, from + ((clientX - left - DAY_GUTTER) / inner) * (to - from)));
  };
  const pinAt = (clientX: number, clientY: number): DayPin | null => {
    const frame = box.current?.getBoundingClientRect();
    const layout = layoutOf(kind, height, props.data);
    if (!frame || clientY - frame.top > layout.pinRow) return null;
    const off = (pin: DayPin): number => Math.abs(x(pin.at) - (clientX - frame.left));
    const [nearest] = pinsApart(layout.af ? props.data.pins.filter((pin) => pin.to === null) : props.data.pins, x, from, to).toSorted((a, b) => off(a) - off(b));
    return nearest && off(nearest) < 8 ? nearest : null;
  };
  const brush = props.brush;
  const brushShown = brush !== null && brush.to > from && brush.from < to;

  return (
    <div
      ref={box}
      className={`day ${kind}`}
      role="img"
      aria-label={props.description}
      data-testid="day-timeline"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const at = secondsAt(event.clientX);
        const near = (edge: number): boolean => Math.abs(x(edge) - x(at)) < 6;
        const kind = brush && near(brush.from) ? 'from' : brush && near(brush.to) ? 'to' : 'new';
        grip.current = { kind, x: event.clientX, at, brush, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const held = grip.current;
        if (!held || (!held.moved && Math.abs(event.clientX - held.x) < 4)) return;
        held.moved = true;
        const at = secondsAt(event.clientX);
        const fixed = held.kind === 'from' ? held.brush!.to : held.kind === 'to' ? held.brush!.from : held.at;
        props.onBrush({ from: Math.min(fixed, at), to: Math.max(fixed, at) });
      }}
      onPointerUp={(event) => {
        const held = grip.current;
        grip.current = null;
        if (!held || held.moved) return;
        const pin = pinAt(event.clientX, event.clientY);
        if (pin && props.onPin) props.onPin(pin.key);
        else props.onGo(secondsAt(event.clientX));
      }}
    >
      {brushShown && (
        <div className="brush" style={{ left: clampX(brush.from), width: clampX(brush.to) - clampX(brush.from) }}>
          <i className="hold l" />
          <i className="hold r" />
        </div>
      )}
      {props.over}
    </div>
  );
});
