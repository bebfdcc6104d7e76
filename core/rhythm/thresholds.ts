/**
 * Thresholds that a laboratory or a reader sets: which there are, what each may
 * be, and the settings of findings that come of them. They are one value of the
 * journal, `THRESHOLDS_SETTING`: what is not named in it is as shipped. Findings
 * are a pure function of them, so what a change would do is a computation.
 */
import { z } from 'zod';
import { DEFAULT_SETTINGS, type FindingSettings } from './finding.ts';

/** Name of the setting of a study that holds its thresholds, and of the laboratory's for new studies. */
export const THRESHOLDS_SETTING = 'thresholds';

export interface Threshold {
  unit: 's' | '/min' | 'mV' | 'ms' | 'h' | '';
  least: number;
  most: number;
  step: number;
  shipped: number;
}

const of = (unit: Threshold['unit'], shipped: number, least: number, most: number, step: number): Threshold => ({ unit, shipped, least, most, step });
const D = DEFAULT_SETTINGS;

/** Every threshold that may be set, in the order in which they are shown. A closed list. */
export const THRESHOLDS = {
  pauseSeconds: of('s', D.pauseSeconds, 1.5, 6, 0.1),
  urgentPauseSeconds: of('s', D.urgentPauseSeconds, 2, 10, 0.1),
  vtRate: of('/min', D.vtRate, 80, 150, 5),
  svRunRate: of('/min', D.svRunRate, 80, 180, 5),
  afSeconds: of('s', D.afSeconds, 10, 600, 5),
  afBias: of('', D.afBias, -3, 3, 0.25),
  bradycardiaDay: of('/min', D.bradycardia.day, 30, 70, 1),
  bradycardiaNight: of('/min', D.bradycardia.night, 25, 65, 1),
  tachycardiaDay: of('/min', D.tachycardia.day, 90, 200, 1),
  tachycardiaNight: of('/min', D.tachycardia.night, 80, 180, 1),
  /** Hours of the wall clock between which it is night; none where both are the same. */
  nightFrom: of('h', D.night.from, 0, 23.5, 0.5),
  nightTo: of('h', D.night.to, 0, 23.5, 0.5),
  qtcMs: of('ms', D.qtcMs, 420, 520, 5),
  stMv: of('mV', D.stMv, 0.05, 0.5, 0.01),
} as const satisfies Record<string, Threshold>;
export type ThresholdName = keyof typeof THRESHOLDS;
export const THRESHOLD_NAMES = Object.keys(THRESHOLDS) as ThresholdName[];

/** Thresholds that differ from those shipped. */
export type Thresholds = Readonly<Partial<Record<ThresholdName, number>>>;

const stored = z.record(z.string(), z.number());

/** Why thresholds cannot hold, or null where they can: one outside its bounds, or two that stand the wrong way round. */
export function thresholdTrouble(thresholds: Thresholds): { name: ThresholdName; why: 'bounds' | 'order' } | null {
  for (const name of THRESHOLD_NAMES) {
    const value = thresholds[name];
    const { least, most } = THRESHOLDS[name];
    if (value !== undefined && !(value >= least && value <= most)) return { name, why: 'bounds' };
  }
  const now = (name: ThresholdName): number => thresholds[name] ?? THRESHOLDS[name].shipped;
  if (now('urgentPauseSeconds') < now('pauseSeconds')) return { name: 'urgentPauseSeconds', why: 'order' };
  if (now('bradycardiaDay') >= now('tachycardiaDay')) return { name: 'bradycardiaDay', why: 'order' };
  if (now('bradycardiaNight') >= now('tachycardiaNight')) return { name: 'bradycardiaNight', why: 'order' };
  return null;
}

/** Thresholds from a stored value; null where it is none, or cannot hold. Absent is as shipped. */
export function readThresholds(value: string | undefined): Thresholds | null {
  if (value === undefined || value === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
  const numbers = stored.safeParse(parsed).data;
  if (!numbers || Object.keys(numbers).some((name) => !(name in THRESHOLDS))) return null;
  const thresholds: Thresholds = numbers;
  return thresholdTrouble(thresholds) === null ? thresholds : null;
}

/** The value of thresholds: those as shipped are left out; null where all are. */
export function thresholdsValue(thresholds: Thresholds): string | null {
  const own = THRESHOLD_NAMES.flatMap((name): [string, number][] => {
    const value = thresholds[name];
    return value === undefined || value === THRESHOLDS[name].shipped ? [] : [[name, value]];
  });
  return own.length === 0 ? null : JSON.stringify(Object.fromEntries(own));
}

/** The settings of findings with these thresholds. A value that cannot be read leaves those shipped. */
export function settingsFrom(value: string | undefined): FindingSettings {
  const thresholds = readThresholds(value) ?? {};
  if (Object.keys(thresholds).length === 0) return DEFAULT_SETTINGS;
  const now = (name: ThresholdName): number => thresholds[name] ?? THRESHOLDS[name].shipped;
  const pauseSeconds = now('pauseSeconds');
  return {
    ...DEFAULT_SETTINGS,
    pauseSeconds,
    // Shorter ones are no pauses now: a step that counted them would count none.
    pauseSteps: [...new Set([pauseSeconds, ...DEFAULT_SETTINGS.pauseSteps.filter((step) => step > pauseSeconds)])],
    urgentPauseSeconds: now('urgentPauseSeconds'),
    vtRate: now('vtRate'),
    svRunRate: now('svRunRate'),
    afSeconds: now('afSeconds'),
    afBias: now('afBias'),
    bradycardia: { day: now('bradycardiaDay'), night: now('bradycardiaNight') },
    tachycardia: { day: now('tachycardiaDay'), night: now('tachycardiaNight') },
    night: { from: now('nightFrom'), to: now('nightTo') },
    qtcMs: now('qtcMs'),
    stMv: now('stMv'),
  };
}
