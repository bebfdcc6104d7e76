/** Changes of the laboratory's thresholds, as the access log of the workplace tells them. */
import type { AccessLine, ThresholdChange } from '../../core/contract/types.ts';
import { THRESHOLDS_LABEL, thresholdsLabel } from '../../core/review/plan-thresholds.ts';
import { readThresholds, type Thresholds } from '../../core/rhythm/thresholds.ts';

const UNCHANGED = 'unchanged';

/** How a change is noted: what changed, from and to. What cannot be read is noted as it is. */
export function noted(before: string | undefined, after: string): string {
  const [was, now] = [readThresholds(before), readThresholds(after)];
  return was && now ? (thresholdsLabel(was, now) ?? `${THRESHOLDS_LABEL}${UNCHANGED}`) : `${THRESHOLDS_LABEL}${after.slice(0, 200)}`;
}

/**
 * The changes, newest first.
 *
 * @param lines lines of the log that begin with `THRESHOLDS_LABEL`, newest first. Older programs noted the value alone, and of a
 *   long one its beginning: what such a line changed follows from the one before it, and is unknown (`label` empty) where either was cut.
 */
export function thresholdChanges(lines: readonly AccessLine[]): ThresholdChange[] {
  let before: Thresholds | null = {};
  const changes: ThresholdChange[] = [];
  for (const { time, who, detail } of lines.toReversed()) {
    const said = detail.slice(THRESHOLDS_LABEL.length);
    if (said === UNCHANGED) continue;
    const value = said === '' || said.startsWith('{') ? said : null;
    const now: Thresholds | null = value === null ? null : readThresholds(value);
    const label = value === null ? detail : before && now ? thresholdsLabel(before, now) : '';
    // A line in words says the difference alone: values are known again from the next one that says them.
    before = now;
    if (label !== null) changes.push({ time, author: who, label });
  }
  return changes.reverse();
}
