import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../core/rhythm/finding.ts';
import { countedBy, histogramOf, loosened, thresholdData } from '../../renderer/state/threshold-data.ts';
import { likelihoodOf } from '../../renderer/screens/episodes/likelihood.tsx';

const RATE = 250;
const found = (kind: Finding['kind'], seconds: number, rate: number | null = null): Finding => ({ kind, from: 0, to: seconds * RATE, severity: 'note', rate, leads: [], confidence: 1, reason: '', anchors: [], evidence: {} });

test('a threshold cuts through the findings on both of its sides', () => {
  const rate = { binSeconds: 120, min: Float32Array.from([38, 55, Number.NaN]), mean: Float32Array.from([60, 60, Number.NaN]), max: Float32Array.from([90, 125, Number.NaN]) };
  const data = thresholdData({
    findings: [found('pause', 1.6), found('pause-after-ectopic-beat', 3.2), found('ventricular-tachycardia', 3, 150), found('idioventricular-rhythm', 3, 70), found('atrial-fibrillation', 12)],
    sampleRate: RATE,
    rate,
    // The first stretch ends at 22 h.
    startSecond: 22 * 3600 - 120,
    stored: undefined,
    trends: { formula: 'fridericia', from: Float64Array.of(0, 1), qt: Float32Array.of(400, 400), qtc: Float32Array.of(470, Number.NaN), st: [{ lead: 0, from: Float64Array.of(0, 1, 2, 3), level: Float32Array.of(0.15, 0.15, -0.2, 0.3) }], narrow: [] },
  });
  expect(data.pauseSeconds?.values).toEqual([1.6, 3.2]);
  expect(countedBy(data.pauseSeconds!, 2)).toBe(1);
  expect(data.vtRate?.values).toEqual([150, 70]);
  expect(data.afSeconds?.values).toEqual([12]);
  expect([data.bradycardiaDay?.values, data.bradycardiaNight?.values]).toEqual([[38], [55]]);
  expect(countedBy(data.bradycardiaDay!, 50)).toBe(1);
  expect(data.tachycardiaNight?.values).toEqual([125]);
  expect(data.qtcMs?.values).toEqual([470]);
  // From the line and from the lead's own level, whichever is less: 0.15 mV all day is no deviation.
  expect(data.stMv?.values.map((value) => value.toFixed(2))).toEqual(['0.00', '0.00', '0.20', '0.15']);
  expect([data.afBias, data.nightFrom]).toEqual([undefined, undefined]);
  expect(loosened({ pauseSeconds: 3, qtcMs: 480 })).toMatchObject({ pauseSeconds: 1.5, qtcMs: 480, afSeconds: 10 });
});

test('every value is in a bin, and the marks stand within', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { maxLength: 60 }), fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 2 }), (values, marks) => {
      const { from, to, bins } = histogramOf(values, marks);
      expect(bins.reduce((sum, n) => sum + n, 0)).toBe(values.length);
      for (const mark of marks) expect(mark >= from && mark <= to).toBe(true);
    }),
  );
});

test('bars of the model are means of the beats that it saw', () => {
  const probability = Uint8Array.from([255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0]);
  expect(likelihoodOf(probability, 0, 3)).toEqual({ beats: 2, classes: [{ of: 'N', mean: 0.5 }, { of: 'V', mean: 0.5 }] });
  expect(likelihoodOf(probability, 1, 2)).toEqual({ beats: 0, classes: [] });
});
