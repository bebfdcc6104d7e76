/** The beats of the opened template, fetched in batches, and the cut through them. */
import { create } from 'zustand';
import { MISSING, type Cut, type Traces } from '../charts/overlay.ts';
import type { TemplateInfo } from '../../core/beats/columns.ts';
import { keysOfRows } from '../../core/review/beat-rows.ts';
import { KeySet } from '../../core/review/key-set.ts';
import { likenessOf, REACH } from '../../core/review/likeness.ts';
import { beatsOfTemplate, type TemplateGroup } from './derived.ts';
import { edit, reload, useReview } from './review.ts';
import { client, sayFailure } from './session.ts';
import { openTemplate, useView } from './view.ts';
import { whileOpen } from './while-open.ts';

export const BEFORE_MS = 250;
export const AFTER_MS = 450;
/** Beats in one answer. */
const BATCH = 1000;
/** Values kept of one beat and lead: enough for 100 mm/s on the screen. */
const MOST_SAMPLES = 128;
/** Leads that are drawn side by side. */
const LEADS = 3;

export interface Overlay {
  template: number;
  /** Keys of all its beats, and how many of them are here. */
  keys: Int32Array;
  loaded: number;
  leads: readonly number[];
  traces: Traces[];
  cut: (Cut & { place: number; hand: 'a' | 'b' }) | null;
  /** Keys of the beats that cross it, those that are here. */
  crossing: Int32Array;
}

const NOTHING: Overlay = { template: 0, keys: new Int32Array(0), loaded: 0, leads: [], traces: [], cut: null, crossing: new Int32Array(0) };

export const useOverlay = create<Overlay>()(() => NOTHING);
const set = useOverlay.setState;
const get = useOverlay.getState;
let turn = 0;

/** Fetches the beats of a template, those of the first leads on the screen. Stops when another one is opened. */
export async function loadOverlay(template: number): Promise<void> {
  const { beats, caseId, study } = useReview.getState();
  const mine = ++turn;
  const rows = beatsOfTemplate(beats, template);
  const keys = keysOfRows(beats, rows);
  const { firstLead } = useView.getState();
  const leads = Array.from({ length: Math.min(LEADS, (study?.recording.leads.length ?? 0) - firstLead) }, (_, i) => firstLead + i);
  set({ ...NOTHING, template, keys, leads });
  try {
    let traces: Traces[] = [];
    for (let at = 0; at < keys.length; at += BATCH) {
      const batch = keys.slice(at, at + BATCH);
      const answers = await Promise.all(leads.map((lead) => client().review.thumbnails({ caseId, keys: batch, lead, beforeSeconds: BEFORE_MS / 1000, afterSeconds: AFTER_MS / 1000 })));
      if (mine !== turn) return;
      const [first] = answers;
      if (!first) return;
      const stride = Math.max(1, Math.ceil(first.samples / MOST_SAMPLES));
      const samples = Math.floor((first.samples - 1) / stride) + 1;
      if (traces.length === 0) {
        const step = ((BEFORE_MS + AFTER_MS) / first.samples) * stride;
        traces = leads.map(() => ({ values: new Int16Array(keys.length * samples).fill(MISSING), samples, first: -(first.before * (BEFORE_MS + AFTER_MS)) / first.samples, step }));
      }
      answers.forEach(({ values, samples: raw }, place) => {
        const into = traces[place]!.values;
        for (let beat = 0; beat < batch.length; beat++)
          for (let i = 0; i < samples; i++) {
            const mv = values[beat * raw + i * stride]!;
            if (!Number.isNaN(mv)) into[(at + beat) * samples + i] = Math.max(-32_767, Math.min(32_767, Math.round(mv * 1000)));
          }
      });
      set({ traces: [...traces], loaded: Math.min(keys.length, at + batch.length) });
    }
  } catch (thrown) {
    if (mine === turn) sayFailure(thrown);
  }
}

export function closeOverlay(): void {
  turn++;
  set(NOTHING);
}

/** Splits the template along the cut: the beats that cross get a template of their own. */
export async function splitTemplate(): Promise<void> {
  const { crossing, keys, loaded, template } = get();
  // Only of a template that is here whole: a beat that was not drawn was not decided on.
  if (crossing.length === 0 || crossing.length === keys.length || loaded < keys.length) return;
  set({ cut: null, crossing: new Int32Array(0) });
  useView.setState({ selected: KeySet.EMPTY });
  const here = whileOpen();
  if (!(await edit({ kind: 'regroup', keys: Int32Array.from(crossing), template: null })) || !here()) return;
  await reload();
  if (!here()) return;
  openTemplate(template);
  await loadOverlay(template);
}

/** Merging is offered from this likeness in every lead. */
export const MERGE_FROM = 0.9;

export interface Neighbour {
  group: TemplateGroup;
  likeness: number;
}

const shapeOf = (info: TemplateInfo): Float32Array[] => info.average.map((lead) => lead.subarray(Math.max(0, Math.round(info.peak - 0.15 * info.rate)), Math.round(info.peak + 0.3 * info.rate)));

/** Likeness of two averaged beats, null where one has none. */
export function likenessOfPair(a: TemplateGroup, b: TemplateGroup): number | null {
  return a.info.average.length === 0 || b.info.average.length === 0 ? null : likenessOf(shapeOf(a.info), shapeOf(b.info), Math.round(REACH * a.info.rate));
}

/** The other templates by likeness of their averaged beats, nearest first. */
export function neighboursOf(template: number, groups: readonly TemplateGroup[]): Neighbour[] {
  const own = groups.find(({ id }) => id === template);
  if (!own || own.info.average.length === 0) return [];
  return groups
    .filter(({ id, info }) => id !== template && info.average.length > 0)
    .map((group) => ({ group, likeness: likenessOfPair(own, group) ?? 0 }))
    .toSorted((a, b) => b.likeness - a.likeness);
}

/** Which of two templates goes into the other when they are merged: the smaller. */
export function merged(own: TemplateGroup, other: TemplateGroup): { from: TemplateGroup; into: TemplateGroup } {
  return other.count > own.count ? { from: own, into: other } : { from: other, into: own };
}
