/**
 * From the envelope to beats: the set of peaks that is best as a whole.
 *
 * Each peak of the envelope brings evidence (how far it stands above the
 * threshold, less where the signal is ambiguous). A path through the peaks pays
 * for intervals just above the refractory time, for gaps longer than the local
 * rhythm and, where the signal is ambiguous, for leaving the rhythm. Dynamic
 * programming finds the best path. In a clean signal the gap costs little, so
 * that no beat is invented in a pause.
 */
import { pickedSingles } from '../kernels/picked.ts';

/** The constants of the decoder; `docs/detection.md` says what they were chosen on. */
export interface DecoderConstants {
  /** Envelope at which a peak is worth nothing. */
  threshold: number;
  /** Evidence per natural logarithm of the envelope over the threshold. */
  slope: number;
  /** The envelope counts no more than this. */
  ceiling: number;
  /** Evidence lost per ambiguous peak a second. */
  ambiguity: number;
  /** Seconds between beats at least. */
  refractory: number;
  /** Up to these seconds an interval pays `ramp`, falling to 0. */
  rampEnd: number;
  ramp: number;
  /** Price of a gap, per (RR / (1.1 local RR) - 1), in a clean signal and per ambiguity. */
  gap: number;
  gapAmbiguity: number;
  /** Price of leaving the rhythm, per ambiguity and |ln(RR / local RR)|. */
  rhythm: number;
  /** An interval like the one before it pays as if it left the rhythm by no more than this, natural logarithm: a run has a rhythm of its own. */
  continuation: number;
  /** A peak between these heights is ambiguous. */
  ambiguousFrom: number;
  ambiguousTo: number;
  /** A peak that is no beat is told as doubtful from this height on. */
  doubtful: number;
}

export const DECODER: DecoderConstants = {
  threshold: 0.29,
  slope: 3,
  ceiling: 0.91,
  ambiguity: 0.32,
  refractory: 0.2,
  rampEnd: 0.28,
  ramp: 1.6,
  gap: 0.32,
  gapAmbiguity: 0.44,
  rhythm: 0.89,
  continuation: 0.25,
  ambiguousFrom: 0.11,
  ambiguousTo: 0.385,
  doubtful: 0.2,
};

/**
 * Where the beat network was asked (`doubt.ts`): its log odds count beside the
 * envelope, which has less to say there, and gaps and rhythm weigh otherwise.
 */
export const ASKED = {
  ...DECODER,
  threshold: 0.215,
  slope: 2.22,
  ceiling: 1.11,
  ambiguity: 0.787,
  gap: 0.583,
  gapAmbiguity: 0.369,
  rhythm: 0.659,
  continuation: 0.221,
  /** What is added to the log odds, what they count then, and how far at most they are believed. */
  offset: 1.375,
  weight: 0.839,
  clip: 6,
} as const;

/** Intervals shorter than this are no rhythm to go on with: noise and T waves make them. Seconds. */
const STEADY = 0.3;

/** Peaks of a curve that could be beats. */
export interface Candidates {
  /** Sample of each, ascending. */
  at: Int32Array;
  /** Height of the curve there. */
  height: Float32Array;
  /** Log odds of the beat network, NaN where it was not asked; absent where it was asked about none. */
  odds?: Float32Array;
  /** 1 where only the network sees a peak. */
  unseen?: Uint8Array;
}

/** Where the curve says nothing. */
const LEAST_HEIGHT = 0.02;

/** What the decoder decided. */
export interface Decoded {
  /** Indices into the candidates that are beats. */
  beats: Int32Array;
  /** Candidates that are no beats but stand clearly above the floor. */
  doubtful: Int32Array;
}

/** Local maxima of a curve above `least`, no two within 64 ms but the larger. */
export function candidatesOf(curve: Float32Array, rate: number, least = 0.06): Candidates {
  const apart = 0.064 * rate;
  const at: number[] = [];
  for (let i = 1; i + 1 < curve.length; i++) {
    const value = curve[i]!;
    if (!(value > least && value >= curve[i - 1]! && value > curve[i + 1]!)) continue;
    const last = at[at.length - 1];
    if (last !== undefined && i - last < apart) {
      if (curve[last]! < value) at[at.length - 1] = i;
    } else {
      at.push(i);
    }
  }
  return { at: new Int32Array(at), height: pickedSingles(curve, at) };
}

/**
 * The best path through the candidates.
 *
 * @param rate samples a second of the curve
 */
