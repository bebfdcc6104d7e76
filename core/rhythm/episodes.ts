/**
 * Findings counted as episodes. What a person gave may lie over what the rules
 * found there: that is one episode told twice, and counts once.
 */
import type { Finding } from './finding.ts';

/** What may lie over another: samples, and whether a person gave it. */
export interface Told {
  from: number;
  to: number;
  byPerson: boolean;
}

/** A finding as it may lie over another. */
export const toldOfFinding = ({ from, to, hand }: Pick<Finding, 'from' | 'to' | 'hand'>): Told => ({ from, to, byPerson: hand !== undefined });

/**
 * Puts together what is one episode: a person's with all that it lies over, by
 * more than a bound that both have. What only the rules tell stays apart, and so
 * does what merely follows.
 *
 * @returns the episodes, each with at least one of `items`, in the order of the first of each
 */
export function episodesOf<T>(items: readonly T[], told: (item: T) => Told): T[][] {
  const spans = items.map(told);
  if (!spans.some(({ byPerson }) => byPerson)) return items.map((item) => [item]);
  // Each points to one of its episode, the first of them to itself.
  const of = items.map((_, i) => i);
  const first = (i: number): number => {
    let at = i;
    while (of[at] !== at) at = of[at]!;
    return at;
  };
  spans.forEach((person, i) => {
    if (!person.byPerson) return;
    spans.forEach(({ from, to }, j) => {
      if (i === j || from >= person.to || person.from >= to) return;
      const [a, b] = [first(i), first(j)];
      of[Math.max(a, b)] = Math.min(a, b);
    });
  });
  const episodes = new Map<number, T[]>();
  items.forEach((item, i) => {
    const at = first(i);
    const there = episodes.get(at);
    if (there) there.push(item);
    else episodes.set(at, [item]);
  });
  return [...episodes.values()];
}
