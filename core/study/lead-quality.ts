/**
 * How each lead could be read through the day, in steps that a picture can show:
 * from the second-by-second quality that the analysis left (`core/signal/quality.ts`).
 */
import { QUALITY } from '../signal/quality.ts';

/** Grades of a step, the worse the higher; `unknown`: not analysed. */
export const GRADE = { good: 0, fair: 1, unreadable: 2, unknown: 3 } as const;

export interface LeadQuality {
  /** Width of a step, seconds. */
  stepSeconds: number;
  /** Leads by their numbers in the recording, in the order of `grades`. */
  leads: number[];
  /** A `GRADE` per step, lead after lead: `leads.length` times as many as there are steps. */
  grades: Uint8Array;
}

/** Seconds of a lead, as `QualityTrack` of core/rhythm/interval-evidence.ts has them. */
export interface SecondsOfLeads {
  leads: number;
  seconds: number;
  /** `QUALITY` bits, lead after lead. */
  flags: Uint8Array;
}

/** Most steps of a day, whatever its length: a lane is a thousand pixels wide at most, or near it. */
const MOST_STEPS = 1440;
/** A step is of a grade once this share of its seconds is, or worse: what is rarer cannot be seen in a lane. */
const SHARE = 1 / 3;
/** Noise that is told of a second in which the lead can be used. */
const TROUBLED = QUALITY.muscle | QUALITY.motion | QUALITY.noisy | QUALITY.drowned;

/**
 * Lanes of quality.
 *
 * @param track quality by lead and second; a second without any bit was not analysed
 * @param numbers numbers of its leads in the recording
 */
export function leadQuality({ leads, seconds, flags }: SecondsOfLeads, numbers: readonly number[]): LeadQuality {
  const stepSeconds = Math.max(1, Math.ceil(seconds / MOST_STEPS));
  const steps = Math.ceil(seconds / stepSeconds);
  const grades = new Uint8Array(leads * steps);
  for (let lead = 0; lead < leads; lead++) {
    for (let step = 0; step < steps; step++) {
      const end = Math.min(seconds, (step + 1) * stepSeconds);
      let [known, troubled, unusable] = [0, 0, 0];
      for (let second = step * stepSeconds; second < end; second++) {
        const bits = flags[lead * seconds + second]!;
        if (bits === 0) continue;
        known++;
        if ((bits & QUALITY.usable) === 0) unusable++;
        else if ((bits & TROUBLED) !== 0) troubled++;
      }
      const share = SHARE * known;
      grades[lead * steps + step] = known === 0 ? GRADE.unknown : unusable >= share ? GRADE.unreadable : unusable + troubled >= share ? GRADE.fair : GRADE.good;
    }
  }
  return { stepSeconds, leads: numbers.slice(0, leads), grades };
}
