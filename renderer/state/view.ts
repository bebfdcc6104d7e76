/** Where the reader is in a study: place, paper, selection, gallery, what is previewed. One store beside the study's own. */
import { create } from 'zustand';
import { plainCode, type BeatClass } from '../../core/beats/classes.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { errorShape } from '../../core/contract/errors.ts';
import type { BeatOrder } from '../../core/review/beat-orders.ts';
import { keysOfRows, rowOf, rowsOfKeys } from '../../core/review/beat-rows.ts';
import type { EventReview } from '../../core/review/event-ledger.ts';
import type { Impact } from '../../core/review/impact.ts';
import { KeySet } from '../../core/review/key-set.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import type { Caliper } from '../charts/ecg-draw.ts';
import { pixelsPerSecond } from '../charts/ecg-draw.ts';
import { lowerBound, nearest } from '../../core/beats/search.ts';
import { ALONE_ID, beatsOfClass, beatsOfTemplate, byLikeness, exactRows, impactOf, isOpen, type ImpactRow } from './derived.ts';
import type { FindingFilter } from './findings.ts';
import type { LeadLayout } from './leads.ts';
import { rateOf, refreshTemplates, useReview } from './review.ts';
import { client, sayFailure } from './session.ts';
import { TILES } from './tiles.ts';

export const GAINS = [5, 10, 20] as const;
export const SPEEDS = [12.5, 25, 50] as const;
export type Scope = 'beat' | 'selected' | 'template';

/** What the gallery shows. Keys, not rows: beats may come and go. */
export interface Gallery {
  kind: 'template' | 'class' | 'span';
  id: number;
  beatClass: BeatClass | null;
  title: string;
  /** Rows of the columns at the time of filling, in the order of the tiles. */
  keys: Int32Array;
  /** The order that the reader chose, absent where it is the gallery's own. */
  order?: BeatOrder;
  /** List of beats in doubt that it holds, by name. */
  doubt?: string;
  /** Likeness in hundredths by key, where it holds beats alike to some. */
  alike?: ReadonlyMap<number, number>;
  /** What the reader came from, where it holds beats alike to some. */
  before?: Pick<View, 'gallery' | 'template' | 'selected' | 'current'>;
}

export interface Preview {
  kind: 'relabel' | 'span';
  to: BeatClass;
  scope: Scope;
  /** Keys that would change. */
  keys: Int32Array;
  template: number;
  impact: ImpactRow[];
  /** Findings that it makes and takes away; null until the program has foretold them. */
  found: (Pick<Impact, 'made' | 'removed'> & { reopened: readonly EventReview[] }) | null;
  /** Of a span. */
  from: number;
  until: number;
  readable: boolean;
  instead?: { from: number; to: number };
}

export const PLOTS = ['histogram', 'premature', 'poincare', 'time'] as const;
export type PlotName = (typeof PLOTS)[number];

/** A lasso that is being drawn; places are shares of the plot's width and height. */
export interface Lasso {
  plot: PlotName;
  cross: { x: number; y: number };
  corners: { x: number; y: number }[];
  /** Drawn by keys: a mode of its own. */
  byKey: boolean;
}

/** What stands in the middle of the beats tab: the day and the strip, the plots of RR over the strip, or one template opened. */
export type Panel = 'strip' | 'plots' | 'template' | 'scan';

