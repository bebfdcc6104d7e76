/**
 * Amplitudes of R and S per lead, the frontal axis of QRS and the voltage after
 * Sokolow and Lyon, measured on an averaged beat. Figures of an averaged Holter
 * beat, not of a resting ECG: electrodes of a recorder stand elsewhere.
 */

/** R and S of one lead, mV from the level before QRS: R is 0 or more, S (or Q, the deeper) 0 or less. */
export interface LeadVoltage {
  lead: string;
  r: number;
  s: number;
}

export interface Voltages {
  leads: LeadVoltage[];
  /** Degrees, −180 to 180, 0 along I and 90 along aVF; null where I and aVF cannot tell it. */
  axis: number | null;
  /** S of V1 and the taller R of V5 and V6, mV; null where a lead is missing. */
  sokolowLyon: number | null;
}

/** Seconds before the R peak whose median is the level, and those round it that are QRS. */
const LEVEL = { from: -0.12, to: -0.07 };
const QRS = { from: -0.06, to: 0.09 };
/** mV: the sums of QRS in I and aVF together must reach this, else no direction is told. */
const LEAST = 0.1;
/** mV from which on the voltage is told as suspected hypertrophy (Sokolow and Lyon 1949). */
export const SOKOLOW_LYON_MV = 3.5;

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** R and S of an averaged beat in one lead; null where it is too short. `rate` samples a second, R peak at `peak`. */
function voltageOf(lead: string, average: Float32Array, rate: number, peak: number): LeadVoltage | null {
  const at = (seconds: number): number => Math.round(peak + seconds * rate);
  if (at(LEVEL.from) < 0 || at(QRS.to) >= average.length) return null;
  const level = middle([...average.subarray(at(LEVEL.from), at(LEVEL.to) + 1)]);
  let [r, s] = [0, 0];
  for (let i = at(QRS.from); i <= at(QRS.to); i++) [r, s] = [Math.max(r, average[i]! - level), Math.min(s, average[i]! - level)];
  return { lead, r, s };
}

/**
 * Voltages of an averaged beat, lead by lead.
 *
 * @param average per lead, mV
 * @param names of the leads of `average`; only leads called I, aVF, V1, V5, V6 (in any case) count as those
 */
export function voltagesOf(average: readonly Float32Array[], names: readonly string[], rate: number, peak: number): Voltages {
  const leads = average.flatMap((values, i) => voltageOf(names[i] ?? String(i + 1), values, rate, peak) ?? []);
  const of = (name: string): LeadVoltage | undefined => leads.find(({ lead }) => lead.trim().toLowerCase() === name);
  const [one, foot, v1, v5, v6] = ['i', 'avf', 'v1', 'v5', 'v6'].map(of);
  return { leads, axis: one && foot ? axisOf(one.r + one.s, foot.r + foot.s) : null, sokolowLyon: v1 && v5 && v6 ? Math.max(v5.r, v6.r) - v1.s : null };
}

/**
 * The frontal axis from the sums of QRS in I and aVF, degrees. aVF is weighed by
 * 2/√3: an augmented lead shows that much less of the same vector. Null where
 * both are too small to point anywhere.
 */
export function axisOf(one: number, foot: number): number | null {
  const down = (2 / Math.sqrt(3)) * foot;
  return Math.hypot(one, down) < LEAST ? null : Math.round((Math.atan2(down, one) * 180) / Math.PI);
}

export type AxisKind = 'normal' | 'left' | 'right' | 'extreme';

/** What an axis is called (AHA/ACCF/HRS 2009): −30° to 90° normal. */
export function axisKind(axis: number): AxisKind {
  if (axis >= -30 && axis <= 90) return 'normal';
  if (axis > 90) return 'right';
  return axis >= -90 ? 'left' : 'extreme';
}
