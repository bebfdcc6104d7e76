/** One template opened: all its beats one over the other in each lead, a cut line that parts them, the neighbours it may be merged with. */
import { useEffect, useMemo, useRef, type PointerEvent, type ReactElement } from 'react';
import { KeySet } from '../../../core/review/key-set.ts';
import { font, token, useDrawing, useSize } from '../../charts/canvas.ts';
import { crossing, Density, Mean, shades, type Cut, type OverlayScale, type Traces } from '../../charts/overlay.ts';
import { lineColour } from '../../charts/thumb.tsx';
import { Mark } from '../../parts/marks.tsx';
import { WF } from '../../parts/words-findings.ts';
import { W } from '../../parts/words.ts';
import { Do, Key } from '../../sections/key.tsx';
import type { TemplateGroup } from '../../state/derived.ts';
import { useActions } from '../../state/keys.ts';
import { AFTER_MS, BEFORE_MS, closeOverlay, loadOverlay, MERGE_FROM, neighboursOf, splitTemplate, useOverlay, type Neighbour } from '../../state/overlay.ts';
import { refusedAsSigned, useReview } from '../../state/review.ts';
import { useSession } from '../../state/session.ts';
import { useView } from '../../state/view.ts';
import { fixed, percent } from '../../parts/format.ts';

const FOOT = 16;
const ACROSS = { from: -BEFORE_MS, to: AFTER_MS } as const;

/** Red, green and blue of `#rrggbb`. */
function rgb(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The scale that holds the averaged beat of every lead, with room above and below. */
function scaleOf(group: TemplateGroup): OverlayScale {
  let [low, high] = [-0.3, 0.5];
  for (const lead of group.info.average) for (const value of lead) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const room = 0.35 * (high - low);
  return { low: low - room, high: high + room, ...ACROSS };
}

/** Sets the cut and finds what crosses it; those are the selection, so that a class key relabels them. */
function setCut(cut: (Cut & { place: number; hand: 'a' | 'b' }) | null): void {
  const { traces, loaded, keys } = useOverlay.getState();
  const trace = cut ? traces[cut.place] : undefined;
  const found = cut && trace ? Int32Array.from(crossing(trace, loaded, cut), (place) => keys[place]!) : new Int32Array(0);
  useOverlay.setState({ cut, crossing: found });
  useView.setState({ selected: KeySet.from(found), preview: null });
}

function Panel({ place, group, scale }: { place: number; group: TemplateGroup; scale: OverlayScale }): ReactElement {
  const { traces, loaded, keys, leads, cut, crossing: parted } = useOverlay();
  const study = useReview((review) => review.study);
  const theme = useSession((session) => session.theme);
  const frame = useRef<HTMLElement>(null);
  const size = useSize(frame);
  const held = useRef<{ density: Density; mean: Mean; done: number; of: Traces } | null>(null);
  const trace: Traces | undefined = traces[place];
  const lead = leads[place] ?? 0;
  const places = useMemo(() => {
    if (parted.length === 0) return [];
    const wanted = new Set(parted);
    return Array.from(keys.subarray(0, loaded), (key, i) => (wanted.has(key) ? i : -1)).filter((i) => i >= 0);
  }, [parted, keys, loaded]);
  const ref = useDrawing((context, width, height) => {
    const ratio = context.getTransform().a || 1;
    const [wide, tall] = [Math.round(width * ratio), Math.round((height - FOOT) * ratio)];
    if (!trace || wide < 2 || tall < 2) return;
    const { current } = held;
    const fits = current !== null && current.of === trace && current.density.width === wide && current.density.height === tall;
    const state = fits ? current : { density: new Density(wide, tall), mean: new Mean(trace.samples), done: 0, of: trace };
    // Only what came in since is counted anew.
    state.density.add(trace, range(state.done, loaded), scale);
    state.mean.add(trace, state.done, loaded);
    state.done = loaded;
    held.current = state;
    const image = context.createImageData(wide, tall);
    paint(image.data, shades(state.density, 46), rgb(token('--ink-2')));
    if (places.length > 0) {
      const over = new Density(wide, tall);
      over.add(trace, places, scale);
      paint(image.data, shades(over, 90), rgb(token('--you')));
    }
    context.putImageData(image, 0, 0);
    furniture(context, width, height, scale);
    drawMean(context, width, height - FOOT, state.mean, trace, lineColour(group.beatClass), scale);
    if (cut && cut.place === place) drawCut(context, width, height - FOOT, cut, scale);
  });
  const at = (event: PointerEvent<HTMLCanvasElement>): Cut['a'] => {
    const box = event.currentTarget.getBoundingClientRect();
    return { ms: -BEFORE_MS + ((event.clientX - box.left) / box.width) * (BEFORE_MS + AFTER_MS), mv: scale.high - ((event.clientY - box.top) / (box.height - FOOT)) * (scale.high - scale.low) };
  };
  const drawing = useRef(false);
  return (
    <figure ref={frame} data-size={`${size.width} ${theme}`}>
      <figcaption>
        <b>{study?.recording.leads[lead]?.name ?? ''}</b> {cut?.place === place && parted.length > 0 ? <span className="you">{WF.template.cross(parted.length)}</span> : <span className="q">{place === 0 ? WF.template.counted : ''}</span>}
      </figcaption>
      <canvas
        ref={ref}
        role="img"
        aria-label={`${study?.recording.leads[lead]?.name ?? ''}: ${W.beats(loaded)}`}
        data-testid={`overlay-${place}`}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drawing.current = true;
          const spot = at(event);
          setCut({ place, a: spot, b: spot, hand: 'b' });
        }}
        onPointerMove={(event) => {
          const { cut: now } = useOverlay.getState();
          if (drawing.current && now) setCut({ ...now, b: at(event) });
        }}
        onPointerUp={() => {
          drawing.current = false;
          const { cut: now } = useOverlay.getState();
          if (now && Math.hypot((now.a.ms - now.b.ms) / 100, now.a.mv - now.b.mv) < 0.05) setCut(null);
        }}
      />
    </figure>
  );
}