export function decode(candidates: Candidates, rate: number, constants: DecoderConstants = DECODER): Decoded {
  const { at, height, odds, unseen } = candidates;
  const n = at.length;
  if (n === 0) return { beats: new Int32Array(0), doubtful: new Int32Array(0) };
  const ambiguity = ambiguityOf(candidates, rate, constants);
  const localRR = rhythmOf(candidates, rate, constants);
  const refractory = constants.refractory * rate;
  const rampEnd = constants.rampEnd * rate;
  const longest = 4 * rate;
  const steady = STEADY * rate;

  const score = new Float64Array(n);
  const previous = new Int32Array(n).fill(-1);
  // The best path that ended so long ago that any further gap costs the same.
  let far = -1;
  let farNext = 0;
  let best = -1;
  for (let j = 0; j < n; j++) {
    const h = ambiguity[j]!;
    const log = odds?.[j] ?? Number.NaN;
    const asked = !Number.isNaN(log);
    const k: DecoderConstants = asked ? ASKED : constants;
    const told = asked ? ASKED.weight * Math.max(-ASKED.clip, Math.min(ASKED.clip, log + ASKED.offset)) : 0;
    const own = told + k.slope * Math.log(Math.min(Math.max(height[j]!, LEAST_HEIGHT), k.ceiling) / k.threshold) - k.ambiguity * h;
    const rr0 = localRR[j]!;
    const gapPrice = k.gap + k.gapAmbiguity * h;
    while (farNext < j && at[j]! - at[farNext]! > longest) {
      if (far < 0 || score[farNext]! > score[far]!) far = farNext;
      farNext++;
    }
    const farCost = gapPrice * Math.max(0, longest / (1.1 * rr0) - 1) + k.rhythm * h * Math.abs(Math.log(longest / rr0));
    let top = 0;
    let from = -1;
    if (far >= 0 && score[far]! - farCost > top) {
      top = score[far]! - farCost;
      from = far;
    }
    for (let i = j - 1; i >= farNext; i--) {
      const rr = at[j]! - at[i]!;
      // What a step costs is not below 0: most are dearer than the best one without being looked at.
      if (rr < refractory || !(score[i]! > top)) continue;
      const over = rr / (1.1 * rr0) - 1;
      const waited = over > 0 ? gapPrice * over : 0;
      if (!(score[i]! - waited > top)) continue;
      let leaves = Math.abs(Math.log(rr / rr0));
      const earlier = previous[i]!;
      if (earlier >= 0) {
        const before = at[i]! - at[earlier]!;
        if (before >= steady) leaves = Math.min(leaves, Math.abs(Math.log(rr / before)) + k.continuation);
      }
      let cost = k.rhythm * h * leaves;
      if (rr < rampEnd) cost += (k.ramp * (rampEnd - rr)) / (rampEnd - refractory);
      if (over > 0) cost += waited;
      const value = score[i]! - cost;
      if (value > top) {
        top = value;
        from = i;
      }
    }
    score[j] = top + own;
    previous[j] = from;
    if (best < 0 || score[j]! > score[best]!) best = j;
  }
  const path: number[] = [];
  if (best >= 0 && score[best]! > 0) for (let j = best; j >= 0; j = previous[j]!) path.push(j);
  path.reverse();
  const chosen = new Uint8Array(n);
  for (const j of path) chosen[j] = 1;
  const doubtful: number[] = [];
  for (let j = 0; j < n; j++) if (!chosen[j] && unseen?.[j] !== 1 && height[j]! >= constants.doubtful && awayFrom(path, at, j, refractory)) doubtful.push(j);
  return { beats: new Int32Array(path), doubtful: new Int32Array(doubtful) };
}

function awayFrom(path: readonly number[], at: Int32Array, j: number, reach: number): boolean {
  let low = 0;
  let high = path.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (path[middle]! < j) low = middle + 1;
    else high = middle;
  }
  // Nothing is read beside the path: V8 would throw away what it has compiled of the decoder each time.
  return (low === 0 || at[j]! - at[path[low - 1]!]! >= reach) && (low === path.length || at[path[low]!]! - at[j]! >= reach);
}

/** Ambiguous peaks a second within 2 s of each candidate. */
function ambiguityOf({ at, height, unseen }: Candidates, rate: number, k: DecoderConstants): Float64Array {
  const n = at.length;
  const out = new Float64Array(n);
  const reach = 2 * rate;
  let from = 0;
  let to = 0;
  let count = 0;
  const isAmbiguous = (j: number): boolean => unseen?.[j] !== 1 && height[j]! > k.ambiguousFrom && height[j]! < k.ambiguousTo;
  for (let j = 0; j < n; j++) {
    while (to < n && at[to]! <= at[j]! + reach) if (isAmbiguous(to++)) count++;
    while (at[from]! < at[j]! - reach) if (isAmbiguous(from++)) count--;
    out[j] = count / 4;
  }
  return out;
}

/** Intervals around a beat by size. */
const ordered = new Int32Array(10);

/** The local RR interval in samples: median over the nine intervals around, of a plain threshold's beats. */
function rhythmOf({ at, height, odds }: Candidates, rate: number, k: DecoderConstants): Float64Array {
  const n = at.length;
  const plain: number[] = [];
  for (let j = 0; j < n; j++) {
    // The network's word against it makes a peak no plain beat.
    if (height[j]! < 0.5 || (odds !== undefined && odds[j]! <= 0)) continue;
    const last = plain[plain.length - 1];
    if (last !== undefined && at[j]! - at[last]! < k.rampEnd * rate) {
      if (height[j]! > height[last]!) plain[plain.length - 1] = j;
    } else {
      plain.push(j);
    }
  }
  const out = new Float64Array(n).fill(0.85 * rate);
  if (plain.length < 3) return out;
  const medians = new Float64Array(plain.length);
  for (let b = 0; b < plain.length; b++) {
    let count = 0;
    const last = Math.min(plain.length - 1, b + 5);
    for (let c = Math.max(1, b - 4); c <= last; c++) {
      const interval = at[plain[c]!]! - at[plain[c - 1]!]!;
      let place = count++;
      for (; place > 0 && ordered[place - 1]! > interval; place--) ordered[place] = ordered[place - 1]!;
      ordered[place] = interval;
    }
    medians[b] = Math.min(2 * rate, Math.max(0.3 * rate, ordered[count >> 1]!));
  }
  let b = 0;
  for (let j = 0; j < n; j++) {
    while (b + 1 < plain.length && Math.abs(at[plain[b + 1]!]! - at[j]!) <= Math.abs(at[plain[b]!]! - at[j]!)) b++;
    out[j] = medians[b]!;
  }
  return out;
}
