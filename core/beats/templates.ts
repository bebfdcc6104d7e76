/**
 * Templates: morphology groups within a class, growing as a recording is read.
 *
 * Each beat is compared with the averaged beats of its class's templates; it
 * joins the most alike one, moves its average a little, or founds a new one. A
 * day holds a few dozen at most: when they are used up a beat joins the nearest.
 * Templates never merge by themselves and their numbers are never used again, so
 * what a person decided about one keeps its meaning.
 *
 * The state is plain data. It is committed with every block, and continuing from
 * a committed state gives the templates of an undisturbed reading.
 */
import { spanLength, type ConditionedSpan } from './conditioned.ts';
import { CLASS_INDEX, type BeatClass } from './classes.ts';
import { correlate, type Match, type Reference } from './correlate.ts';

/** Samples of an averaged beat (125 Hz): −0.304 to +0.440 s around the R peak. */
export const AVERAGE_BEFORE = 38;
export const AVERAGE_LENGTH = 94;

/** Correlation from which a beat belongs to a template. */
const ALIKE: Readonly<Record<BeatClass, number>> = { N: 0.85, S: 0.85, V: 0.88, F: 0.85, Q: 0.8, X: 2 };
/** Templates a class may have. */
const MOST: Readonly<Record<BeatClass, number>> = { N: 10, S: 8, V: 14, F: 4, Q: 4, X: 0 };
/** The average follows the last 40 or so beats, so that it keeps up with slow change. */
const MEMORY = 40;
const REACH = 3;
/** Part of the window that tells shapes apart: the QRS complex and the T wave's rise, without the P wave. */
const SHAPE_FROM = -14;
const SHAPE_LENGTH = 46;
/** A lead on which a beat swings less, mV, shows its noise and no shape: it is left out where another lead shows the beat. */
const LEAST_SWING = 0.06;

/** One template. */
export interface Template {
  /** Number within the run, never used again. */
  id: number;
  beatClass: BeatClass;
  /** Rank within its class by founding: 0 is `a`. */
  ordinal: number;
  /** Beats that joined. */
  count: number;
  /** 125 Hz position of the founding beat. */
  founded: number;
  /** Averaged beat per lead, `AVERAGE_LENGTH` samples each, mV. */
  average: number[][];
  /** Beats in each lead's average, at most `MEMORY`. */
  weight: number[];
}

/** All templates of a run so far: plain data, fit for `JSON.stringify`. */
export interface TemplateState {
  version: 1;
  leadCount: number;
  nextId: number;
  templates: Template[];
}

/** Templates of some beats. */
export interface TemplateAssignment {
  /** Template id of each beat, −1 for artefacts and beats that no lead shows. */
  template: Int32Array;
  /** Correlation with the template as it was before the beat joined, 1 for a founder, 0 where there is none. */
  likeness: Float32Array;
}

/** Name for people: class and letter, `V-a`, `V-b`, … `V-z`, `V-aa`. */
export function templateName(template: Pick<Template, 'beatClass' | 'ordinal'>): string {
  let letters = '';
  for (let n = template.ordinal + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(97 + ((n - 1) % 26)) + letters;
  return `${template.beatClass}-${letters}`;
}

/** State before the first beat of a recording with `leadCount` leads. */
export function noTemplates(leadCount: number): TemplateState {
  return { version: 1, leadCount, nextId: 0, templates: [] };
}

/** A deep copy: what is committed with a block. */
export function copyTemplates(state: TemplateState): TemplateState {
  return {
    ...state,
    templates: state.templates.map((t) => ({ ...t, average: t.average.map((lead) => [...lead]), weight: [...t.weight] })),
  };
}

/** Reads a state back from JSON's plain objects. Throws RangeError where it is not one. */
export function restoreTemplates(value: unknown): TemplateState {
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1 || !('templates' in value) || !Array.isArray(value.templates)) {
    throw new RangeError('not a state of templates');
  }
  return copyTemplates(value as TemplateState);
}

/**
 * Assigns beats, in order, to templates and lets these grow. `peaks` are 125 Hz
 * positions, `classes` one a beat, `span` the conditioned signal around them.
 * `state` is changed. Call it once a label block: a block's assignment is a pure
 * function of the state before it and its beats.
 */
