/** Edits of events: marks of the review, events by hand, and who was told of an urgent one. */
import type { EditRequest } from '../contract/contract.ts';
import { DEFAULT_SETTINGS, type Finding, type FindingKind } from '../rhythm/finding.ts';
import { CODES } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import type { Change } from './edit.ts';
import { eventMark, eventMarkName } from './event-ledger.ts';
import { anchorsOf, handEvents, handEventValue, handFinding, type HandEvent } from './hand-events.ts';
import { findingIdentity } from './impact.ts';
import { analysedBounds, refuse, value, type Plan, type PlanContext } from './planned.ts';
import { valuesOf, type EditState } from './state.ts';
import { toldName, toldValue } from './told.ts';

type Request<Kind extends EditRequest['kind']> = Extract<EditRequest, { kind: Kind }>;
/** Which event: its kind and its anchor beats. */
export interface EventName {
  event: FindingKind;
  anchors: readonly number[];
}

const words = (kind: FindingKind): string => kind.replaceAll('-', ' ');

function named(context: PlanContext, { event, anchors }: EventName): Finding {
  const identity = findingIdentity({ kind: event, anchors: [...anchors] });
  const found = context.findings?.().find((finding) => findingIdentity(finding) === identity);
  if (!found) throw refuse('This event is not there any more.', { event });
  return found;
}

/** One mark on one event or on many: one edit. Those that bear it already are passed over; `edit-refused` where none is left. */
export function planEventMarks(state: EditState, events: readonly EventName[], { kind, state: mark, reason = '' }: Request<'mark-event' | 'mark-events'>, context: PlanContext): Plan {
  const there = new Map((context.findings?.() ?? []).map((finding) => [findingIdentity(finding), finding]));
  const marks = valuesOf(state, 'review-mark');
  const changes = new Map<string, Change>();
  for (const { event, anchors } of events) {
    const found = there.get(findingIdentity({ kind: event, anchors: [...anchors] }));
    if (!found) throw refuse('This event is not there any more.', { event });
    const name = eventMarkName(found);
    const before = marks.get(name) ?? null;
    const after = mark && eventMark(found, mark);
    if (before !== after) changes.set(name, { entity: 'review-mark', op: 'set', name, before, after });
  }
  if (changes.size === 0) throw refuse('This changes nothing.', { entity: 'review-mark' });
  const kinds = [...new Set(events.map(({ event }) => event))];
  const what = events.length === 1 ? words(kinds[0]!) : kinds.length === 1 ? `${changes.size} × ${words(kinds[0]!)}` : `${changes.size} events of ${kinds.length} kinds`;
  return { kind, label: `${what}: ${mark ?? 'mark taken off'}`, changes: [...changes.values()], reason };
}

/** Beats that an event can be known by: artefacts cannot. */
function realBeats({ key, sample, code }: BeatColumns): Pick<BeatColumns, 'key' | 'sample'> {
  const rows = Array.from(key.keys()).filter((row) => CODES[code[row]!]?.[1] !== 'X');
  return { key: Int32Array.from(rows, (row) => key[row]!), sample: Float64Array.from(rows, (row) => sample[row]!) };
}

/** What edits of events are planned against; read once for many. */
interface Known {
  beats: Pick<BeatColumns, 'key' | 'sample'>;
  there: ReadonlyMap<string, Finding>;
  /** Name and event of what people gave, by its identity. */
  hands: ReadonlyMap<string, readonly [string, HandEvent]>;
}

function knownOf(state: EditState, context: PlanContext): Known {
  return {
    beats: realBeats(state.beats),
    there: new Map((context.findings?.() ?? []).map((finding) => [findingIdentity(finding), finding])),
    hands: new Map([...handEvents(state)].map((entry) => [findingIdentity({ kind: entry[1].kind, anchors: entry[1].anchors }), entry])),
  };
}

function asked({ beats }: Known, kind: FindingKind, span: { from: number; to: number }, of: string | null, context: PlanContext): { event: HandEvent; finding: Finding } {
  const { from, to } = analysedBounds(span.from, span.to, context);
  const anchors = anchorsOf(beats, from, to);
  if (anchors.length === 0) throw refuse('There is no beat that an event could be tied to.');
  const event: HandEvent = { kind, from, to, anchors, of };
  return { event, finding: handFinding(event, { sample: beats.sample, sampleRate: context.sampleRate }, context.settings ?? DEFAULT_SETTINGS) };
}

function refuseTwin({ there }: Known, finding: Finding, except: Finding | null): void {
  const twin = there.get(findingIdentity(finding));
  if (twin && twin !== except) throw refuse('There is such an event at this place already.', { event: finding.kind });
}

