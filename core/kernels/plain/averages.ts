/** Averaged beats in TypeScript: see `Kernels.averageBeats`. */
import type { AverageShape } from '../kernel-types.ts';

/** Rounds of placing and leaving out. */
const ROUNDS = 2;

export function averageBeats(leads: readonly Float32Array[], centres: Int32Array, used: Uint8Array, shape: AverageShape, averages: Float32Array): void {
  const { before, length, alikeFrom, alikeLength } = shape;
  const n = centres.length;
  const own = leads.map((_, l) => used.subarray(l * n, (l + 1) * n));
  const average = leads.map((_, l) => averages.subarray(l * length, (l + 1) * length));
  const starts = new Int32Array(n);
  const shifts = new Int32Array(n);
  const mean = (from: number, to: number): void => {
    for (let l = 0; l < leads.length; l++) {
      let count = 0;
      for (let i = 0; i < n; i++) if (own[l]![i] === 1) starts[count++] = centres[i]! + shifts[i]! - before;
      meanOf(leads[l]!, starts, count, from, to, average[l]!);
    }
  };
  const first = before + alikeFrom;
  mean(first, first + alikeLength);
  for (let round = 1; round <= ROUNDS; round++) {
    for (let i = 0; i < n; i++) shifts[i] = bestShift(leads, average, own, i, centres[i]!, shape);
    for (let l = 0; l < leads.length; l++) keepAlike(leads[l]!, average[l]!, centres, shifts, own[l]!, shape);
    if (round < ROUNDS) mean(first, first + alikeLength);
    else mean(0, length);
  }
}

/** Writes part of the mean of `count` beats, the rest being 0. */
function meanOf(lead: Float32Array, starts: Int32Array, count: number, from: number, to: number, sum: Float32Array): void {
  sum.fill(0);
  const last = lead.length - to;
  for (let i = 0; i < count; ) {
    if (i + 4 <= count && starts[i]! <= last && starts[i + 1]! <= last && starts[i + 2]! <= last && starts[i + 3]! <= last) {
      addFour(sum, lead, starts[i]!, starts[i + 1]!, starts[i + 2]!, starts[i + 3]!, from, to);
      i += 4;
    } else addOne(sum, lead, starts[i++]!, from, to);
  }
  if (count > 0) for (let k = from; k < to; k++) sum[k]! /= count;
}

/** Adds four beats, each sum rounded as if they came one by one. */
function addFour(sum: Float32Array, lead: Float32Array, a: number, b: number, c: number, d: number, from: number, to: number): void {
  for (let k = from; k < to; k++) sum[k] = Math.fround(Math.fround(Math.fround(sum[k]! + lead[a + k]!) + lead[b + k]!) + lead[c + k]!) + lead[d + k]!;
}

function addOne(sum: Float32Array, lead: Float32Array, start: number, from: number, to: number): void {
  const within = Math.min(to, lead.length - start);
  for (let k = from; k < within; k++) sum[k]! += lead[start + k]!;
  for (let k = Math.max(from, within); k < to; k++) sum[k]! += lead[lead.length - 1]!;
}

/** The shift at which a beat lies best on the average, over all leads that it is used on. */
function bestShift(leads: readonly Float32Array[], average: readonly Float32Array[], used: readonly Uint8Array[], beat: number, centre: number, shape: AverageShape): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= 2 * shape.shift; step++) {
    // 0, 1, -1, 2, -2 …: of equals the nearest.
    const shift = step % 2 === 1 ? (step + 1) / 2 : -step / 2;
    let away = 0;
    for (let l = 0; l < leads.length; l++) {
      if (used[l]![beat] === 0) continue;
      away = distance(away, leads[l]!, centre + shift + shape.placeFrom, average[l]!, shape.before + shape.placeFrom, shape.placeLength, least);
      // It can only grow.
      if (away >= least) break;
    }
    if (away < least) {
      least = away;
      best = shift;
    }
  }
  return best;
}

/** `sum` and the squared distance of two windows, given up where it is at `least` already. */
function distance(sum: number, lead: Float32Array, from: number, average: Float32Array, start: number, length: number, least: number): number {
  let away = sum;
  for (let k = 0; k < length; k++) {
    const difference = lead[from + k]! - average[start + k]!;
    away += difference * difference;
    if ((k & 3) === 3 && away >= least) break;
  }
  return away;
}

/** Leaves out the beats of a lead that are not alike enough. */
function keepAlike(lead: Float32Array, average: Float32Array, centres: Int32Array, shifts: Int32Array, used: Uint8Array, { before, alikeFrom, alikeLength, alike }: AverageShape): void {
  let sy = 0;
  let syy = 0;
  const start = before + alikeFrom;
  for (let k = 0; k < alikeLength; k++) {
    const y = average[start + k]!;
    sy += y;
    syy += y * y;
  }
  for (let i = 0; i < centres.length; i++) if (used[i] === 1 && likeness(lead, centres[i]! + shifts[i]! + alikeFrom, average, start, alikeLength, sy, syy) < alike) used[i] = 0;
}

/** Correlation of what begins at sample `from` with the average, whose sum and sum of squares are known. */
function likeness(lead: Float32Array, from: number, average: Float32Array, start: number, n: number, sy: number, syy: number): number {
  let sx = 0;
  let sxx = 0;
  let sxy = 0;
  for (let k = 0; k < n; k++) {
    const x = lead[from + k]!;
    sx += x;
    sxx += x * x;
    sxy += x * average[start + k]!;
  }
  const spread = (sxx - (sx * sx) / n) * (syy - (sy * sy) / n);
  return spread > 0 ? (sxy - (sx * sy) / n) / Math.sqrt(spread) : 0;
}
