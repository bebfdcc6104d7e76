/** What the window shows of findings: kinds to choose from, the list by severity, pins over the day. Pure. */
import { ALIKE } from '../../core/review/finding-items.ts';
import { byUrgency, findingKey, SEVERITIES, type Finding, type FindingKind, type Severity } from '../../core/rhythm/finding.ts';
import { isUndecided, keyOf, stateOf, type EventStandings } from './events.ts';
import type { DayPin } from '../charts/day-data.ts';

export type FindingFilter = 'vf' | 'af' | 'v-run' | 'pause' | 's-run' | 'couplet' | 'pattern' | 'slow' | 'fast' | 'no-pause' | 'r-on-t' | 'conduction' | 'pacing' | 'waves';

/** The chip that a kind is counted under. */
const FILTER_OF: Readonly<Record<FindingKind, FindingFilter>> = {
  'ventricular-couplet': 'couplet',
  'ventricular-fibrillation': 'vf',
  'ventricular-tachycardia': 'v-run',
  'idioventricular-rhythm': 'v-run',
  'ventricular-bigeminy': 'pattern',
  'ventricular-trigeminy': 'pattern',
  'supraventricular-couplet': 'couplet',
  'supraventricular-run': 's-run',
  'supraventricular-bigeminy': 'pattern',
  'supraventricular-trigeminy': 'pattern',
  'atrial-fibrillation': 'af',
  pause: 'pause',
  'pause-after-ectopic-beat': 'pause',
  'pause-with-blocked-p-wave': 'pause',
  'pause-in-atrial-fibrillation': 'pause',
  'pause-at-end-of-atrial-fibrillation': 'pause',
  asystole: 'pause',
  'no-pause': 'no-pause',
  bradycardia: 'slow',
  tachycardia: 'fast',
  'atrial-flutter': 'af',
  'r-on-t': 'r-on-t',
  'suspected-wenckebach-block': 'conduction',
  'suspected-mobitz-block': 'conduction',
  'suspected-two-to-one-block': 'conduction',
  'suspected-complete-block': 'conduction',
  'suspected-bundle-branch-block': 'conduction',
  'paced-rhythm': 'pacing',
  'suspected-loss-of-capture': 'pacing',
  'suspected-loss-of-sensing': 'pacing',
  'suspected-failure-to-pace': 'pacing',
  'suspected-first-degree-block': 'conduction',
  'qt-prolonged': 'waves',
  'st-depression': 'waves',
  'st-elevation': 'waves',
};
export const FILTERS: readonly FindingFilter[] = ['vf', 'af', 'v-run', 'pause', 's-run', 'couplet', 'pattern', 'slow', 'fast', 'waves', 'conduction', 'pacing', 'r-on-t', 'no-pause'];

export function filterOf(finding: Pick<Finding, 'kind'>): FindingFilter {
  return FILTER_OF[finding.kind];
}

/** Findings under each chip. */
export function countsOf(findings: readonly Finding[]): Map<FindingFilter, number> {
  const counts = new Map<FindingFilter, number>();
  for (const finding of findings) counts.set(filterOf(finding), (counts.get(filterOf(finding)) ?? 0) + 1);
  return counts;
}

/** A line of the list: one finding, or many of one kind. `within` is the group that an unfolded one belongs to. */
export type FindingLine = { key: string; within: string | null; members: readonly Finding[] };

export interface FindingSection {
  severity: Severity;
  /** Findings in it, folded or not. */
  count: number;
  lines: FindingLine[];
  /** Lines that are left out at its end. */
  more: number;
}

export interface ListChoice {
  filter: FindingFilter | null;
  /** Where given, only what it holds for is listed. */
  wanted?: (finding: Finding) => boolean;
  /** Keys of groups that show each of their members. */
  unfolded: ReadonlySet<string>;
  /** Most lines that a section, and most members that a group, shows. */
  most: number;
  /** What each finding was when its place in the list was given, where that is known. */
  listed?: Listed;
}

