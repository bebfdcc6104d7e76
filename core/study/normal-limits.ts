/**
 * Normal limits of adults, printed beside what was measured: which figures have
 * some, what is shipped and from where (docs/report.md), what a laboratory set
 * instead, and how a value stands to them. They colour nothing and find nothing:
 * findings have their own thresholds.
 */
import { z } from 'zod';
import type { HrvDay } from '../rhythm/hrv.ts';
import { isRefused } from '../rhythm/hrv.ts';
import type { FindingTables } from '../rhythm/findings.ts';
import { ageAt, dateKnown, grouped } from './clock.ts';
import { longestRrOf } from './longest-rr.ts';
import type { StudySummary } from './summary-types.ts';

/** Setting of the workplace that holds a laboratory's own limits. */
export const LIMITS_SETTING = 'report.limits';

/** From, to; null where there is no such end. */
export interface Range {
  least: number | null;
  most: number | null;
}

interface Limit extends Range {
  unit: '/min' | 's' | 'ms' | '/24 h';
  /** What either end may be set to. */
  floor: number;
  ceiling: number;
  /** Short name of the source of what is shipped. */
  source: string;
}

const of = (unit: Limit['unit'], least: number | null, most: number | null, floor: number, ceiling: number, source: string): Limit => ({ unit, least, most, floor, ceiling, source });

/** Every figure that has limits, in the order in which it is shown. A closed list. */
export const LIMITS = {
  rateMean: of('/min', 50, 90, 20, 200, 'ACC/AHA/HRS 2018; HRS 2015'),
  rateLowest: of('/min', null, null, 15, 150, ''),
  rateHighest: of('/min', null, null, 60, 300, ''),
  longestRr: of('s', null, 3, 1, 10, 'ACC/AHA/HRS 2018'),
  ventricular: of('/24 h', null, 200, 0, 100_000, 'Bjerregaard 1982; Hingorani 2016'),
  supraventricular: of('/24 h', null, 200, 0, 100_000, 'Bjerregaard 1982'),
  pr: of('ms', 120, 200, 60, 400, 'AHA/ACCF/HRS 2009'),
  qrs: of('ms', null, 110, 50, 250, 'AHA/ACCF/HRS 2009'),
  qtcMen: of('ms', null, 450, 300, 600, 'AHA/ACCF/HRS 2009'),
  qtcWomen: of('ms', null, 460, 300, 600, 'AHA/ACCF/HRS 2009'),
  sdnn: of('ms', 102, 180, 10, 400, 'Task Force 1996'),
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof LIMITS;
export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];

/** A laboratory's own limits; what is not named is as shipped. */
export type Limits = Readonly<Partial<Record<LimitName, Range>>>;

const end = z.number().nullable();
const stored = z.record(z.string(), z.object({ least: end, most: end }));

/** Why a range cannot hold, or null where it can. */
export function limitTrouble(name: LimitName, { least, most }: Range): 'bounds' | 'order' | null {
  const { floor, ceiling } = LIMITS[name];
  if ([least, most].some((value) => value !== null && !(value >= floor && value <= ceiling))) return 'bounds';
  return least !== null && most !== null && least >= most ? 'order' : null;
}

/** Limits from a stored value; what cannot be read or cannot hold is as shipped. */
export function readLimits(value: string | undefined): Limits {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value === undefined || value === '' ? '{}' : value);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {};
    throw thrown;
  }
  const held = stored.safeParse(parsed).data ?? {};
  return Object.fromEntries(LIMIT_NAMES.flatMap((name) => (held[name] && limitTrouble(name, held[name]) === null ? [[name, held[name]]] : [])));
}

/** The value that is stored; those as shipped are left out, empty where all are. */
export function limitsValue(limits: Limits): string {
  const own = LIMIT_NAMES.flatMap((name) => {
    const range = limits[name];
    return range === undefined || (range.least === LIMITS[name].least && range.most === LIMITS[name].most) ? [] : [[name, { least: range.least, most: range.most }] as const];
  });
  return own.length === 0 ? '' : JSON.stringify(Object.fromEntries(own));
}