/** An event where the rules found none. It counts at once and is confirmed by who added it. */
export function planAddedEvent(state: EditState, request: Request<'event-add'>, context: PlanContext): Plan {
  const known = knownOf(state, context);
  const { event, finding } = asked(known, request.event, request, null, context);
  refuseTwin(known, finding, null);
  return {
    kind: 'event-add',
    label: `${words(event.kind)}, ${lengthOf(event, context)}: added by hand`,
    changes: [value(state, 'event', context.newId(), handEventValue(event)), ...marked(state, finding, 'confirmed')],
    reason: request.reason ?? '',
  };
}

/** Another kind or other bounds for an event that is there. What the rules found is passed over as long as this stands. */
export function planChangedEvent(state: EditState, request: Request<'event-change'>, context: PlanContext): Plan {
  const was = named(context, request);
  const { event, changes } = changedEvent(state, was, request, context, knownOf(state, context));
  const changed = event.kind === was.kind ? `bounds changed, ${lengthOf(was, context)} to ${lengthOf(event, context)}` : `to ${words(event.kind)}`;
  return { kind: 'event-change', label: `${words(was.kind)} ${changed}`, changes, reason: request.reason ?? '' };
}

function changedEvent(state: EditState, was: Finding, to: { becomes: FindingKind; from: number; to: number }, context: PlanContext, known: Known): { event: HandEvent; changes: Change[] } {
  const hand = known.hands.get(findingIdentity(was));
  const { event, finding } = asked(known, to.becomes, to, hand ? hand[1].of : findingIdentity(was), context);
  if (event.kind === was.kind && event.from === was.from && event.to === was.to) throw refuse('This changes nothing.', { entity: 'event' });
  refuseTwin(known, finding, was);
  const oldMark = eventMarkName(was);
  const dropMark: Change[] = oldMark !== eventMarkName(finding) && valuesOf(state, 'review-mark').has(oldMark) ? [value(state, 'review-mark', oldMark, null)] : [];
  return { event, changes: [value(state, 'event', hand?.[0] ?? context.newId(), handEventValue(event)), ...dropMark, ...marked(state, finding, 'changed')] };
}

/** Another kind for many, each within its own bounds; those that have it already are passed over, `edit-refused` where none is left. */
export function planChangedEvents(state: EditState, { events, becomes, reason = '' }: Request<'events-change'>, context: PlanContext): Plan {
  const meant = [...new Map(events.filter(({ event }) => event !== becomes).map((event) => [findingIdentity({ kind: event.event, anchors: event.anchors }), event])).values()];
  if (meant.length === 0) throw refuse('This changes nothing.', { entity: 'event' });
  const known = knownOf(state, context);
  const changes = meant.flatMap(({ event, anchors }) => {
    const was = known.there.get(findingIdentity({ kind: event, anchors }));
    if (!was) throw refuse('This event is not there any more.', { event });
    return changedEvent(state, was, { becomes, from: was.from, to: was.to }, context, known).changes;
  });
  const names = changes.flatMap((change) => (change.op === 'set' ? [`${change.entity} ${change.name}`] : []));
  // Two that would become one event: which of them was meant, nobody could say.
  if (new Set(names).size < names.length) throw refuse('Two of these would become the same event.', { becomes });
  const kinds = [...new Set(meant.map(({ event }) => event))];
  return { kind: 'events-change', label: `${meant.length} ${kinds.length === 1 ? `of ${words(kinds[0]!)}` : 'events'} to ${words(becomes)}`, changes, reason };
}

function marked(state: EditState, finding: Finding, mark: 'confirmed' | 'changed'): Change[] {
  const name = eventMarkName(finding);
  const after = eventMark(finding, mark);
  return valuesOf(state, 'review-mark').get(name) === after ? [] : [value(state, 'review-mark', name, after)];
}

function lengthOf({ from, to }: { from: number; to: number }, { sampleRate }: PlanContext): string {
  return `${((to - from) / sampleRate).toFixed(2)} s`;
}

/** Who was told of an urgent event, when and how. The words are a person's: the journal's label holds none of them. */
export function planTold(state: EditState, request: Request<'told'>, context: PlanContext): Plan {
  const finding = named(context, request);
  const name = toldName(finding);
  const { whom, how, at } = request;
  const after = whom.trim() === '' ? null : toldValue({ kind: finding.kind, from: finding.from, to: finding.to, whom: whom.trim(), how: how.trim(), at: at.trim() });
  return { kind: 'told', label: after === null ? `${words(finding.kind)}: note of who was told taken off` : `${words(finding.kind)}: somebody was told`, changes: [value(state, 'text', name, after)], reason: '' };
}
