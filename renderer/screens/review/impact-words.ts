/** What a previewed edit would change, in words: for the eye, line by line, and for the ear, as one sentence. */
import { CLASSES, type BeatClass } from '../../../core/beats/classes.ts';
import { lowerBound } from '../../../core/beats/search.ts';
import { rowOf } from '../../../core/review/beat-rows.ts';
import type { Finding } from '../../../core/rhythm/finding.ts';
import { count, percent } from '../../parts/format.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { WF } from '../../parts/words-findings.ts';
import { W } from '../../parts/words.ts';
import type { ImpactRow } from '../../state/derived.ts';
import { rateOf, useReview } from '../../state/review.ts';
import type { Preview } from '../../state/view.ts';

/** Name of a figure, what it is and what it would be. */
export function impactWords(row: ImpactRow): [string, string, string] {
  if (row.what === 'burden') return [row.of === 'V' ? W.inspector.ve : W.inspector.sve, percent(row.before ?? 0).replace(' %', ''), percent(row.after ?? 0)];
  const name = row.what === 'count' ? W.inspector.beatsOf(row.of) : row.what === 'runs' ? (row.of === 'V' ? W.inspector.runs : W.inspector.svRuns) : W.inspector.couplets;
  const figure = (value: number | null): string => (value === null ? '–' : count(value));
  return [name, figure(row.before), figure(row.after)];
}

/** `Findings: V couplet gone, V tachycardia new`. */
export function findingsWords({ made, removed }: { made: readonly Finding[]; removed: readonly Finding[] }): string {
  const some = (list: readonly Finding[], words: string): string[] => {
    const byKind = Map.groupBy(list, ({ kind }) => kind);
    return Array.from(byKind, ([kind, { length }]) => `${length === 1 ? KIND_NAME[kind][0] : `${count(length)} ${KIND_NAME[kind][1]}`} ${words}`);
  };
  const all = [...some(made, W.inspector.made), ...some(removed, W.inspector.removed)];
  return all.length === 0 ? W.inspector.sameFindings : `${W.inspector.findings}: ${all.join(', ')}`;
}

let lately: { keys: Preview['keys']; classes: Uint8Array; present: ReadonlySet<BeatClass> } | null = null;

/** Classes of the beats that a preview is of; counted once for the eye and the ear, since they may be a million. */
export function classesOf({ keys }: Preview): ReadonlySet<BeatClass> {
  const { beats, derived } = useReview.getState();
  const { classes } = derived;
  if (lately?.keys === keys && lately.classes === classes) return lately.present;
  const present = new Set<BeatClass>();
  for (const key of keys) present.add(CLASSES[classes[rowOf(beats, key)]!] ?? 'Q');
  lately = { keys, classes, present };
  return present;
}

/** What a preview of a span says of its length, and of the beats in it. */
export function spanWords(preview: Preview): [string, string] {
  const { beats, study } = useReview.getState();
  const inside = lowerBound(beats.sample, preview.until) - lowerBound(beats.sample, preview.from);
  return [W.inspector.span((preview.until - preview.from) / rateOf(study), preview.readable), W.inspector.spanBeats(inside, preview.readable)];
}

/**
 * A preview as it is said to who does not see it: what is relabelled to what, the figures that change, and once the
 * program has answered the findings that come and go and those that are opened again.
 */
export function previewSpoken(preview: Preview | null): string {
  if (preview === null) return '';
  if (preview.kind === 'span') return spanWords(preview).join('. ');
  const from = classesOf(preview);
  const [only] = from;
  const what = `${W.inspector.relabel(preview.keys.length)}${from.size === 1 && only ? ` ${only}` : ''} ${W.inspector.to} ${preview.to}`;
  if (from.size === 1 && only === preview.to) return `${what}. ${W.inspector.nothing(preview.keys.length)}`;
  const figures = preview.impact.map(impactWords).flatMap(([name, before, after]) => (before === after.replace(' %', '') ? [] : [`${name} ${before} ${W.inspector.to} ${after}`]));
  const { found } = preview;
  return [what, ...figures, ...(found ? [findingsWords(found), found.reopened.length > 0 ? WF.reopens(found.reopened.length) : ''] : [])].filter((part) => part !== '').join('. ');
}
