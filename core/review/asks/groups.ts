/**
 * Groups of alike beats: what one ask can be about. K-means on the features and
 * the network's log odds, seeded by the farthest beats, so that the same run
 * always gives the same groups and a rare shape is never swallowed by a common one.
 */
import { FEATURES, type BeatFeatures } from './features.ts';
import { ODDS } from './head.ts';

export const PLACE = FEATURES + 2;
const WIDTH = PLACE;
/** A log odd of this counts as much as a feature's 1. */
const MARGIN_SCALE = 0.5;
const ROUNDS = 8;
/** Beats that the centres are sought among. */
const SOUGHT = 6000;

/** Coordinates of a beat in which alike beats are near each other. */
export function place(features: BeatFeatures, row: number, out: Float64Array): void {
  for (let k = 0; k < FEATURES; k++) out[k] = features.values[row * FEATURES + k]!;
  out[FEATURES] = MARGIN_SCALE * features.margins[row * ODDS]!;
  out[FEATURES + 1] = MARGIN_SCALE * features.margins[row * ODDS + 1]!;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < WIDTH; k++) sum += (a[k]! - b[k]!) ** 2;
  return sum;
}

/** Splits some rows into at most `wanted` groups; none is empty. */
export function groupRows(features: BeatFeatures, rows: Int32Array, wanted: number): Int32Array[] {
  if (rows.length === 0) return [];
  const step = Math.max(1, rows.length / SOUGHT);
  const sought = Array.from({ length: Math.min(rows.length, Math.floor(rows.length / step)) }, (_, i) => {
    const at = new Float64Array(WIDTH);
    place(features, rows[Math.floor(i * step)]!, at);
    return at;
  });
  let centres = seeds(sought, wanted);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => new Float64Array(WIDTH));
    const counts = new Int32Array(centres.length);
    for (const at of sought) {
      const nearest = nearestOf(centres, at);
      counts[nearest]!++;
      for (let k = 0; k < WIDTH; k++) sums[nearest]![k]! += at[k]!;
    }
    centres = sums.flatMap((sum, c) => (counts[c]! > 0 ? [sum.map((value) => value / counts[c]!)] : []));
  }
  const members: number[][] = centres.map(() => []);
  const at = new Float64Array(WIDTH);
  for (const row of rows) {
    place(features, row, at);
    members[nearestOf(centres, at)]!.push(row);
  }
  return members.filter((list) => list.length > 0).map((list) => Int32Array.from(list));
}

/** Centres to begin with: the mean's nearest, then half of the time the farthest, half of the time one in the middle of what is left. */
function seeds(sought: readonly Float64Array[], wanted: number): Float64Array[] {
  const first = sought[0]!;
  const centres = [first.slice()];
  const far = Float64Array.from(sought, (at) => distance(at, first));
  while (centres.length < Math.min(wanted, sought.length)) {
    // Every share of the summed distance in turn: k-means++ without dice.
    const total = far.reduce((sum, value) => sum + value, 0);
    if (total <= 1e-9) break;
    const golden = (centres.length * 0.6180339887) % 1;
    let left = golden * total;
    let chosen = 0;
    while (chosen < far.length - 1 && left > far[chosen]!) left -= far[chosen++]!;
    if (far[chosen]! <= 0) chosen = far.reduce((held, value, i) => (value > far[held]! ? i : held), 0);
    const centre = sought[chosen]!.slice();
    centres.push(centre);
    for (let i = 0; i < sought.length; i++) far[i] = Math.min(far[i]!, distance(sought[i]!, centre));
  }
  return centres;
}

function nearestOf(centres: readonly Float64Array[], at: Float64Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < centres.length; c++) {
    const centre = centres[c]!;
    let sum = 0;
    for (let k = 0; k < WIDTH && sum < least; k++) sum += (at[k]! - centre[k]!) ** 2;
    if (sum < least) {
      least = sum;
      best = c;
    }
  }
  return best;
}
