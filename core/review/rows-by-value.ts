/** Bits that one pass over the values sorts by, and how many values those have. */
const BITS = 16;
const BUCKETS = 1 << BITS;
/** Fewer rows are sooner compared than counted. */
const FEW = 4096;
/** Which of the two words of a double holds its sign, on this computer. */
const HIGH = new Uint32Array(Float64Array.of(-0).buffer)[1] === 0x8000_0000 ? 1 : 0;

/**
 * Rows in the order of their values, least first, equal ones in the order in which they came: a radix sort of the
 * doubles' bits. For a fortnight's 1.4 million beats a comparison in JavaScript for each two takes four times as long.
 *
 * @param rows as they came
 * @param values one for each, no NaN among them
 */
export function rowsByValue(rows: Int32Array, values: Float64Array): Int32Array<ArrayBuffer> {
  const n = rows.length;
  if (n < FEW) return compared(rows, values);
  const words = [new Uint32Array(n), new Uint32Array(n)] as const;
  const [low, high] = words;
  const one = new Float64Array(1);
  const bits = new Uint32Array(one.buffer);
  for (let i = 0; i < n; i++) {
    // −0 becomes 0, its equal. Negative doubles lie the other way round as whole numbers: all their bits are turned.
    one[0] = values[i]! + 0;
    const negative = bits[HIGH]! >>> 31 === 1;
    low[i] = negative ? ~bits[1 - HIGH]! : bits[1 - HIGH]!;
    high[i] = negative ? ~bits[HIGH]! : bits[HIGH]! | 0x8000_0000;
  }
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let next = new Int32Array(n);
  const starts = new Uint32Array(BUCKETS);
  for (const word of words)
    for (let shift = 0; shift < 32; shift += BITS) {
      starts.fill(0);
      for (let i = 0; i < n; i++) starts[(word[i]! >>> shift) & (BUCKETS - 1)]!++;
      let start = 0;
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const count = starts[bucket]!;
        starts[bucket] = start;
        start += count;
      }
      for (let i = 0; i < n; i++) {
        const at = order[i]!;
        next[starts[(word[at]! >>> shift) & (BUCKETS - 1)]!++] = at;
      }
      [order, next] = [next, order];
    }
  return order.map((at) => rows[at]!);
}

function compared(rows: Int32Array, values: Float64Array): Int32Array<ArrayBuffer> {
  const order = new Int32Array(rows.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  // Infinities have no difference: equal ones are told by their equality.
  return order.sort((a, b) => (values[a] === values[b] ? a - b : values[a]! - values[b]!)).map((at) => rows[at]!);
}
