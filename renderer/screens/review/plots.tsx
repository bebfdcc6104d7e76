/** RR intervals of the whole recording: histograms of length and prematurity, Poincaré plot, and cloud over time. A lasso opens its beats; what stands in the gallery is marked in all four. */
import { useMemo, useRef, type PointerEvent, type ReactElement } from 'react';
import { CLASSES, CLASS_INDEX } from '../../../core/beats/classes.ts';
import { KeySet } from '../../../core/review/key-set.ts';
import { font, token, useDrawing } from '../../charts/canvas.ts';
import { clockSplits } from '../../charts/day-plot.ts';
import { drawCloud, type Box, type DrawnCloud } from '../../charts/cloud.ts';
import { between, BIN_MS, histogram, inside, layHistogram, layOverTime, layPoincare, layPrematurity, PREMATURE_BIN, PREMATURE_LEAST, PREMATURE_MOST, RR_LEAST, rrMost, rrPoints, type Laid, type RrPoints, type Spot } from '../../charts/rr-points.ts';
import { count, signed, tickWords } from '../../parts/format.ts';
import { WF } from '../../parts/words-findings.ts';
import { Do } from '../../sections/key.tsx';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { useSession } from '../../state/session.ts';
import { openKeys, useView, type PlotName } from '../../state/view.ts';

const MARGIN = { left: 34, right: 8, top: 6, bottom: 18 };

/** Everything that the plots draw, made anew only when beats or spans change. */
export function usePlots(): { points: RrPoints; most: number; laid: Readonly<Record<PlotName, Laid>> } {
  const beats = useReview((review) => review.beats);
  const unreadable = useReview((review) => review.unreadable);
  const fibrillation = useReview((review) => review.fibrillation);
  const study = useReview((review) => review.study);
  return useMemo(() => {
    const sampleRate = rateOf(study);
    const sampleCount = study?.recording.sampleCount ?? 1;
    const points = rrPoints({ beats, sampleRate, sampleCount, unreadable, fibrillation, gaps: [] });
    const most = rrMost(points.before);
    return { points, most, laid: { histogram: layHistogram(points, most), premature: layPrematurity(points), poincare: layPoincare(points, most), time: layOverTime(points, most, sampleCount / sampleRate) } };
  }, [beats, unreadable, fibrillation, study]);
}

/** Plots in which a place across says all: they have bars, and a lasso is a band. */
function isBand(plot: PlotName): boolean {
  return plot === 'histogram' || plot === 'premature';
}

/** Beats within a lasso of a plot, as points. */
export function caught(plot: PlotName, laid: Laid, corners: readonly Spot[]): Int32Array {
  return isBand(plot) ? (corners.length < 2 ? new Int32Array(0) : between(laid, corners)) : inside(laid, corners);
}

/** Opens the beats of a lasso in the gallery. */
export function takeLasso(plot: PlotName, { points, laid }: Pick<ReturnType<typeof usePlots>, 'points' | 'laid'>, corners: readonly Spot[]): void {
  const rows = caught(plot, laid[plot], corners);
  useView.setState({ lasso: null });
  if (rows.length > 0) openKeys(rows.map((row) => points.key[row]!), WF.plots.lassoTitle);
}

/** Pixels that a number under an axis takes, with what parts it from the next. */
const ACROSS = 36;

function axes(context: CanvasRenderingContext2D, box: Box, most: number, vertical: boolean, horizontal: boolean): void {
  context.font = font(10);
  context.fillStyle = token('--ink-3');
  context.strokeStyle = token('--line');
  context.lineWidth = 1;
  context.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
  const step = most > 1800 ? 500 : 400;
  const apart = horizontal ? Math.max(1, Math.ceil(ACROSS / ((step / (most - RR_LEAST)) * box.width))) : 1;
  for (let rr = Math.ceil(RR_LEAST / step) * step; rr <= most; rr += step) {
    const share = (rr - RR_LEAST) / (most - RR_LEAST);
    if (horizontal) {
      context.textAlign = 'center';
      if (share < 0.94 && (rr / step) % apart === 0) context.fillText(count(rr), box.left + share * box.width, box.top + box.height + 13);
    }
    if (vertical) {
      context.textAlign = 'right';
      context.fillText(count(rr), box.left - 4, box.top + (1 - share) * box.height + 3.5);
    }
  }
}

/** Frame and numbers of prematurity: none early or late in the middle of it. */
function prematureAxis(context: CanvasRenderingContext2D, box: Box): void {
  context.font = font(10);
  context.fillStyle = token('--ink-3');
  context.strokeStyle = token('--line');
  context.lineWidth = 1;
  context.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
  context.textAlign = 'center';
  for (const at of [-50, 0, 50, 100]) context.fillText(at === 0 ? '0' : signed(at), box.left + ((at - PREMATURE_LEAST) / (PREMATURE_MOST - PREMATURE_LEAST)) * box.width, box.top + box.height + 13);
}

