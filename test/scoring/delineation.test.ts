import { describe, expect, it } from 'vitest';
import { CSE_TOLERANCE_MS, delineationFigures, scoreDelineation } from '../../core/scoring/delineation.ts';
import { chosenBeats, fusedLeads, wavesOfMarks, type MarkedWave, type WaveReference } from '../../core/scoring/wave-marks.ts';
import type { Annotation } from '../../core/study/recording.ts';

const RATE = 250;
const mark = (sample: number, symbol: string): Annotation => ({ sample, symbol, subtype: 0, chan: 0, num: 0, aux: '' });
/** Marks of a text: `( 10 p 14 ) 20 …` */
const marks = (text: string): Annotation[] => {
  const words = text.trim().split(/\s+/);
  return Array.from({ length: words.length / 2 }, (_, i) => mark(Number(words[2 * i + 1]), words[2 * i]!));
};
const wave = (kind: MarkedWave['kind'], onset: number, peak: number, end: number): MarkedWave => ({ kind, onset, peak, end });
/** A beat at a sample: P, QRS and T. */
const beat = (at: number): MarkedWave[] => [wave('P', at - 50, at - 38, at - 25), wave('QRS', at - 10, at, at + 12), wave('T', at + 50, at + 70, at + 90)];
const reference = (waves: MarkedWave[], more: Partial<WaveReference> = {}): WaveReference => ({
  waves,
  ambiguous: [],
  told: [{ from: waves[0]!.onset ?? waves[0]!.peak, to: waves.at(-1)!.end ?? waves.at(-1)!.peak }],
  kinds: new Set(['P', 'QRS', 'T']),
  ...more,
});

describe('marked waves', () => {
  it('are read with the brackets that are there', () => {
    expect(wavesOfMarks(marks('( 10 p 14 ) 20 ( 30 N 34 ) 40 t 60 ) 75'))).toEqual([wave('P', 10, 14, 20), wave('QRS', 30, 34, 40), { kind: 'T', onset: null, peak: 60, end: 75 }]);
  });

  it('are one T where two peaks stand in one pair of brackets', () => {
    expect(wavesOfMarks(marks('( 50 t 60 t 70 ) 80 N 120'))).toEqual([wave('T', 50, 60, 80), { kind: 'QRS', onset: null, peak: 120, end: null }]);
  });

  it('tell nothing where beats between marked ones were left unmarked', () => {
    const text = [0, 200, 400, 1200, 1400].map((at) => `( ${at + 50} p ${at + 60} ) ${at + 70} ( ${at + 90} N ${at + 100} ) ${at + 110} t ${at + 160} ) ${at + 180}`).join(' ');
    const { told, kinds } = chosenBeats(marks(text));
    expect(told).toEqual([{ from: 50, to: 580 }, { from: 1250, to: 1580 }]);
    expect([...kinds]).toEqual(['P', 'QRS', 'T']);
  });

  it('tell nothing around a beat of the whole list that was not chosen', () => {
    const text = [0, 200, 400].map((at) => `( ${at + 90} N ${at + 100} ) ${at + 110} t ${at + 160} ) ${at + 180}`).join(' ');
    const every = (...at: number[]): Annotation[] => at.map((sample) => mark(sample, 'N'));
    expect(chosenBeats(marks(text), every(100, 302, 498, 600)).told).toEqual([{ from: 90, to: 580 }]);
    expect(chosenBeats(marks(text), every(100, 200, 302, 498)).told).toEqual([{ from: 90, to: 180 }, { from: 290, to: 580 }]);
    expect(chosenBeats(marks(text), [mark(200, '~'), mark(210, '|')]).told).toEqual([{ from: 90, to: 580 }]);
  });

  it('tell QRS complexes only, where no T is marked at all', () => {
    expect([...chosenBeats(marks('( 90 N 100 ) 110 ( 290 N 300 ) 310')).kinds]).toEqual(['QRS']);
  });

  it('of several leads are one by their median; what few leads show is ambiguous', () => {
    const leads = [0, 2, 10].map((d) => marks(`( ${100 + d} N ${110 + d} ) ${120 + d}${d === 0 ? ' ( 180 t 200 ) 220' : ''}`));
    const fused = fusedLeads(leads, 25);
    expect(fused.waves).toEqual([wave('QRS', 102, 112, 122)]);
    expect(fused.ambiguous).toEqual([wave('T', 180, 200, 220)]);
    expect(fused.told).toEqual([{ from: 102, to: 130 }]);
  });
});

