/**
 * Spans of samples as flat from, to pairs, half-open: unreadable stretches and
 * gaps. Sorted and apart once through `normalised`.
 */

/** Sorted, without empty ones, neighbours and overlaps joined. */
export function normalised(spans: ArrayLike<number>): Float64Array {
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < spans.length; i += 2) if (spans[i + 1]! > spans[i]!) pairs.push([spans[i]!, spans[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [from, to] of pairs) {
    if (out.length > 0 && from <= out.at(-1)!) out[out.length - 1] = Math.max(out.at(-1)!, to);
    else out.push(from, to);
  }
  return Float64Array.from(out);
}

/** All that lies in either. */
export function union(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return normalised([...Array.from(a), ...Array.from(b)]);
}

/** What lies in `a` and not in `b`. */
export function subtract(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const from = normalised(a);
  const holes = normalised(b);
  const out: number[] = [];
  let h = 0;
  for (let i = 0; i < from.length; i += 2) {
    let at = from[i]!;
    const end = from[i + 1]!;
    while (h < holes.length && holes[h + 1]! <= at) h += 2;
    for (let k = h; k < holes.length && holes[k]! < end; k += 2) {
      if (holes[k]! > at) out.push(at, holes[k]!);
      at = Math.max(at, holes[k + 1]!);
    }
    if (at < end) out.push(at, end);
  }
  return Float64Array.from(out);
}

/** What lies in `spans` and in `[from, to)`, as a number of samples. `spans` is normalised. */
export function lengthWithin(spans: Float64Array, from: number, to: number): number {
  let length = 0;
  for (let i = firstEndingAfter(spans, from); i < spans.length && spans[i]! < to; i += 2) {
    length += Math.min(to, spans[i + 1]!) - Math.max(from, spans[i]!);
  }
  return length;
}

/** Samples that spans cover, each once however many of them lie over it. */
export function coveredLength(spans: ArrayLike<number>): number {
  return lengthWithin(normalised(spans), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

/** Whether any of `[from, to]` lies in the spans. `spans` is normalised. */
export function overlaps(spans: Float64Array, from: number, to: number): boolean {
  const i = firstEndingAfter(spans, from);
  return i < spans.length && spans[i]! <= to;
}

/** Whether a sample lies in the spans. `spans` is normalised. */
export function within(spans: Float64Array, sample: number): boolean {
  return overlaps(spans, sample, sample);
}

function firstEndingAfter(spans: Float64Array, sample: number): number {
  let low = 0;
  let high = spans.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle * 2 + 1]! <= sample) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}
