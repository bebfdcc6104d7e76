import { describe, expect, it } from 'vitest';
import type { BeatMeasurement } from '../../core/waves/measure-beat.ts';
import { measurementWords } from '../../renderer/screens/review/measure-beat.ts';

const measured: BeatMeasurement = { pOnset: -0.2, pEnd: -0.1, qrsOnset: -0.04, qrsEnd: 0.05, tPeak: 0.25, tEnd: 0.34, pr: 160, qrs: 90, qt: 380, rr: 800, qtc: { bazett: 424.9, fridericia: 409.3, framingham: 410.8, hodges: 406.3 } };

describe('a measurement in words', () => {
  it('names each interval, and the formulas of QTc', () => {
    expect(measurementWords(measured)).toBe('PR 160, QRS 90, QT 380, QTc 409 (Fridericia), 425 (Bazett) ms at RR 800 ms');
  });

  it('says what cannot be told', () => {
    const none = { bazett: null, fridericia: null, framingham: null, hodges: null };
    expect(measurementWords({ ...measured, pr: null, qt: null, rr: null, qtc: none })).toBe('PR not measurable, QRS 90, QT not measurable ms');
    expect(measurementWords({ ...measured, pr: null, qrs: null, qt: null, rr: null, qtc: none })).toBe('This beat cannot be measured.');
  });
});
