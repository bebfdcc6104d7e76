/**
 * Two recordings of one patient beside each other: which figures differ by more
 * than one day differs from the next, which kinds of findings are new or gone,
 * which templates are the same beats. Pure; the earlier study always comes first.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { TemplateInfo } from '../beats/columns.ts';
import { likenessOf, REACH } from '../review/likeness.ts';
import { SEVERITIES, type Finding, type FindingKind, type Severity } from '../rhythm/finding.ts';
import type { FindingTables } from '../rhythm/findings.ts';
import type { StudySummary } from './summary-types.ts';

/** A finding that stands, and whether somebody has decided on it. */
export interface ComparedFinding {
  finding: Finding;
  decided: boolean;
}

/** A template with what a reader has said of it. */
export interface ComparedTemplate {
  info: Pick<TemplateInfo, 'id' | 'name' | 'beatClass' | 'count' | 'average' | 'rate' | 'peak'>;
  decided: boolean;
}

/** What is compared of a study, as it stands now. Rejected findings are left out by whoever gives it. */
export interface ComparedStudy {
  /** Names of the leads that were analysed, in the order of the templates' averages. */
  leads: readonly string[];
  sampleRate: number;
  summary: StudySummary;
  tables: FindingTables;
  findings: readonly ComparedFinding[];
  templates: readonly ComparedTemplate[];
}

/** Figures in the order of the page; each is a group and a name. */
export const COMPARED_FIGURES = [
  'rate/mean',
  'rate/lowest',
  'rate/highest',
  'pauses/count',
  'pauses/longest',
  'intervals/pr',
  'intervals/qrs',
  'intervals/qtc',
  'V/beats',
  'V/perHour',
  'V/burden',
  'V/couplets',
  'V/runs',
  'V/longest',
  'S/beats',
  'S/perHour',
  'S/burden',
  'S/runs',
  'AF/burden',
  'AF/episodes',
] as const;
export type ComparedFigureName = (typeof COMPARED_FIGURES)[number];

/** By how much a figure of one day may differ from that of another without a cause: between `less` and `more`. */
export interface DaySpread {
  /** `ratio`: of the earlier figure, −0.83 is 83 percent less. `step`: in the figure's own unit. */
  of: 'ratio' | 'step';
  less: number;
  more: number;
  /** An earlier figure below this is not judged. */
  from: number;
}

/**
 * Spreads that are known. Ventricular beats an hour: between two days of 24 hours
 * a fall by 83 percent, and a rise to five times, is what chance alone reaches
 * (Morganroth et al., Circulation 1978; 58: 408–414); with fewer than three an
 * hour nothing is said. Mean rate: no standard; ten a minute, as clinics take it.
 * What is not listed here is never called changed.
 */
export const DAY_SPREAD: Readonly<Partial<Record<ComparedFigureName, DaySpread>>> = {
  'V/perHour': { of: 'ratio', less: -0.83, more: 4, from: 3 },
  'rate/mean': { of: 'step', less: -10, more: 10, from: 0 },
};

export interface ComparedFigure {
  name: ComparedFigureName;
  /** Null where a study does not have it. */
  earlier: number | null;
  now: number | null;
  /** `now − earlier`, and its share of the earlier one (null where that is 0 or either is missing). */
  step: number | null;
  ratio: number | null;
  /** Place within the spread: 0 unchanged, −1 and 1 its ends, beyond them past it. Null where no spread is known or nothing is judged. */
  place: number | null;
}

/** A kind of finding in one study. */
export interface ComparedKind {
  count: number;
  /** Of these nobody has decided on. */
  open: number;
  severity: Severity;
  /** The longest of them, and where it begins. */
  seconds: number;
  sample: number;
  /** The fastest of them, beats a minute; null where a rate means nothing. */
  rate: number | null;
}

export interface KindChange {
  kind: FindingKind;
  standing: 'new' | 'gone' | 'as-before';
  earlier: ComparedKind | null;
  now: ComparedKind | null;
}

export interface TemplatePair {
  earlier: ComparedTemplate | null;
  now: ComparedTemplate | null;
  /** Least correlation over the leads that both studies have; of a template without a fellow, that of the nearest. Null where no lead is in both. */
  likeness: number | null;
  /** `undecided`: without a fellow, but nobody has looked at it yet, so that it is not called new or gone. */
  standing: 'alike' | 'renamed' | 'new' | 'gone' | 'undecided';
  /** Of a template without a fellow: the nearest of the other study. */
  nearest: ComparedTemplate | null;
}

export interface ComparedStudies {
  figures: ComparedFigure[];
  kinds: KindChange[];
  templates: TemplatePair[];
  /** Somebody has looked at every template of V in both studies: only then is anything said of their number. */
  vReviewed: boolean;
  /** Leads by name: in both, in the earlier one alone, in this one alone. */
  leads: { both: string[]; earlier: string[]; now: string[] };
}

