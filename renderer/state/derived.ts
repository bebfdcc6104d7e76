/** What the review screen shows of the beats, computed from the columns. Pure. */
import { CLASSES, CLASS_INDEX, type BeatClass } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns, type TemplateInfo } from '../../core/beats/columns.ts';
import type { DayNumbers, Impact } from '../../core/review/impact.ts';
import { countedRows } from '../../core/study/summary.ts';
import { isOpenMark, markNow, type TemplateMark } from '../../core/review/template-mark.ts';
import { WF } from '../parts/words-findings.ts';
import { beatsOf, tallyOf, type Tally } from './tally.ts';

export type MarkState = 'unseen' | TemplateMark;

export interface TemplateGroup {
  id: number;
  name: string;
  /** Class under which it is listed. */
  beatClass: BeatClass;
  /** Its beats that count, as the head of its class counts them: those in unreadable spans and fibrillation left out. */
  count: number;
  /** Its beats that lie there. An edit of the whole template takes them along. */
  apart: number;
  /** Percent of the beats of its class that count. */
  share: number;
  unlike: number;
  /** Percent of its beats that are alike. */
  alike: number;
  /** Beats that bear another class by now, and that class where it is one. */
  moved: number;
  movedTo: BeatClass | null;
  /** What is shown: the reader's mark, or that its beats were changed. */
  mark: MarkState;
  /** Not decided yet: without a mark, or opened again. */
  open: boolean;
  /** Beats that came since it was marked, where it is asked again for them; else 0. */
  since: number;
  info: TemplateInfo;
}

export interface Derived {
  /** Index into CLASSES per beat. */
  classes: Uint8Array;
  /** Beats per class, in the order of CLASSES, those in unreadable spans and fibrillation left out. */
  counts: number[];
  /** 1 per beat that counts: those outside unreadable spans and ventricular fibrillation. */
  counted: Uint8Array;
  /** N S V F Q together. */
  beats: number;
  groups: TemplateGroup[];
  unreadableSeconds: number;
  longestUnreadable: number;
  spans: number;
}

/** Counts, template groups and unreadable time of the beats as they stand. `shut`: where no beat counts (unreadable spans among it); `goesOn`: more is still to be analysed. */
export function derive(beats: BeatColumns, templates: readonly TemplateInfo[], marks: Readonly<Record<string, string>>, unreadable: Float64Array, sampleRate: number, shut: ArrayLike<number> = unreadable, goesOn = false): Derived {
  return derivedOf(tallyOf(beats, templates, countedRows(beats, shut)), templates, marks, unreadableTime(unreadable, sampleRate), goesOn);
}

export type UnreadableTime = Pick<Derived, 'unreadableSeconds' | 'longestUnreadable' | 'spans'>;

/** Of unreadable spans without the gaps, as the report counts them. */
export function unreadableTime(unreadable: Float64Array, sampleRate: number): UnreadableTime {
  let unreadableSeconds = 0;
  let longestUnreadable = 0;
  for (let i = 0; i + 1 < unreadable.length; i += 2) {
    const seconds = (unreadable[i + 1]! - unreadable[i]!) / sampleRate;
    unreadableSeconds += seconds;
    longestUnreadable = Math.max(longestUnreadable, seconds);
  }
  return { unreadableSeconds, longestUnreadable, spans: unreadable.length >> 1 };
}

/** What follows from counts that are made: no beat is looked at. */
export function derivedOf(tally: Tally, templates: readonly TemplateInfo[], marks: Readonly<Record<string, string>>, time: UnreadableTime, goesOn: boolean): Derived {
  const groups: TemplateGroup[] = [];
  templates.forEach((info, slot) => {
    const row = tally.perTemplate.subarray(slot * CLASSES.length, (slot + 1) * CLASSES.length);
    const all = row.reduce((a, b) => a + b, 0);
    if (all === 0) return;
    const apart = tally.apart[slot]!;
    const beatClass = CLASSES[info.beatClass] ?? 'Q';
    const moved = all - row[CLASS_INDEX[beatClass]]!;
    const others = CLASSES.filter((_, i) => row[i]! > 0 && CLASSES[i] !== beatClass);
    const stored = markNow(marks[String(info.id)], all, goesOn);
    const unlike = tally.unlike[slot]!;
    groups.push({
      id: info.id,
      name: info.name,
      beatClass,
      count: all - apart,
      apart,
      share: 0,
      unlike,
      alike: (100 * (all - unlike)) / all,
      moved,
      movedTo: others.length === 1 ? others[0]! : null,
      mark: stored?.state ?? 'unseen',
      open: isOpenMark(stored),
      since: stored?.since ?? 0,
      info,
    });
  });
  const alone = aloneGroup(tally, marks['0'], goesOn);
  if (alone) groups.push(alone);
  const ofClass = new Map<BeatClass, number>();
  for (const { beatClass, count } of groups) ofClass.set(beatClass, (ofClass.get(beatClass) ?? 0) + count);
  for (const group of groups) group.share = (100 * group.count) / Math.max(1, ofClass.get(group.beatClass)!);
  const { classes, counted } = tally;
  return { classes, counted, counts: tally.counts.slice(), beats: beatsOf(tally.counts), groups, ...time };
}

