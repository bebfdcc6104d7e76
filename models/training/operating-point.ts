/** Calibration and decision biases from out-of-fold logits. */
import { CLASS_INDEX } from '../../core/beats/classes.ts';
import { classOf, probabilitiesOf, type OperatingPoint } from '../../core/beats/decide.ts';
import { scoreOf, type Labelled } from './score.ts';

const TRAINED = 4;

/**
 * Weight of ambiguous peaks against S and V. Chosen apart from the biases: of 0, 1, 2, 3, 4, 6 and 8 on the
 * whole records of the folds with their own R peaks (EC57; mean of S and V F1 82.4 at 0, 82.6 at 2 and 3) and on
 * twelve of them with bursts of `em` and `ma` noise (V F1 64.9 at 0, 70.1 at 3).
 */
const AMBIGUITY_PENALTY = 3;

/** Temperature and shifts of N, S, V, F that make the out-of-fold probabilities most likely. */
export function calibrate(list: readonly Labelled[]): OperatingPoint {
  const rows: number[] = [];
  const truth: number[] = [];
  for (const record of list) {
    for (let i = 0; i < record.aami.length; i += 2) {
      if (record.aami[i]! >= TRAINED) continue;
      for (let c = 0; c < TRAINED; c++) rows.push(record.logits[i * 5 + c]!);
      truth.push(record.aami[i]!);
    }
  }
  // Newton is not needed: five parameters, plain gradient descent on the mean loss.
  let slope = 1;
  const shift = [0, 0, 0, 0];
  for (let step = 0; step < 300; step++) {
    let gSlope = 0;
    const g = [0, 0, 0, 0];
    for (let i = 0; i < truth.length; i++) {
      const z = shift.map((s, c) => slope * rows[i * TRAINED + c]! + s);
      const top = Math.max(...z);
      const e = z.map((x) => Math.exp(x - top));
      const sum = e.reduce((a, b) => a + b, 0);
      for (let c = 0; c < TRAINED; c++) {
        const d = e[c]! / sum - (truth[i] === c ? 1 : 0);
        g[c] = g[c]! + d;
        gSlope += d * rows[i * TRAINED + c]!;
      }
    }
    const rate = 1.2;
    for (let c = 0; c < TRAINED; c++) shift[c] = shift[c]! - (rate * 4 * g[c]!) / truth.length;
    slope -= (rate * 0.1 * gSlope) / truth.length;
  }
  const round = (x: number): number => Math.round(x * 1000) / 1000;
  return {
    temperature: round(1 / slope),
    shift: [...shift.map((s) => round(s - shift[0]!)), 0],
    bias: { N: 0, S: 0, V: 0 },
    fusionBias: 0,
    ambiguityPenalty: AMBIGUITY_PENALTY,
    readableShare: 0.3,
  };
}

/** Records of one database: they count alike, though one has twice the beats. */
function databases<T extends Labelled>(list: readonly T[]): T[][] {
  const names = [...new Set(list.map((record) => record.name.split('/')[0]))];
  return names.map((name) => list.filter((record) => record.name.startsWith(`${name}/`)));
}

/** Biases with the best mean over databases of S and V F1 of out-of-fold beats (EC57, gross). */
export function chooseBiases(list: readonly Labelled[], start: OperatingPoint): OperatingPoint {
  const probabilities = new Float32Array(5);
  const rows = list.map((record) => {
    const p = new Float32Array(record.logits.length);
    for (let i = 0; i < record.aami.length; i++) {
      probabilitiesOf(record.logits, i * 5, start, probabilities);
      p.set(probabilities, i * 5);
    }
    return p;
  });
  const decidedWith = (point: OperatingPoint): (Labelled & { classes: Uint8Array })[] =>
    list.map((record, r) => ({
      ...record,
      classes: Uint8Array.from(record.aami, (_, i) => CLASS_INDEX[classOf(rows[r]!.subarray(i * 5, i * 5 + 5), point)]),
    }));
  let best = { value: -1, point: start };
  for (let s = -1; s <= 2.01; s += 0.25) {
    for (let v = -1; v <= 2.01; v += 0.25) {
      const point = { ...start, bias: { N: 0, S: s, V: v }, fusionBias: -50 };
      const value = databases(decidedWith(point)).reduce((sum, part) => {
        const score = scoreOf(part, 'ec57');
        return sum + score.S.f1 + score.V.f1;
      }, 0);
      if (value > best.value) best = { value, point };
    }
  }
  // F is too rare among training patients (nearly all of it one person's) to choose a bias for: the calibrated
  // probabilities decide between F and N.
  return { ...best.point, fusionBias: 0 };
}
