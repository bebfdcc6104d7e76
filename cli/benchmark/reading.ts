/** Reads a case from its lists of doubt, and in the two ways that they are held against. */
import { CLASS_INDEX, classOfCode } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns } from '../../core/beats/columns.ts';
import { BEAT_ORDERS, type BeatOrder } from '../../core/review/beat-orders.ts';
import { doubtLists, doubtMark, doubtOf, openLists, WORTH, type DoubtList } from '../../core/review/doubt-lists.ts';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import type { Span } from '../../core/study/recording.ts';
import { WrongFindings } from './reading-findings.ts';
import { Reader, type Desk } from './reading-reader.ts';
import type { CurvePoint, DecisionsTo, Reading } from './reading-result.ts';
import { ReadingScore } from './reading-score.ts';

/** A case with its reference. Beats are as the machine left them. */
export interface ReadingCase {
  name: string;
  beats: BeatColumns;
  reference: BeatLabels;
  /** Spans that the program says nothing of. */
  unreadable: Span[];
  sampleRate: number;
  /** Width of each beat's QRS complex, ms; NaN where it is not told. */
  width: Float32Array;
}

/** Sensitivity and predictivity that must both be reached, percent. */
const LEVELS = { V98: ['V', 98], V99: ['V', 99], S92: ['S', 92], S95: ['S', 95] } as const;
/** Points of a curve are this many decisions apart. */
const STEP = 10;
/** Labels that a decision must mend the first time that a list is looked along, and when it is come back to: chosen on training records. */
const FIRST_WORTH = 3;
const LATER_WORTH = 1;

/** The curve of one way of reading. Beats are copied: every reading begins with what the machine left. */
class Course implements Desk {
  readonly beats: BeatColumns;
  readonly curve: CurvePoint[] = [];
  readonly decisionsTo: DecisionsTo = { V98: null, V99: null, S92: null, S95: null };
  readonly score: ReadingScore;
  readonly #findings: WrongFindings | null;
  readonly #most: number;

  /** @param findings what counts the wrong ones, for the way whose curve is shown; null for those that it is held against */
  constructor(one: ReadingCase, most: number, findings: WrongFindings | null = null) {
    const { beats, reference, unreadable, sampleRate } = one;
    this.beats = { ...beats, code: beats.code.slice(), source: beats.source.slice() };
    this.score = new ReadingScore(beats, reference, unreadable, sampleRate);
    this.#findings = findings;
    this.#most = most;
    this.decided(0);
  }

  relabel(rows: Int32Array, code: number): void {
    for (const row of rows) {
      this.beats.code[row] = code;
      this.beats.source[row] = BEAT_SOURCE.person;
    }
    this.score.relabel(rows, CLASS_INDEX[classOfCode(code)]);
  }

  decided(decisions: number): void {
    const { V, S, wrong } = this.score.figures();
    for (const [name, [of, level]] of Object.entries(LEVELS)) {
      const { se, ppv } = of === 'V' ? V : S;
      const reached = (se ?? 0) >= level && (ppv ?? 0) >= level;
      if (reached) this.decisionsTo[name as keyof DecisionsTo] ??= decisions;
    }
    if (this.#findings && decisions % STEP === 0) this.curve.push({ decisions, V, S, wrong, wrongFindings: this.#findings.of(this.beats) });
  }

  /** Whether every level is reached, or the reader has done enough. */
  over(decisions: number): boolean {
    return decisions >= this.#most || Object.values(this.decisionsTo).every((to) => to !== null);
  }
}

/** Reads to the end, or until every level is reached, or `most` decisions. */
export function readCase(one: ReadingCase, most = Number.POSITIVE_INFINITY): Reading {
  const ours = byDoubt(one, most);
  return {
    case: one.name,
    beats: one.beats.key.length,
    start: ours.curve[0]!,
    curve: ours.curve,
    decisionsTo: ours.decisionsTo,
    baselines: { templatesBySize: byTemplates(one, most, BEAT_ORDERS).decisionsTo, templatesAsTheyLie: byTemplates(one, most, AS_THEY_LIE).decisionsTo, beatByBeat: beatByBeat(one, most).decisionsTo },
  };
}

/**
 * The program's own way: its lists, in its order. What is put off is come back
 * to when no list is worth a first look, where most is left first; at last the
 * reader opens again whatever list holds something wrong.
 */
function byDoubt(one: ReadingCase, most: number): Course {
  const course = new Course(one, most, new WrongFindings(one));
  const reader = new Reader(course, course.score.truth, one.width);
  const marks = new Set<string>();
  const later = new Map<string, number>();
  const lists = (): DoubtList[] => doubtLists(course.beats, one.sampleRate);
  while (!course.over(reader.decisions)) {
    const open = openLists(lists(), marks, new Set(later.keys()));
    const next = open[0];
    if (!next) break;
    const chosen = later.has(next.name) ? open.filter(({ name }) => later.has(name)).reduce((a, b) => (later.get(b.name)! > later.get(a.name)! ? b : a)) : next;
    const first = !later.has(chosen.name);
    const left = reader.visit(chosen.rows, first && chosen.expected >= WORTH ? FIRST_WORTH : LATER_WORTH);
    if (left > 0 && first) later.set(chosen.name, left);
    else {
      later.delete(chosen.name);
      marks.add(doubtMark(chosen.name));
    }
  }
  for (let again = lists().find(({ rows }) => reader.anyWrong(rows)); again && !course.over(reader.decisions); again = lists().find(({ rows }) => reader.anyWrong(rows))) reader.visit(again.rows, LATER_WORTH);
  return course;
}

/** What a gallery has without further orders. */
const AS_THEY_LIE = ['unlike', 'time'] as const satisfies readonly BeatOrder[];

/** Templates, the largest first, by a reader who takes the same steps as ours and comes back in the same way. */
function byTemplates(one: ReadingCase, most: number, orders: readonly BeatOrder[]): Course {
  const course = new Course(one, most);
  const reader = new Reader(course, course.score.truth, one.width, orders);
  const groups = [...Map.groupBy(Array.from(one.beats.template.keys()).filter((row) => classOfCode(one.beats.code[row]!) !== 'X'), (row) => one.beats.template[row]!).values()];
  const bySize = groups.map((rows) => Int32Array.from(rows)).sort((a, b) => b.length - a.length);
  const left: { rows: Int32Array; worth: number }[] = [];
  for (const rows of bySize) {
    if (course.over(reader.decisions)) return course;
    const worth = reader.visit(rows, FIRST_WORTH);
    if (worth > 0) left.push({ rows, worth });
  }
  for (const { rows } of left.sort((a, b) => b.worth - a.worth)) {
    if (course.over(reader.decisions)) return course;
    reader.visit(rows, LATER_WORTH);
  }
  return course;
}

/** One beat after the other, the most doubtful first. */
function beatByBeat(one: ReadingCase, most: number): Course {
  const course = new Course(one, most);
  const reader = new Reader(course, course.score.truth, one.width);
  const { code, probability } = one.beats;
  const doubt = Float64Array.from(code, (of, row) => (classOfCode(of) === 'X' ? -1 : doubtOf(probability, row, classOfCode(of))));
  const rows = Int32Array.from(doubt.keys()).filter((row) => doubt[row]! >= 0).sort((a, b) => doubt[b]! - doubt[a]! || a - b);
  for (const row of rows) {
    if (course.over(reader.decisions)) break;
    reader.single(row);
  }
  return course;
}