/** Beats of the model that belong to no template, as a group of their own: nobody would be offered them otherwise. Null where there are none. */
function aloneGroup({ alone: row, aloneApart: apart }: Pick<Tally, 'alone' | 'aloneApart'>, said: string | undefined, goesOn: boolean): TemplateGroup | null {
  const all = row.reduce((a, b) => a + b, 0);
  if (all === 0) return null;
  const beatClass = row.indexOf(Math.max(...row));
  const stored = markNow(said, all, goesOn);
  return {
    id: ALONE_ID,
    get name() {
      return WF.queue.aloneName;
    },
    beatClass: CLASSES[beatClass] ?? 'Q',
    count: all - apart,
    apart,
    share: 0,
    // Alike to no template, so each is one to look at.
    unlike: all,
    alike: 0,
    moved: 0,
    movedTo: null,
    mark: stored?.state ?? 'unseen',
    open: isOpenMark(stored),
    since: stored?.since ?? 0,
    info: { id: ALONE_ID, name: '', beatClass, count: all - apart, average: [], rate: 1, peak: 0 },
  };
}

/** The group of before where the new one, of the same templates, says the same. */
export function sameGroup(before: TemplateGroup | undefined, now: TemplateGroup): TemplateGroup {
  if (before === undefined) return now;
  const { info: _, ...said } = now;
  return Object.entries(said).every(([name, value]) => before[name as keyof typeof said] === value) ? before : now;
}

/** Id in the window of the group of beats that belong to no template; its mark stands under template 0. */
export const ALONE_ID = -1;

/** All beats of a template, those where none counts too: what an edit of the whole template takes. */
export function membersOf({ count, apart }: Pick<TemplateGroup, 'count' | 'apart'>): number {
  return count + apart;
}

const SEVERITY: Readonly<Record<BeatClass, number>> = { V: 5, S: 4, F: 4, Q: 3, N: 1, X: 0 };

/** How much a template needs an eye: open ones first, then doubt, then what its class can mean. */
export function need(group: TemplateGroup): number {
  const open = group.open ? 1000 : 0;
  return open + SEVERITY[group.beatClass] + 10 * (group.unlike / membersOf(group)) * Math.min(1, membersOf(group) / 10) + 4 * Math.log10(1 + group.unlike);
}

export type TemplateSort = 'need' | 'size' | 'name';

/** Template ids in the order of a list. */
export function orderOf(groups: readonly TemplateGroup[], sort: TemplateSort): number[] {
  const sorted = [...groups].sort((a, b) =>
    sort === 'size' ? b.count - a.count : sort === 'name' ? a.name.length - b.name.length || a.name.localeCompare(b.name) : need(b) - need(a) || b.count - a.count,
  );
  return sorted.map((group) => group.id);
}

export function isOpen(group: TemplateGroup): boolean {
  return group.open;
}

/** Figures that an edit moves, before and after. */
export interface ImpactRow {
  what: 'burden' | 'count' | 'runs' | 'couplets';
  of: BeatClass;
  /** Null until the program has told it: runs and couplets end at spans and gaps, and not every two beats are a couplet. */
  before: number | null;
  after: number | null;
}

/**
 * What relabelling would change, without doing it.
 *
 * @param derived classes as they stand, and which beats count
 * @param indices beats that would change
 * @param to their new class
 */
