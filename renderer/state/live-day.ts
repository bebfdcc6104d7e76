/**
 * The beats of the study that is open and everything counted from them, kept up
 * to date by patches: an edit of n beats costs n, not the recording. A fortnight
 * is 1.4 million labels. Labels and places are written in place; each edit gives
 * new views of what it wrote, so that whoever compares sees that something changed.
 * Beats that come or go shift the columns, which are then new.
 */
import { CLASS_INDEX } from '../../core/beats/classes.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import type { Change, MoveChange, PresenceChange } from '../../core/review/edit.ts';
import { applyToBeats } from '../../core/review/state.ts';
import { normalised, overlaps, subtract } from '../../core/study/spans.ts';
import { countedRows } from '../../core/study/summary.ts';
import { binsFor, classIndexOf, densityTrend, rateTrend, rateTrendAfter, type DensityTrend, type RateTrend } from '../../core/study/trend.ts';
import { derivedOf, sameGroup, unreadableTime, type Derived, type TemplateGroup, type UnreadableTime } from './derived.ts';
import { rateOf, shutOf, type Basis } from './review-model.ts';
import { count, tallyOf, type Tally } from './tally.ts';

/** A change that touches beats. */
export type BeatChange = Exclude<Change, { op: 'set' }>;

const ARTEFACT = CLASS_INDEX.X;

export class LiveDay {
  #beats: BeatColumns;
  readonly #templates: Basis['templates'];
  readonly #tally: Tally;
  readonly #time: UnreadableTime;
  readonly #shut: Float64Array;
  readonly #sampleRate: number;
  readonly #goesOn: boolean;
  #rate: RateTrend;
  readonly #density: DensityTrend;
  /** Groups as they were last given, by template. */
  #groups: ReadonlyMap<number, TemplateGroup> = new Map();
  /** Samples whose surroundings have another heart rate than `#rate` says. */
  #stale: number[] = [];