/** Templates of two studies are the same beats from this likeness on, in every lead that both have. */
export const SAME_TEMPLATE = 0.95;
/** Around the R peak that is compared, seconds. */
const BEFORE = 0.15;
const AFTER = 0.3;
/** Fewer beats are no template to compare. */
const LEAST_BEATS = 3;

/** Compares an earlier study with this one. */
export function compareStudies(earlier: ComparedStudy, now: ComparedStudy): ComparedStudies {
  const both = now.leads.filter((name) => earlier.leads.includes(name));
  return {
    figures: COMPARED_FIGURES.map((name) => comparedFigure(name, figureOf(earlier, name), figureOf(now, name))),
    kinds: kindChanges(earlier, now),
    templates: templatePairs(earlier, now, both),
    vReviewed: [earlier, now].every(({ templates }) => templates.every(({ info, decided }) => decided || info.beatClass !== CLASS_INDEX.V)),
    leads: { both, earlier: earlier.leads.filter((name) => !both.includes(name)), now: now.leads.filter((name) => !both.includes(name)) },
  };
}

/** One figure of a study; null where it does not have it. */
function figureOf({ summary, tables }: ComparedStudy, name: ComparedFigureName): number | null {
  const { V, S, af, pauses, waves } = tables;
  switch (name) {
    case 'rate/mean':
      return summary.heartRate.mean;
    case 'rate/lowest':
      return summary.heartRate.lowest?.rate ?? null;
    case 'rate/highest':
      return summary.heartRate.highest?.rate ?? null;
    case 'pauses/count':
      return pauses.steps[0]?.count ?? 0;
    case 'pauses/longest':
      return pauses.longest?.seconds ?? null;
    case 'intervals/pr':
      return waves?.day.pr ?? null;
    case 'intervals/qrs':
      return waves?.day.qrs ?? null;
    case 'intervals/qtc':
      return waves ? waves.day.qtc[waves.formula] : null;
    case 'V/beats':
      return V.beats;
    case 'V/perHour':
      return V.perHour;
    case 'V/burden':
      return V.burden;
    case 'V/couplets':
      return V.couplets;
    case 'V/runs':
      return V.runs;
    case 'V/longest':
      return V.longest?.beats ?? null;
    case 'S/beats':
      return S.beats;
    case 'S/perHour':
      return S.perHour;
    case 'S/burden':
      return S.burden;
    case 'S/runs':
      return S.runs;
    case 'AF/burden':
      return af.burden;
    case 'AF/episodes':
      return af.episodes;
  }
}

/** A figure of both studies against what one day differs from the next. */
export function comparedFigure(name: ComparedFigureName, earlier: number | null, now: number | null): ComparedFigure {
  if (earlier === null || now === null || Number.isNaN(earlier) || Number.isNaN(now)) return { name, earlier: finite(earlier), now: finite(now), step: null, ratio: null, place: null };
  const step = now - earlier;
  const ratio = earlier === 0 ? null : step / earlier;
  const spread = DAY_SPREAD[name];
  const moved = spread?.of === 'ratio' ? ratio : step;
  const place = !spread || moved === null || earlier < spread.from ? null : moved < 0 ? moved / -spread.less : moved / spread.more;
  return { name, earlier, now, step, ratio, place };
}

function finite(value: number | null): number | null {
  return value === null || Number.isNaN(value) ? null : value;
}

/** Past the spread of two days. */
export function isChanged({ place }: ComparedFigure): boolean {
  return place !== null && Math.abs(place) > 1;
}

function kindsOf({ findings, sampleRate }: ComparedStudy): Map<FindingKind, ComparedKind> {
  const kinds = new Map<FindingKind, ComparedKind>();
  for (const { finding, decided } of findings) {
    // What was told to be no pause is told nowhere else either.
    if (finding.kind === 'no-pause') continue;
    const seconds = (finding.to - finding.from) / sampleRate;
    const held = kinds.get(finding.kind);
    const longer = held === undefined || seconds > held.seconds;
    const worse = held === undefined || SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(held.severity);
    kinds.set(finding.kind, {
      count: (held?.count ?? 0) + 1,
      open: (held?.open ?? 0) + (decided ? 0 : 1),
      severity: worse ? finding.severity : held.severity,
      seconds: longer ? seconds : held.seconds,
      sample: longer ? finding.from : held.sample,
      rate: finding.rate === null ? (held?.rate ?? null) : Math.max(finding.rate, held?.rate ?? 0),
    });
  }
  return kinds;
}

