/** What keys and buttons do with the leads of the strip. */
import { arrange, LEAD_LAYOUTS, leadGroups, nextOf, rhythmLeads, type LeadColumns, type LeadLayout } from './leads.ts';
import { useReview } from './review.ts';
import { useView, type View } from './view.ts';

const names = (): string[] => useReview.getState().study?.recording.leads.map(({ name }) => name) ?? [];

/** Layouts that a recording can have: columns take more leads than are seen anyway. */
export function layoutsOf(leads: readonly string[]): readonly LeadLayout[] {
  return leadGroups(leads).length === 0 ? ['few'] : LEAD_LAYOUTS;
}

/** The arrangement on the screen; `few` where the strip is only evidence or the recording has few. */
export function arranged(leads: readonly string[], plain: boolean, { layout, leadGroup, rhythm }: Pick<View, 'layout' | 'leadGroup' | 'rhythm'>): LeadColumns {
  return arrange(leads, plain || !layoutsOf(leads).includes(layout) ? 'few' : layout, leadGroup, rhythm);
}

export function showLayout(layout: LeadLayout): void {
  useView.setState({ layout });
}

/** Shows a group of leads, null for all of them. What shows one lead alone takes the first. */
export function showGroup(id: string | null): void {
  const group = leadGroups(names()).find((one) => one.id === id);
  useView.setState({ leadGroup: group?.id ?? null, firstLead: group?.leads[0] ?? 0 });
}

export function nextLayout(): void {
  showLayout(nextOf(layoutsOf(names()), useView.getState().layout));
}

export function nextGroup(): void {
  const groups = leadGroups(names()).map(({ id }) => id);
  if (groups.length === 0) return;
  const { layout, leadGroup } = useView.getState();
  // Few are always a group: the first stands for none.
  const list = layout === 'few' ? groups : [null, ...groups];
  showGroup(nextOf(list, layout === 'few' ? (leadGroup ?? groups[0]!) : leadGroup));
}

export function nextRhythm(): void {
  const leads = rhythmLeads(names());
  if (leads.length > 0) useView.setState({ rhythm: nextOf(leads, useView.getState().rhythm ?? leads[0]!) });
}

export function toggleColumns(): void {
  useView.setState({ runOn: !useView.getState().runOn });
}
