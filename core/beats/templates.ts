/**
 * Templates: morphology groups within a part of a class, growing as a recording is read.
 *
 * Each beat is compared with the averaged beats of its part's templates and joins
 * the most alike one, whose average it moves a little. One that is like none waits
 * (it lies with the nearest meanwhile) until a second like it comes: the two found
 * a template. The more templates there are, the less alike a beat has to be to
 * join. A day holds a few dozen at most: when they are used up a beat joins the
 * nearest. Templates never merge by themselves and their numbers are never used
 * again, so what a person decided about one keeps its meaning.
 *
 * The state is plain data. It is committed with every block, and continuing from
 * a committed state gives the templates of an undisturbed reading.
 */
import { spanLength, type ConditionedSpan } from './conditioned.ts';
import { CLASS_INDEX, type BeatClass } from './classes.ts';
import { Likest } from './likest.ts';
import { partsOf, type ClassPart, type LabelledBeats } from './template-parts.ts';
import { AVERAGE_BEFORE, AVERAGE_LENGTH, SHAPE_REACH, shownOn, type Shape } from './template-shape.ts';

/** Correlation from which a beat belongs to a template where its part of the class has none but this one. */
const ALIKE: Readonly<Record<BeatClass, number>> = { N: 0.85, S: 0.85, V: 0.88, F: 0.85, Q: 0.8, X: 2 };
/** Each template that a part has lowers that correlation by so much. */
const MILDER = 0.015;
/** Templates that the usual part of a class may have. */
const MOST: Readonly<Record<BeatClass, number>> = { N: 10, S: 8, V: 14, F: 4, Q: 4, X: 0 };
/** Share of them for what lies apart. */
const APART = 0.5;
/** Beats of a part that wait for a second like them; the one that waited longest gives way. */
const WAITING = 6;
/** The average follows the last 40 or so beats, so that it keeps up with slow change. */
const MEMORY = 40;

/** One template. */
export interface Template extends Shape {
  /** Number within the run, never used again. */
  id: number;
  /** Rank within its class by founding: 0 is `a`. */
  ordinal: number;
  /** Beats that joined. */
  count: number;
}

/** All templates of a run so far: plain data, fit for `JSON.stringify`. */
export interface TemplateState {
  version: 2;
  leadCount: number;
  nextId: number;
  templates: Template[];
  /** Beats like no template, until a second like them comes; the one that waits longest first. */
  waiting: Shape[];
  /** Last R peak, 125 Hz position; null before the first. */
  last: number | null;
}

/** Templates of some beats. */
export interface TemplateAssignment {
  /** Template id of each beat, −1 for artefacts and beats that no lead shows. */
  template: Int32Array;
  /** Correlation with the template as it was before the beat joined, 1 for its founders, 0 where there is none. */
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
  return { version: 2, leadCount, nextId: 0, templates: [], waiting: [], last: null };
}

/** A deep copy: what is committed with a block. */
export function copyTemplates(state: TemplateState): TemplateState {
  return { ...state, templates: state.templates.map(copied), waiting: state.waiting.map(copied) };
}

/** Averages as JSON, until they move: few of a day's templates do so in a block. */
const texts = new WeakMap<readonly number[], string>();

function textOf(average: readonly number[]): string {
  const known = texts.get(average) ?? JSON.stringify(average);
  texts.set(average, known);
  return known;
}

/** `JSON.stringify` of a state. */
export function templatesText(state: TemplateState): string {
  const shapes = (list: readonly Shape[]): string => `[${list.map((shape) => JSON.stringify({ ...shape, average: null }).replace('"average":null', `"average":[${shape.average.map(textOf).join(',')}]`)).join(',')}]`;
  return JSON.stringify({ ...state, templates: null, waiting: null }).replace('"templates":null', () => `"templates":${shapes(state.templates)}`).replace('"waiting":null', () => `"waiting":${shapes(state.waiting)}`);
}

function copied<Of extends Shape>(shape: Of): Of {
  return { ...shape, average: shape.average.map((lead) => [...lead]), weight: [...shape.weight] };
}

/** A state as programs wrote it before classes had parts and beats waited. */
interface FirstState extends Pick<TemplateState, 'leadCount' | 'nextId'> {
  version: 1;
  templates: Omit<Template, 'part'>[];
}

/** Reads a state back from JSON's plain objects, of this version or the one before. Throws RangeError where it is none. */
export function restoreTemplates(value: unknown): TemplateState {
  if (typeof value !== 'object' || value === null || !('version' in value) || !('templates' in value) || !Array.isArray(value.templates)) throw new RangeError('not a state of templates');
  if (value.version === 1) {
    const { leadCount, nextId, templates } = value as FirstState;
    return copyTemplates({ version: 2, leadCount, nextId, templates: templates.map((template) => ({ ...template, part: 'usual' })), waiting: [], last: null });
  }
  if (value.version !== 2 || !('waiting' in value) || !Array.isArray(value.waiting)) throw new RangeError('not a state of templates');
  return copyTemplates(value as TemplateState);
}

