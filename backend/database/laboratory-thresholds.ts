/** The laboratory's thresholds in a new study. */
import { readThresholds, THRESHOLDS_SETTING, thresholdsValue } from '../../core/rhythm/thresholds.ts';
import type { Doer, OpenCase } from './open-case.ts';

/** A new study begins with the laboratory's thresholds, where they differ from those shipped, and says so in its journal. Later changes of the laboratory's do not reach it. */
export function takeThresholds(open: OpenCase, workplace: Readonly<Record<string, string>>, doer: Doer): void {
  const value = thresholdsValue(readThresholds(workplace[THRESHOLDS_SETTING]) ?? {});
  if (value !== null) open.edit({ kind: 'setting', name: THRESHOLDS_SETTING, value }, open.db.journal.head().sequence, doer);
}
