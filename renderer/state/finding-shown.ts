/** The finding that is shown, and the bounds that are being set of it: they are never lost by going elsewhere. */
import { findingKey, type Finding } from '../../core/rhythm/finding.ts';
import { WF } from '../parts/words-findings.ts';
import { decided } from './pace.ts';
import { edit, useReview } from './review.ts';
import { say } from './session.ts';
import { goToSpan, useView } from './view.ts';

const get = useView.getState;
const set = useView.setState;

/** The finding that is shown, null where there is none or an edit took it away. */
export function currentFinding(): Finding | null {
  const { finding } = get();
  return finding === null ? null : (useReview.getState().findings?.find((candidate) => findingKey(candidate) === finding) ?? null);
}

/** The finding whose bounds were moved and are not kept yet, null where there is none. */
export function movedFinding(): Finding | null {
  const { bounds } = get();
  const finding = currentFinding();
  return bounds && !bounds.adding && finding && (finding.from !== bounds.from || finding.to !== bounds.to) ? finding : null;
}

/** Writes the bounds that were set. True when they are in the journal; where they stand as they were there is nothing to write. */
export async function writeBounds(): Promise<boolean> {
  const finding = movedFinding();
  const { bounds, why } = get();
  if (!bounds || bounds.adding) return false;
  set({ bounds: null });
  if (!finding) return false;
  decided(Date.now());
  set({ why: '' });
  return edit({ kind: 'event-change', event: finding.kind, anchors: [...finding.anchors], becomes: finding.kind, from: bounds.from, to: bounds.to, reason: why });
}

/**
 * The reader goes elsewhere while bounds are being set: what was moved is
 * written, and said. False where a finding by hand waits for its kind: without
 * one it cannot be written, so the reader stays and is told.
 */
export function leaveBounds(): boolean {
  const { bounds } = get();
  if (bounds?.adding) {
    say(WF.bounds.waits);
    return false;
  }
  if (movedFinding()) say(WF.bounds.kept);
  if (bounds) void writeBounds();
  return true;
}

/** Shows a finding; `line` is its line of the list, where that is a group's. */
export function goToFinding(key: string, line: string = key): void {
  if (!leaveBounds()) return;
  set({ finding: key, line, caliper: null, crosshair: null, preview: null, choosing: false });
  const found = currentFinding();
  set({ findingAs: found });
  if (found) goToSpan(found);
}

/** The key of the longest, null of none: where a number of several leads. */
export function keyOfLongest(findings: readonly Finding[]): string | null {
  const longest = findings.reduce<Finding | null>((held, one) => (held === null || one.to - one.from > held.to - held.from ? one : held), null);
  return longest && findingKey(longest);
}

/**
 * What stands in the place of a finding that an edit, or taking one back, took
 * away: of those over it the one of its kind, else the longest; else the nearest
 * by time. Null where there are none.
 */
export function successorOf(gone: Finding, findings: readonly Finding[]): Finding | null {
  const over = ({ from, to }: Finding): number => Math.min(to, gone.to) - Math.max(from, gone.from);
  const rank = (one: Finding): number => (over(one) > 0 && one.kind === gone.kind ? 2 : over(one) > 0 ? 1 : 0);
  return findings.reduce<Finding | null>((best, one) => (best === null || rank(one) > rank(best) || (rank(one) === rank(best) && over(one) > over(best)) ? one : best), null);
}
