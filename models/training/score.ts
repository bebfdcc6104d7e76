/** Scores with given R peaks: beat against beat, no matching needed. */
import { CLASS_INDEX, type BeatClass } from '../../core/beats/classes.ts';
import { MODEL_RATE } from '../../core/beats/conditioned.ts';
import { MODEL_CLASSES, probabilitiesOf, type OperatingPoint } from '../../core/beats/decide.ts';
import { learningSeconds } from '../../core/scoring/protocol.ts';
import type { ScoredBeats } from '../../core/scoring/trust.ts';

/** A record with logits and both ways of naming its beats (numbers of `CLASSES`). */
export interface Labelled {
  name: string;
  peaks: Float64Array;
  logits: Float32Array;
  /** e and j are N. */
  literature: Uint8Array;
  /** e, j and n are S. */
  aami: Uint8Array;
}

export interface ClassScore {
  se: number;
  ppv: number;
  f1: number;
}

export type Protocol = 'literature' | 'ec57';

/**
 * Gross sensitivity, PPV and F1 in percent of N, S, V, F. Q beats of the
 * reference are not scored. `ec57`: without the first five minutes, and with
 * what EC57 leaves out of the false positives (F beats called V; nothing of S).
 */
export function scoreOf(list: readonly (Labelled & { classes: Uint8Array })[], protocol: Protocol): Record<'N' | 'S' | 'V' | 'F', ClassScore> {
  const matrix = Array.from({ length: 6 }, () => new Float64Array(6));
  for (const record of list) {
    const truth = protocol === 'literature' ? record.literature : record.aami;
    for (let i = 0; i < truth.length; i++) {
      if (protocol === 'ec57' && record.peaks[i]! < 300 * MODEL_RATE) continue;
      if (truth[i] === CLASS_INDEX.Q) continue;
      const row = matrix[truth[i]!]!;
      row[record.classes[i]!] = row[record.classes[i]!]! + 1;
    }
  }
  const one = (c: BeatClass): ClassScore => {
    const k = CLASS_INDEX[c];
    const hit = matrix[k]![k]!;
    const all = matrix[k]!.reduce((a, b) => a + b, 0);
    let said = 0;
    for (let r = 0; r < 6; r++) {
      if (protocol === 'ec57' && c === 'V' && r === CLASS_INDEX.F) continue;
      said += matrix[r]![k]!;
    }
    const se = all > 0 ? (100 * hit) / all : 0;
    const ppv = said > 0 ? (100 * hit) / said : 0;
    return { se, ppv, f1: se + ppv > 0 ? (2 * se * ppv) / (se + ppv) : 0 };
  };
  return { N: one('N'), S: one('S'), V: one('V'), F: one('F') };
}

/** Mean F1 of some classes. */
export function macro(scores: Record<'N' | 'S' | 'V' | 'F', ClassScore>, classes: readonly ('N' | 'S' | 'V' | 'F')[]): number {
  return classes.reduce((sum, c) => sum + scores[c].f1, 0) / classes.length;
}

/** The scored beats of a record (EC57) as the ceiling of operating points is worked out from: no templates, none missed. */
export function ceilingBeats({ peaks, aami, logits }: Labelled, point: OperatingPoint): ScoredBeats {
  const width = MODEL_CLASSES.length;
  const rows = Array.from(aami.keys()).filter((row) => aami[row] !== CLASS_INDEX.Q && peaks[row]! >= learningSeconds('ec57') * MODEL_RATE);
  const probabilities = new Float32Array(rows.length * width);
  rows.forEach((row, i) => probabilitiesOf(logits, row * width, point, probabilities.subarray(i * width, (i + 1) * width)));
  return { truth: Uint8Array.from(rows, (row) => aami[row]!), probabilities, template: new Int32Array(rows.length).fill(-1), offsets: new Float32Array(0), missed: MODEL_CLASSES.map(() => 0) };
}
