/**
 * The head that learns one patient: a smooth function over the features of a
 * beat for each of S, V and F, added to the network's log odds against N. It is
 * as likely as what was said makes it: a Gaussian process whose kernel has a
 * constant (this patient has more S than others) and a local part (beats like
 * these are S). With no answer it changes nothing, and what it adds is capped,
 * so that it cannot run away. (A linear part was tried: far from all answers it
 * did more harm than good.)
 *
 * Source: Gaussian process classification, the mode by Newton's method
 * (Rasmussen and Williams, Gaussian Processes for Machine Learning, 3.4 and 3.5).
 */

/** Log odds per beat: S, V and F against N. */
export const ODDS = 3;
/** Shortest part of a Newton step that is tried. */
const LEAST_STEP = 1 / 64;

export interface HeadConstants {
  /** Variances of the constant and the local part. */
  constant: number;
  local: number;
  /** Distance at which the local part has fallen to exp(-1/2). */
  reach: number;
  /** Most that the head adds to a log odd. */
  cap: number;
}

/** One thing that a person said: beats at a place of the feature space are of a class (0…3: N S V F). */
export interface Said {
  place: Float64Array;
  /** ODDS numbers. */
  margins: ArrayLike<number>;
  said: number;
  /** Beats that it counts for. */
  weight: number;
}

export interface Head {
  said: readonly Said[];
  /** ODDS weights for each that was said. */
  alpha: Float64Array;
}

export function noHead(): Head {
  return { said: [], alpha: new Float64Array(0) };
}

/** How far what is said at one place tells of another. */
function kernel(a: Float64Array, b: Float64Array, { constant, local, reach }: HeadConstants): number {
  let square = 0;
  for (let k = 0; k < a.length; k++) square += (a[k]! - b[k]!) ** 2;
  return constant + local * Math.exp(-square / (2 * reach * reach));
}

/** How near the nearest beats lie that were said to be of a class: 1 where at the same place, 0 far away or where nothing was said. */
export function nearest({ said }: Head, { reach }: HeadConstants, place: Float64Array, which: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const each of said) {
    if (each.said !== which) continue;
    let square = 0;
    for (let k = 0; k < place.length; k++) square += (each.place[k]! - place[k]!) ** 2;
    least = Math.min(least, square);
  }
  return Math.exp(-least / (2 * reach * reach));
}

/** Log odds at a place (`out`, ODDS numbers), given those of the network. */
export function oddsOf(head: Head, constants: HeadConstants, place: Float64Array, margins: ArrayLike<number>, marginAt: number, out: Float64Array): void {
  out.fill(0);
  head.said.forEach((each, o) => {
    const near = kernel(each.place, place, constants);
    for (let c = 0; c < ODDS; c++) out[c]! += near * head.alpha[o * ODDS + c]!;
  });
  for (let c = 0; c < ODDS; c++) out[c] = margins[marginAt + c]! + Math.max(-constants.cap, Math.min(constants.cap, out[c]!));
}

/** Probabilities of N S V F (`out`, ODDS + 1 numbers) from log odds against N. */
export function softmax(odds: Float64Array, out: Float64Array): void {
  let top = 0;
  for (let c = 0; c < ODDS; c++) top = Math.max(top, odds[c]!);
  let sum = Math.exp(-top);
  out[0] = sum;
  for (let c = 0; c < ODDS; c++) {
    out[c + 1] = Math.exp(odds[c]! - top);
    sum += out[c + 1]!;
  }
  for (let c = 0; c <= ODDS; c++) out[c] = out[c]! / sum;
}