/** Limits in force for a figure. */
export function rangeOf(name: LimitName, own: Limits): Range {
  const { least, most } = own[name] ?? LIMITS[name];
  return { least, most };
}

/** A range in words: `50–90`, `≤ 110`, `≤ 200/24 h`; empty where it has no end. */
export function rangeInWords({ least, most }: Range, name: LimitName): string {
  const per = LIMITS[name].unit === '/24 h' ? '/24 h' : '';
  const plain = (value: number): string => (Number.isInteger(value) ? grouped(value) : String(value));
  if (least === null) return most === null ? '' : `≤ ${plain(most)}${per}`;
  return most === null ? `≥ ${plain(least)}${per}` : `${plain(least)}–${plain(most)}${per}`;
}

/** Below, above, or neither. What is printed as a whole number is judged as one. */
export function standingOf(value: number, { least, most }: Range, decimals = 0): 'low' | 'high' | null {
  const shown = Number(value.toFixed(decimals));
  if (least !== null && shown < least) return 'low';
  return most !== null && shown > most ? 'high' : null;
}

/** A measured figure with the limits that it is held against. */
export interface Measured {
  name: LimitName;
  value: number;
  range: Range;
  standing: 'low' | 'high' | null;
}

export interface LimitsInput {
  summary: StudySummary;
  tables: FindingTables;
  hrv?: HrvDay | null;
  /** Date of birth and sex as the facts hold them, local start of the recording. */
  birth: string;
  sex: string;
  start: string;
  own: Limits;
}

/** Seconds from which on ectopy is reckoned by the day, and SDNN held against limits of 24 hours. */
const HALF_A_DAY = 12 * 3600;
const MOST_OF_A_DAY = 18 * 3600;
const DAY = 24 * 3600;
/** Limits shipped are those of adults. */
const ADULT = 18;

/**
 * The figures of a day that have limits. Where the patient is known to be under
 * 18 years only the laboratory's own limits hold. Where the sex is not known QTc
 * is held against the lower limit.
 */
export function measuredFigures({ summary, tables, hrv, birth, sex, start, own }: LimitsInput): Measured[] {
  const { heartRate, counts, analysableSeconds } = summary;
  const perDay = (n: number): number | null => (analysableSeconds >= HALF_A_DAY ? (n * DAY) / analysableSeconds : null);
  const { waves } = tables;
  const qtc = waves?.day.qtc[waves.formula] ?? null;
  const whole = hrv && !isRefused(hrv.whole) ? hrv.whole : null;
  const years = start.length >= 10 && dateKnown({ local: start }) ? ageAt(birth, start) : null;
  const child = years !== null && years < ADULT;
  const values: Readonly<Record<LimitName, number | null>> = {
    rateMean: heartRate.mean,
    rateLowest: heartRate.lowest?.rate ?? null,
    rateHighest: heartRate.highest?.rate ?? null,
    longestRr: longestRrOf(summary, tables)?.seconds ?? null,
    ventricular: perDay(counts.V),
    supraventricular: perDay(counts.S),
    pr: waves?.day.pr ?? null,
    qrs: waves?.day.qrs ?? null,
    qtcMen: sex === 'F' ? null : qtc,
    qtcWomen: sex === 'F' ? qtc : null,
    sdnn: whole && summary.recordedSeconds >= MOST_OF_A_DAY ? whole.sdnn : null,
  };
  return LIMIT_NAMES.flatMap((name): Measured[] => {
    const value = values[name];
    if (value === null || !Number.isFinite(value) || (child && own[name] === undefined)) return [];
    const range = rangeOf(name, own);
    return [{ name, value, range, standing: standingOf(value, range, name === 'longestRr' ? 2 : 0) }];
  });
}
