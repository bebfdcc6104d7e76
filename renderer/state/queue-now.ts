/** The queue of the study that is open, and going to its items. */
import { useMemo } from 'react';
import { findingKey } from '../../core/rhythm/finding.ts';
import { stateOf, isUndecided } from './events.ts';
import { currentFinding, goToFinding } from './finding-shown.ts';
import { nextOpen, queueOf, useExtraItems, type QueueItem } from './queue.ts';
import type { Review } from './review-model.ts';
import { useReview } from './review.ts';
import { openTab, useSession } from './session.ts';
import { goToSample, nextItem, openTemplate, useView } from './view.ts';

type Part = Pick<Review, 'findings' | 'events' | 'derived' | 'order' | 'conflicts' | 'diary' | 'study'>;

/** The queue last made, and of what: several parts of a screen ask for it at once. */
let last: { of: readonly unknown[]; queue: QueueItem[] } = { of: [], queue: [] };

function made({ findings, events, derived, order, conflicts, diary, study }: Part, extra: ReturnType<typeof useExtraItems.getState>['items']): QueueItem[] {
  const startAssumed = study?.facts.startAssumed ?? false;
  const of = [findings, events, derived.groups, order, conflicts, extra, diary, startAssumed];
  if (of.some((part, i) => part !== last.of[i])) last = { of, queue: queueOf({ findings: findings ?? [], standings: events, groups: derived.groups, order, conflicts, extra, diary, startAssumed }) };
  return last.queue;
}

/** The queue as it stands now. */
export function queueNow(): QueueItem[] {
  return made(useReview.getState(), useExtraItems.getState().items);
}

export function useQueue(): QueueItem[] {
  const findings = useReview((review) => review.findings);
  const events = useReview((review) => review.events);
  const derived = useReview((review) => review.derived);
  const order = useReview((review) => review.order);
  const conflicts = useReview((review) => review.conflicts);
  const diary = useReview((review) => review.diary);
  const study = useReview((review) => review.study);
  const extra = useExtraItems((state) => state.items);
  return useMemo(() => made({ findings, events, derived, order, conflicts, diary, study }, extra), [findings, events, derived, order, conflicts, diary, study, extra]);
}

/** Whether what there is to look at is not known yet: an empty queue then says nothing of the day. */
export function stillReading({ phase, findings, study }: Pick<Review, 'phase' | 'findings' | 'study'>): boolean {
  return phase === 'loading' || study?.state === 'recording' || (findings === null && study?.run != null);
}

/** Opens an item where it belongs. */
export function goToItem(item: QueueItem): void {
  switch (item.kind) {
    case 'event': {
      const { events } = useReview.getState();
      const first = item.findings.find((finding) => isUndecided(stateOf(events, finding))) ?? item.findings[0];
      useView.setState({ filter: null });
      if (first) goToFinding(findingKey(first), item.id);
      break;
    }
    case 'template':
      openTemplate(item.group.id);
      break;
    case 'conflict':
      goToSample(item.conflict.sample);
      useView.setState({ conflict: item.id, mark: null });
      break;
    case 'diary':
      goToSample(item.mark.sample);
      useView.setState({ mark: item.mark.id, conflict: null, preview: null });
      break;
    case 'question':
      item.go();
      break;
    case 'start':
      useSession.setState({ details: useReview.getState().caseId });
      return;
  }
  openTab(item.tab);
}

/** The item that is under the reader's hand on the tab that is open, null where none is. */
export function currentItem(items: readonly QueueItem[]): QueueItem | null {
  const { route } = useSession.getState();
  const { template, line, conflict, mark } = useView.getState();
  if (route.page !== 'study') return null;
  if (route.tab === 'episodes') {
    const finding = currentFinding();
    return items.find((item) => item.kind === 'event' && (item.id === line || (finding !== null && item.findings.includes(finding)))) ?? null;
  }
  if (route.tab === 'beats') return items.find((item) => (mark !== null ? item.id === `diary ${mark}` : conflict !== null ? item.id === conflict : item.kind === 'template' && item.group.id === template)) ?? null;
  return null;
}

/**
 * The open item to go to from here: the next of this tab, and where this tab
 * has none left, the first of all. Null where nothing is left.
 */
export function itemAfter(items: readonly QueueItem[], here: QueueItem | null, tab: string): QueueItem | null {
  const others = items.filter(({ open, id }) => open && id !== here?.id);
  const urgent = others.find((item) => item.kind === 'event' && item.findings[0]?.severity === 'urgent');
  if (urgent) return urgent;
  const mine = items.filter((item) => item.tab === tab);
  return nextOpen(mine, here?.id ?? null) ?? others[0] ?? null;
}

/**
 * Where a confirmed template leads, and what is named as next beside the key:
 * within the tab the list's own order holds; what is urgent, and what is left
 * elsewhere, comes from the queue. Null where nothing is left.
 */
export function afterTemplate(items: readonly QueueItem[]): QueueItem | null {
  const next = nextItem();
  const item = itemAfter(items, currentItem(items), 'beats');
  if (item !== null && (item.kind !== 'template' || next === null)) return item;
  return items.find((one) => one.kind === 'template' && one.group.id === next) ?? null;
}

/** Goes to what needs an eye next. False where nothing is left. */
export function goOn(): boolean {
  const items = queueNow();
  const { route } = useSession.getState();
  const next = itemAfter(items, currentItem(items), route.page === 'study' ? route.tab : 'overview');
  if (next) goToItem(next);
  return next !== null;
}