export interface View {
  /** Key of the current beat, null where there is none. */
  current: number | null;
  /** Template that is open on the left, 0 for none. */
  template: number;
  /** Sample at the left edge of the paper. */
  from: number;
  gain: number;
  speed: number;
  /** First of the leads that are drawn, for recordings of more than three. */
  firstLead: number;
  /** How the leads stand, the group that is shown (null for all, or the first few), the lead of the long strip (null for the usual one), and whether columns run on. */
  layout: LeadLayout;
  leadGroup: string | null;
  rhythm: number | null;
  runOn: boolean;
  filtered: boolean;
  /** Width of the strip's paper, CSS pixels. */
  paper: number;
  gallery: Gallery | null;
  galleryLead: number;
  /** Tiles in a row of the gallery. */
  tilesAcross: number;
  /** Keys selected in the gallery. */
  selected: KeySet;
  /** Seconds of the timeline; null for all of it. */
  zoom: 'all' | '6h' | '1h';
  /** Brush in seconds of the recording. */
  brush: { from: number; to: number } | null;
  /** A span laid over the strip, samples. */
  stripBrush: { from: number; to: number } | null;
  /** End of that span which keys move; null while none is set by key. */
  spanHand: 'from' | 'to' | null;
  /** Unreadable span that is looked at, as it stands; null where none is, or one is begun. */
  spanOf: { from: number; to: number } | null;
  caliper: Caliper | null;
  crosshair: { sample: number; beatClass: BeatClass } | null;
  preview: Preview | null;
  last: { to: BeatClass; scope: Scope } | null;
  goTo: boolean;
  history: boolean;
  inspector: boolean;
  /** Key of the finding that is shown, null for none. */
  finding: string | null;
  /** The same as it was gone to: where an edit takes it away, its place is known. */
  findingAs: Finding | null;
  /** Line of the list that the keys are on: a finding or a group of them. */
  line: string | null;
  /** Kinds that the list of findings is cut down to. */
  filter: FindingFilter | null;
  /** Groups of findings that show each of theirs. */
  unfolded: ReadonlySet<string>;
  /** Only findings that are not decided are listed. */
  openOnly: boolean;
  /** Bounds that are being set, samples; `adding`: of a finding by hand, `hand`: the end that keys move. */
  bounds: { from: number; to: number; hand: 'from' | 'to'; adding: boolean } | null;
  /** A kind is being chosen, for the finding that is shown or for the bounds that are set. */
  choosing: boolean;
  /** It is being chosen for all of the line's group. */
  choosingGroup: boolean;
  /** Why, for the next decision. */
  why: string;
  panel: Panel;
  lasso: Lasso | null;
  /** Conflict that is walked through, by its id in the queue. */
  conflict: string | null;
  /** Mark of the diary that is looked at, by its id. */
  mark: string | null;
}

const START: View = {
  current: null,
  template: 0,
  from: 0,
  gain: 10,
  speed: 25,
  firstLead: 0,
  layout: 'few',
  leadGroup: null,
  rhythm: null,
  runOn: false,
  filtered: true,
  paper: 836,
  gallery: null,
  galleryLead: 0,
  tilesAcross: TILES,
  selected: KeySet.EMPTY,
  zoom: 'all',
  brush: null,
  stripBrush: null,
  spanHand: null,
  spanOf: null,
  caliper: null,
  crosshair: null,
  preview: null,
  last: null,
  goTo: false,
  history: false,
  inspector: false,
  finding: null,
  findingAs: null,
  line: null,
  filter: null,
  unfolded: new Set(),
  openOnly: false,
  bounds: null,
  choosing: false,
  choosingGroup: false,
  why: '',
  panel: 'strip',
  lasso: null,
  conflict: null,
  mark: null,
};

export const useView = create<View>()(() => START);
const get = useView.getState;
const set = useView.setState;

export function resetView(): void {
  const { gain, speed, paper, layout, runOn, tilesAcross } = get();
  set({ ...START, gain, speed, paper, layout, runOn, tilesAcross });
}

/** Samples that the paper shows. */
export function across(): number {
  const { paper, speed } = get();
  return (paper / pixelsPerSecond(speed)) * rateOf(useReview.getState().study);
}

function bounded(from: number): number {
  const { study } = useReview.getState();
  const end = study?.recording.sampleCount ?? 0;
  return Math.max(-across() * 0.08, Math.min(from, Math.max(0, end - across() * 0.92)));
}

/** Where the paper was put last, and how that follows from its width. */
let put: { from: number; at: (wide: number) => number } | null = null;

/** The place of the paper for what `at` puts there, samples. */
function placed(at: (wide: number) => number): number {
  const from = bounded(at(across()));
  put = { from, at };
  return from;
}

/** The paper's width is known, or another, CSS pixels: what was put on it by the width of before is put there anew, unless the paper was moved since. */
export function setPaper(paper: number): void {
  if (paper === get().paper) return;
  set({ paper });
  if (put?.from === get().from) set({ from: placed(put.at) });
}

