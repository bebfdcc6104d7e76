import { describe, expect, it } from 'vitest';
import { readCase, type ReadingCase } from '../../cli/benchmark/reading.ts';
import { WrongFindings } from '../../cli/benchmark/reading-findings.ts';
import { Reader } from '../../cli/benchmark/reading-reader.ts';
import { reading } from '../../cli/benchmark/reading-result.ts';
import { ReadingScore } from '../../cli/benchmark/reading-score.ts';
import { CLASS_INDEX, classOfCode } from '../../core/beats/classes.ts';
import { PROBABILITIES, type BeatColumns } from '../../core/beats/columns.ts';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import { scoreRecord } from '../../core/scoring/record.ts';

const RATE = 100;
const { N, S, V, F, X } = CLASS_INDEX;

/** Beats a second apart from 400 s on, so that all are scored; `premature` ones come 0.3 s early. */
function caseOf(says: readonly number[], truth: readonly number[], doubt: readonly number[] = [], premature: readonly number[] = []): ReadingCase {
  const n = says.length;
  const sample = Float64Array.from({ length: n }, (_, i) => 400 * RATE + i * RATE - (premature.includes(i) ? 30 : 0));
  const probability = new Uint8Array(n * PROBABILITIES);
  says.forEach((is, i) => {
    const sure = Math.round(250 * (1 - (doubt[i] ?? 0)));
    probability[i * PROBABILITIES + is] = sure;
    probability[i * PROBABILITIES + (is === N ? S : N)] = 250 - sure;
  });
  const beats: BeatColumns = { key: Int32Array.from(sample.keys()), sample, code: Uint8Array.from(says), template: Uint16Array.from(says, (is) => is + 1), probability, likeness: new Int8Array(n).fill(99), source: new Uint8Array(n) };
  const real = Array.from(truth.keys()).filter((i) => truth[i] !== X);
  const reference: BeatLabels = { samples: Float64Array.from(real, (i) => sample[i]!), classes: Uint8Array.from(real, (i) => truth[i]!), fibrillation: [], unreadable: [], paced: false };
  return { name: 'hand-made', beats, reference, unreadable: [], sampleRate: RATE, width: new Float32Array(says.length).fill(90) };
}

/** A reader at a case whose labels are written straight into the columns. */
function readerOf({ beats, reference, unreadable, sampleRate, width }: ReadingCase): { reader: Reader; beats: BeatColumns } {
  const { truth } = new ReadingScore(beats, reference, unreadable, sampleRate);
  const relabel = (rows: Int32Array, code: number): void => rows.forEach((row) => (beats.code[row] = code));
  return { reader: new Reader({ beats, relabel, decided: () => undefined }, truth, width), beats };
}

const rows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
const repeat = (n: number, of: number): number[] => new Array<number>(n).fill(of);

describe('a reader who answers from a reference', () => {
  it('closes a list that is right with one decision', () => {
    const { reader } = readerOf(caseOf(repeat(8, N), repeat(8, N)));
    expect(reader.visit(rows(8), 1)).toBe(0);
    expect(reader.decisions).toBe(1);
  });

  it('relabels a list as a whole with one decision, and closes it with another', () => {
    const { reader, beats } = readerOf(caseOf(repeat(8, V), repeat(8, S)));
    expect(reader.visit(rows(8), 1)).toBe(0);
    expect(reader.decisions).toBe(2);
    expect(Array.from(beats.code, (code) => classOfCode(code))).toEqual(new Array(8).fill('S'));
  });

  it('takes a part out with two: chosen where an order puts it together, then relabelled', () => {
    const early = [3, 9, 15, 21];
    const truth = repeat(30, N).map((is, i) => (early.includes(i) ? S : is));
    const { reader, beats } = readerOf(caseOf(repeat(30, N), truth, [], early));
    expect(reader.visit(rows(30), 2)).toBe(0);
    expect(reader.decisions).toBe(3);
    expect(Array.from(beats.code)).toEqual(truth);
  });

  it('opens single beats, one decision each, and puts off what is not worth it', () => {
    const truth = repeat(40, N).map((is, i) => (i === 7 || i === 30 ? V : is));
    const { reader } = readerOf(caseOf(repeat(40, N), truth));
    expect(reader.visit(rows(40), 3)).toBe(1);
    expect(reader.decisions).toBe(1);
    expect(reader.visit(rows(40), 1)).toBe(0);
    expect(reader.decisions).toBe(4);
  });

  it('calls artefact what the reference has no beat for, and leaves fusion called V and what is unclassifiable', () => {
    const { reader, beats } = readerOf(caseOf([V, V, N, V], [X, F, N, CLASS_INDEX.Q]));
    reader.visit(rows(4), 1);
    expect(Array.from(beats.code, (code) => classOfCode(code))).toEqual(['X', 'V', 'N', 'V']);
    expect(reader.decisions).toBe(2);
  });
});

