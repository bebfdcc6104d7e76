/** Unreadable spans in force: what the run says, then what people said, in the order in which they said it. */
import { normalised, subtract, union } from '../study/spans.ts';

/**
 * Name of a span among the values of an edit: `from-to/id`. Each marking has a
 * name of its own, so that taking one back never moves another in their order.
 */
export function spanName(from: number, to: number, id: string): string {
  return `${from}-${to}/${id}`;
}

/** Bounds of a span from its name. Throws RangeError for a name that is none. */
export function spanOf(name: string): { from: number; to: number } {
  const match = /^(\d+)-(\d+)\//.exec(name);
  if (!match) throw new RangeError(`"${name}" names no span`);
  return { from: Number(match[1]), to: Number(match[2]) };
}

/** Unreadable spans, sorted and apart, from the run's and the `span` values (`readable` or `unreadable`). */
export function unreadableSpans(ofRun: ArrayLike<number>, values: ReadonlyMap<string, string>): Float64Array {
  let spans = normalised(ofRun);
  for (const [name, value] of values) {
    const { from, to } = spanOf(name);
    spans = value === 'readable' ? subtract(spans, [from, to]) : union(spans, [from, to]);
  }
  return spans;
}
