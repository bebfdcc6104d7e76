/**
 * Who was told of an urgent event, when and how. Such a note is a fact of the
 * day it was made: it keeps what the event was then, and prints whatever
 * becomes of the event. It names a person, so it is kept as a text.
 */
import { z } from 'zod';
import { FINDING_KINDS, type Finding } from '../rhythm/finding.ts';

const PREFIX = 'told/';

const stored = z.object({
  /** What the event was, and where: samples of the recording. */
  kind: z.enum(FINDING_KINDS),
  from: z.number(),
  to: z.number(),
  whom: z.string(),
  how: z.string(),
  /** Local wall time, `2026-11-21T14:10`, or what the reader wrote. */
  at: z.string(),
});

export type Told = z.infer<typeof stored>;

/** Name among the values of `text` for an event: its kind and its place, which a new analysis does not change. */
export function toldName({ kind, from }: Pick<Finding, 'kind' | 'from'>): string {
  return `${PREFIX}${kind}/${Math.round(from)}`;
}

export function toldValue(told: Told): string {
  return JSON.stringify(told);
}

/** The notes among texts, in the order of their places. Texts that were erased are passed over. */
export function toldOf(texts: Iterable<readonly [string, string]>): Told[] {
  const found: Told[] = [];
  for (const [name, text] of texts) if (name.startsWith(PREFIX) && text.startsWith('{')) found.push(stored.parse(JSON.parse(text)));
  return found.sort((a, b) => a.from - b.from);
}

/** The note for an event: made for it, or for what lay there and overlaps it. */
export function toldFor(told: readonly Told[], finding: Pick<Finding, 'from' | 'to'>): Told | null {
  return told.find(({ from, to }) => from <= finding.to && to >= finding.from) ?? null;
}

/** Whether a text is a note of who was told, and none of the reader's own words. */
export function isTold(name: string): boolean {
  return name.startsWith(PREFIX);
}