/** New kinds first, then those that are gone, then the rest; within each the worst first. */
function kindChanges(earlier: ComparedStudy, now: ComparedStudy): KindChange[] {
  const [before, after] = [kindsOf(earlier), kindsOf(now)];
  const standing = (kind: FindingKind): KindChange['standing'] => (before.has(kind) ? (after.has(kind) ? 'as-before' : 'gone') : 'new');
  const order = ['new', 'gone', 'as-before'];
  const rank = (change: KindChange): number => SEVERITIES.indexOf((change.now ?? change.earlier)!.severity);
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((kind): KindChange => ({ kind, standing: standing(kind), earlier: before.get(kind) ?? null, now: after.get(kind) ?? null }))
    .toSorted((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || rank(a) - rank(b) || a.kind.localeCompare(b.kind));
}

/** The part of a template's averages that is compared, in the leads that both studies have. */
function shapeOf({ info }: ComparedTemplate, leads: readonly string[], both: readonly string[]): Float32Array[] {
  const [from, to] = [Math.max(0, Math.round(info.peak - BEFORE * info.rate)), Math.round(info.peak + AFTER * info.rate)];
  return both.flatMap((name) => info.average[leads.indexOf(name)]?.subarray(from, to) ?? []);
}

/**
 * Templates that are the same beats, each with one fellow at most. Those of one
 * class choose first, for a narrow S and a normal beat look alike: only what is
 * left then is the same beats under another class. Among them those of many
 * beats in both studies: the main beat of two days is the same beat, whatever
 * small template happens to be a little more like it. Where a study was recorded
 * at another rate than the averages of the other, nothing is compared: averages
 * are all made at the model's rate.
 */
function templatePairs(earlier: ComparedStudy, now: ComparedStudy, both: readonly string[]): TemplatePair[] {
  const many = ({ templates }: ComparedStudy): ComparedTemplate[] => templates.filter(({ info }) => info.count >= LEAST_BEATS && info.average.length > 0);
  const [old, own] = [many(earlier), many(now)];
  const [oldShapes, ownShapes] = [old.map((template) => shapeOf(template, earlier.leads, both)), own.map((template) => shapeOf(template, now.leads, both))];
  const alike = own.map((template, i) => old.map((other, k) => (both.length === 0 || template.info.rate !== other.info.rate ? null : likenessOf(ownShapes[i]!, oldShapes[k]!, Math.round(REACH * template.info.rate)))));
  const smaller = ({ i, k }: { i: number; k: number }): number => Math.min(own[i]!.info.count, old[k]!.info.count);
  const ofOneClass = ({ i, k }: { i: number; k: number }): number => Number(own[i]!.info.beatClass === old[k]!.info.beatClass);
  const order = own
    .flatMap((_, i) => old.map((__, k) => ({ i, k, likeness: alike[i]![k] ?? -1 })))
    .filter(({ likeness }) => likeness >= SAME_TEMPLATE)
    .toSorted((a, b) => ofOneClass(b) - ofOneClass(a) || smaller(b) - smaller(a) || b.likeness - a.likeness || a.i - b.i || a.k - b.k);
  const [fellowOfOwn, fellowOfOld] = [new Map<number, number>(), new Map<number, number>()];
  for (const { i, k } of order) {
    if (fellowOfOwn.has(i) || fellowOfOld.has(k)) continue;
    fellowOfOwn.set(i, k);
    fellowOfOld.set(k, i);
  }
  const nearest = (row: readonly (number | null)[]): number => row.reduce<number>((best, value, at) => (value !== null && (best < 0 || value > row[best]!) ? at : best), -1);
  const pairs = own.map((template, i): TemplatePair => {
    const k = fellowOfOwn.get(i);
    if (k !== undefined) return { earlier: old[k]!, now: template, likeness: alike[i]![k]!, standing: old[k]!.info.beatClass === template.info.beatClass ? 'alike' : 'renamed', nearest: null };
    const near = nearest(alike[i]!);
    return { earlier: null, now: template, likeness: alike[i]![near] ?? null, standing: template.decided ? 'new' : 'undecided', nearest: old[near] ?? null };
  });
  const gone = old.flatMap((template, k): TemplatePair[] => {
    if (fellowOfOld.has(k)) return [];
    const column = own.map((_, i) => alike[i]![k]!);
    const near = nearest(column);
    return [{ earlier: template, now: null, likeness: column[near] ?? null, standing: template.decided ? 'gone' : 'undecided', nearest: own[near] ?? null }];
  });
  return [...pairs, ...gone];
}

/** Whether two lines of the worklist are of one person: the same number, or the same name and birth where one has none. */
export function isSamePatient(a: { id: string; name: string; birth: string }, b: { id: string; name: string; birth: string }): boolean {
  const plain = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  const [idA, idB] = [plain(a.id), plain(b.id)];
  if (idA !== '' && idB !== '') return idA === idB;
  return plain(a.name) !== '' && plain(a.name) === plain(b.name) && a.birth !== '' && a.birth === b.birth;
}
