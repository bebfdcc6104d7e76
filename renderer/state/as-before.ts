/**
 * An answer tells everything anew, though an edit changes little of it. What is as it was stays the very object, so that nothing which
 * shows it is made or drawn again: a fortnight has thousands of findings, and each edit brings them. Pure.
 */
import type { Finding } from '../../core/rhythm/finding.ts';
import type { EventStandings } from './events.ts';

const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

function sameNumbers(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]));
}

function sameFinding(a: Finding, b: Finding): boolean {
  return (
    a.kind === b.kind &&
    a.from === b.from &&
    a.to === b.to &&
    a.severity === b.severity &&
    a.rate === b.rate &&
    a.confidence === b.confidence &&
    a.reason === b.reason &&
    a.hand === b.hand &&
    same(a.anchors, b.anchors) &&
    same(a.leads, b.leads) &&
    sameNumbers(a.evidence, b.evidence)
  );
}

/** The findings of now: those before and behind what an edit changed are the objects of before, and where nothing changed the list is. */
export function findingsAsBefore(before: readonly Finding[] | null, now: Finding[]): readonly Finding[] {
  if (before === null) return now;
  const most = Math.min(before.length, now.length);
  let head = 0;
  while (head < most && sameFinding(before[head]!, now[head]!)) head++;
  if (head === now.length && head === before.length) return before;
  let tail = 0;
  while (tail < most - head && sameFinding(before[before.length - 1 - tail]!, now[now.length - 1 - tail]!)) tail++;
  return [...before.slice(0, head), ...now.slice(head, now.length - tail), ...before.slice(before.length - tail)];
}

/** The standings of now; those of before where nothing differs. */
export function standingsAsBefore(before: EventStandings, now: EventStandings): EventStandings {
  if (before.size !== now.size) return now;
  for (const [key, { state, by }] of now) {
    const was = before.get(key);
    if (was?.state !== state || was.by !== by) return now;
  }
  return before;
}
