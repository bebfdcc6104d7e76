/** The nights of a study, as its thresholds take them. Pure. */
import type { Study } from '../../core/contract/types.ts';
import { settingsFrom } from '../../core/rhythm/thresholds.ts';
import { secondOfDay } from '../../core/study/clock.ts';
import { nightsOf, type Night } from '../../core/study/night.ts';

/** Second of the day at the first sample; null where it is assumed or not known: nothing then is by night, as the findings have it. */
export function startSecondOf({ facts }: Study): number | null {
  return !facts.startAssumed && facts.start !== '' ? secondOfDay(facts.start) : null;
}

/** Nights within a study. `stored`: its setting of thresholds. */
export function nightsOfStudy(study: Study, stored: string | undefined): Night[] {
  return nightsOf(study.recording.sampleCount / study.recording.sampleRate, startSecondOf(study), settingsFrom(stored).night);
}
