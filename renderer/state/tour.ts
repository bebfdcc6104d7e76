/** The tour through a first study: one card at a time, beside the thing it speaks of. It asks for nothing and stops nobody. */
import { create } from 'zustand';
import { openTab, useSession, type Tab } from './session.ts';

export interface TourStep {
  name: 'queue' | 'templates' | 'strip' | 'relabel' | 'findings' | 'report' | 'keys';
  tab: Tab;
  /** What is framed; null for nothing. */
  target: string | null;
}

export const TOUR: readonly TourStep[] = [
  { name: 'queue', tab: 'overview', target: '[data-testid="queue"]' },
  { name: 'templates', tab: 'beats', target: '.review > aside.l' },
  { name: 'strip', tab: 'beats', target: '[data-testid="ecg-strip"]' },
  { name: 'relabel', tab: 'beats', target: '.review > aside.r' },
  { name: 'findings', tab: 'episodes', target: '.episodes > aside.r' },
  { name: 'report', tab: 'report', target: '.report > aside.r' },
  { name: 'keys', tab: 'report', target: null },
];

interface Tour {
  /** Step that is shown; null where there is no tour. */
  at: number | null;
  /** The demo case was asked for: the tour begins with the study that is opened next. */
  waiting: boolean;
}

export const useTour = create<Tour>()(() => ({ at: null, waiting: false }));
const set = useTour.setState;

/** The next study that is opened begins the tour. */
export function tourWithNextStudy(): void {
  set({ waiting: true });
}

/** Called when a study opens. */
export function tourIfAwaited(): void {
  if (useTour.getState().waiting) goToStep(0);
}

function goToStep(at: number): void {
  const step = TOUR[at];
  if (!step) {
    endTour();
    return;
  }
  set({ at, waiting: false });
  const { route } = useSession.getState();
  if (route.page === 'study' && route.tab !== step.tab) openTab(step.tab);
}

/** Begins the tour, or goes a step on; behind the last one it ends. */
export function nextStep(): void {
  const { at } = useTour.getState();
  goToStep(at === null ? 0 : at + 1);
}

export function stepBack(): void {
  const { at } = useTour.getState();
  if (at !== null && at > 0) goToStep(at - 1);
}

export function endTour(): void {
  set({ at: null, waiting: false });
}
