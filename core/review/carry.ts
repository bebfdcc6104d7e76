/**
 * A new run takes the place of an older one, and what people did stays: a
 * three-way merge of what the old run said, what people made of it and what the
 * new run says. Where people and the new run both differ from the old run,
 * people win and the place is listed as a conflict.
 *
 * People hold on to a beat when they labelled, moved or inserted it: it stays
 * as it is, place and label. A beat that they deleted stays deleted. Of a beat
 * that they only put into another template, the template stays and the label
 * is the new run's.
 */
import { z } from 'zod';
import { BEAT_SOURCE } from '../beats/columns.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { concat, pick, rowOf, weave, without } from './beat-rows.ts';
import { MATCH_SECONDS, nearestFirst } from './match.ts';
import { markNow, templateSizes } from './template-mark.ts';

/** Which beats of the new run those of the old one are. Keys of runs are 0 or more. */
export interface RunMatch {
  /** New key for each key of the old run: the beat where people left it, or where it stood when they deleted it; −1 for none. */
  ofRun: Int32Array;
  /** New key of a beat that stands where people inserted one, by that one's key. */
  inserted: ReadonlyMap<number, number>;
  /** New key of a beat that stands where the old run had a beat which people moved, by the old key. */
  origin: ReadonlyMap<number, number>;
  /** New template that most of the beats of an old one went to. */
  templates: ReadonlyMap<number, number>;
}

/** Templates that people make are numbered from here, those of runs below: neither meets the other. */
export const FIRST_OWN_TEMPLATE = 0x8000;

const NOT_MATCHED = -1;

/**
 * Matches the beats of two runs.
 *
 * @param old beats of the old run as it said them, keys 0, 1, 2, …
 * @param current what people made of them
 * @param next beats of the new run, keys 0, 1, 2, …
 */
export function matchRuns(old: BeatColumns, current: BeatColumns, next: BeatColumns, sampleRate: number): RunMatch {
  // Places that claim a beat of the new run: first those where a beat stands, then those that it was taken from.
  const present = current.key.length;
  const left: number[] = [];
  const moved: number[] = [];
  for (let key = 0; key < old.key.length; key++) {
    const row = rowOf(current, key);
    if (row < 0) left.push(key);
    else if (current.sample[row] !== old.sample[key]) moved.push(key);
  }
  const places = new Float64Array(present + left.length + moved.length);
  places.set(current.sample);
  [...left, ...moved].forEach((key, i) => (places[present + i] = old.sample[key]!));
  const ranks = new Uint8Array(places.length).fill(1, present);
  const partner = nearestFirst(places, ranks, next.sample, MATCH_SECONDS * sampleRate);

  const ofRun = new Int32Array(old.key.length).fill(NOT_MATCHED);
  const inserted = new Map<number, number>();
  for (let row = 0; row < present; row++) {
    const key = current.key[row]!;
    if (key >= 0) ofRun[key] = partner[row]!;
    else if (partner[row]! >= 0) inserted.set(key, partner[row]!);
  }
  left.forEach((key, i) => (ofRun[key] = partner[present + i]!));
  const origin = new Map<number, number>();
  moved.forEach((key, i) => {
    const peak = partner[present + left.length + i]!;
    if (peak >= 0) origin.set(key, peak);
  });
  return { ofRun, inserted, origin, templates: matchTemplates(old, next, ofRun) };
}

/** Where most beats of each old template went; of equal ones the template of the lower number. */
function matchTemplates(old: BeatColumns, next: BeatColumns, ofRun: Int32Array): Map<number, number> {
  const votes = new Map<number, Map<number, number>>();
  for (let key = 0; key < ofRun.length; key++) {
    const peak = ofRun[key]!;
    if (peak < 0 || old.template[key] === 0 || next.template[peak] === 0) continue;
    let box = votes.get(old.template[key]!);
    if (!box) votes.set(old.template[key]!, (box = new Map()));
    box.set(next.template[peak]!, (box.get(next.template[peak]!) ?? 0) + 1);
  }
  const most = new Map<number, number>();
  for (const [template, box] of votes) {
    most.set(template, [...box].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best))[0]);
  }
  return most;
}

/** The beat of the new run that an old one became, or −1. */
function becameOf(match: RunMatch, key: number): number {
  const at = match.ofRun[key]!;
  return at >= 0 ? at : (match.origin.get(key) ?? NOT_MATCHED);
}

