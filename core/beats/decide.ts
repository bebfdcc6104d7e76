/**
 * From the network's logits to a class: calibrated probabilities, the operating
 * point of the manifest, and the places where no class may be told.
 */
import { usableShare, type ConditionedSpan } from './conditioned.ts';
import { CLASS_INDEX, type BeatClass } from './classes.ts';

/** Classes in the order of the network's outputs. */
export const MODEL_CLASSES = ['N', 'S', 'V', 'F', 'Q'] as const satisfies readonly BeatClass[];

/** Chosen on cross-validation and kept in the model's manifest. */
export interface OperatingPoint {
  /** Logits are divided by it before the softmax. */
  temperature: number;
  /** Added to the tempered logits, in the order of `MODEL_CLASSES`: training balanced the classes, a day is not balanced. */
  shift: number[];
  /** Added to the log probability before N, S and V are compared. */
  bias: { N: number; S: number; V: number };
  /** Added to the log probability of F when it is compared with N. */
  fusionBias: number;
  /**
   * Taken from the log probabilities of S and V for each ambiguous peak a second around the beat, at most one:
   * in a noisy place an ectopic beat needs more evidence. None where absent.
   */
  ambiguityPenalty?: number | undefined;
  /** A beat with less than this share of readable signal around it (±0.2 s, best lead) is an artefact. */
  readableShare: number;
}

/** Calibrated probabilities of one beat over `MODEL_CLASSES` from its five logits at `offset`. `out` has five entries. */
export function probabilitiesOf(logits: ArrayLike<number>, offset: number, point: OperatingPoint, out: Float32Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < MODEL_CLASSES.length; c++) {
    out[c] = logits[offset + c]! / point.temperature + point.shift[c]!;
    top = Math.max(top, out[c]!);
  }
  let sum = 0;
  for (let c = 0; c < MODEL_CLASSES.length; c++) {
    const e = Math.exp(out[c]! - top);
    out[c] = e;
    sum += e;
  }
  for (let c = 0; c < MODEL_CLASSES.length; c++) out[c] = out[c]! / sum;
}

/**
 * Class of a beat from its probabilities (order of `MODEL_CLASSES`): the largest
 * of N, S and V with their biases. F is taken only from beats that would be N,
 * so it never eats an S or a V. Q is given only where it is the plain largest.
 * `ambiguity`: peaks a second around the beat that were not taken for beats.
 */
export function classOf(probabilities: ArrayLike<number>, point: OperatingPoint, ambiguity = 0): BeatClass {
  const log = (c: BeatClass): number => Math.log(probabilities[CLASS_INDEX[c]]! + 1e-9);
  const n = log('N') + point.bias.N;
  const doubt = (point.ambiguityPenalty ?? 0) * Math.min(1, ambiguity);
  const s = log('S') + point.bias.S - doubt;
  const v = log('V') + point.bias.V - doubt;
  if (log('Q') > Math.max(log('N'), log('S'), log('V'), log('F'))) return 'Q';
  if (v >= n && v >= s) return 'V';
  if (s >= n) return 'S';
  return log('F') + point.fusionBias > n ? 'F' : 'N';
}

/** Readable share around an R peak (125 Hz position) on its best lead, 0 to 1. */
export function readableAround(span: ConditionedSpan, peak: number): number {
  const at = Math.round(peak);
  let best = 0;
  for (let lead = 0; lead < span.leads.length; lead++) best = Math.max(best, usableShare(span, lead, at - 25, at + 26));
  return best;
}

/** `classOf`, but X (artefact, no beat) where nothing around the beat can be read. */
export function decide(probabilities: ArrayLike<number>, readable: number, point: OperatingPoint, ambiguity = 0): BeatClass {
  return readable < point.readableShare ? 'X' : classOf(probabilities, point, ambiguity);
}
