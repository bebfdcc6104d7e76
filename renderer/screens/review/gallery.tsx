/** The beats of a number or a template as tiles, the least alike first. Only the tiles in sight exist. */
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState, type CSSProperties, type ReactElement } from 'react';
import { CLASSES, type BeatClass } from '../../../core/beats/classes.ts';
import { BEAT_ORDERS, type BeatOrder } from '../../../core/review/beat-orders.ts';
import { rowOf, rowsOfKeys } from '../../../core/review/beat-rows.ts';
import { useSize } from '../../charts/canvas.ts';
import { TileTrace } from '../../charts/thumb.tsx';
import { Segment } from '../../parts/controls.tsx';
import { likeness, moment } from '../../parts/format.ts';
import { Mark } from '../../parts/marks.tsx';
import { WY } from '../../parts/words-diary.ts';
import { WD } from '../../parts/words-doubt.ts';
import { CLASS_NAME, W } from '../../parts/words.ts';
import { Do, Key } from '../../sections/key.tsx';
import { leaveAlike, useAlike } from '../../state/alike.ts';
import { UNLIKE } from '../../state/tally.ts';
import { growGallery, orderGallery } from '../../state/gallery-order.ts';
import { useWidths } from '../../state/qrs-widths.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { client } from '../../state/session.ts';
import { tilesIn } from '../../state/tiles.ts';
import { AFTER_SECONDS, BEFORE_SECONDS, ThumbnailCache } from '../../state/thumbnails.ts';
import { goToTile, toggleTile, useView } from '../../state/view.ts';

const TILE_HEIGHT = 43;
const GAP = 4;
const ROW = TILE_HEIGHT + GAP;
/** A reader who rests on a beat for so long is where the gallery goes. */
const FOLLOW_AFTER_MS = 150;

interface TileProps {
  place: number;
  keyOf: number;
  values: Float32Array | null;
  average: Float32Array | null;
  low: number;
  high: number;
  corner: string;
  /** Name of the lead that is drawn in place of the chosen one, '' where that shows the beat. */
  instead: string;
  title: string;
  beatClass: BeatClass;
  marked: boolean;
  selected: boolean;
  current: boolean;
  typical: boolean;
}

const Tile = memo(function Tile(props: TileProps): ReactElement {
  const names = ['t', props.selected ? 'sel' : '', props.current ? 'cur' : '', props.typical ? 'typ' : ''].filter(Boolean).join(' ');
  return (
    <div
      className={names}
      role="option"
      tabIndex={-1}
      id={`tile-${props.keyOf}`}
      aria-selected={props.selected}
      aria-label={props.title}
      title={props.title}
      data-testid="tile"
      data-key={props.keyOf}
      data-class={props.beatClass}
      onPointerDown={(event) => {
        if (event.shiftKey) goToTile(props.place, true);
        else if (event.ctrlKey || event.metaKey) toggleTile(props.keyOf);
        else goToTile(props.place);
      }}
      onDoubleClick={() => toggleTile(props.keyOf)}
    >
      <TileTrace values={props.values} average={props.average} low={props.low} high={props.high} typical={props.typical} />
      {props.marked && <Mark of={props.beatClass} size={9} />}
      <span>{props.corner}</span>
      {props.instead && <span className="instead">{props.instead}</span>}
    </div>
  );
});

/** Average of a template on the time base of the tiles. */
function onTileTime(average: Float32Array | undefined, rate: number, peak: number, samples: number): Float32Array | null {
  if (!average || average.length === 0 || samples < 2) return null;
  return Float32Array.from({ length: samples }, (_, i) => {
    const at = peak + (-BEFORE_SECONDS + (i / (samples - 1)) * (BEFORE_SECONDS + AFTER_SECONDS)) * rate;
    const low = Math.floor(at);
    const [a, b] = [average[low], average[low + 1]];
    return a === undefined || b === undefined ? Number.NaN : a + (b - a) * (at - low);
  });
}

/** Least height of a scale, mV: an average that is all but flat would make noise look like beats. */
const LEAST = 0.4;

/** The scale that an averaged beat asks for, with room for those that rise higher; null where it holds nothing. */
function scaleOf(average: Float32Array): { low: number; high: number } | null {
  const values = average.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const short = Math.max(0, LEAST - (high - low)) / 2;
  const room = 0.15 * Math.max(LEAST, high - low);
  return { low: low - short - room, high: high + short + room };
}

/** The order of the tiles. The gallery's own stands there until another is chosen. */
function OrderChoice({ chosen, own }: { chosen: BeatOrder | null; own: BeatOrder | 'doubt' | 'alike' }): ReactElement {
  return (
    <label className="order">
      <select aria-label={WD.order} title={WD.order} data-testid="gallery-order" value={chosen ?? own} onChange={(event) => {
          orderGallery(BEAT_ORDERS.find((order) => order === event.target.value) ?? 'time');
          // Keys are the gallery's again.
          event.target.blur();
        }}
      >
        {(own === 'doubt' || own === 'alike') && (
          <option value={own} disabled={chosen !== null}>
            {own === 'alike' ? WY.alike.order : WD.chosen}
          </option>
        )}
        {BEAT_ORDERS.map((order) => (
          <option key={order} value={order}>
            {WD.orders[order]}
          </option>
        ))}
      </select>{' '}
      <Key>Z</Key>
    </label>
  );
}

