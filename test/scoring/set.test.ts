import { describe, expect, it } from 'vitest';
import { summarise } from '../../core/scoring/set.ts';
import { EDGE, LENGTH, score, type Mark } from './cases.ts';

function beats(symbols: string): Mark[] {
  return [...symbols].map((symbol, i): Mark => [EDGE + 1000 + i * 1000, symbol]);
}

describe('figures of a set', () => {
  // a: V 1 of 2 found, nothing invented; b: V 4 of 4 found, one N called V, an S missed altogether; c: paced.
  const a = score(beats('VVNS'), beats('VNNS'));
  const bReference = beats('VVVVNNS');
  const b = score(bReference, [...beats('VVVVVN')]);
  const c = score(beats('/VV'), beats('N').slice(0, 1));
  const set = summarise([{ record: 'a', score: a }, { record: 'b', score: b }, { record: 'c', score: c }], 'ec57');

  it('pools the beats for the gross figures', () => {
    expect(set.gross.V.se).toBeCloseTo((100 * 5) / 6, 10);
    expect(set.gross.V.ppv).toBeCloseTo((100 * 5) / 6, 10);
    expect(set.gross.V.f1).toBeCloseTo((100 * 5) / 6, 10);
    expect(set.gross.S).toEqual({ se: 50, ppv: 100, f1: (100 * 2) / 3 });
  });

  it('counts paced records in QRS alone', () => {
    expect(set.gross.qrs.se).toBeCloseTo((100 * 11) / 14, 10);
    expect(set.gross.qrs.ppv).toBe(100);
    expect(set.scoredBeats).toBe(14);
    expect(set.scoredClassBeats).toBe(11);
  });

  it('averages over the records where a figure is defined', () => {
    expect(set.average.V.se).toBe(75);
    expect(set.average.V.ppv).toBe(90);
    expect(set.average.S).toEqual({ se: 50, ppv: 100, f1: 50 });
    expect(set.average.qrs.se).toBeCloseTo((100 + (100 * 6) / 7 + 100 / 3) / 3, 10);
    expect(set.average.F).toEqual({ se: null, ppv: null, f1: null });
  });

  it('gives no macro-F1 over a class that is nowhere', () => {
    expect(set.gross.macroF1).toBeNull();
    expect(set.gross.macroF1NSV).not.toBeNull();
  });

  it('lists the records and the matrix of the classes', () => {
    expect(set.records.map(({ record, paced }) => [record, paced])).toEqual([['a', false], ['b', false], ['c', true]]);
    expect(set.confusion.rows).toEqual(['N', 'S', 'V', 'F', 'Q', 'O', 'X']);
    expect(set.confusion.counts[2]).toEqual([1, 0, 5, 0, 0, 0, 0]);
    expect(set.confusion.counts.flat().reduce((sum, value) => sum + value, 0)).toBe(11);
  });

  it('weighs the abstained share by time', () => {
    const abstains = score([], [[EDGE, '~', 0x30], [EDGE + 150_000, '~', 0]]);
    const whole = summarise([{ record: 'x', score: abstains }, { record: 'y', score: score([], []) }], 'ec57');
    expect(whole.abstainedPercent).toBe(25);
    expect(whole.records.map(({ abstainedPercent }) => abstainedPercent)).toEqual([50, 0]);
    expect(LENGTH).toBe(600_000);
  });

  it('of no records is null throughout', () => {
    const empty = summarise([], 'ec57');
    expect(empty.gross.qrs).toEqual({ se: null, ppv: null });
    expect(empty.average.macroF1).toBeNull();
    expect(empty.abstainedPercent).toBe(0);
  });
});
