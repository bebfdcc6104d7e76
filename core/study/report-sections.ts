/**
 * Sections of the report: which of them a study prints, and in which order. A
 * choice is one setting of the study, written by an edit like any other; where
 * there is none, all are printed as they are shipped. Some are always printed:
 * whose recording it is, the conclusion, what is urgent, what was not reviewed
 * and not assessed, thresholds that differ, what is wrong with the file, the
 * signature and the caution.
 */

/** Figures, in the table of three columns. */
export const FIGURES = ['rate', 'beats', 'ventricular', 'supraventricular', 'pauses', 'fibrillation', 'pacing', 'intervals', 'hrv'] as const;
/** What goes over the whole width, below the figures. */
export const BLOCKS = ['trend', 'hours', 'strips', 'symptoms', 'waves'] as const;
/** Sections that nobody leaves out, at their places. */
export const FIXED = ['identification', 'conclusion', 'urgent', 'not-reviewed', 'thresholds', 'not-assessed', 'file', 'signature'] as const;

export type Figure = (typeof FIGURES)[number];
export type Block = (typeof BLOCKS)[number];
export type FixedSection = (typeof FIXED)[number];
export type Section = Figure | Block;

/** Where a section of the report stands: for the window, which writes beside the pages what is to be known of it. */
export interface ReportPlace {
  section: Section | FixedSection;
  /** Which of its like, as strips follow each other on the pages. */
  index: number;
  /** From 1. */
  page: number;
  /** Shares of the page's height; what goes on over a page ends at its end. */
  top: number;
  bottom: number;
}

export interface SectionChoice<Id extends Section = Section> {
  id: Id;
  printed: boolean;
}

/** The sections of a report in their order. */
export interface Sections {
  figures: SectionChoice<Figure>[];
  blocks: SectionChoice<Block>[];
}

/** Setting of the study that holds the choice: names in their order, those left out behind `-`. */
export const SECTIONS_SETTING = 'report.sections';

function ordered<Id extends Section>(all: readonly Id[], names: readonly string[]): SectionChoice<Id>[] {
  const chosen = new Map<Id, boolean>();
  for (const name of names) {
    const id = all.find((one) => one === name.replace(/^-/, ''));
    if (id !== undefined && !chosen.has(id)) chosen.set(id, !name.startsWith('-'));
  }
  // What an older choice does not know is printed, behind the rest.
  for (const id of all) if (!chosen.has(id)) chosen.set(id, true);
  return Array.from(chosen, ([id, printed]) => ({ id, printed }));
}

/** The sections that a setting asks for; all of them where there is none. Never throws. */
export function readSections(value: string | undefined): Sections {
  const names = (value ?? '').split(',').map((name) => name.trim());
  return { figures: ordered(FIGURES, names), blocks: ordered(BLOCKS, names) };
}

/** The setting's value; null where it asks for what is shipped. */
export function writeSections({ figures, blocks }: Sections): string | null {
  const value = [...figures, ...blocks].map(({ id, printed }) => (printed ? id : `-${id}`)).join(',');
  return value === [...FIGURES, ...BLOCKS].join(',') ? null : value;
}

/** The sections with one of them left out that was printed, or printed that was left out. */
export function toggled(sections: Sections, id: Section): Sections {
  const set = <Id extends Section>(list: readonly SectionChoice<Id>[]): SectionChoice<Id>[] => list.map((one) => (one.id === id ? { ...one, printed: !one.printed } : one));
  return { figures: set(sections.figures), blocks: set(sections.blocks) };
}

/** The sections with one of them a place further up (-1) or down (1) among its like; as they were where there is none. */
export function moved(sections: Sections, id: Section, by: 1 | -1): Sections {
  const set = <Id extends Section>(list: readonly SectionChoice<Id>[]): SectionChoice<Id>[] => {
    const at = list.findIndex((one) => one.id === id);
    const next = [...list];
    const other = next[at + by];
    if (at < 0 || !other) return next;
    next[at + by] = next[at]!;
    next[at] = other;
    return next;
  };
  return { figures: set(sections.figures), blocks: set(sections.blocks) };
}

/**
 * Parts that follow each other, parted into columns of about one height.
 *
 * @param height of a part, in any unit
 */
export function inColumns<T>(parts: readonly T[], columns: number, height: (part: T) => number): T[][] {
  const share = parts.reduce((sum, part) => sum + height(part), 0) / columns;
  const parted = Array.from({ length: columns }, (): T[] => []);
  let taken = 0;
  for (const part of parts) {
    const own = height(part);
    // A part stands where its middle falls.
    parted[Math.min(columns - 1, Math.floor((taken + own / 2) / Math.max(share, 1e-9)))]!.push(part);
    taken += own;
  }
  return parted;
}
