/**
 * Findings as people left them: those of the rules, less what somebody put
 * another in the place of, with what somebody added. Each is a value of the
 * entity `event` under an id of its own.
 *
 * A finding that was rejected stays in the list, so that the rejection can be
 * seen and taken back, but counts nowhere.
 */
import { z } from 'zod';
import type { BeatColumns } from '../beats/columns.ts';
import { lowerBound, nearest } from '../beats/search.ts';
import type { SaidOfEctopy } from '../rhythm/ectopy.ts';
import { DEFAULT_SETTINGS, FINDING_KINDS, severityOf, type Finding, type FindingSettings } from '../rhythm/finding.ts';
import type { BeatSeries } from '../rhythm/series.ts';
import type { FibrillationSaid } from '../rhythm/ventricular-fibrillation.ts';
import { rowOf } from './beat-rows.ts';
import { eventMarks, eventMarkName, type StoredMark } from './event-ledger.ts';
import { findingIdentity } from './impact.ts';
import { valuesOf, type EditState } from './state.ts';

const stored = z.object({
  kind: z.enum(FINDING_KINDS),
  /** Samples of the recording. */
  from: z.number(),
  to: z.number(),
  /** Beats it is known by, as those of any finding. */
  anchors: z.array(z.number().int()).min(1),
  /** Identity of the finding of the rules in whose place it stands; null where it was added. */
  of: z.string().nullable(),
});

/** An event as a person gave it. */
export type HandEvent = z.infer<typeof stored>;

/** Events that people gave, by the name of their value. */
export function handEvents(state: Pick<EditState, 'values'>): Map<string, HandEvent> {
  return new Map(Array.from(valuesOf(state, 'event'), ([name, value]) => [name, stored.parse(JSON.parse(value))]));
}

/** The value of an event. */
export function handEventValue(event: HandEvent): string {
  return JSON.stringify(event);
}

/** Keys of the beats nearest to two samples: what an event with these bounds is known by. Empty where there is no beat. */
export function anchorsOf(beats: Pick<BeatColumns, 'key' | 'sample'>, from: number, to: number): number[] {
  if (beats.sample.length === 0) return [];
  return [beats.key[nearest(beats.sample, from)]!, beats.key[nearest(beats.sample, to)]!];
}

/** An event once its beats have other keys. One whose beats are gone takes the beats that are nearest now. */
export function carriedHandEvent(event: HandEvent, keyNow: (key: number) => number | null, beats: BeatColumns): HandEvent {
  const now = event.anchors.map(keyNow);
  const there = now.every((key) => key !== null && rowOf(beats, key) >= 0);
  const anchors = there ? now.filter((key) => key !== null) : anchorsOf(beats, event.from, event.to);
  const [kind, ...of] = event.of?.split(' ') ?? [];
  const ofNow = of.map((key) => keyNow(Number(key)));
  return { ...event, anchors: anchors.length > 0 ? anchors : event.anchors, of: event.of === null || ofNow.includes(null) ? null : [kind, ...ofNow].join(' ') };
}

/** A day's findings once people have had their say. */
export interface PeoplesFindings {
  /** All, ascending by place, rejected ones too: what a list shows and a mark can be set on. */
  findings: Finding[];
  /** Those that stand: what tables, report, exports and rhythm marks are made from. */
  counted: Finding[];
  /** What people's word changes in tables that are counted from beats. */
  said: SaidOfEctopy;
}

/**
 * Findings as people left them.
 *
 * @param findings of the rules, ascending by place
 * @param series the beats they were found in
 * @param marks of events; read from the state where they are not given
 */
