/**
 * Findings that two readers left differently. A finding is known again by its
 * kind and its ends, which may lie as far apart as the two R peaks of one beat.
 *
 * A finding follows from beats: one that only one of the readings has, or whose
 * ends differ, goes with the beats that differ there and is settled with them.
 * What readers decided of a finding that both have is theirs, and is settled.
 */
import type { Finding, FindingKind, Severity } from '../rhythm/finding.ts';
import type { EventState } from './event-ledger.ts';

/** A finding as it stands in a reading. */
export interface ReadEvent extends Pick<Finding, 'kind' | 'from' | 'to' | 'severity' | 'anchors'> {
  state: EventState;
}

/** What a reader has there. */
export interface EventSide {
  from: number;
  to: number;
  severity: Severity;
  anchors: number[];
  state: EventState;
}

export interface EventDifference {
  id: string;
  kind: FindingKind;
  /** `only-first`, `only-second`: the other day has no such finding there. `bounds`: both have it, with other ends. `decision`: both have it and decided differently. */
  how: 'only-first' | 'only-second' | 'bounds' | 'decision';
  from: number;
  to: number;
  first: EventSide | null;
  second: EventSide | null;
  /** True where the beats decide it, so that there is nothing to settle by itself. */
  follows: boolean;
}

/** Rejected or not is a decision, whoever looked; beyond that two who both looked may have decided differently. */
function decidedDifferently(a: EventState, b: EventState): boolean {
  if ((a === 'rejected') !== (b === 'rejected')) return true;
  const decided = (state: EventState): boolean => state === 'confirmed' || state === 'changed';
  return decided(a) && decided(b) && a !== b;
}

const side = ({ from, to, severity, anchors, state }: ReadEvent): EventSide => ({ from, to, severity, anchors, state });

/**
 * Differing findings in order of time.
 *
 * @param tolerance samples by which the ends of one finding may lie apart
 */
export function eventDifferences(first: readonly ReadEvent[], second: readonly ReadEvent[], tolerance: number): EventDifference[] {
  const differences: EventDifference[] = [];
  const kinds = new Set([...first, ...second].map(({ kind }) => kind));
  for (const kind of kinds) {
    const left = first.filter((event) => event.kind === kind).toSorted((a, b) => a.from - b.from || a.to - b.to);
    const right = second.filter((event) => event.kind === kind).toSorted((a, b) => a.from - b.from || a.to - b.to);
    const free = new Set(right);
    const same = new Map<ReadEvent, ReadEvent>();
    // Those with the same ends first, then those that share time.
    for (const fits of [(a: ReadEvent, b: ReadEvent): boolean => Math.abs(a.from - b.from) <= tolerance && Math.abs(a.to - b.to) <= tolerance, (a: ReadEvent, b: ReadEvent): boolean => a.from <= b.to && b.from <= a.to]) {
      let begin = 0;
      const candidates = [...free];
      for (const event of left) {
        if (same.has(event)) continue;
        while (begin < candidates.length && !free.has(candidates[begin]!)) begin++;
        for (let i = begin; i < candidates.length && candidates[i]!.from <= event.to + tolerance; i++) {
          const candidate = candidates[i]!;
          if (!free.has(candidate) || !fits(event, candidate)) continue;
          same.set(event, candidate);
          free.delete(candidate);
          break;
        }
      }
    }
    const told = (how: EventDifference['how'], a: ReadEvent | null, b: ReadEvent | null): void => {
      const from = Math.min(a?.from ?? Infinity, b?.from ?? Infinity);
      const to = Math.max(a?.to ?? 0, b?.to ?? 0);
      differences.push({ id: `event/${kind}/${how}/${from}-${to}`, kind, how, from, to, first: a && side(a), second: b && side(b), follows: how !== 'decision' });
    };
    for (const event of left) {
      const other = same.get(event) ?? null;
      if (other === null) told('only-first', event, null);
      else if (decidedDifferently(event.state, other.state)) told('decision', event, other);
      else if (Math.abs(event.from - other.from) > tolerance || Math.abs(event.to - other.to) > tolerance) told('bounds', event, other);
    }
    for (const event of free) told('only-second', null, event);
  }
  return differences.sort((a, b) => a.from - b.from || a.to - b.to || (a.id < b.id ? -1 : 1));
}
