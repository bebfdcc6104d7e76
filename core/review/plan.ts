/**
 * From what a reader wants to the difference it makes: the current values are
 * looked up, what would change nothing is left out, and the edit is put in
 * words. Words hold no name and no text of a person.
 */
import { CODES, classOfCode } from '../beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES } from '../beats/columns.ts';
import type { BeatColumns } from '../beats/columns.ts';
import type { EditRequest } from '../contract/contract.ts';
import { pick, rowAt, rowOf } from './beat-rows.ts';
import type { CarryConflict } from './carry.ts';
import { openConflicts, settledName } from './open-conflicts.ts';
import { doubtMark } from './doubt-lists.ts';
import type { Change } from './edit.ts';
import { planDiary } from './plan-diary.ts';
import { THRESHOLDS_SETTING } from '../rhythm/thresholds.ts';
import { saidStart } from '../study/clock.ts';
import { SECTIONS_SETTING } from '../study/report-sections.ts';
import { STRIP_ORDER_SETTING } from '../study/strip-order.ts';
import { planThresholds } from './plan-thresholds.ts';
import { planAddedEvent, planChangedEvent, planChangedEvents, planEventMarks, planTold } from './plan-events.ts';
import { planAnswer, planMixed, planProposal } from './plan-answers.ts';
import { analysedBounds, bounds, refuse, value, type Plan, type PlanContext } from './planned.ts';
import { spanName } from './spans.ts';
import { valuesOf } from './state.ts';
import { templateMark, templateSizes } from './template-mark.ts';
import type { EditState } from './state.ts';

export type { Plan, PlanContext } from './planned.ts';

/**
 * The difference that a request makes.
 *
 * @throws AppError `edit-refused` where it makes none or asks for something that is not there.
 */
export function plan(state: EditState, request: EditRequest, context: PlanContext): Plan {
  const made = (label: string, changes: Change[], reason = ''): Plan => ({ kind: request.kind, label, changes, reason });
  switch (request.kind) {
    case 'relabel':
      return relabel(state.beats, rowsNamed(state.beats, request.keys), request.code, request.kind, '');
    case 'relabel-template':
      return relabelTemplate(state, request.template, request.code, request.kind, context);
    case 'answer':
      return planAnswer(state, request.keys, request.code);
    case 'ask-mixed':
      return planMixed(state, context.runId ?? 0, request.group);
    case 'accept-proposal':
      return planProposal(state, request.keys, request.codes);
    case 'doubt':
      return made(`${request.list[0]} beats in doubt ${request.state === null ? 'open again' : 'looked along'}`, [value(state, 'review-mark', doubtMark(request.list), request.state)]);
    case 'insert':
      return insert(state.beats, request.sample, request.code, context);
    case 'delete': {
      const rows = rowsNamed(state.beats, request.keys);
      return made(`${beatsInWords(rows.length)} ${codesInWords(state.beats, rows)}deleted`.replace('  ', ' '), [presence(pick(state.beats, rows), 'delete')]);
    }
    case 'move':
      return move(state.beats, request.key, request.sample, context);
    case 'regroup':
      return regroup(state.beats, rowsNamed(state.beats, request.keys), request.template, context);
    case 'mark':
      return made(`${context.templateName(request.template)}: ${request.state ?? 'mark taken off'}`, [value(state, 'review-mark', String(request.template), request.state && marked(state, request.template, request.state, context))]);
    case 'mark-event':
      return planEventMarks(state, [request], request, context);
    case 'mark-events':
      return planEventMarks(state, request.events, request, context);
    case 'event-add':
      return planAddedEvent(state, request, context);
    case 'event-change':
      return planChangedEvent(state, request, context);
    case 'events-change':
      return planChangedEvents(state, request, context);
    case 'told':
      return planTold(state, request, context);
    case 'span':
      return span(state, request, context);
    case 'diary-add':
    case 'diary-change':
    case 'diary-remove':
      return planDiary(state, request, context);
    case 'fact': {
      const said = request.field === 'start' ? saidStart(request.value) : request.value;
      if (said === null) throw refuse('This is no date and time.');
      return made(`${FACT_WORDS[request.field]} changed`, [value(state, 'fact', request.field, said)], request.reason ?? '');
    }
    case 'setting':
      if (request.name === THRESHOLDS_SETTING) return planThresholds(state, request.value);
      // No number of the day depends on it, so it has a kind of its own.
      if (request.name === SECTIONS_SETTING) return { ...made('sections of the report changed', [value(state, 'setting', request.name, request.value)]), kind: 'sections' };
      if (request.name === STRIP_ORDER_SETTING) return { ...made('strips of the report put in order', [value(state, 'setting', request.name, request.value)]), kind: 'sections' };
      return made(request.value === null ? `setting ${request.name} back to its default` : `setting ${request.name} changed`, [value(state, 'setting', request.name, request.value)]);
    case 'text':
      return made(`${request.name} changed`, [value(state, 'text', request.name, request.value)]);
    case 'strip-add': {
      const { from, to } = bounds(request.from, request.to, Number.MAX_SAFE_INTEGER);
      return made('strip added', [value(state, 'strip', context.newId(), JSON.stringify({ from, to, caption: request.caption }))]);
    }
    case 'strip-caption': {
      const strip = valuesOf(state, 'strip').get(request.id);
      // The words of one that was erased are gone with it.
      if (!strip?.startsWith('{')) throw refuse('There is no such strip.', { id: request.id });
      return made('caption of a strip changed', [value(state, 'strip', request.id, JSON.stringify({ ...(JSON.parse(strip) as object), caption: request.caption }))]);
    }
    case 'strip-remove':
      return made('strip removed', [value(state, 'strip', request.id, null)]);
    case 'conflict-settle': {
      const conflict = openConflicts(state).find(({ sample }) => sample === request.sample);
      if (!conflict) throw refuse('There is no such conflict.', { sample: request.sample });
      const settled = value(state, 'active-run', settledName(state, conflict), 'settled');
      if (!request.take) return made('conflict settled, label kept', [settled]);
      const taken = takeMachine(state.beats, conflict, context);
      return made(`conflict settled: ${taken.label}`, [...taken.changes, settled]);
    }
  }
}