export function withPeople(
  findings: readonly Finding[],
  series: Pick<BeatSeries, 'sample' | 'sampleRate'>,
  state: Pick<EditState, 'values'>,
  settings: FindingSettings = DEFAULT_SETTINGS,
  marks: ReadonlyMap<string, StoredMark> = eventMarks(state),
): PeoplesFindings {
  const hands = [...handEvents(state).values()];
  const replaced = replacedBy(hands);
  const dropped: Finding[] = [];
  const kept: Finding[] = [];
  for (const finding of findings) (replaced.has(findingIdentity(finding)) ? dropped : kept).push(finding);
  const made = hands.map((hand) => handFinding(hand, series, settings));
  // A rule may find by now what somebody added: the person's word takes its place.
  const known = new Set(made.map(findingIdentity));
  const all = hands.length === 0 ? [...findings] : [...kept.filter((finding) => !known.has(findingIdentity(finding))), ...made].sort((a, b) => a.from - b.from || a.to - b.to || (a.kind < b.kind ? -1 : 1));
  const rejected = (finding: Finding): boolean => isRejected(finding, marks);
  return {
    findings: all,
    counted: all.filter((finding) => !rejected(finding)),
    said: { dropped: [...dropped, ...all.filter((finding) => finding.hand === undefined && rejected(finding))], added: made.filter((finding) => !rejected(finding)) },
  };
}

/**
 * What people say of ventricular fibrillation: its findings decide which beats count, so they are made knowing it.
 *
 * @param sampleRate of the recording, Hz
 */
export function fibrillationSaid(state: Pick<EditState, 'values'>, sampleRate: number, settings: FindingSettings = DEFAULT_SETTINGS): FibrillationSaid {
  const hands = [...handEvents(state).values()];
  const replaced = replacedBy(hands);
  // Days without fibrillation are most of them: there no mark is read.
  let marks: ReadonlyMap<string, StoredMark> | null = null;
  const rejected = (finding: Finding): boolean => isRejected(finding, (marks ??= eventMarks(state)));
  const noBeats = { sample: new Float64Array(0), sampleRate };
  const standing = hands.filter((hand) => hand.kind === 'ventricular-fibrillation' && !rejected(handFinding(hand, noBeats, settings)));
  return { isTakenBack: (finding) => replaced.has(findingIdentity(finding)) || rejected(finding), given: standing.flatMap(({ from, to }) => [from, to]) };
}

/** Identities of the findings in whose place something else was put. */
function replacedBy(hands: readonly HandEvent[]): Set<string> {
  return new Set(hands.flatMap(({ of }) => (of === null ? [] : [of])));
}

/** Whether an event was turned down as it stands now. */
function isRejected(finding: Finding, marks: ReadonlyMap<string, StoredMark>): boolean {
  const mark = marks.get(eventMarkName(finding));
  return mark?.state === 'rejected' && mark.from === finding.from && mark.to === finding.to && mark.severity === finding.severity;
}

/** Kinds whose length is that of an interval between two beats. */
const INTERVAL = /^(pause|no-pause)/;

/** The finding that an event of a person is. */
export function handFinding(event: HandEvent, series: Pick<BeatSeries, 'sample' | 'sampleRate'>, settings: FindingSettings = DEFAULT_SETTINGS): Finding {
  const { kind, from, to, anchors, of } = event;
  // Inside ventricular fibrillation no beat counts: there is nothing to be told of them.
  const fibrillates = kind === 'ventricular-fibrillation';
  const seconds = (to - from) / series.sampleRate;
  const first = lowerBound(series.sample, from);
  const last = lowerBound(series.sample, to + 1);
  const beats = last - first;
  const inside = beats > 1 ? (series.sample[last - 1]! - series.sample[first]!) / series.sampleRate : 0;
  const rate = beats > 1 && inside > 0 && !fibrillates && !INTERVAL.test(kind) ? (60 * (beats - 1)) / inside : null;
  const words = `${seconds.toFixed(2)} s${fibrillates ? '' : `, ${beats} ${beats === 1 ? 'beat' : 'beats'}`}${rate === null ? '' : ` at ${Math.round(rate)}/min`}`;
  return {
    kind,
    from,
    to,
    severity: severityOf(kind, { beats, seconds, rate }, settings),
    rate,
    leads: [],
    confidence: 1,
    reason: `${of === null ? 'added by hand' : 'kind or bounds set by hand'}: ${words}`,
    anchors,
    evidence: { ...(fibrillates ? {} : { beats }), seconds, ...(rate === null ? {} : { rate }) },
    hand: of === null ? 'added' : 'changed',
  };
}
