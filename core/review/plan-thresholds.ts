/** Edits of a study's thresholds: all of them are one value, so one edit and one undo. */
import { readThresholds, THRESHOLD_NAMES, THRESHOLDS, THRESHOLDS_SETTING, thresholdsValue, type ThresholdName, type Thresholds } from '../rhythm/thresholds.ts';
import { refuse, value, type Plan } from './planned.ts';
import { valuesOf, type EditState } from './state.ts';

/** What differs between thresholds, as a label: `thresholds: pauseSeconds 2 to 2.5, vtRate 100 to 110`; null where nothing does. */
export function thresholdsLabel(was: Thresholds, now: Thresholds): string | null {
  const of = (thresholds: Thresholds, name: ThresholdName): number => thresholds[name] ?? THRESHOLDS[name].shipped;
  const words = THRESHOLD_NAMES.filter((name) => of(was, name) !== of(now, name)).map((name) => `${name} ${of(was, name)} to ${of(now, name)}`);
  return words.length === 0 ? null : `${THRESHOLDS_LABEL}${words.join(', ')}`;
}

/** What such a label begins with. */
export const THRESHOLDS_LABEL = 'thresholds: ';

/** The difference that other thresholds make. Throws AppError `edit-refused` where one is out of its bounds, unknown, or none differs. */
export function planThresholds(state: EditState, asked: string | null): Plan {
  const now = readThresholds(asked ?? undefined);
  if (now === null) throw refuse('These thresholds cannot hold.');
  const was = readThresholds(valuesOf(state, 'setting').get(THRESHOLDS_SETTING)) ?? {};
  const label = thresholdsLabel(was, now);
  if (label === null) throw refuse('This changes nothing.', { entity: 'setting' });
  return { kind: 'setting', label, changes: [value(state, 'setting', THRESHOLDS_SETTING, thresholdsValue(now))], reason: '' };
}
