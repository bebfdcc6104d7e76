/**
 * One queue of what most needs an eye: urgent findings, conflicts of a new
 * analysis, colleagues' questions, important findings (alike ones as one),
 * marks of the diary, templates nobody has decided on, facts that were assumed. Pure, but for the
 * seam through which other rooms put items of their own in.
 */
import { create } from 'zustand';
import type { CarryConflict } from '../../core/review/carry.ts';
import { ALIKE } from '../../core/review/finding-items.ts';
import type { DiaryMark } from '../../core/review/diary.ts';
import { byUrgency, findingKey, type Finding } from '../../core/rhythm/finding.ts';
import { need, type TemplateGroup } from './derived.ts';
import { isUndecided, stateOf, weighty, type EventStandings } from './events.ts';
import type { Tab } from './session.ts';

/** What an item is about. */
export type QueueSubject =
  | { kind: 'event'; findings: readonly Finding[] }
  | { kind: 'conflict'; conflict: CarryConflict }
  | { kind: 'question'; title: string; words: string; sample: number | null; go: () => void }
  | { kind: 'diary'; mark: DiaryMark }
  | { kind: 'template'; group: TemplateGroup }
  | { kind: 'start' };

export type QueueItem = QueueSubject & {
  id: string;
  tab: Tab;
  /** Not decided yet. */
  open: boolean;
};

/** Items of other rooms: questions of colleagues. Each is listed while it is there, `open` or not. */
export type ExtraItem = Extract<QueueSubject, { kind: 'question' }> & { id: string; tab: Tab; open: boolean };
export const useExtraItems = create<{ items: readonly ExtraItem[] }>()(() => ({ items: [] }));

export interface QueueInput {
  findings: readonly Finding[];
  standings: EventStandings;
  groups: readonly TemplateGroup[];
  /** Ids of templates in the order of their list. */
  order: readonly number[];
  conflicts: readonly CarryConflict[];
  extra: readonly ExtraItem[];
  diary?: readonly DiaryMark[];
  startAssumed: boolean;
}

/** All items, decided ones too, what most needs an eye first. */
export function queueOf({ findings, standings, groups, order, conflicts, extra, diary = [], startAssumed }: QueueInput): QueueItem[] {
  const events = eventItems(findings, standings);
  const place = new Map(order.map((id, i) => [id, i]));
  const templates = groups.toSorted((a, b) => (place.get(a.id) ?? 1e6) - (place.get(b.id) ?? 1e6) || need(b) - need(a));
  return [
    ...events.filter(({ findings: [first] }) => first?.severity === 'urgent'),
    ...conflicts.map((conflict): QueueItem => ({ id: conflictKey(conflict), kind: 'conflict', conflict, tab: 'beats', open: true })),
    ...extra.map((item): QueueItem => ({ ...item })),
    ...events.filter(({ findings: [first] }) => first?.severity !== 'urgent'),
    ...diary.map((mark): QueueItem => ({ id: `diary ${mark.id}`, kind: 'diary', mark, tab: 'beats', open: !mark.seen })),
    ...templates.map((group): QueueItem => ({ id: `template ${group.id}`, kind: 'template', group, tab: 'beats', open: group.open })),
    ...(startAssumed ? [{ id: 'start', kind: 'start', tab: 'overview', open: true } satisfies QueueItem] : []),
  ];
}

export function conflictKey({ kind, sample }: Pick<CarryConflict, 'kind' | 'sample'>): string {
  return `conflict ${kind} ${sample}`;
}

type EventItem = Extract<QueueItem, { kind: 'event' }>;

/** Findings that weigh, in order of urgency; many of one kind are one item, urgent ones never. */
function eventItems(findings: readonly Finding[], standings: EventStandings): EventItem[] {
  const sorted = weighty(findings).toSorted(byUrgency);
  const byKind = Map.groupBy(
    sorted.filter(({ severity }) => severity !== 'urgent'),
    ({ severity, kind }) => `${severity} ${kind}`,
  );
  const items: EventItem[] = [];
  for (const finding of sorted) {
    const group = `${finding.severity} ${finding.kind}`;
    const alike = byKind.get(group) ?? [];
    const together = alike.length >= ALIKE;
    if (together && alike[0] !== finding) continue;
    const members = together ? alike : [finding];
    items.push({ id: together ? group : findingKey(finding), kind: 'event', findings: members, tab: 'episodes', open: members.some((member) => isUndecided(stateOf(standings, member))) });
  }
  return items;
}

/** Open items of each tab: what its badge says. */
export function badgesOf(items: readonly QueueItem[]): Record<Tab, number> {
  const badges: Record<string, number> = {};
  for (const { tab, open } of items) if (open) badges[tab] = (badges[tab] ?? 0) + 1;
  return { overview: 0, beats: 0, episodes: 0, report: 0, ...badges } as Record<Tab, number>;
}

/** The open item behind one, round the end; null where no other is open. */
export function nextOpen(items: readonly QueueItem[], after: string | null): QueueItem | null {
  const here = items.findIndex(({ id }) => id === after);
  return items.slice(here + 1).find(({ open }) => open) ?? items.slice(0, Math.max(0, here)).find(({ open }) => open) ?? null;
}