export function growTemplates(
  state: TemplateState,
  peaks: ArrayLike<number>,
  classes: ArrayLike<BeatClass>,
  span: ConditionedSpan,
): TemplateAssignment {
  const count = peaks.length;
  const template = new Int32Array(count).fill(-1);
  const likeness = new Float32Array(count);
  const length = spanLength(span);
  const references = new Map<number, (Reference | null)[]>();
  const match: Match = { correlation: 0, lag: 0 };
  const leads = Array.from({ length: state.leadCount }, (_, lead) => lead);
  const byClass = new Map<BeatClass, Template[]>();
  // Templates that most beats join are asked first; a very like one ends the search.
  for (let i = 0; i < count; i++) {
    const beatClass = classes[i]!;
    const centre = Math.round(peaks[i]!) - span.from;
    if (MOST[beatClass] === 0 || centre - AVERAGE_BEFORE - REACH < 0 || centre - AVERAGE_BEFORE + AVERAGE_LENGTH + REACH > length) continue;
    const readable = shownOn(span, centre, state.leadCount);
    if (readable.length === 0) continue;
    let own = byClass.get(beatClass);
    if (!own) byClass.set(beatClass, (own = state.templates.filter((t) => t.beatClass === beatClass)));
    let best: Template | null = null;
    let most = -2;
    let bestLag = 0;
    for (const candidate of own) {
      let reference = references.get(candidate.id);
      if (!reference) {
        reference = candidate.average.map((average, lead) => (candidate.weight[lead]! > 0 ? shapeOf(average) : null));
        references.set(candidate.id, reference);
      }
      let sum = 0;
      let n = 0;
      let lag = 0;
      for (const lead of readable) {
        const shape = reference[lead];
        if (!shape) continue;
        correlate(span.leads[lead]!, centre, shape, REACH, match);
        if (n === 0) lag = match.lag;
        sum += match.correlation;
        n++;
      }
      if (n > 0 && sum / n > most) {
        most = sum / n;
        best = candidate;
        bestLag = lag;
        if (most > 0.985) break;
      }
    }
    if (best && (most >= ALIKE[beatClass] || own.length >= MOST[beatClass])) {
      template[i] = best.id;
      likeness[i] = most;
      // A beat that only had nowhere else to go does not move the average.
      if (most >= ALIKE[beatClass]) {
        follow(best, span, centre + bestLag, readable);
        if (best.count < MEMORY || best.count % 8 === 0) references.delete(best.id);
      }
      best.count++;
      continue;
    }
    if (own.length >= MOST[beatClass]) continue;
    const founded: Template = {
      id: state.nextId++,
      beatClass,
      ordinal: own.length,
      count: 1,
      founded: peaks[i]!,
      average: leads.map(() => new Array<number>(AVERAGE_LENGTH).fill(0)),
      weight: leads.map(() => 0),
    };
    follow(founded, span, centre, readable);
    state.templates.push(founded);
    own.push(founded);
    template[i] = founded.id;
    likeness[i] = 1;
  }
  // Rounded to 0.1 µV: short to store, and a state read back is the state that went on.
  for (const t of state.templates) for (const average of t.average) average.forEach((x, k) => (average[k] = Math.round(x * 1e4) / 1e4));
  return { template, likeness };
}

/** Leads that show a beat; where none does, those that can be read around it. */
function shownOn(span: ConditionedSpan, centre: number, leadCount: number): number[] {
  const there: number[] = [];
  const shown: number[] = [];
  for (let lead = 0; lead < leadCount; lead++) {
    const valid = span.valid[lead];
    if (!valid || valid[centre] !== 1 || valid[centre - 12] !== 1 || valid[centre + 30] !== 1) continue;
    there.push(lead);
    if (swing(span.leads[lead]!, centre) >= LEAST_SWING) shown.push(lead);
  }
  return shown.length > 0 ? shown : there;
}

/** Peak to peak of a lead over the part of a beat that tells shapes apart, mV. */
function swing(lead: Float32Array, centre: number): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  const from = centre + SHAPE_FROM;
  for (let k = from; k < from + SHAPE_LENGTH; k++) {
    const value = lead[k]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}

function shapeOf(average: readonly number[]): Reference {
  const shape = new Float64Array(SHAPE_LENGTH);
  let mean = 0;
  for (let k = 0; k < SHAPE_LENGTH; k++) mean += average[AVERAGE_BEFORE + SHAPE_FROM + k]! / SHAPE_LENGTH;
  let energy = 0;
  for (let k = 0; k < SHAPE_LENGTH; k++) {
    shape[k] = average[AVERAGE_BEFORE + SHAPE_FROM + k]! - mean;
    energy += shape[k]! * shape[k]!;
  }
  const scale = energy > 1e-9 ? 1 / Math.sqrt(energy) : 0;
  for (let k = 0; k < SHAPE_LENGTH; k++) shape[k] = shape[k]! * scale;
  return { offset: SHAPE_FROM, shape };
}

/** Moves the averages of the readable leads towards the beat at `centre`. */
function follow(template: Template, span: ConditionedSpan, centre: number, readable: readonly number[]): void {
  for (const lead of readable) {
    const average = template.average[lead]!;
    const weight = Math.min(MEMORY, template.weight[lead]! + 1);
    template.weight[lead] = weight;
    const signal = span.leads[lead]!;
    for (let k = 0; k < AVERAGE_LENGTH; k++) {
      average[k] = average[k]! + (signal[centre - AVERAGE_BEFORE + k]! - average[k]!) / weight;
    }
  }
}

/** Templates of a class in the order in which they were founded. */
export function templatesOf(state: TemplateState, beatClass: BeatClass): Template[] {
  return state.templates.filter((t) => CLASS_INDEX[t.beatClass] === CLASS_INDEX[beatClass]);
}