/** Findings of a list by their keys, each as it was when it was given its place. */
export type Listed = ReadonlyMap<string, Finding>;

/**
 * The list as it goes on: who has a place keeps it, however an edit of beats or bounds changes the doubt; what a person put in the
 * place of a finding has that one's; what is new has its own.
 */
export function listedAfter(before: Listed | null, findings: readonly Finding[]): Listed {
  const now = new Set(findings.map(findingKey));
  const gone = Array.from(before ?? []).filter(([key]) => !now.has(key));
  const inPlaceOf = (finding: Finding): Finding | undefined => (finding.hand === undefined ? undefined : gone.find(([, was]) => was.severity === finding.severity && was.from < finding.to && was.to > finding.from)?.[1]);
  return new Map(findings.map((finding) => [findingKey(finding), before?.get(findingKey(finding)) ?? inPlaceOf(finding) ?? finding]));
}

/** The list in order of urgency, what is alike as one line. */
export function sectionsOf(findings: readonly Finding[], { filter, wanted: also = () => true, unfolded, most, listed }: ListChoice): FindingSection[] {
  const as = (finding: Finding): Finding => listed?.get(findingKey(finding)) ?? finding;
  const wanted = findings.filter((finding) => (filter === null || filterOf(finding) === filter) && also(finding)).toSorted((a, b) => byUrgency(as(a), as(b)));
  return SEVERITIES.flatMap((severity) => {
    const here = wanted.filter((finding) => finding.severity === severity);
    if (here.length === 0) return [];
    const byKind = Map.groupBy(here, ({ kind }) => kind);
    const lines: FindingLine[] = [];
    const grouped = new Set<FindingKind>();
    for (const finding of here) {
      const alike = byKind.get(finding.kind)!;
      if (severity === 'urgent' || alike.length < ALIKE) lines.push({ key: findingKey(finding), within: null, members: [finding] });
      else if (!grouped.has(finding.kind)) {
        grouped.add(finding.kind);
        const key = `${severity} ${finding.kind}`;
        lines.push({ key, within: null, members: alike });
        if (unfolded.has(key)) for (const member of alike.toSorted((a, b) => a.from - b.from).slice(0, most)) lines.push({ key: findingKey(member), within: key, members: [member] });
      }
    }
    const shown = severity === 'urgent' ? lines.slice(0, most) : lines;
    return [{ severity, count: here.length, lines: shown, more: lines.length - shown.length }];
  });
}

/** Least and greatest length of findings, seconds. */
export function lengthsOf(findings: readonly Finding[], sampleRate: number): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  for (const { from, to } of findings) {
    least = Math.min(least, (to - from) / sampleRate);
    greatest = Math.max(greatest, (to - from) / sampleRate);
  }
  return [least, greatest];
}

const RANK: Readonly<Record<Severity, number>> = { urgent: 0, important: 1, note: 2 };
/** Notes that are pinned all the same: the design pins runs, pauses and fibrillation. */
const PINNED: ReadonlySet<FindingFilter> = new Set(['vf', 'af', 'v-run', 'pause', 's-run']);

/** Pins over the day: runs, pauses, fibrillation, and whatever else is more than a note; rejected ones are none. `words`: what is written beside one, asked for where there is room. */
export function pinsOf(findings: readonly Finding[], sampleRate: number, standings: EventStandings = new Map(), words: (finding: Finding) => string = () => ''): DayPin[] {
  return findings.flatMap((finding) => {
    const state = stateOf(standings, finding);
    if (state === 'rejected' || (finding.severity === 'note' && !PINNED.has(filterOf(finding)))) return [];
    return [
      {
        at: finding.from / sampleRate,
        to: finding.kind === 'atrial-fibrillation' ? finding.to / sampleRate : null,
        rank: RANK[finding.severity],
        key: keyOf(finding),
        decided: !isUndecided(state),
        again: state === 'reopened',
        words: () => words(finding),
      },
    ];
  });
}