describe('delineation', () => {
  it('of the reference itself is perfect', () => {
    const waves = [...beat(200), ...beat(400), ...beat(600)];
    const figures = delineationFigures([scoreDelineation({ reference: reference(waves), tested: waves, sampleRate: RATE })]);
    for (const point of ['pOnset', 'pEnd', 'qrsOnset', 'qrsEnd', 'tPeak', 'tEnd'] as const) expect(figures[point]).toEqual({ found: 100, ppv: 100, meanMs: 0, sdMs: 0, recordSdMs: 0, n: 3 });
    expect(figures.qt).toEqual({ medianAbsMs: 0, within10: 100, records: 1 });
  });

  it('counts a missed wave, a false one, and errors in milliseconds', () => {
    const waves = [...beat(200), ...beat(400)];
    const tested = [wave('QRS', 192, 200, 213), wave('QRS', 392, 400, 409), wave('T', 250, 270, 292), wave('T', 450, 470, 490), wave('P', 350, 362, 375), wave('P', 300, 303, 306)];
    const { points, qt } = scoreDelineation({ reference: reference(waves), tested, sampleRate: RATE });
    expect(points.qrsOnset).toEqual({ reference: 2, found: 2, tested: 2, right: 2, errors: [8, 8] });
    expect(points.qrsEnd.errors).toEqual([4, -12]);
    expect(points.pOnset).toMatchObject({ reference: 2, found: 1, tested: 2, right: 1 });
    expect(points.tEnd.errors).toEqual([8, 0]);
    // QT 400 and 400 ms marked, 400 and 392 found.
    expect(qt).toEqual({ reference: 400, tested: 396 });
  });

  it('finds nothing more than 150 ms away', () => {
    const { points } = scoreDelineation({ reference: reference(beat(200)), tested: [wave('QRS', 190 + 38, 200 + 38, 212 + 38)], sampleRate: RATE });
    expect(points.qrsOnset).toMatchObject({ reference: 1, found: 0, tested: 1, right: 0 });
    // The middle within reach, one bound not: that bound is missed and false, the other is right.
    const wide = scoreDelineation({ reference: reference(beat(200)), tested: [wave('T', 250, 270, 290 + 40)], sampleRate: RATE }).points;
    expect(wide.tEnd).toMatchObject({ reference: 1, found: 0, tested: 1, right: 0 });
    expect(wide.tPeak).toMatchObject({ reference: 1, found: 1, tested: 1, right: 1 });
  });

  it('holds nothing against what the reference does not tell', () => {
    const waves: MarkedWave[] = [{ kind: 'QRS', onset: null, peak: 200, end: 212 }];
    const told = reference(waves, { told: [{ from: 150, to: 300 }], kinds: new Set(['QRS']), ambiguous: [wave('P', 150, 160, 170)] });
    const tested = [wave('QRS', 190, 200, 212), wave('QRS', 690, 700, 712), wave('T', 250, 270, 290), wave('P', 150, 160, 170)];
    const { points, qt } = scoreDelineation({ reference: told, tested, sampleRate: RATE });
    expect(points.qrsOnset).toEqual({ reference: 0, found: 0, tested: 0, right: 0, errors: [] });
    expect(points.qrsEnd).toMatchObject({ reference: 1, found: 1, tested: 1, right: 1 });
    expect(points.tEnd).toMatchObject({ reference: 0, tested: 0 });
    expect(points.pOnset).toMatchObject({ reference: 0, tested: 0 });
    expect(qt).toBeNull();
  });

  it('matches waves one to one, the nearest first', () => {
    const waves = [wave('QRS', 190, 200, 212)];
    const { points } = scoreDelineation({ reference: reference(waves, { told: [{ from: 100, to: 300 }] }), tested: [wave('QRS', 170, 180, 192), wave('QRS', 191, 201, 213)], sampleRate: RATE });
    expect(points.qrsOnset).toEqual({ reference: 1, found: 1, tested: 2, right: 1, errors: [4] });
  });

  it('spreads over all beats and within records', () => {
    const shifted = (d: readonly number[]): MarkedWave[] => d.flatMap((by, i) => beat(200 + 200 * i).map(({ kind, onset, peak, end }) => wave(kind, onset! + by, peak + by, end! + by)));
    const waves = [...beat(200), ...beat(400)];
    const figures = delineationFigures([[1, 1], [-1, -1], [0, 2]].map((d) => scoreDelineation({ reference: reference(waves), tested: shifted(d), sampleRate: RATE })));
    expect(figures.qrsOnset.meanMs).toBeCloseTo(4 / 3, 6);
    expect(figures.qrsOnset.recordSdMs).toBeCloseTo((4 * Math.SQRT2) / 3, 6);
    expect(figures.qrsOnset.sdMs).toBeCloseTo(Math.sqrt(((4 - 4 / 3) ** 2 * 2 + (-4 - 4 / 3) ** 2 * 2 + (4 / 3) ** 2 + (8 - 4 / 3) ** 2) / 5), 6);
    expect(CSE_TOLERANCE_MS.tEnd).toBe(30.6);
  });
});