describe('the reading of a case', () => {
  const truth = repeat(120, N).map((is, i) => (i % 10 === 5 ? S : i % 20 === 12 ? V : is));
  const says = truth.map((is, i) => (is === S && i < 90 ? N : is));
  const one = caseOf(says, truth, says.map((is, i) => (truth[i] === is ? 0.02 : 0.4)));

  it('needs the decisions that can be counted by hand', () => {
    const read = readCase(one);
    expect(reading.parse(read)).toEqual(read);
    expect(read.start).toMatchObject({ decisions: 0, V: { se: 100, ppv: 100 }, S: { se: 25, ppv: 100 }, wrong: 9 });
    // The list of N comes first: its doubtful end is chosen and relabelled.
    expect(read.decisionsTo).toEqual({ V98: 0, V99: 0, S92: 2, S95: 2 });
    // The N template is the largest: the same two. Beat by beat, the doubtful first: nine, and at eight of twelve eleven are found.
    expect(read.baselines.templatesBySize).toEqual({ V98: 0, V99: 0, S92: 2, S95: 2 });
    // By likeness or time alone the nine do not lie together: they are opened one by one.
    expect(read.baselines.templatesAsTheyLie.S92).toBeGreaterThan(2);
    expect(read.baselines.beatByBeat).toEqual({ V98: 0, V99: 0, S92: 9, S95: 9 });
  });

  it('ends by itself where a level cannot be reached', () => {
    const missed: BeatLabels = { ...one.reference, samples: Float64Array.of(...one.reference.samples, ...repeat(9, 0).map((_, i) => (600 + i) * RATE)), classes: Uint8Array.of(...one.reference.classes, ...repeat(9, V)) };
    const read = readCase({ ...one, reference: missed });
    expect(read.decisionsTo.V98).toBeNull();
    expect(read.curve.length).toBeLessThan(20);
  });
});

describe('figures that are kept in step', () => {
  it('are those of scoring anew, whatever is relabelled', () => {
    const truth = repeat(60, N).map((_, i) => [N, S, V, F, X, N][i % 6]!);
    const one = caseOf(repeat(60, N).map((_, i) => [N, N, S, V, V, S][i % 6]!), truth);
    const unreadable = [{ from: 430 * RATE - 50, to: 436 * RATE - 50 }];
    const score = new ReadingScore(one.beats, one.reference, unreadable, RATE);
    const codes = one.beats.code.slice();
    for (const [from, to, label] of [[0, 0, N], [3, 9, S], [6, 20, V], [25, 40, N], [4, 5, X], [4, 5, V]] as const) {
      const some = Int32Array.from({ length: to - from }, (_, i) => from + i);
      for (const row of some) codes[row] = label;
      score.relabel(some, label);
      const kept = Array.from(codes.keys()).filter((row) => codes[row] !== X);
      const tested: BeatLabels = { samples: Float64Array.from(kept, (row) => one.beats.sample[row]!), classes: Uint8Array.from(kept, (row) => codes[row]!), fibrillation: [], unreadable, paced: false };
      const { figures } = scoreRecord({ reference: one.reference, tested, sampleRate: RATE, length: 1000 * RATE, protocol: 'ec57', classified: true });
      expect(score.figures()).toMatchObject({ V: figures.V, S: figures.S });
    }
  });
});

describe('findings that are wrong', () => {
  const some = (...of: readonly [number, number][]): number[] => repeat(120, N).map((is, i) => of.find(([place]) => place === i)?.[1] ?? is);
  const truth = some([20, V], [21, V], [40, V], [41, V], [42, V], [60, S], [61, S], [80, V]);
  /** The same beats at 150/min, behind what is learned from. */
  const fast = (says: readonly number[]): ReadingCase => {
    const one = caseOf(says, truth);
    const later = (sample: Float64Array): Float64Array => sample.map((at) => at + 60_000);
    return { ...one, sampleRate: 250, beats: { ...one.beats, sample: later(one.beats.sample) }, reference: { ...one.reference, samples: later(one.reference.samples) } };
  };
  const wrong = (says: readonly number[], one = fast(says)): number => new WrongFindings(one).of(one.beats);

  it('are those that the labels make or leave out: a run that has lost a beat is a couplet too many and a run too few', () => {
    expect(wrong(truth)).toBe(0);
    expect(wrong(some([20, V], [40, V], [41, V], [42, V], [60, S], [61, S], [80, V]))).toBe(1);
    expect(wrong(some([20, V], [21, V], [40, V], [41, V], [60, S], [61, S], [80, V]))).toBe(2);
    expect(wrong(some([20, V], [21, V], [40, V], [41, V], [42, V], [60, V], [61, V], [80, V], [81, V]))).toBe(3);
  });

  it('are counted neither where the program says nothing nor in what the reference cannot read', () => {
    const says = some([20, V], [21, V], [40, V], [41, V], [60, S], [61, S], [80, V]);
    const one = fast(says);
    const span = { from: one.beats.sample[38]!, to: one.beats.sample[44]! };
    expect(wrong(says, { ...one, unreadable: [span] })).toBe(0);
    expect(wrong(says, { ...one, reference: { ...one.reference, fibrillation: [span] } })).toBe(0);
  });

  it('stand in every point of the curve', () => {
    const { start, curve } = readCase(fast(some([20, V], [60, N])), 1000);
    expect(start.wrongFindings).toBe(3);
    expect(curve.every(({ wrongFindings }) => wrongFindings <= 3)).toBe(true);
  });
});
