/** Merging two templates: dragged by hand or chosen by key, previewed before it is done. */
import { create } from 'zustand';
import { keysOfRows } from '../../core/review/beat-rows.ts';
import { edit, reload, refusedAsSigned, useReview } from './review.ts';
import { beatsOfTemplate, type TemplateGroup } from './derived.ts';
import { loadOverlay, merged, neighboursOf } from './overlay.ts';
import { client, sayFailure } from './session.ts';
import { openTemplate, useView } from './view.ts';
import { whileOpen } from './while-open.ts';

/** What a merge does to the day, as the program foretells it. */
export interface MergeImpact {
  /** Shapes of V and S, before and after; null where they are not counted. */
  shapes: readonly { of: 'V' | 'S'; before: number | null; after: number | null }[];
  /** Findings that come, go or say something else. */
  findings: number;
}

interface Merging {
  /** Templates that the reader is asked about; null while nothing is asked. */
  asked: { own: number; other: number } | null;
  /** Null until it is known. */
  impact: MergeImpact | null;
  /** Template that is being dragged, and the one it is over. */
  dragged: number | null;
  over: number | null;
}

const NOTHING: Merging = { asked: null, impact: null, dragged: null, over: null };

export const useMerging = create<Merging>()(() => NOTHING);
const get = useMerging.getState;
const set = useMerging.setState;

/** Both templates, which goes into which; null where they cannot be merged. Beats of none are no template to put others into. */
export function pairOf(own: number, other: number): { from: TemplateGroup; into: TemplateGroup } | null {
  const { groups } = useReview.getState().derived;
  const [a, b] = [own, other].map((id) => groups.find((group) => group.id === id));
  if (!a || !b || a === b) return null;
  const pair = merged(a, b);
  return pair.into.id > 0 && pair.from.id > 0 ? pair : null;
}

function requestOf(own: number, other: number): { kind: 'regroup'; keys: Int32Array<ArrayBuffer>; template: number } | null {
  const pair = pairOf(own, other);
  if (!pair) return null;
  const { beats } = useReview.getState();
  return { kind: 'regroup', keys: keysOfRows(beats, beatsOfTemplate(beats, pair.from.id)), template: pair.into.id };
}

/** Asks whether two templates are to be one, and what that would change. */
export async function askMerge(own: number, other: number): Promise<void> {
  set({ dragged: null, over: null });
  const request = requestOf(own, other);
  if (!request || refusedAsSigned()) return;
  const asked = { own, other };
  useView.setState({ preview: null });
  set({ asked, impact: null });
  try {
    const { before, after, made, removed, changed } = await client().review.impact({ caseId: useReview.getState().caseId, request });
    if (get().asked !== asked) return;
    const shapes = (['V', 'S'] as const).map((of) => ({ of, before: before.tables[of].shapes, after: after.tables[of].shapes }));
    set({ impact: { shapes: shapes.filter((row) => row.before !== row.after), findings: made.length + removed.length + changed.length } });
  } catch (thrown) {
    sayFailure(thrown);
  }
}

/** Asks about the opened template and its nearest neighbour, or the next one from there. */
export function askNeighbour(step: 0 | 1 | -1): void {
  const { asked } = get();
  const own = asked?.own ?? useView.getState().template;
  if (own === null) return;
  const others = neighboursOf(own, useReview.getState().derived.groups).filter(({ group }) => pairOf(own, group.id) !== null);
  if (others.length === 0) return;
  const here = asked ? others.findIndex(({ group }) => group.id === asked.other) : 0;
  const next = others[(here + step + others.length) % others.length];
  if (next) void askMerge(own, next.group.id);
}

export function dropMerge(): void {
  set(NOTHING);
}

/** Merges what was asked about; the larger keeps its name. */
export async function mergeNow(): Promise<void> {
  const { asked } = get();
  if (!asked) return;
  const request = requestOf(asked.own, asked.other);
  set(NOTHING);
  const here = whileOpen();
  if (!request || !(await edit(request)) || !here()) return;
  await reload();
  if (!here()) return;
  openTemplate(request.template);
  if (useView.getState().panel === 'template') await loadOverlay(request.template);
}