function* range(from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield i;
}

function paint(data: Uint8ClampedArray, shade: Uint8Array, [r, g, b]: readonly [number, number, number]): void {
  for (let i = 0; i < shade.length; i++) {
    if (shade[i] === 0) continue;
    data[i * 4] = r;
    data[i * 4 + 1] = g;
    data[i * 4 + 2] = b;
    data[i * 4 + 3] = shade[i]!;
  }
}

function furniture(context: CanvasRenderingContext2D, width: number, height: number, { low, high }: OverlayScale): void {
  const tall = height - FOOT;
  context.strokeStyle = token('--line');
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, width - 1, tall - 1);
  context.font = font(10);
  context.fillStyle = token('--ink-3');
  context.textAlign = 'right';
  context.setLineDash([1, 3]);
  for (let mv = Math.ceil(low); mv <= high; mv++) {
    const y = ((high - mv) / (high - low)) * tall;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(width, y);
    context.stroke();
    if (y > 12) context.fillText(`${mv} mV`, width - 4, y - 3);
  }
  context.setLineDash([]);
  context.textAlign = 'center';
  for (let ms = -200; ms <= 400; ms += 200) context.fillText(ms === 400 ? '400 ms' : String(ms), ((ms + BEFORE_MS) / (BEFORE_MS + AFTER_MS)) * width, height - 4);
}

/** Of the beats that are drawn, so that it lies among them: the template's own average follows its last few. */
function drawMean(context: CanvasRenderingContext2D, width: number, height: number, mean: Mean, { samples, first, step }: Traces, colour: string, { low, high, from, to }: OverlayScale): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.beginPath();
  let pen = false;
  for (let i = 0; i < samples; i++) {
    const mv = mean.at(i);
    if (Number.isNaN(mv)) continue;
    const [x, y] = [((first + i * step - from) / (to - from)) * width, ((high - mv) / (high - low)) * height];
    if (pen) context.lineTo(x, y);
    else context.moveTo(x, y);
    pen = true;
  }
  context.stroke();
}

function drawCut(context: CanvasRenderingContext2D, width: number, height: number, { a, b, hand }: Cut & { hand: 'a' | 'b' }, { low, high }: OverlayScale): void {
  const spot = ({ ms, mv }: Cut['a']): [number, number] => [((ms + BEFORE_MS) / (BEFORE_MS + AFTER_MS)) * width, ((high - mv) / (high - low)) * height];
  context.strokeStyle = token('--you');
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(...spot(a));
  context.lineTo(...spot(b));
  context.stroke();
  for (const [end, name] of [[a, 'a'], [b, 'b']] as const) {
    context.beginPath();
    context.arc(...spot(end), 4.5, 0, Math.PI * 2);
    context.fillStyle = token(hand === name ? '--you' : '--paper');
    context.fill();
    context.stroke();
  }
}