function Plot({ plot, data, chosen, label, ticks }: { plot: PlotName; data: ReturnType<typeof usePlots>; chosen: Uint8Array | null; label: string; ticks?: readonly { share: number; words: string }[] }): ReactElement {
  const lasso = useView((view) => (view.lasso?.plot === plot ? view.lasso : null));
  const current = useView((view) => view.current);
  useSession((session) => session.theme);
  const { points, most } = data;
  const laid = data.laid[plot];
  const drawn = useRef<Spot[]>([]);
  const cloud = useRef<DrawnCloud | null>(null);
  const number = plot === 'histogram' ? (most - RR_LEAST) / BIN_MS : (PREMATURE_MOST - PREMATURE_LEAST) / PREMATURE_BIN;
  const bins = useMemo(() => (isBand(plot) ? histogram(laid, points.beatClass, number, CLASSES.length) : null), [plot, laid, points, number]);
  const chosenBins = useMemo(() => (bins && chosen ? histogram(laid, points.beatClass, number, CLASSES.length, chosen) : null), [bins, chosen, laid, points, number]);
  const square = plot === 'poincare';
  const marked = useMemo(() => chosen?.reduce((sum, one) => sum + one, 0) ?? 0, [chosen]);

  const boxOf = (width: number, height: number): Box => {
    const free = { left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    // Equal axes: an interval is as long one way as the other.
    return square ? { ...free, width: Math.min(free.width, free.height), height: Math.min(free.width, free.height) } : free;
  };
  const ref = useDrawing((context, width, height) => {
    const box = boxOf(width, height);
    if (bins) drawBins(context, box, bins, chosenBins);
    else cloud.current = drawCloud(context, box, laid, points.beatClass, plot === 'time' ? 1 : 1.5, chosen, cloud.current);
    if (plot === 'premature') prematureAxis(context, box);
    else axes(context, box, most, plot !== 'histogram', plot !== 'time');
    context.textAlign = 'center';
    for (const { share, words } of ticks ?? []) context.fillText(words, box.left + share * box.width, box.top + box.height + 13);
    const here = current === null ? -1 : points.key.indexOf(current);
    if (here >= 0 && !Number.isNaN(laid.x[here]!)) {
      const [x, y] = [box.left + laid.x[here]! * box.width, box.top + laid.y[here]! * box.height];
      context.strokeStyle = token('--you');
      context.lineWidth = 1.5;
      context.beginPath();
      if (bins) {
        context.moveTo(x, box.top);
        context.lineTo(x, box.top + box.height);
      } else context.arc(x, y, 5, 0, Math.PI * 2);
      context.stroke();
    }
    if (lasso) drawLasso(context, box, lasso.corners, lasso.cross, isBand(plot));
  });

  const spotAt = (event: PointerEvent<HTMLCanvasElement>): Spot => {
    const frame = event.currentTarget.getBoundingClientRect();
    const box = boxOf(frame.width, frame.height);
    return { x: (event.clientX - frame.left - box.left) / box.width, y: (event.clientY - frame.top - box.top) / box.height };
  };
  return (
    <figure className={plot}>
      <figcaption>{label}</figcaption>
      <canvas
        ref={ref}
        role="img"
        aria-label={`${label}, ${count(points.key.length)} ${WF.plots.intervals}`}
        data-testid={`plot-${plot}`}
        data-points={points.key.length}
        data-chosen={marked}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drawn.current = [spotAt(event)];
          useView.setState({ lasso: { plot, cross: drawn.current[0]!, corners: drawn.current, byKey: false } });
        }}
        onPointerMove={(event) => {
          if (drawn.current.length === 0) return;
          const spot = spotAt(event);
          const last = drawn.current.at(-1)!;
          if (Math.hypot(spot.x - last.x, spot.y - last.y) < 0.01) return;
          drawn.current = [...drawn.current, spot];
          useView.setState({ lasso: { plot, cross: spot, corners: drawn.current, byKey: false } });
        }}
        onPointerUp={() => {
          const corners = drawn.current;
          drawn.current = [];
          if (corners.length > 1) takeLasso(plot, data, corners);
          else useView.setState({ lasso: null });
        }}
      />
    </figure>
  );
}

/** Bars of each class, one upon the other; heights by the square root, so that a handful beside a day is seen. What is chosen of them stands before them, as high as it is by itself. */
function drawBins(context: CanvasRenderingContext2D, box: Box, bins: Uint32Array, chosen: Uint32Array | null): void {
  const n = bins.length / CLASSES.length;
  let most = 1;
  for (let bin = 0; bin < n; bin++) {
    let sum = 0;
    for (let c = 0; c < CLASSES.length; c++) sum += bins[c * n + bin]!;
    most = Math.max(most, sum);
  }
  const wide = box.width / n;
  for (let bin = 0; bin < n; bin++) {
    let below = 0;
    // N last, on top: what is rare stands on the line.
    for (const name of ['V', 'F', 'S', 'Q', 'N'] as const) {
      const number = bins[CLASS_INDEX[name] * n + bin]!;
      if (number === 0) continue;
      const from = Math.sqrt(below / most) * box.height;
      below += number;
      const to = Math.sqrt(below / most) * box.height;
      context.fillStyle = token(name === 'N' ? '--ink-4' : `--c-${name}`);
      context.fillRect(box.left + bin * wide, box.top + box.height - to, Math.max(1, wide - 0.5), to - from);
    }
    if (chosen === null) continue;
    let held = 0;
    for (let c = 0; c < CLASSES.length; c++) held += chosen[c * n + bin]!;
    const high = Math.sqrt(held / most) * box.height;
    context.fillStyle = token('--you');
    context.fillRect(box.left + bin * wide, box.top + box.height - high, Math.max(1, wide - 0.5), high);
  }
}