/** Row of the current beat, -1 where there is none. */
export function currentRow(): number {
  const { current } = get();
  return current === null ? -1 : rowOf(useReview.getState().beats, current);
}

/** Makes a beat the current one. The paper turns only when the beat would leave it, or when asked to. */
export function goToRow(row: number, centre = false): void {
  const { beats } = useReview.getState();
  const key = beats.key[row];
  const sample = beats.sample[row];
  if (key === undefined || sample === undefined) return;
  const { from } = get();
  const wide = across();
  const inside = sample > from + wide * 0.06 && sample < from + wide * 0.94;
  set({ current: key, from: inside && !centre ? from : placed((width) => sample - width * 0.44) });
}

/** Turns the paper to a sample and takes the nearest beat. */
export function goToSample(sample: number): void {
  const { beats } = useReview.getState();
  set({ from: placed((wide) => sample - wide * 0.44) });
  const row = nearest(beats.sample, sample);
  if (row >= 0) {
    const near = Math.abs(beats.sample[row]! - sample) < across() * 0.4;
    set({ current: near ? beats.key[row]! : get().current });
  }
}

/** Turns the paper to a span: into the middle where it fits, else to its beginning. Its first beat is the current one. */
export function goToSpan({ from, to, anchors }: Finding): void {
  const { beats } = useReview.getState();
  const [first] = anchors;
  const row = first === undefined ? -1 : rowOf(beats, first);
  set({ from: placed((wide) => (to - from < wide * 0.9 ? (from + to - wide) / 2 : from - wide * 0.2)), current: row >= 0 ? first! : get().current });
}

export function scrollBy(samples: number): void {
  set({ from: bounded(get().from + samples) });
}

/** Turns the paper by a screen; the current beat is then the first whole one on it. */
export function page(direction: 1 | -1): void {
  set({ from: bounded(get().from + direction * across() * 0.9) });
  const { beats } = useReview.getState();
  const row = lowerBound(beats.sample, get().from + across() * 0.1);
  const key = beats.key[Math.min(row, beats.key.length - 1)];
  if (key !== undefined) set({ current: key });
}

/** The beat before or after the current one. */
export function step(direction: 1 | -1): void {
  const { beats } = useReview.getState();
  const row = currentRow();
  const next = row < 0 ? nearest(beats.sample, get().from + across() * 0.44) : row + direction;
  if (next >= 0 && next < beats.key.length) goToRow(next);
}

function fill(gallery: Omit<Gallery, 'keys'>, rows: Int32Array): void {
  const { beats } = useReview.getState();
  set({ gallery: { ...gallery, keys: keysOfRows(beats, rows) }, selected: KeySet.EMPTY, preview: null, mark: null });
  if (rows.length > 0) goToRow(rows[0]!, true);
}

/** Opens a template: its beats in the gallery, the least alike one on the paper. */
export function openTemplate(id: number): void {
  const { beats, derived } = useReview.getState();
  const group = derived.groups.find((candidate) => candidate.id === id);
  if (!group) return;
  if (get().template !== id) refreshTemplates();
  set({ template: id });
  fill({ kind: 'template', id, beatClass: group.beatClass, title: group.name }, byLikeness(beats, beatsOfTemplate(beats, id)));
}

/** Fills the gallery with a class. */
export function openClass(beatClass: BeatClass): void {
  const { beats, derived } = useReview.getState();
  set({ template: 0 });
  fill({ kind: 'class', id: 0, beatClass, title: beatClass }, byLikeness(beats, beatsOfClass(derived, beatClass)));
}

/** Fills the gallery with the beats of a span of time, in order. */
export function openSpan(from: number, to: number, title: string): void {
  const { beats } = useReview.getState();
  const [first, last] = [lowerBound(beats.sample, from), lowerBound(beats.sample, to)];
  set({ template: 0 });
  fill({ kind: 'span', id: 0, beatClass: null, title }, Int32Array.from({ length: last - first }, (_, i) => first + i));
}