/** What the new analysis says of a conflict, done. */
function takeMachine(beats: BeatColumns, { kind, key, sample, run }: CarryConflict, context: PlanContext): Plan {
  if (kind === 'deleted') return insert(beats, sample, run!, context);
  const rows = rowsNamed(beats, key === null ? new Int32Array(0) : Int32Array.of(key));
  if (kind === 'label') return relabel(beats, rows, run!, 'relabel', '');
  return { kind: 'delete', label: `1 beat ${codesInWords(beats, rows)}deleted`, changes: [presence(pick(beats, rows), 'delete')], reason: '' };
}

const FACT_WORDS = {
  name: 'name',
  id: 'patient id',
  birth: 'date of birth',
  age: 'age',
  sex: 'sex',
  indication: 'indication',
  referredBy: 'referring person',
  medicines: 'medicines',
  start: 'start time',
} as const;

function known(code: number): number {
  if (CODES[code] === undefined) throw refuse('There is no such beat code.', { code });
  return code;
}

/** How a code is written in words: its class letter or mnemonic. */
function codeInWords(code: number): string {
  return classOfCode(code) === 'X' ? 'artefact' : (CODES[code]?.[0] ?? '');
}

function beatsInWords(n: number): string {
  return n === 1 ? '1 beat' : `${n} beats`;
}

/** `F ` where all rows have one code, else nothing. */
function codesInWords(beats: BeatColumns, rows: Int32Array): string {
  const first = beats.code[rows[0]!]!;
  return rows.every((row) => beats.code[row] === first) ? `${codeInWords(first)} ` : '';
}

/** Rows of keys, ascending and once each. Throws `edit-refused` where a beat is not there. */
function rowsNamed(beats: BeatColumns, keys: Int32Array): Int32Array {
  const rows = new Set<number>();
  for (const key of keys) {
    const row = rowOf(beats, key);
    if (row < 0) throw refuse('A beat of this selection is not there any more.', { key });
    rows.add(row);
  }
  if (rows.size === 0) throw refuse('No beat is selected.');
  return Int32Array.from(rows).sort();
}

function rowsOfTemplate(beats: BeatColumns, template: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < beats.template.length; row++) if (beats.template[row] === template) rows.push(row);
  if (rows.length === 0) throw refuse('This template has no beats.', { template });
  return Int32Array.from(rows);
}

function relabel(beats: BeatColumns, rows: Int32Array, code: number, kind: string, prefix: string): Plan {
  known(code);
  const differ = rows.filter((row) => beats.code[row] !== code);
  if (differ.length === 0) throw refuse(rows.length === 1 ? 'The beat has this label already.' : 'The beats have this label already.');
  const n = differ.length;
  const change: Change = {
    entity: 'beat',
    op: 'reclass',
    keys: differ.map((row) => beats.key[row]!),
    before: Uint8Array.from(differ, (row) => beats.code[row]!),
    after: new Uint8Array(n).fill(code),
    sourceBefore: Uint8Array.from(differ, (row) => beats.source[row]!),
    sourceAfter: new Uint8Array(n).fill(BEAT_SOURCE.person),
  };
  return { kind, label: `${prefix}${beatsInWords(n)} ${codesInWords(beats, differ)}to ${codeInWords(code)}`, changes: [change], reason: '' };
}

/** A mark of a template, with its beats while more may come. */
function marked({ beats }: EditState, template: number, state: string, { goesOn = false }: PlanContext): string {
  return templateMark(state, goesOn ? (templateSizes(beats).get(template) ?? 0) : null);
}