/** What `carried` starts from. */
export interface CarryInput {
  old: BeatColumns;
  current: BeatColumns;
  next: BeatColumns;
  match: RunMatch;
  /** Key that a beat of the old run got because people hold on to it and the new run has none there, by its old key. */
  held: ReadonlyMap<number, number>;
  /** Gives a key to one more such beat. */
  hold(key: number): number;
}

/** The beats in force once the new run is. Keys of inserted beats stay. */
export function carried(input: CarryInput): BeatColumns {
  const { old, current, next, match } = input;
  const templateOf = (id: number): number => (id === 0 || id >= FIRST_OWN_TEMPLATE ? id : (match.templates.get(id) ?? 0));
  const beats: BeatColumns = { ...next, code: next.code.slice(), template: next.template.slice(), source: next.source.slice() };
  const gone = new Set<number>();
  const places = new Map<number, number>();
  const kept: { row: number; key: number; template: number }[] = [];
  const leave = (peak: number): void => {
    if (peak >= 0) gone.add(peak);
  };

  for (let key = 0; key < old.key.length; key++) {
    const row = rowOf(current, key);
    if (row < 0) {
      leave(match.ofRun[key]!);
      continue;
    }
    const regrouped = current.template[row] !== old.template[key];
    const became = becameOf(match, key);
    if (current.source[row] === BEAT_SOURCE.model) {
      if (regrouped && became >= 0) beats.template[became] = templateOf(current.template[row]!);
      continue;
    }
    if (became !== match.origin.get(key)) leave(match.origin.get(key) ?? NOT_MATCHED);
    if (became < 0) {
      kept.push({ row, key: input.held.get(key) ?? input.hold(key), template: templateOf(current.template[row]!) });
      continue;
    }
    beats.code[became] = current.code[row]!;
    beats.source[became] = current.source[row]!;
    if (regrouped) beats.template[became] = templateOf(current.template[row]!);
    if (next.sample[became] !== current.sample[row]) places.set(became, current.sample[row]!);
  }
  for (let row = 0; row < current.key.length; row++) {
    const key = current.key[row]!;
    if (key >= 0) continue;
    leave(match.inserted.get(key) ?? NOT_MATCHED);
    kept.push({ row, key, template: templateOf(current.template[row]!) });
  }

  const elsewhere = [...places.keys()].filter((peak) => !gone.has(peak));
  const moved = pick(beats, elsewhere);
  elsewhere.forEach((peak, i) => (moved.sample[i] = places.get(peak)!));
  const own = pick(current, kept.map(({ row }) => row));
  kept.forEach(({ key, template }, i) => {
    own.key[i] = key;
    own.template[i] = template;
  });
  return weave(without(beats, [...new Set([...gone, ...elsewhere])]), concat(moved, own));
}

/** A place where people and the new run both differ from what the old run said. */
export interface CarryConflict {
  /** `label`: both labelled the beat, differently. `gone`: people hold on to a beat that the new run does not find. `deleted`: the new run labels a deleted beat anew. */
  kind: 'label' | 'gone' | 'deleted';
  /** The beat in force; null for one that is deleted. */
  key: number | null;
  /** R peak as people left it. */
  sample: number;
  /** Codes: as people left it (null where deleted), as the old run said (null where it had none), as the new run says (null where it has none). */
  person: number | null;
  before: number | null;
  run: number | null;
}

/** The conflicts of a merge, ascending by sample. `held` names the key of each beat that is kept without a partner. */
export function carryConflicts({ old, current, next, match }: Pick<CarryInput, 'old' | 'current' | 'next' | 'match'>, held: ReadonlyMap<number, number>): CarryConflict[] {
  const conflicts: CarryConflict[] = [];
  for (let key = 0; key < old.key.length; key++) {
    const row = rowOf(current, key);
    const before = old.code[key]!;
    if (row < 0) {
      const peak = match.ofRun[key]!;
      if (peak >= 0 && next.code[peak] !== before) conflicts.push({ kind: 'deleted', key: null, sample: old.sample[key]!, person: null, before, run: next.code[peak]! });
      continue;
    }
    if (current.source[row] === BEAT_SOURCE.model) continue;
    const person = current.code[row]!;
    const sample = current.sample[row]!;
    const became = becameOf(match, key);
    if (became < 0) conflicts.push({ kind: 'gone', key: held.get(key) ?? null, sample, person, before, run: null });
    else if (next.code[became] !== before && next.code[became] !== person) conflicts.push({ kind: 'label', key: became, sample, person, before, run: next.code[became]! });
  }
  for (const [key, peak] of match.inserted) {
    const row = rowOf(current, key);
    if (next.code[peak] !== current.code[row]) conflicts.push({ kind: 'label', key, sample: current.sample[row]!, person: current.code[row]!, before: null, run: next.code[peak]! });
  }
  return conflicts.sort((a, b) => a.sample - b.sample || (a.key ?? -1) - (b.key ?? -1));
}