/** The head that what was said makes likeliest. `start`: weights for the first of what was said, to begin from. */
export function fitHead(said: readonly Said[], constants: HeadConstants, start: Head = noHead(), steps = 12): Head {
  const n = said.length;
  const size = n * ODDS;
  const near = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) near[i * n + j] = near[j * n + i] = kernel(said[i]!.place, said[j]!.place, constants);
  let alpha = new Float64Array(size);
  alpha.set(start.alpha);
  let added = addedBy(near, alpha, n);
  let loss = lossOf(said, alpha, added);
  const p = new Float64Array(ODDS + 1);
  const odds = new Float64Array(ODDS);
  const curve = new Float64Array(n * ODDS * ODDS);
  const system = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let step = 0; step < steps; step++) {
    // Where alpha + weight (p - said) is 0 the mode is reached; its derivative is 1 + W K.
    for (let i = 0; i < n; i++) {
      const { margins, said: which, weight } = said[i]!;
      for (let c = 0; c < ODDS; c++) odds[c] = margins[c]! + added[i * ODDS + c]!;
      softmax(odds, p);
      for (let c = 0; c < ODDS; c++) {
        right[i * ODDS + c] = alpha[i * ODDS + c]! + weight * (p[c + 1]! - (which === c + 1 ? 1 : 0));
        for (let d = 0; d < ODDS; d++) curve[(i * ODDS + c) * ODDS + d] = weight * p[c + 1]! * ((c === d ? 1 : 0) - p[d + 1]!);
      }
    }
    system.fill(0);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < ODDS; c++) {
        const row = (i * ODDS + c) * size;
        for (let j = 0; j < n; j++) for (let d = 0; d < ODDS; d++) system[row + j * ODDS + d] = curve[(i * ODDS + c) * ODDS + d]! * near[i * n + j]!;
        system[row + i * ODDS + c]! += 1;
      }
    }
    const change = solve(system, right, size);
    // A whole step may overshoot, and from then on run away: it is halved until it is one towards the mode.
    let length = 1;
    let next = alpha;
    let nextAdded = added;
    let nextLoss = Number.POSITIVE_INFINITY;
    for (; length >= LEAST_STEP; length /= 2) {
      next = alpha.map((value, k) => value - length * change[k]!);
      nextAdded = addedBy(near, next, n);
      nextLoss = lossOf(said, next, nextAdded);
      if (nextLoss <= loss) break;
    }
    if (!(nextLoss <= loss)) break;
    const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * length;
    alpha = next;
    added = nextAdded;
    loss = nextLoss;
    if (largest < 1e-4) break;
  }
  return { said, alpha };
}

/** What weights add to the log odds at each place. */
function addedBy(near: Float64Array, alpha: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * ODDS);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let c = 0; c < ODDS; c++) out[i * ODDS + c]! += near[i * n + j]! * alpha[j * ODDS + c]!;
  return out;
}

/** How unlikely what was said is (negative log posterior, up to a constant). */
function lossOf(said: readonly Said[], alpha: Float64Array, added: Float64Array): number {
  const odds = new Float64Array(ODDS);
  const p = new Float64Array(ODDS + 1);
  let loss = 0;
  for (let k = 0; k < alpha.length; k++) loss += 0.5 * alpha[k]! * added[k]!;
  said.forEach(({ margins, said: which, weight }, i) => {
    for (let c = 0; c < ODDS; c++) odds[c] = margins[c]! + added[i * ODDS + c]!;
    softmax(odds, p);
    loss -= weight * Math.log(Math.max(p[which]!, Number.MIN_VALUE));
  });
  return loss;
}

/** Solves a small linear system by elimination with row pivots. Overwrites it. */
function solve(a: Float64Array, right: Float64Array, n: number): Float64Array {
  const x = right.slice();
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row;
    if (pivot !== column) {
      for (let k = column; k < n; k++) [a[column * n + k], a[pivot * n + k]] = [a[pivot * n + k]!, a[column * n + k]!];
      [x[column], x[pivot]] = [x[pivot]!, x[column]!];
    }
    const diagonal = a[column * n + column]!;
    if (diagonal === 0) continue;
    for (let row = column + 1; row < n; row++) {
      const share = a[row * n + column]! / diagonal;
      if (share === 0) continue;
      for (let k = column; k < n; k++) a[row * n + k]! -= share * a[column * n + k]!;
      x[row]! -= share * x[column]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = x[row]!;
    for (let k = row + 1; k < n; k++) sum -= a[row * n + k]! * x[k]!;
    const diagonal = a[row * n + row]!;
    x[row] = diagonal === 0 ? 0 : sum / diagonal;
  }
  return x;
}
