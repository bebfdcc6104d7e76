/** Edits of a study's thresholds: all of them are one value, so one edit and one undo. */
import { readThresholds, THRESHOLD_NAMES, THRESHOLDS, THRESHOLDS_SETTING, thresholdsValue } from '../rhythm/thresholds.ts';
import { refuse, value, type Plan } from './planned.ts';
import { valuesOf, type EditState } from './state.ts';

/** The difference that other thresholds make. Throws AppError `edit-refused` where one is out of its bounds, unknown, or none differs. */
export function planThresholds(state: EditState, asked: string | null): Plan {
  const now = readThresholds(asked ?? undefined);
  if (now === null) throw refuse('These thresholds cannot hold.');
  const was = readThresholds(valuesOf(state, 'setting').get(THRESHOLDS_SETTING)) ?? {};
  const differ = THRESHOLD_NAMES.filter((name) => (now[name] ?? THRESHOLDS[name].shipped) !== (was[name] ?? THRESHOLDS[name].shipped));
  if (differ.length === 0) throw refuse('This changes nothing.', { entity: 'setting' });
  const words = differ.map((name) => `${name} ${was[name] ?? THRESHOLDS[name].shipped} to ${now[name] ?? THRESHOLDS[name].shipped}`);
  return { kind: 'setting', label: `thresholds: ${words.join(', ')}`, changes: [value(state, 'setting', THRESHOLDS_SETTING, thresholdsValue(now))], reason: '' };
}
