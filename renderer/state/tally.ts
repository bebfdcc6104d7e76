/** Beats counted by class, template and time, and the counts after an edit at the cost of the beats it touches. */
import { CLASSES, CLASS_INDEX } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns, type TemplateInfo } from '../../core/beats/columns.ts';
import { classColumn } from '../../core/study/trend.ts';

/** A beat under this likeness (1/100) to its template is unlike it. */
export const UNLIKE = 93;

/** Counts of a day. What `add` and `take` change is changed in place. */
export interface Tally {
  /** Index into CLASSES per beat. */
  classes: Uint8Array;
  /** 1 per beat that counts: those outside unreadable spans and ventricular fibrillation. */
  counted: Uint8Array;
  /** Beats that count per class, in the order of CLASSES. */
  counts: number[];
  /** Place among the templates by template id, -1 where there is none. */
  slots: Int32Array;
  /** Beats per template and class, and those of each template that are unlike it. */
  perTemplate: Uint32Array;
  unlike: Uint32Array;
  /** Beats of each template that lie where none counts. */
  apart: Uint32Array;
  /** Beats of the model that belong to no template, per class, and those of them that lie where none counts. */
  alone: Uint32Array;
  aloneApart: number;
}

/** Counts of all beats, from nothing. */
export function tallyOf(beats: BeatColumns, templates: readonly TemplateInfo[], counted: Uint8Array): Tally {
  const slots = new Int32Array(65_536).fill(-1);
  templates.forEach((info, slot) => (slots[info.id] = slot));
  const tally: Tally = {
    classes: classColumn(beats),
    counted,
    counts: new Array<number>(CLASSES.length).fill(0),
    slots,
    perTemplate: new Uint32Array(templates.length * CLASSES.length),
    unlike: new Uint32Array(templates.length),
    apart: new Uint32Array(templates.length),
    alone: new Uint32Array(CLASSES.length),
    aloneApart: 0,
  };
  for (let row = 0; row < tally.classes.length; row++) count(tally, beats, row, 1);
  return tally;
}

/** Counts a row, or with -1 takes it out of the counts. Before a row is written it is taken out, behind that it is counted again. */
export function count(tally: Tally, beats: BeatColumns, row: number, by: 1 | -1): void {
  const { classes, counted, counts, slots, perTemplate, unlike, apart, alone } = tally;
  const beatClass = classes[row]!;
  if (counted[row] === 1) counts[beatClass] = counts[beatClass]! + by;
  const template = beats.template[row]!;
  if (template === 0 && beats.source[row] !== BEAT_SOURCE.person) {
    alone[beatClass] = alone[beatClass]! + by;
    if (counted[row] !== 1) tally.aloneApart += by;
  }
  const slot = slots[template]!;
  if (slot < 0) return;
  const place = slot * CLASSES.length + beatClass;
  perTemplate[place] = perTemplate[place]! + by;
  if (counted[row] !== 1) apart[slot] = apart[slot]! + by;
  if (beats.likeness[row]! < UNLIKE) unlike[slot] = unlike[slot]! + by;
}

/** N S V F Q together. */
export function beatsOf(counts: readonly number[]): number {
  return counts.reduce((sum, n, beatClass) => (beatClass === CLASS_INDEX.X ? sum : sum + n), 0);
}
