/** The nights of a recording, as the thresholds of slow and fast rates and the variability of night and day take them. */
import type { FindingSettings } from '../rhythm/finding.ts';

export interface Night {
  /** Seconds of the recording. */
  from: number;
  to: number;
}

const DAY = 86_400;

/**
 * Nights within a recording, ascending.
 *
 * @param seconds its length
 * @param startSecond wall time of its first sample in seconds of the day; null where it is not known: there are no nights then
 * @param night hours of the wall clock; none where both are the same
 */
export function nightsOf(seconds: number, startSecond: number | null, night: FindingSettings['night']): Night[] {
  if (startSecond === null || night.from === night.to) return [];
  const long = ((night.to - night.from + 24) % 24) * 3600;
  const nights: Night[] = [];
  // The one that began the day before may still be on.
  for (let from = night.from * 3600 - startSecond - DAY; from < seconds; from += DAY) {
    const [first, last] = [Math.max(0, from), Math.min(seconds, from + long)];
    if (last > first) nights.push({ from: first, to: last });
  }
  return nights;
}
