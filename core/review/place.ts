/** Where in the recording an edit was made: what a history shows, and where a click on it leads. */
import type { Change } from './edit.ts';
import { spanOf } from './spans.ts';

export interface EditPlace {
  /** First and last sample that it reaches; null where it is about a template alone. */
  from: number | null;
  to: number | null;
  /** The template it is about where it is about one as a whole; null else. */
  template: number | null;
}

/**
 * The place of an edit, null where it has none (a fact, a text).
 *
 * @param sampleOf where a beat stands now, null where it is gone
 */
export function placeOf(changes: readonly Change[], sampleOf: (key: number) => number | null): EditPlace | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let template: number | null = null;
  const reach = (sample: number | null): void => {
    if (sample === null) return;
    from = Math.min(from, sample);
    to = Math.max(to, sample);
  };
  for (const change of changes) {
    if (change.op === 'set') {
      const value = change.after ?? change.before ?? '';
      if (change.entity === 'span') {
        const span = spanOf(change.name);
        reach(span.from);
        reach(span.to);
      } else if (change.entity === 'review-mark' && /^\d+$/.test(change.name)) template = Number(change.name);
      else if ((change.entity === 'event' || change.entity === 'strip' || change.entity === 'review-mark') && value.startsWith('{')) {
        const bounds = JSON.parse(value) as { from?: unknown; to?: unknown };
        if (typeof bounds.from === 'number') reach(bounds.from);
        if (typeof bounds.to === 'number') reach(bounds.to);
      } else if (change.entity === 'active-run' && change.name.startsWith('settled/')) reach(Number(change.name.split('/').at(-1)));
    } else if (change.op === 'insert' || change.op === 'delete') change.samples.forEach(reach);
    else if (change.op === 'move') change.after.forEach(reach);
    else for (const key of change.keys) reach(sampleOf(key));
  }
  return from <= to ? { from, to, template } : template === null ? null : { from: null, to: null, template };
}