export function BeatGallery(): ReactElement {
  const beats = useReview((review) => review.beats);
  const derived = useReview((review) => review.derived);
  const study = useReview((review) => review.study);
  const templates = useReview((review) => review.templates);
  const caseId = useReview((review) => review.caseId);
  const analysedTo = useReview((review) => review.analysedTo);
  const gallery = useView((view) => view.gallery);
  const lead = useView((view) => view.galleryLead);
  const selected = useView((view) => view.selected);
  const current = useView((view) => view.current);
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const across = tilesIn(width);
  useLayoutEffect(() => useView.setState({ tilesAcross: across }), [across]);
  const [top, setTop] = useState(0);
  const [, arrived] = useState(0);
  const cache = useMemo(() => new ThumbnailCache(client(), caseId, () => arrived((n) => n + 1)), [caseId]);

  useEffect(growGallery, [analysedTo]);

  const total = gallery?.keys.length ?? 0;
  const rows = Math.ceil(total / across);
  const firstRow = Math.max(0, Math.floor(top / ROW) - 1);
  const lastRow = Math.min(rows, Math.ceil((top + height) / ROW) + 1);
  const shown = useMemo(() => (gallery ? Array.from(gallery.keys.subarray(firstRow * across, lastRow * across)) : []), [gallery, firstRow, lastRow, across]);
  const tiles = shown.map((key) => ({ key, row: rowOf(beats, key) })).filter(({ row }) => row >= 0);
  const leads = study?.recording.leads ?? [];
  const looks = tiles.map(({ key, row }) => cache.shown(key, beats.sample[row]!, lead, leads.length));

  useEffect(() => {
    for (const [wanted, some] of Map.groupBy(tiles, (_, i) => looks[i]!.wanted))
      if (wanted !== null)
        cache.want(
          some.map(({ key, row }) => ({ key, sample: beats.sample[row]! })),
          wanted,
        );
  });

  // A new gallery starts at its top; the hand on a tile keeps that tile in sight.
  useEffect(() => {
    if (box.current) box.current.scrollTop = 0;
    setTop(0);
  }, [gallery]);
  const place = gallery && current !== null ? gallery.keys.indexOf(current) : -1;
  useEffect(() => {
    const element = box.current;
    if (!element || place < 0) return undefined;
    const follow = (): void => {
      const y = Math.floor(place / across) * ROW;
      if (y < element.scrollTop) element.scrollTop = y;
      else if (y + ROW > element.scrollTop + element.clientHeight) element.scrollTop = y + ROW - element.clientHeight;
    };
    // A walk along the strip leads through the gallery crosswise: it follows where the reader stops, and does not jump and draw other tiles at each beat.
    if (element.contains(document.activeElement)) {
      follow();
      return undefined;
    }
    const rested = setTimeout(follow, FOLLOW_AFTER_MS);
    return () => clearTimeout(rested);
  }, [place, gallery, across]);

  const template = templates.find((info) => info.id === (gallery?.kind === 'template' ? gallery.id : -1));
  // A template bears the mark of the class that it has now, as its name does.
  const shared = template ? CLASSES[template.beatClass] : gallery?.beatClass;
  const samples = looks.find(({ values }) => values !== null)?.values?.length ?? 0;
  const averages = useMemo(() => template?.average.map((of) => onTileTime(of, template.rate, template.peak, samples)) ?? [], [template, samples]);
  const average = averages[Math.min(lead, averages.length - 1)] ?? null;
  const traces = looks.map((look) => (look.lead === lead ? look.values : null));
  // One scale for all tiles: from the template's average, else from what most of those in sight reach. One odd beat decides nothing.
  const scale = useRef({ gallery, lead, low: -0.6, high: 1.4, set: false });
  if (scale.current.gallery !== gallery || scale.current.lead !== lead) scale.current = { gallery, lead, low: -0.6, high: 1.4, set: false };
  if (!scale.current.set && traces.some((trace) => trace !== null)) {
    const extremes = traces.flatMap((trace) => (trace ? [[Math.min(...trace.filter((v) => !Number.isNaN(v))), Math.max(...trace.filter((v) => !Number.isNaN(v)))]] : [])).filter((pair) => pair.every(Number.isFinite));
    const at = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
    const typical = average ? scaleOf(average) : null;
    if (typical) scale.current = { ...scale.current, ...typical, set: true };
    else if (extremes.length > 0) scale.current = { ...scale.current, low: at(extremes.map((pair) => pair[0]!), 0.5), high: at(extremes.map((pair) => pair[1]!), 0.5), set: true };
  }

  // An edit of labels leaves keys and likeness as they are: a class of a million beats is not counted again for it.
  const { key: keys, likeness: likenesses } = beats;
  const unlike = useMemo(() => {
    if (!gallery || gallery.kind === 'span') return 0;
    let n = 0;
    const rows = rowsOfKeys({ key: keys }, gallery.keys);
    for (let i = 0; i < rows.length; i++) if (likenesses[rows[i]!]! < UNLIKE) n++;
    return n;
  }, [gallery, keys, likenesses]);

  const widths = useWidths(({ asked }) => asked);
  const late = useAlike(({ search }) => search === 'late');
  const apart = gallery?.kind === 'template' ? (derived.groups.find(({ id }) => id === gallery.id)?.apart ?? 0) : 0;
  const start = startOf(study);
  const rate = rateOf(study);
  const seconds = (study?.recording.sampleCount ?? 0) / rate;
  return (
    <section className="sec-gallery" aria-label={W.gallery.label}>
      <div className="bar">
        {gallery ? (
          <>
            <h2 className="gal-title">
              {shared && <Mark of={shared} size={11} />}
              {gallery.kind === 'class' && gallery.beatClass ? CLASS_NAME[gallery.beatClass] : (template?.name ?? gallery.title)}
            </h2>
            <span className="m gal-words" data-testid="gallery-words">
              <b>{W.beats(total)}</b>
              {apart > 0 && <span title={W.templates.apartWhy}>{W.templates.apart(apart)}</span>}
              {gallery.order === 'wide' && widths && WD.width.asked(widths.done, widths.all)}
              {gallery.order || gallery.alike || gallery.doubt !== undefined ? null : gallery.kind === 'span' ? (
                <>, {W.gallery.time}</>
              ) : unlike > 0 ? (
                <>
                  , <b>{W.gallery.least(unlike)}</b> {W.gallery.order}
                </>
              ) : null}
            </span>
          </>
        ) : (
          <span className="q">{W.gallery.empty}</span>
        )}
        <span className="sp q" data-testid="selected">
          {gallery && (
            <>
              {selected.size > 0 && <>{W.gallery.selected(selected.size)} </>}
              <Key>A</Key> {W.gallery.all(total)}
            </>
          )}
        </span>
        {gallery && total > 1 && <OrderChoice chosen={gallery.order ?? null} own={gallery.alike ? 'alike' : gallery.doubt !== undefined ? 'doubt' : gallery.kind === 'span' ? 'time' : 'unlike'} />}
        {gallery?.before && (
          <button type="button" className="do" onClick={leaveAlike} data-testid="leave-alike">
            {WY.alike.back} <Key>Esc</Key>
          </button>
        )}
        {current !== null && (
          <Do action="find-alike" of=".">
            {late ? WY.alike.late : WY.alike.find}
          </Do>
        )}
        {leads.length > 4 && (
          <span className="order">
            <select aria-label={W.strip.leads} title={W.strip.leads} value={lead} data-testid="gallery-lead" onChange={(event) => {
                useView.setState({ galleryLead: Number(event.target.value) });
                event.target.blur();
              }}
            >
              {leads.map((info, i) => (
                <option key={info.name} value={i}>
                  {info.name}
                </option>
              ))}
            </select>
          </span>
        )}
        {leads.length > 1 && leads.length <= 4 && (
          <Segment label={W.strip.leads} value={String(lead)} onChange={(next) => useView.setState({ galleryLead: Number(next) })} options={leads.map((info, i) => ({ value: String(i), label: info.name }))} />
        )}
      </div>
      <div
        ref={box}
        className="tiles"
        role="listbox"
        aria-multiselectable="true"
        aria-label={gallery ? `${gallery.title}, ${W.beats(total)}` : W.gallery.label}
        aria-activedescendant={current !== null && place >= 0 ? `tile-${current}` : undefined}
        tabIndex={0}
        data-region="gallery"
        data-testid="gallery"
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div className="tiles-all" style={{ height: rows * ROW }}>
          <div className="grid" style={{ transform: `translateY(${firstRow * ROW}px)`, '--across': across } as CSSProperties}>
            {tiles.map(({ key, row }, i) => {
              const beatClass = CLASSES[derived.classes[row]!] ?? 'Q';
              const alike = beats.likeness[row]!;
              const look = looks[i]!;
              const own = look.lead === lead;
              const other = own ? null : (averages[look.lead] ?? null);
              const fits = own ? scale.current : (scaleOf(other ?? look.values!) ?? scale.current);
              const instead = own ? '' : (leads[look.lead]?.name ?? '');
              return (
                <Tile
                  key={key}
                  keyOf={key}
                  place={firstRow * across + i}
                  values={look.values}
                  average={own ? average : other}
                  low={fits.low}
                  high={fits.high}
                  instead={instead}
                  corner={gallery?.alike ? likeness(gallery.alike.get(key) ?? 0) : gallery?.kind === 'span' ? '' : likeness(alike)}
                  title={`${beatClass}, ${moment(start, beats.sample[row]! / rate, seconds, 'seconds')}, ${likeness(alike)}${instead && `, ${WD.instead(instead, leads[lead]?.name ?? '')}`}`}
                  beatClass={beatClass}
                  marked={shared !== beatClass}
                  selected={selected.has(key)}
                  current={key === current}
                  typical={gallery?.kind !== 'span' && alike >= UNLIKE && unlike > 0}
                />
              );
            })}
          </div>
        </div>
      </div>
    </section>
  );
}