function Neighbours({ neighbours }: { neighbours: readonly Neighbour[] }): ReactElement {
  const [nearest] = neighbours;
  return (
    <div className="neighbours" data-testid="neighbours">
      <span className="q">{WF.template.nearest}</span>
      {neighbours.slice(0, 5).map(({ group, likeness }) => (
        <span key={group.id} className={likeness >= MERGE_FROM ? 'near ok' : 'near'}>
          <Mark of={group.beatClass} size={9} /> {group.name} {fixed(likeness, 2)}
        </span>
      ))}
      <span className="sp q">
        {nearest && nearest.likeness >= MERGE_FROM ? (
          <>
            {WF.template.mergeWith(nearest.group.name)} <Key>Ctrl M</Key>
          </>
        ) : (
          WF.template.noMerge
        )}
      </span>
    </div>
  );
}

/** Lays a cut across the first lead, high behind the R peak: arrows bring it where it parts. */
export function beginCut(): void {
  const { template } = useView.getState();
  const group = useReview.getState().derived.groups.find(({ id }) => id === template);
  if (!group) return;
  const { low, high } = scaleOf(group);
  const mv = low + (high - low) * 0.75;
  setCut({ place: 0, a: { ms: 60, mv }, b: { ms: 140, mv }, hand: 'b' });
}

const STEP = { ms: 5, mv: 0.05 } as const;
const FAR = 5;

export function TemplateView(): ReactElement {
  const derived = useReview((review) => review.derived);
  const template = useView((view) => view.template);
  const { keys, loaded, cut, crossing: parted, traces } = useOverlay();
  const group = derived.groups.find(({ id }) => id === template);
  const scale = useMemo(() => (group ? scaleOf(group) : { low: -1, high: 1, ...ACROSS }), [group]);
  const neighbours = useMemo(() => neighboursOf(template, derived.groups), [template, derived.groups]);
  useEffect(() => {
    void loadOverlay(template);
    return closeOverlay;
  }, [template]);
  const slide = (ms: number, mv: number): void => {
    if (!cut) return;
    const end = cut[cut.hand];
    const moved = { ms: Math.max(-BEFORE_MS, Math.min(AFTER_MS, end.ms + ms)), mv: Math.max(scale.low, Math.min(scale.high, end.mv + mv)) };
    setCut(cut.hand === 'a' ? { ...cut, a: moved } : { ...cut, b: moved });
  };
  const onto = (place: number): void => {
    if (cut && place < traces.length) setCut({ ...cut, place });
  };
  useActions({
    'cut-left': () => slide(-STEP.ms, 0),
    'cut-right': () => slide(STEP.ms, 0),
    'cut-up': () => slide(0, STEP.mv),
    'cut-down': () => slide(0, -STEP.mv),
    'cut-far-left': () => slide(-STEP.ms * FAR, 0),
    'cut-far-right': () => slide(STEP.ms * FAR, 0),
    'cut-far-up': () => slide(0, STEP.mv * FAR),
    'cut-far-down': () => slide(0, -STEP.mv * FAR),
    'cut-end': () => cut && setCut({ ...cut, hand: cut.hand === 'a' ? 'b' : 'a' }),
    'cut-lead-1': () => onto(0),
    'cut-lead-2': () => onto(1),
    'cut-lead-3': () => onto(2),
    split: () => {
      if (!refusedAsSigned()) void splitTemplate();
    },
  });
  if (!group)
    return (
      <section className="sec-template" aria-label={WF.template.label}>
        <p className="q pad">{WF.template.none}</p>
      </section>
    );
  const whole = loaded >= keys.length;
  return (
    <section className="sec-template" aria-label={WF.template.label} data-testid="template-view" data-loaded={loaded} data-crossing={parted.length}>
      <div className="bar">
        <Do action="template-view" of="T">
          {WF.template.back}
        </Do>
        <h2>
          <Mark of={group.beatClass} /> {group.name}
        </h2>
        <span className="m">{whole ? `${W.beats(keys.length)}${group.apart > 0 ? W.templates.apart(group.apart) : ''}, ${WF.template.share(percent(group.share), group.beatClass)}` : WF.template.loading(loaded, keys.length)}</span>
        <span className="sp q">
          {cut ? (
            <>
              <b>{WF.template.parts(group.name, keys.length - parted.length, parted.length)}</b>{' '}
              <button type="button" className="btn p small" disabled={!whole || parted.length === 0 || parted.length === keys.length} title={whole ? '' : WF.template.notWhole} data-testid="split" onClick={() => void splitTemplate()}>
                {WF.template.split} <Key mode="cut">Enter</Key>
              </button>
            </>
          ) : (
            <Do action="lasso" of="O">
              {WF.template.cut}
            </Do>
          )}
        </span>
      </div>
      <div className="panels">
        {traces.map((_, place) => (
          <Panel key={place} place={place} group={group} scale={scale} />
        ))}
      </div>
      <Neighbours neighbours={neighbours} />
    </section>
  );
}
