/** Hand-made label files for the tests of scoring, at 1000 samples a second. */
import { labelsOf, type BeatLabels } from '../../core/scoring/labels.ts';
import type { Protocol } from '../../core/scoring/protocol.ts';
import { scoreRecord, type RecordScore } from '../../core/scoring/record.ts';
import { CELLS } from '../../core/scoring/confusion.ts';
import type { Annotation } from '../../core/study/recording.ts';

export const RATE = 1000;
/** End of the learning time of EC57 in samples. */
export const EDGE = 300 * RATE;
/** Length of a hand-made record: ten minutes. */
export const LENGTH = 600 * RATE;

export type Mark = readonly [sample: number, symbol: string, subtype?: number];

export function annotations(marks: readonly Mark[]): Annotation[] {
  return marks.map(([sample, symbol, subtype = 0]) => ({ sample, symbol, subtype, chan: 0, num: 0, aux: '' }));
}

export function labels(marks: readonly Mark[], protocol: Protocol = 'ec57', length = LENGTH): BeatLabels {
  return labelsOf(annotations(marks), protocol, length);
}

export function score(reference: readonly Mark[], tested: readonly Mark[], protocol: Protocol = 'ec57', length = LENGTH): RecordScore {
  return scoreRecord({
    reference: labels(reference, protocol, length),
    tested: labels(tested, protocol, length),
    sampleRate: RATE,
    length,
    protocol,
    classified: true,
  });
}

/** The cells that are not zero, named `Nv` for reference N called V. */
export function cells(result: RecordScore): Record<string, number> {
  const named: Record<string, number> = {};
  CELLS.forEach((row, r) => {
    CELLS.forEach((column, c) => {
      const value = result.confusion[r * CELLS.length + c]!;
      if (value > 0) named[`${row}${column.toLowerCase()}`] = value;
    });
  });
  return named;
}
