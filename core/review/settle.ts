/**
 * Settling what two readers differ on: each decision is an ordinary edit of the
 * first reading, with a value beside it that says how it was settled and by
 * whom. Undoing the edit takes both back.
 */
import { BEAT_SOURCE, PROBABILITIES, type BeatColumns } from '../beats/columns.ts';
import { CODES, classOfCode } from '../beats/classes.ts';
import { AppError } from '../contract/errors.ts';
import { NO_BEAT, type Agreement, type BeatDifference } from './agreement.ts';
import { pick, rowAt, rowOf, weave, without } from './beat-rows.ts';
import { settledName, settledOf, settledValue, type Settled } from './case-people.ts';
import { differences } from './differences.ts';
import type { Change, ValueEntity } from './edit.ts';
import { eventMark, eventMarkName, EVENT_MARKS } from './event-ledger.ts';
import { spanName } from './spans.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';

/** As one of the readers says, as the case stands now (edited by hand), or, for beats, under another code. */
export type Decision = 'first' | 'second' | 'stands' | { code: number };

export interface SettleContext {
  /** Case of the second reading. */
  second: string;
  /** State of the second reading, whose beats may come in. */
  secondState: Pick<EditState, 'beats'>;
  /** State of the first reading as it was compared. */
  firstState: Pick<EditState, 'beats'>;
  agreement: Agreement;
  /** Whether both readings are of one run, so that a key names the same beat in both. */
  sameRun: boolean;
  /** Serial of the next beat that a person inserts. */
  nextSerial: number;
  by: string;
  time: string;
  newId(): string;
}

/** Id of one beat of a difference, where beats are settled one by one. */
export const oneOf = (id: string, place: number): string => `${id}#${place}`;

/** Differences that need a decision: those that follow from beats do not. */
export function toSettle(agreement: Agreement): string[] {
  return [...agreement.beats, ...agreement.spans, ...agreement.events.filter(({ follows }) => !follows), ...agreement.values].map(({ id }) => id);
}

/** Those of them that nobody has settled. A group of beats is settled with each of its beats. */
export function unsettled(agreement: Agreement, settled: ReadonlyMap<string, Settled>): string[] {
  const groups = new Map(agreement.beats.map((group) => [group.id, group]));
  return toSettle(agreement).filter((id) => {
    if (settled.has(id)) return false;
    const group = groups.get(id);
    return !group || group.samples.some((_, place) => !settled.has(oneOf(id, place)));
  });
}

/**
 * The edit that settles a difference, or one beat of it.
 *
 * @param place which of the beats of the difference, null for all
 * @throws AppError `edit-refused` where there is no such difference, it is settled already, or the decision does not fit it
 */
export function settlePlan(state: EditState, id: string, place: number | null, decision: Decision, context: SettleContext): { kind: string; label: string; changes: Change[]; reason: string } {
  const { agreement, second, by, time } = context;
  const group = agreement.beats.find((one) => one.id === id);
  const name = place === null ? id : oneOf(id, place);
  const known = settledOf(state, second);
  if (known.has(id) || known.has(name)) throw refuse('This difference is settled already.', 'Undo that decision first.');
  if (place !== null && (!group || !Number.isInteger(place) || place < 0 || place >= group.samples.length)) throw refuse('There is no such difference.');
  const as = typeof decision === 'string' ? decision : `code ${decision.code}`;
  const mark: Change = { entity: 'assignment', op: 'set', name: settledName(second, name), before: valuesOf(state, 'assignment').get(settledName(second, name)) ?? null, after: settledValue({ by, time, as }) };
  const made = (what: string, changes: Change[]): ReturnType<typeof settlePlan> => ({ kind: 'settle', label: `settled: ${what}${typeof decision === 'string' ? `, ${WORDS[decision]}` : ` to ${codeInWords(decision.code)}`}`, changes: [...changes, mark], reason: '' });
  if (group) {
    const places = (place === null ? [...group.samples.keys()] : [place]).filter((one) => place !== null || !known.has(oneOf(id, one)));
    return made(`${places.length} ${places.length === 1 ? 'beat' : 'beats'} ${said(group.first)} or ${said(group.second)}`, beatChanges(state, group, places, decision, context));
  }
  if (typeof decision !== 'string') throw refuse('Only beats are settled under a code.');
  const span = agreement.spans.find((one) => one.id === id);
  if (span) {
    const unreadable = decision === 'stands' ? null : (decision === 'first') === (span.unreadableFor === 'first');
    const changes: Change[] = unreadable === null ? [] : [{ entity: 'span', op: 'set', name: spanName(span.from, span.to, context.newId()), before: null, after: unreadable ? 'unreadable' : 'readable' }];
    return made('a stretch readable or not', changes);
  }
  const event = agreement.events.find((one) => one.id === id && !one.follows);
  if (event) return made(event.kind.replaceAll('-', ' '), decision === 'stands' ? [] : eventChanges(state, event, decision));
  const differing = agreement.values.find((one) => one.id === id);
  if (differing) return made(differing.entity === 'text' ? differing.name : `${differing.entity} ${differing.name}`, decision === 'stands' ? [] : valueChanges(state, differing.entity, differing.name, decision === 'first' ? differing.first : differing.second));
  throw refuse('There is no such difference.');
}

