/** Which leads the strip shows, and how they stand: three at a time, or all twelve in columns as on paper. Pure. */

export const LEAD_LAYOUTS = ['few', '3x4', '12x1', '6x2'] as const;
/** `few`: a group of leads over the gallery; the others take the whole height: 4 columns of 3, one under the other, 2 columns of 6. */
export type LeadLayout = (typeof LEAD_LAYOUTS)[number];

/** Leads of a recording at once, in `few`, where no group is chosen. */
export const FEW = 3;

const STANDARD = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const;

/** Groups of leads that are looked at together, by the names of their leads. */
const GROUPS = [
  { id: 'limb', leads: ['I', 'II', 'III'] },
  { id: 'augmented', leads: ['aVR', 'aVL', 'aVF'] },
  { id: 'V1-V3', leads: ['V1', 'V2', 'V3'] },
  { id: 'V4-V6', leads: ['V4', 'V5', 'V6'] },
  { id: 'inferior', leads: ['II', 'III', 'aVF'] },
  { id: 'lateral', leads: ['I', 'aVL', 'V5', 'V6'] },
] as const;

export interface LeadGroup {
  id: string;
  leads: number[];
}

/** Places of leads by standard name, however the recorder spells them; -1 where one is not there. */
function placesOf(names: readonly string[], wanted: readonly string[]): number[] {
  // The modified lead II of a Holter stands where II does.
  const spelled = names.map((name) => name.trim().toLowerCase().replace(/^ml(i+)$/, '$1'));
  return wanted.map((name) => spelled.indexOf(name.toLowerCase()));
}

/** Whether all twelve are there. */
export function isTwelve(names: readonly string[]): boolean {
  return placesOf(names, STANDARD).every((place) => place >= 0);
}

/** Leads in the order in which they are read: that of an ECG where all twelve are there, else that of the file. */
export function leadOrder(names: readonly string[]): number[] {
  const places = placesOf(names, STANDARD);
  if (places.some((place) => place < 0)) return names.map((_, i) => i);
  const rest = names.map((_, i) => i).filter((i) => !places.includes(i));
  return [...places, ...rest];
}

/** Groups to choose from: those of an ECG where all twelve are there, else three at a time; none where all leads are seen anyway. */
export function leadGroups(names: readonly string[]): LeadGroup[] {
  if (isTwelve(names)) return GROUPS.map(({ id, leads }) => ({ id, leads: placesOf(names, leads) }));
  if (names.length <= FEW) return [];
  return Array.from({ length: Math.ceil(names.length / FEW) }, (_, i) => {
    const leads = names.map((_name, lead) => lead).slice(i * FEW, (i + 1) * FEW);
    return { id: `${leads[0]! + 1}–${leads.at(-1)! + 1}`, leads };
  });
}

/** What stands where: columns of leads from the left, each from the top, and the lead of the long strip below them. */
export interface LeadColumns {
  columns: number[][];
  rhythm: number | null;
}

/** Leads of a rhythm strip that are offered. */
export function rhythmLeads(names: readonly string[]): number[] {
  return placesOf(names, ['II', 'V1', 'V5']).filter((place) => place >= 0);
}

/** The arrangement of a layout. A chosen group takes the whole height of the columns. */
export function arrange(names: readonly string[], layout: LeadLayout, group: string | null, rhythm: number | null): LeadColumns {
  const chosen = leadGroups(names).find(({ id }) => id === group);
  const order = leadOrder(names);
  if (layout === 'few') return { columns: [chosen?.leads ?? order.slice(0, FEW)], rhythm: null };
  if (layout === '12x1') return { columns: [chosen?.leads ?? order], rhythm: null };
  const leads = chosen?.leads ?? order;
  const rows = chosen ? Math.ceil(leads.length / 4) : Math.ceil(leads.length / (layout === '3x4' ? 4 : 2));
  const columns = Array.from({ length: Math.ceil(leads.length / rows) }, (_, i) => leads.slice(i * rows, (i + 1) * rows));
  return { columns, rhythm: rhythm ?? rhythmLeads(names)[0] ?? order[0] ?? null };
}

/** The choice after this one, round the end. */
export function nextOf<T>(list: readonly T[], here: T): T {
  return list[(list.indexOf(here) + 1) % list.length]!;
}