/** The templates of a part of a class, and the beats that wait in it. */
interface Group {
  own: Template[];
  waiting: Shape[];
  most: number;
  /** The one that the last beat lay nearest to: beats come in rows. */
  last: Template | null;
}

/**
 * Assigns the beats of a block, in order, to templates and lets these grow;
 * `span` is the conditioned signal around them. `state` is changed. Call it once
 * a label block: a block's assignment is a pure function of the state before it
 * and its beats.
 */
export function growTemplates(state: TemplateState, beats: LabelledBeats, span: ConditionedSpan): TemplateAssignment {
  const { positions, classes } = beats;
  const count = positions.length;
  const template = new Int32Array(count).fill(-1);
  const likeness = new Float32Array(count);
  const length = spanLength(span);
  const parts = partsOf(beats, state.last);
  const groups = new Map<string, Group>();
  const likest = new Likest(span);
  /** Rows of this block whose beat waits. */
  const rowOf = new Map<Shape, number>();
  for (let i = 0; i < count; i++) {
    const beatClass = classes[i]!;
    const part = parts[i]!;
    const centre = Math.round(positions[i]!) - span.from;
    if (MOST[beatClass] === 0 || centre - AVERAGE_BEFORE - SHAPE_REACH < 0 || centre - AVERAGE_BEFORE + AVERAGE_LENGTH + SHAPE_REACH > length) continue;
    const readable = shownOn(span, centre, state.leadCount);
    if (readable.length === 0) continue;
    const key = `${beatClass} ${part}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = groupOf(state, beatClass, part)));
    const alike = ALIKE[beatClass] - MILDER * group.own.length;
    const nearest = likest.among(group.own, centre, readable, group.last);
    if (nearest) group.last = nearest.shape;
    if (nearest && nearest.likeness >= alike) {
      template[i] = nearest.shape.id;
      likeness[i] = nearest.likeness;
      follow(nearest.shape, span, centre + nearest.lag, readable);
      if (nearest.shape.count < MEMORY || nearest.shape.count % 8 === 0) likest.forget(nearest.shape);
      nearest.shape.count++;
      continue;
    }
    if (group.own.length < group.most) {
      const second = nearest ? likest.among(group.waiting, centre, readable) : null;
      const shape: Shape = second && second.likeness >= alike ? second.shape : blank(beatClass, part, positions[i]!, state.leadCount);
      follow(shape, span, centre + (second?.shape === shape ? second.lag : 0), readable);
      if (second?.shape === shape || !nearest) {
        const founded: Template = { ...shape, id: state.nextId++, ordinal: templatesOf(state, beatClass).length, count: 1 };
        state.templates.push(founded);
        group.own.push(founded);
        remove(group.waiting, shape);
        remove(state.waiting, shape);
        const first = rowOf.get(shape);
        if (first !== undefined) {
          // It lay with another one for want of this.
          state.templates.find(({ id }) => id === template[first])!.count--;
          template[first] = founded.id;
          likeness[first] = 1;
          founded.count++;
        }
        template[i] = founded.id;
        likeness[i] = 1;
        continue;
      }
      group.waiting.push(shape);
      state.waiting.push(shape);
      rowOf.set(shape, i);
      if (group.waiting.length > WAITING) remove(state.waiting, group.waiting.shift()!);
    }
    if (!nearest) continue;
    // A beat that only had nowhere else to go does not move the average.
    template[i] = nearest.shape.id;
    likeness[i] = nearest.likeness;
    nearest.shape.count++;
  }
  if (count > 0) state.last = positions[count - 1]!;
  // Rounded to 0.1 µV: short to store, and a state read back is the state that went on.
  for (const { average } of [...state.templates, ...state.waiting]) for (const lead of average) if (!texts.has(lead)) rounded(lead);
  return { template, likeness };
}

/** To 0.1 µV, and no −0. */
function rounded(lead: number[]): void {
  for (let k = 0; k < lead.length; k++) lead[k] = Math.round(lead[k]! * 1e4) / 1e4 + 0;
}

function groupOf(state: TemplateState, beatClass: BeatClass, part: ClassPart): Group {
  const own = (shape: Shape): boolean => shape.beatClass === beatClass && shape.part === part;
  return { own: state.templates.filter(own), waiting: state.waiting.filter(own), most: part === 'apart' ? Math.ceil(MOST[beatClass] * APART) : MOST[beatClass], last: null };
}

function blank(beatClass: BeatClass, part: ClassPart, founded: number, leadCount: number): Shape {
  const leads = Array.from({ length: leadCount }, (_, lead) => lead);
  return { beatClass, part, founded, average: leads.map(() => new Array<number>(AVERAGE_LENGTH).fill(0)), weight: leads.map(() => 0) };
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

/** Moves the averages of the readable leads towards the beat at `centre`. */
function follow(template: Shape, span: ConditionedSpan, centre: number, readable: readonly number[]): void {
  for (const lead of readable) {
    const average = template.average[lead]!;
    texts.delete(average);
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