function drawLasso(context: CanvasRenderingContext2D, box: Box, corners: readonly Spot[], cross: Spot, band: boolean): void {
  const x = (spot: Spot): number => box.left + spot.x * box.width;
  const y = (spot: Spot): number => box.top + spot.y * box.height;
  context.save();
  context.strokeStyle = token('--you');
  context.fillStyle = token('--you-wash');
  context.lineWidth = 1.5;
  if (band) {
    const all = corners.length > 0 ? [...corners, cross] : [cross];
    const from = Math.min(...all.map(x));
    const to = Math.max(...all.map(x));
    context.fillRect(from, box.top, to - from, box.height);
    context.strokeRect(from, box.top, Math.max(1, to - from), box.height);
  } else {
    context.beginPath();
    corners.forEach((spot, i) => (i === 0 ? context.moveTo(x(spot), y(spot)) : context.lineTo(x(spot), y(spot))));
    context.lineTo(x(cross), y(cross));
    context.closePath();
    context.fill();
    context.stroke();
  }
  context.beginPath();
  context.moveTo(x(cross) - 7, y(cross));
  context.lineTo(x(cross) + 7, y(cross));
  context.moveTo(x(cross), y(cross) - 7);
  context.lineTo(x(cross), y(cross) + 7);
  context.stroke();
  context.restore();
}

/** The beats of the lasso by class, in words. */
function Result({ points, chosen }: { points: RrPoints; chosen: Uint8Array | null }): ReactElement {
  const lasso = useView((view) => view.gallery?.title === WF.plots.lassoTitle);
  const counts = useMemo(() => {
    if (!chosen || !lasso) return null;
    const perClass = new Array<number>(CLASSES.length).fill(0);
    for (let i = 0; i < chosen.length; i++) if (chosen[i] === 1) perClass[points.beatClass[i]!]! += 1;
    return perClass;
  }, [chosen, lasso, points]);
  return (
    <span className="sp q" data-testid="lasso-words">
      {counts === null
        ? WF.plots.hint
        : CLASSES.flatMap((name, i) => (counts[i]! > 0 ? [`${count(counts[i]!)} ${name}`] : [])).join(', ')}
    </span>
  );
}

/** 1 for each point whose beat is selected, or stands in the gallery where none is; null for a class or for most of the day, which have their colours already. */
function useChosen({ key }: RrPoints): Uint8Array | null {
  const gallery = useView((view) => view.gallery);
  const selected = useView((view) => view.selected);
  return useMemo(() => {
    const listed = gallery !== null && gallery.kind !== 'class' && gallery.keys.length * 2 < key.length ? gallery.keys : null;
    const keys = selected.size > 0 ? selected : listed && KeySet.from(listed);
    if (!keys) return null;
    const chosen = new Uint8Array(key.length);
    for (let i = 0; i < key.length; i++) if (keys.has(key[i]!)) chosen[i] = 1;
    return chosen;
  }, [gallery, selected, key]);
}

export function PlotsSection({ data }: { data: ReturnType<typeof usePlots> }): ReactElement {
  const study = useReview((review) => review.study);
  const chosen = useChosen(data.points);
  const seconds = (study?.recording.sampleCount ?? 0) / rateOf(study);
  const start = startOf(study);
  // Whole hours, none so near an end that its words would be cut.
  const places = clockSplits(start, 0, seconds, 6);
  const words = tickWords(start, places, seconds);
  const ticks = places
    .map((at, i) => ({ share: at / Math.max(1, seconds), words: words[i]! }))
    .filter(({ share }) => share > 0.05 && share < 0.95);
  return (
    <section className="sec-plots" aria-label={WF.plots.label} data-testid="plots">
      <div className="bar">
        <h2>{WF.plots.title}</h2>
        <span className="q">
          {count(data.points.key.length)} {WF.plots.intervals}, {BIN_MS} ms
        </span>
        <Result points={data.points} chosen={chosen} />
        <span className="q">
          <Do action="lasso" of="O">
            {WF.plots.lasso}
          </Do>{' '}
          <Do action="plots" of="L">
            {WF.plots.back}
          </Do>
        </span>
      </div>
      <div className="plots">
        <Plot plot="histogram" data={data} chosen={chosen} label={WF.plots.histogram} />
        <Plot plot="premature" data={data} chosen={chosen} label={WF.plots.premature} />
        <Plot plot="poincare" data={data} chosen={chosen} label={WF.plots.poincare} />
        <Plot plot="time" data={data} chosen={chosen} label={WF.plots.time} ticks={ticks} />
      </div>
    </section>
  );
}