const WORDS: Readonly<Record<Exclude<Decision, object>, string>> = { first: 'as first', second: 'as second', stands: 'as it stands' };

function refuse(message: string, hint = ''): AppError {
  return new AppError('edit-refused', message, { hint });
}

function codeInWords(code: number): string {
  if (CODES[code] === undefined) throw refuse('There is no such beat code.');
  return classOfCode(code) === 'X' ? 'artefact' : CODES[code][0];
}

const said = (code: number | null): string => (code === null ? 'none' : codeInWords(code));

/** Changes that make the beats of a difference what was decided, whatever they are by now. */
function beatChanges(state: EditState, group: BeatDifference, places: readonly number[], decision: Decision, context: SettleContext): Change[] {
  if (decision === 'stands') return [];
  const { firstState, secondState } = context;
  let { nextSerial } = context;
  const gone: number[] = [];
  const put: BeatColumns[] = [];
  for (const place of places) {
    const firstRow = group.firstKeys[place] === NO_BEAT ? -1 : rowOf(firstState.beats, group.firstKeys[place]!);
    const secondRow = group.secondKeys[place] === NO_BEAT ? -1 : rowOf(secondState.beats, group.secondKeys[place]!);
    const wanted = wantedBeat(decision, { beats: firstState.beats, row: firstRow }, { beats: secondState.beats, row: secondRow });
    const now = firstRow < 0 ? rowAtPlace(state.beats, group.samples[place]!) : rowOf(state.beats, group.firstKeys[place]!);
    if (wanted === null) {
      if (now >= 0) gone.push(now);
      continue;
    }
    const row = pick(wanted.beats, Int32Array.of(wanted.row));
    row.code[0] = wanted.code;
    row.source[0] = BEAT_SOURCE.person;
    if (now >= 0) {
      // A beat that is there keeps its identity, its template and what the model said of it.
      const kept = pick(state.beats, Int32Array.of(now));
      const same = kept.code[0] === wanted.code && kept.sample[0] === row.sample[0];
      if (same) continue;
      kept.code[0] = wanted.code;
      kept.sample[0] = row.sample[0]!;
      kept.source[0] = BEAT_SOURCE.person;
      gone.push(now);
      put.push(kept);
    } else {
      // A beat of the run comes back as what it is; any other is new here.
      const known = row.key[0]! >= 0 && (context.sameRun || wanted.beats === firstState.beats) && rowOf(state.beats, row.key[0]!) < 0;
      if (!known) {
        row.key[0] = -nextSerial++;
        row.template[0] = 0;
        row.probability.set(new Uint8Array(PROBABILITIES));
        row.likeness[0] = 0;
      }
      put.push(row);
    }
  }
  let next = without(state.beats, gone);
  if (put.length > 0) next = weave(next, joined(put));
  return differences(state.beats, next);
}

interface Wanted {
  beats: BeatColumns;
  row: number;
  code: number;
}

/** The beat that was decided on, or null for none. A code names the beat where the first has it, else where the second has it. */
function wantedBeat(decision: Exclude<Decision, 'stands'>, first: { beats: BeatColumns; row: number }, second: { beats: BeatColumns; row: number }): Wanted | null {
  const of = (side: { beats: BeatColumns; row: number }): Wanted | null => (side.row < 0 ? null : { ...side, code: side.beats.code[side.row]! });
  if (decision === 'first') return of(first);
  if (decision === 'second') return of(second);
  codeInWords(decision.code);
  const where = of(first) ?? of(second);
  return where && { ...where, code: decision.code };
}

function rowAtPlace(beats: BeatColumns, sample: number): number {
  const row = rowAt(beats, sample);
  return beats.sample[row] === sample ? row : -1;
}

function joined(list: readonly BeatColumns[]): BeatColumns {
  const [first, ...rest] = list;
  const all = (column: 'key' | 'sample' | 'code' | 'template' | 'probability' | 'likeness' | 'source'): number[] => [first!, ...rest].flatMap((one) => Array.from(one[column]));
  return {
    key: Int32Array.from(all('key')),
    sample: Float64Array.from(all('sample')),
    code: Uint8Array.from(all('code')),
    template: Uint16Array.from(all('template')),
    probability: Uint8Array.from(all('probability')),
    likeness: Int8Array.from(all('likeness')),
    source: Uint8Array.from(all('source')),
  };
}

function eventChanges(state: EditState, event: Agreement['events'][number], decision: 'first' | 'second'): Change[] {
  const { first, second, kind } = event;
  if (!first || !second) return [];
  const wanted = EVENT_MARKS.find((mark) => mark === (decision === 'first' ? first : second).state);
  return valueChanges(state, 'review-mark', eventMarkName({ kind, anchors: first.anchors }), wanted === undefined ? null : eventMark(first, wanted));
}

function valueChanges(state: EditState, entity: ValueEntity, name: string, after: string | null): Change[] {
  const before = valuesOf(state, entity).get(name) ?? null;
  return before === after ? [] : [{ entity, op: 'set', name, before, after }];
}