/** Relabels a template as a whole. Who does that has looked at it: its mark says so, and goes with the edit when it is undone. */
function relabelTemplate(state: EditState, template: number, code: number, kind: string, context: PlanContext): Plan {
  const relabelled = relabel(state.beats, rowsOfTemplate(state.beats, template), code, kind, `${context.templateName(template)}: `);
  const mark = marked(state, template, 'changed', context);
  return valuesOf(state, 'review-mark').get(String(template)) === mark ? relabelled : { ...relabelled, changes: [...relabelled.changes, value(state, 'review-mark', String(template), mark)] };
}

function presence(beats: BeatColumns, op: 'insert' | 'delete'): Change {
  const { key: keys, sample: samples, code: codes, template: templates, probability: probabilities, likeness, source: sources } = beats;
  return { entity: 'beat', op, keys, samples, codes, templates, probabilities, likeness, sources };
}

/** A sample at which a beat may be put. */
function freeSample(beats: BeatColumns, sample: number, analysedTo: number): number {
  const at = Math.round(sample);
  if (at < 0 || at >= analysedTo) throw refuse('Beats can be put only where the recording is analysed.', { sample: at, analysedTo });
  if (beats.sample[rowAt(beats, at)] === at) throw refuse('There is a beat at this very sample.', { sample: at });
  return at;
}

function insert(beats: BeatColumns, sample: number, code: number, context: PlanContext): Plan {
  const at = freeSample(beats, sample, context.analysedTo);
  const change: Change = {
    entity: 'beat',
    op: 'insert',
    keys: Int32Array.of(-context.nextSerial),
    samples: Float64Array.of(at),
    codes: Uint8Array.of(known(code)),
    templates: Uint16Array.of(0),
    probabilities: new Uint8Array(PROBABILITIES),
    likeness: new Int8Array(1),
    sources: Uint8Array.of(BEAT_SOURCE.person),
  };
  return { kind: 'insert', label: `1 beat ${codeInWords(code)} inserted`, changes: [change], reason: '' };
}

function move(beats: BeatColumns, key: number, sample: number, context: PlanContext): Plan {
  const row = rowsNamed(beats, Int32Array.of(key))[0]!;
  const before = beats.sample[row]!;
  const at = freeSample(beats, sample, context.analysedTo);
  const change: Change = {
    entity: 'beat',
    op: 'move',
    keys: Int32Array.of(key),
    before: Float64Array.of(before),
    after: Float64Array.of(at),
    sourceBefore: Uint8Array.of(beats.source[row]!),
    sourceAfter: Uint8Array.of(BEAT_SOURCE.person),
  };
  const ms = Math.round((1000 * (at - before)) / context.sampleRate);
  return { kind: 'move', label: `1 beat moved by ${ms} ms`, changes: [change], reason: '' };
}

function regroup(beats: BeatColumns, rows: Int32Array, template: number | null, context: PlanContext): Plan {
  const target = template ?? context.nextTemplate;
  if (target > 0xffff) throw refuse('There are too many templates.', { template: target });
  // An id that was never given would be taken for one, and those after it for used up.
  if (template !== null && template !== 0 && !beats.template.includes(template) && context.knowsTemplate?.(template) !== true) throw refuse(`There is no template ${template} here.`, { template });
  const differ = rows.filter((row) => beats.template[row] !== target);
  if (differ.length === 0) throw refuse('The beats belong to this template already.');
  const change: Change = {
    entity: 'template',
    op: 'regroup',
    keys: differ.map((row) => beats.key[row]!),
    before: Uint16Array.from(differ, (row) => beats.template[row]!),
    after: new Uint16Array(differ.length).fill(target),
  };
  const where = template === null ? 'a new template' : template === 0 ? 'no template' : context.templateName(template);
  return { kind: 'regroup', label: `${beatsInWords(differ.length)} to ${where}`, changes: [change], reason: '' };
}

function span(state: EditState, { from, to, readable, instead }: { from: number; to: number; readable: boolean; instead?: { from: number; to: number } | undefined }, context: PlanContext): Plan {
  const said = (start: number, end: number, after: 'readable' | 'unreadable'): Change => {
    const { from: first, to: last } = analysedBounds(start, end, context);
    return value(state, 'span', spanName(first, last, context.newId()), after);
  };
  const seconds = ((to - from) / context.sampleRate).toFixed(1);
  const after = readable ? 'readable' : 'unreadable';
  // In their order: what is left of the span as it was can be read, then the span as it is now.
  const changes = [...(instead ? [said(instead.from, instead.to, 'readable')] : []), said(from, to, after)];
  return { kind: 'span', label: `${seconds} s marked ${after}${instead ? `, in place of ${((instead.to - instead.from) / context.sampleRate).toFixed(1)} s` : ''}`, changes, reason: '' };
}