/**
 * Review marks under the new run. A template keeps a mark if each of its beats
 * had that mark and its label is still the same; where only some of that is
 * true it is reopened; where none of its beats was marked it is unseen.
 */
export function carriedMarks({ current, match }: Pick<CarryInput, 'current' | 'match'>, held: ReadonlyMap<number, number>, beats: BeatColumns, marks: ReadonlyMap<string, string>): Map<string, string> {
  const oldKey = new Map<number, number>(Array.from(held, ([key, now]) => [now, key]));
  for (let key = 0; key < match.ofRun.length; key++) {
    const became = becameOf(match, key);
    if (became >= 0) oldKey.set(became, key);
  }
  const sizes = templateSizes(current);
  // As it stood: what was said of fewer beats than there are by now is open again.
  const standing = new Map(Array.from(sizes, ([id, beats]) => [id, markNow(marks.get(String(id)), beats, false)?.state]));
  const found = new Map<number, { marks: Set<string | undefined>; changed: boolean }>();
  for (let row = 0; row < beats.key.length; row++) {
    const template = beats.template[row]!;
    if (template === 0) continue;
    const key = beats.key[row]!;
    const was = rowOf(current, oldKey.get(key) ?? (key < 0 ? key : Number.MAX_SAFE_INTEGER));
    let one = found.get(template);
    if (!one) found.set(template, (one = { marks: new Set(), changed: false }));
    one.marks.add(was < 0 ? undefined : standing.get(current.template[was]!));
    if (was < 0 || current.code[was] !== beats.code[row]) one.changed = true;
  }
  const result = new Map<string, string>();
  for (const [template, { marks: seen, changed }] of found) {
    const [only] = seen;
    if (seen.size === 1 && only === undefined) continue;
    result.set(String(template), seen.size === 1 && only !== undefined && !changed ? only : 'reopened');
  }
  return result;
}

// ── as texts, for the journal ────────────────────────────────────────────────

const pairs = z.array(z.tuple([z.number().int(), z.number().int()]));
const matchText = z.object({
  /** Runs of keys: how many, and what is added to each; null where there is no partner. */
  runs: z.array(z.tuple([z.number().int().min(1), z.number().int().nullable()])),
  inserted: pairs,
  origin: pairs,
  templates: pairs,
});

/** A match as a text: keys of two runs mostly go side by side, so it is short. */
export function encodeMatch(match: RunMatch): string {
  const runs: [number, number | null][] = [];
  match.ofRun.forEach((now, key) => {
    const step = now < 0 ? null : now - key;
    const last = runs.at(-1);
    if (last && last[1] === step) last[0]++;
    else runs.push([1, step]);
  });
  const plain: z.infer<typeof matchText> = { runs, inserted: [...match.inserted], origin: [...match.origin], templates: [...match.templates] };
  return JSON.stringify(plain);
}

/** A match from its text. Throws ZodError or SyntaxError where it is none. */
export function decodeMatch(text: string): RunMatch {
  const { runs, inserted, origin, templates } = matchText.parse(JSON.parse(text));
  const ofRun = new Int32Array(runs.reduce((sum, [count]) => sum + count, 0));
  let key = 0;
  for (const [count, step] of runs) for (let i = 0; i < count; i++, key++) ofRun[key] = step === null ? NOT_MATCHED : key + step;
  return { ofRun, inserted: new Map(inserted), origin: new Map(origin), templates: new Map(templates) };
}

export function encodeHeld(held: ReadonlyMap<number, number>): string {
  return JSON.stringify([...held]);
}

export function decodeHeld(text: string | undefined): Map<number, number> {
  return new Map(text === undefined ? [] : pairs.parse(JSON.parse(text)));
}

const conflictList = z.array(
  z.object({ kind: z.enum(['label', 'gone', 'deleted']), key: z.number().int().nullable(), sample: z.number(), person: z.number().int().nullable(), before: z.number().int().nullable(), run: z.number().int().nullable() }),
);

export function decodeConflicts(text: string | undefined): CarryConflict[] {
  return text === undefined ? [] : conflictList.parse(JSON.parse(text));
}
