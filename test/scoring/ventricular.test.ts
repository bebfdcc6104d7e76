import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poissonUpper } from '../../core/scoring/poisson.ts';
import { ventricularReference } from '../../core/scoring/ventricular.ts';
import type { Annotation } from '../../core/study/recording.ts';
import { alarmsOf, falseAlarms, scoreVentricular, ventricularReport } from '../../cli/evaluate/ventricular.ts';
import { ALARM_FREE } from '../../cli/evaluate/alarm-free.ts';
import type { FoundEvent } from '../../cli/evaluate/machine-labels.ts';

const mark = (sample: number, symbol: string, aux = ''): Annotation => ({ sample, symbol, subtype: 0, chan: 0, num: 0, aux });
const event = (kind: FoundEvent['kind'], from: number, to: number, severity: FoundEvent['severity'] = 'urgent'): FoundEvent => ({ kind, from, to, severity, confidence: 1, reason: `${kind} at ${from}` });

describe('the bound of a Poisson count', () => {
  it('is that of the tables', () => {
    expect(poissonUpper(0)).toBeCloseTo(2.9957, 4);
    expect(poissonUpper(2)).toBeCloseTo(6.2958, 3);
    expect(poissonUpper(10)).toBeCloseTo(16.9622, 3);
  });
});

describe('what a reference says of ventricular rhythm', () => {
  it('is read from rhythm marks, however they are spelt, and from brackets', () => {
    const marks = [mark(0, '+', '(N'), mark(10, 'N'), mark(100, '+', '(VFIB'), mark(200, '+', '(VFL'), mark(300, '+', '(N'), mark(400, '+', '(VT'), mark(500, '+', '(NOISE'), mark(600, '+', '(N'), mark(700, '['), mark(800, ']')];
    expect(ventricularReference(marks, 1000)).toEqual({ VF: [{ from: 100, to: 300 }, { from: 700, to: 800 }], VT: [{ from: 400, to: 500 }], untold: [{ from: 500, to: 600 }] });
  });

  it('lasts to the end where a bracket is not closed; time before the first mark of a file without beats is not told', () => {
    expect(ventricularReference([mark(100, 'N'), mark(700, '[')], 1000)).toMatchObject({ VF: [{ from: 700, to: 1000 }], untold: [] });
    expect(ventricularReference([mark(50, '+', '(N')], 1000).untold).toEqual([{ from: 0, to: 50 }]);
  });

  it('gives spans in order, apart and within the recording, whatever the marks', () => {
    const symbols = fc.constantFrom(mark(0, '+', '(VF'), mark(0, '+', '(VT'), mark(0, '+', '(N'), mark(0, '+', '(NOISE'), mark(0, '['), mark(0, ']'), mark(0, 'N'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 999 }), symbols), { maxLength: 30 }), (list) => {
        const marks = list.map(([sample, of]) => ({ ...of, sample })).sort((a, b) => a.sample - b.sample);
        for (const spans of Object.values(ventricularReference(marks, 1000)) as { from: number; to: number }[][]) {
          let end = 0;
          for (const { from, to } of spans) {
            expect(from).toBeGreaterThanOrEqual(end);
            expect(to).toBeGreaterThan(from);
            end = to;
          }
          expect(end).toBeLessThanOrEqual(1000);
        }
      }),
    );
  });
});

describe('scoring ventricular rhythm', () => {
  const marks = [mark(0, '+', '(N'), mark(1, 'N'), mark(1000, '+', '(VF'), mark(3000, '+', '(N'), mark(5000, '+', '(VT'), mark(5300, '+', '(N')];

  it('counts six seconds and more, and takes for right what is marked at all', () => {
    const found = [event('ventricular-fibrillation', 1500, 3000), event('ventricular-tachycardia', 4900, 5500), event('ventricular-tachycardia', 8000, 8300)];
    const { either, VF, VT, byLength } = scoreVentricular(marks, found, 100, 10_000);
    expect(either).toMatchObject({ referenceDuration: 2000, overlap: 1500, testedDuration: 2100, rightDuration: 1800, referenceEpisodes: 1, found: 1, testedEpisodes: 2, right: 2 });
    expect(VF).toMatchObject({ referenceDuration: 2000, testedDuration: 1500 });
    expect(VT).toMatchObject({ referenceDuration: 0, testedDuration: 600, rightDuration: 300 });
    expect(byLength).toEqual({ VF: [{ n: 0, found: 0 }, { n: 1, found: 1 }, { n: 0, found: 0 }], VT: [{ n: 0, found: 0 }, { n: 0, found: 0 }, { n: 1, found: 1 }] });
  });

  it('gives figures with and without records whose marks are faulty', () => {
    const score = scoreVentricular(marks, [], 100, 10_000);
    const report = ventricularReport([{ id: 'cudb/cu14', score }, { id: 'cudb/cu01', score }])!;
    expect(report.faulty).toEqual(['cudb/cu14']);
    expect(report.ventricular.referenceEpisodes).toBe(2);
    expect(report.ventricularWithoutFaulty!.referenceEpisodes).toBe(1);
    expect(ventricularReport([])).toBeNull();
  });

  it('counts urgent alarms only where the reference has none', () => {
    const found = [event('pause', 10, 400), event('atrial-fibrillation', 0, 900), event('ventricular-tachycardia', 500, 900, 'important')];
    expect(alarmsOf('mitdb/207', found, 100, 8_640_000)).toBeNull();
    const alarms = alarmsOf(ALARM_FREE[0]!, found, 100, 8_640_000)!;
    expect(falseAlarms([alarms])).toMatchObject({ byKind: { pause: 1 }, hours: 24, perDay: 1, recordsAffected: 1, alarms: [{ kind: 'pause', second: 0, reason: 'pause at 10' }] });
    expect(falseAlarms([])).toBeNull();
  });
});