export function impactOf({ classes, counted, counts }: Pick<Derived, 'classes' | 'counted' | 'counts'>, indices: ArrayLike<number>, to: BeatClass): ImpactRow[] {
  // A key press waits for this: only the beats that would change are walked, not the day.
  const after = counts.slice();
  const target = CLASS_INDEX[to];
  const touched = new Set<BeatClass>([to]);
  const seen = new Uint8Array(classes.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (counted[index] !== 1 || seen[index] === 1) continue;
    seen[index] = 1;
    const was = classes[index]!;
    touched.add(CLASSES[was] ?? 'Q');
    after[was] = after[was]! - 1;
    after[target] = after[target]! + 1;
  }
  const total = (of: readonly number[]): number => of.reduce((sum, n, beatClass) => (beatClass >= CLASS_INDEX.X ? sum : sum + n), 0);
  const rows: ImpactRow[] = [];
  for (const group of ['V', 'S'] as const) {
    if (!touched.has(group)) continue;
    const [then, now] = [counts[CLASS_INDEX[group]]!, after[CLASS_INDEX[group]]!];
    rows.push({ what: 'burden', of: group, before: (100 * then) / Math.max(1, total(counts)), after: (100 * now) / Math.max(1, total(after)) });
    rows.push({ what: 'count', of: group, before: then, after: now });
    rows.push({ what: 'runs', of: group, before: null, after: null });
    if (group === 'V') rows.push({ what: 'couplets', of: group, before: null, after: null });
  }
  for (const group of touched) if (group !== 'V' && group !== 'S' && rows.length < 5) rows.push({ what: 'count', of: group, before: counts[CLASS_INDEX[group]]!, after: after[CLASS_INDEX[group]]! });
  return rows;
}

/** The same rows with the numbers of the program's own forecast, which knows runs across spans and gaps too. */
export function exactRows(rows: readonly ImpactRow[], { before, after }: Pick<Impact, 'before' | 'after'>): ImpactRow[] {
  const number = ({ summary, tables }: DayNumbers, { what, of }: ImpactRow): number => {
    const group = of === 'V' || of === 'S' ? of : null;
    if (what === 'count' || group === null) return of === 'X' ? summary.artefacts : summary.counts[of];
    return what === 'burden' ? summary.burden[group] : tables[group][what];
  };
  return rows.map((row) => ({ ...row, before: number(before, row), after: number(after, row) }));
}

/** The average of a template's lead, or of the lead that shows it best where that one shows next to nothing, as while its electrode was off. */
export function shownAverage(average: readonly Float32Array[], lead: number): Float32Array {
  const swings = average.map((values) => {
    let [least, most] = [0, 0];
    for (let i = 0; i < values.length; i++) [least, most] = [Math.min(least, values[i]!), Math.max(most, values[i]!)];
    return most - least;
  });
  const at = Math.min(lead, average.length - 1);
  return average[(swings[at] ?? 0) >= LEAST_SWING ? at : swings.indexOf(Math.max(...swings))] ?? new Float32Array(0);
}

/** mV: less than this is no picture of a beat. */
export const LEAST_SWING = 0.06;

/** Rows for which `wanted` holds, ascending. Two passes over the columns, no list in between: a fortnight is 1.4 million beats. */
export function rowsWhere(length: number, wanted: (row: number) => boolean): Int32Array<ArrayBuffer> {
  let n = 0;
  for (let row = 0; row < length; row++) if (wanted(row)) n++;
  const rows = new Int32Array(n);
  n = 0;
  for (let row = 0; row < length; row++) if (wanted(row)) rows[n++] = row;
  return rows;
}

/** Indices of the beats of a template. */
export function beatsOfTemplate(beats: BeatColumns, id: number): Int32Array {
  if (id === ALONE_ID) return rowsWhere(beats.template.length, (row) => beats.template[row] === 0 && beats.source[row] !== BEAT_SOURCE.person);
  return rowsWhere(beats.template.length, (row) => beats.template[row] === id);
}

/** Indices of the beats of a class that count. */
export function beatsOfClass({ classes, counted }: Pick<Derived, 'classes' | 'counted'>, beatClass: BeatClass): Int32Array {
  const wanted = CLASS_INDEX[beatClass];
  return rowsWhere(classes.length, (row) => classes[row] === wanted && counted[row] === 1);
}

/** The same beats, least alike first; equal ones keep their order. Likeness has 201 values, so it is counted, not compared. */
export function byLikeness(beats: BeatColumns, indices: Int32Array): Int32Array {
  const { likeness } = beats;
  const slots = new Uint8Array(indices.length);
  const next = new Uint32Array(202);
  for (let i = 0; i < indices.length; i++) {
    const slot = Math.max(0, Math.min(200, likeness[indices[i]!]! + 100));
    slots[i] = slot;
    next[slot + 1]! += 1;
  }
  for (let i = 1; i < next.length; i++) next[i]! += next[i - 1]!;
  const sorted = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) sorted[next[slots[i]!]!++] = indices[i]!;
  return sorted;
}