  /** Counts from nothing. Columns that edits write are copied: those given stay as they are. */
  constructor(basis: Basis) {
    const { beats, templates, unreadable, gaps = [], study } = basis;
    this.#beats = { ...beats, sample: beats.sample.slice(), code: beats.code.slice(), template: beats.template.slice(), source: beats.source.slice() };
    this.#templates = templates;
    this.#sampleRate = rateOf(study);
    this.#goesOn = !study?.run?.sealedAt;
    // In order and apart, as the places of single beats are looked for in it.
    this.#shut = normalised(shutOf(basis));
    this.#time = unreadableTime(subtract(unreadable, gaps), this.#sampleRate);
    this.#tally = tallyOf(this.#beats, templates, countedRows(beats, this.#shut));
    const sampleCount = study?.recording.sampleCount ?? 1;
    const bins = binsFor(sampleCount / this.#sampleRate);
    this.#rate = rateTrend(beats, this.#sampleRate, sampleCount, this.#shut, bins.rate);
    this.#density = densityTrend(beats, this.#sampleRate, sampleCount, bins.density, this.#shut);
  }

  get beats(): BeatColumns {
    return this.#beats;
  }

  /** Counts and templates as they stand under these marks. A template of which nothing is different is the very one of before: its row is not drawn again. */
  derived(marks: Readonly<Record<string, string>>): Derived {
    const made = derivedOf(this.#tally, this.#templates, marks, this.#time, this.#goesOn);
    const before = this.#groups;
    this.#groups = new Map(made.groups.map((group) => [group.id, sameGroup(before.get(group.id), group)]));
    return { ...made, groups: [...this.#groups.values()] };
  }

  /** The picture of the day. */
  trends(): { rate: RateTrend; density: DensityTrend } {
    if (this.#stale.length > 0) this.#rate = rateTrendAfter(this.#rate, this.#stale, this.#beats, this.#sampleRate, this.#shut);
    this.#stale = [];
    return { rate: this.#rate, density: { ...this.#density, counts: this.#density.counts.map((lane) => lane.slice()) } };
  }

  /**
   * Brings everything up to date with a change. False where all stood so already.
   * Throws RangeError where it names beats that are not there, before anything is written.
   */
  apply(change: BeatChange): boolean {
    switch (change.op) {
      case 'reclass': {
        const { after, sourceAfter } = change;
        return this.#label(change.keys, (row, i) => {
          this.#beats.code[row] = after[i]!;
          this.#beats.source[row] = sourceAfter[i]!;
        }, (row, i) => this.#beats.code[row] === after[i] && this.#beats.source[row] === sourceAfter[i]);
      }
      case 'regroup': {
        const { after } = change;
        return this.#label(change.keys, (row, i) => void (this.#beats.template[row] = after[i]!), (row, i) => this.#beats.template[row] === after[i]);
      }
      case 'move':
        if (change.keys.length === 1 && this.#stayed(change)) return true;
        this.#take(change);
        this.#put(change.keys);
        return true;
      case 'delete':
        this.#take(change);
        return true;
      case 'insert':
        this.#take(change);
        this.#put(change.keys);
        return true;
    }
  }

  /** Labels rows in place. */
  #label(keys: Int32Array, write: (row: number, i: number) => void, stands: (row: number, i: number) => boolean): boolean {
    const rows = Int32Array.from(keys, (key) => this.#rowOf(key));
    const { classes } = this.#tally;
    let changed = false;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (stands(row, i)) continue;
      changed = true;
      this.#count(row, -1);
      write(row, i);
      const was = classes[row]!;
      classes[row] = classIndexOf(this.#beats.code[row]!);
      this.#count(row, 1);
      if ((was === ARTEFACT) !== (classes[row] === ARTEFACT)) this.#stale.push(this.#beats.sample[row]!);
    }
    if (changed) this.#renew();
    return changed;
  }

  /** Moves a beat that keeps its place in the order. False where it does not: nothing is written then. */
  #stayed({ keys, after, sourceAfter }: MoveChange): boolean {
    const row = this.#rowOf(keys[0]!);
    const { sample, source } = this.#beats;
    const to = after[0]!;
    if (to <= (sample[row - 1] ?? Number.NEGATIVE_INFINITY) || to >= (sample[row + 1] ?? Number.POSITIVE_INFINITY)) return false;
    this.#count(row, -1);
    this.#stale.push(sample[row]!, to);
    sample[row] = to;
    source[row] = sourceAfter[0]!;
    this.#tally.counted[row] = this.#counts(to);
    this.#count(row, 1);
    this.#renew();
    return true;
  }

  /** Takes the beats of a change out of all counts, and makes the columns as they are behind it. */
  #take(change: MoveChange | PresenceChange): void {
    const gone = change.op === 'insert' ? new Int32Array(0) : Int32Array.from(change.keys, (key) => this.#rowOf(key)).sort();
    const next = applyToBeats(this.#beats, change);
    for (const row of gone) {
      this.#count(row, -1);
      this.#stale.push(this.#beats.sample[row]!);
    }
    this.#beats = next;
    const came = change.op === 'delete' ? gone.subarray(0, 0) : Int32Array.from(change.keys, (key) => rowOf(next, key)).sort();
    this.#tally.classes = shifted(this.#tally.classes, gone, came);
    this.#tally.counted = shifted(this.#tally.counted, gone, came);
  }

  /** Counts beats that came. */
  #put(keys: Int32Array): void {
    const { classes, counted } = this.#tally;
    for (const key of keys) {
      const row = this.#rowOf(key);
      const at = this.#beats.sample[row]!;
      classes[row] = classIndexOf(this.#beats.code[row]!);
      counted[row] = this.#counts(at);
      this.#count(row, 1);
      this.#stale.push(at);
    }
  }

  #rowOf(key: number): number {
    const row = rowOf(this.#beats, key);
    if (row < 0) throw new RangeError(`there is no beat with key ${key}`);
    return row;
  }

  #counts(sample: number): 0 | 1 {
    return overlaps(this.#shut, sample, sample) ? 0 : 1;
  }

  #count(row: number, by: 1 | -1): void {
    count(this.#tally, this.#beats, row, by);
    if (this.#tally.counted[row] === 0) return;
    const { counts, binSeconds } = this.#density;
    const lane = counts[this.#tally.classes[row]!]!;
    const bin = Math.min(lane.length - 1, Math.max(0, Math.floor(this.#beats.sample[row]! / (this.#sampleRate * binSeconds))));
    lane[bin] = lane[bin]! + by;
  }

  /** New views of what was written in place. */
  #renew(): void {
    const { sample, code, template, source } = this.#beats;
    this.#beats = { ...this.#beats, sample: sample.subarray(), code: code.subarray(), template: template.subarray(), source: source.subarray() };
    this.#tally.classes = this.#tally.classes.subarray();
    this.#tally.counted = this.#tally.counted.subarray();
  }
}

/** A column without the rows `gone`, and with room at the rows `came` of what then results. Both ascend. */
function shifted(column: Uint8Array, gone: Int32Array, came: Int32Array): Uint8Array {
  const out = new Uint8Array(column.length - gone.length + came.length);
  const kept = new Uint8Array(column.length - gone.length);
  let [from, to] = [0, 0];
  for (const row of [...gone, column.length]) {
    kept.set(column.subarray(from, row), to);
    to += row - from;
    from = row + 1;
  }
  [from, to] = [0, 0];
  for (const row of [...came, out.length]) {
    out.set(kept.subarray(from, from + row - to), to);
    from += row - to;
    to = row + 1;
  }
  return out;
}