/** Fills the gallery with beats by their keys, in order of time. */
export function openKeys(keys: Int32Array, title: string): void {
  const { beats } = useReview.getState();
  set({ template: 0 });
  fill({ kind: 'span', id: 0, beatClass: null, title }, rowsOfKeys(beats, keys).sort());
}

/** Templates that are not decided, in the order of the list. */
export function openItems(): number[] {
  const { derived, order } = useReview.getState();
  const open = new Set(derived.groups.filter(isOpen).map((group) => group.id));
  return order.filter((id) => open.has(id));
}

/** The item after (or before) the one that is open, undecided ones only; null where none is left. */
export function nextItem(direction: 1 | -1 = 1): number | null {
  const { order } = useReview.getState();
  const items = openItems().filter((id) => id !== get().template);
  if (items.length === 0) return null;
  const here = order.indexOf(get().template);
  const after = items.filter((id) => (direction === 1 ? order.indexOf(id) > here : order.indexOf(id) < here));
  return (direction === 1 ? after[0] : after.at(-1)) ?? (direction === 1 ? items[0]! : items.at(-1)!);
}

/** Beats that a relabelling in this scope would touch. */
export function keysOf(scope: Scope): { keys: Int32Array; template: number } {
  const { beats } = useReview.getState();
  const { current, selected, template } = get();
  if (scope === 'selected') return { keys: selected.toArray(), template: 0 };
  if (scope === 'beat') return { keys: current === null ? new Int32Array(0) : Int32Array.of(current), template: 0 };
  const row = currentRow();
  const id = template || (row >= 0 ? beats.template[row]! : 0);
  return { keys: keysOfRows(beats, beatsOfTemplate(beats, id)), template: id };
}

/** Shows what a relabelling would do, without doing it. */
export function previewRelabel(to: BeatClass, scope: Scope): void {
  const { beats, derived } = useReview.getState();
  const { keys, template } = keysOf(scope);
  if (keys.length === 0 || (scope === 'template' && template === 0)) return;
  const rows = rowsOfKeys(beats, keys);
  const preview: Preview = { kind: 'relabel', to, scope, keys, template, impact: impactOf(derived, rows, to), found: null, from: 0, until: 0, readable: false };
  set({ preview });
  void foretell(preview);
}

/** The edit that a preview stands for. */
export function requestOf({ kind, scope, template, keys, to, from, until, readable, instead }: Preview): EditRequest {
  if (kind === 'span') return { kind: 'span', from, to: until, readable, ...(instead ? { instead } : {}) };
  const code = plainCode(to);
  return scope === 'template' && template !== ALONE_ID ? { kind: 'relabel-template', template, code } : { kind: 'relabel', keys: Int32Array.from(keys), code };
}

/** Puts the program's own figures in place of those counted here, line for line, as long as the preview stands. */
async function foretell(preview: Preview): Promise<void> {
  try {
    const { before, after, made, removed, reopened } = await client().review.impact({ caseId: useReview.getState().caseId, request: requestOf(preview) });
    if (get().preview === preview) set({ preview: { ...preview, impact: exactRows(preview.impact, { before, after }), found: { made, removed, reopened } } });
  } catch (thrown) {
    // A refusal is said when the edit is made.
    if (errorShape(thrown).code !== 'edit-refused') sayFailure(thrown);
  }
}

/** Moves the gallery's hand to a tile; `extend` selects all between. */
export function goToTile(place: number, extend = false): void {
  const { gallery, current, selected } = get();
  if (!gallery) return;
  const at = Math.max(0, Math.min(gallery.keys.length - 1, place));
  const { beats } = useReview.getState();
  if (extend) {
    const found = current === null ? -1 : gallery.keys.indexOf(current);
    const here = found < 0 ? at : found;
    set({ selected: selected.plus(gallery.keys.subarray(Math.min(here, at), Math.max(here, at) + 1)) });
  }
  const row = rowOf(beats, gallery.keys[at]!);
  if (row >= 0) goToRow(row);
}

export function toggleTile(key: number): void {
  set({ selected: get().selected.toggled(key), preview: null });
}
