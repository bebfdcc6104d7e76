/** Changes of the laboratory's thresholds: noted with what was before, and read off logs of older programs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessLine } from '../../core/contract/types.ts';
import { readThresholds, THRESHOLD_NAMES, THRESHOLDS, thresholdsValue, type Thresholds } from '../../core/rhythm/thresholds.ts';
import { noted, thresholdChanges } from '../../backend/services/threshold-changes.ts';

const line = (detail: string, i: number): AccessLine => ({ time: `2026-11-22T10:${String(i).padStart(2, '0')}:00Z`, who: 'Ada', what: 'setting-changed', detail });
const values = (thresholds: Thresholds): string => thresholdsValue(thresholds) ?? '';

describe('changes of the laboratory’s thresholds', () => {
  it('say what was before and what came, newest first, however many differ', () => {
    const some = fc.record(Object.fromEntries(THRESHOLD_NAMES.map((name) => [name, fc.integer({ min: 0, max: 4 }).map((steps) => Math.round(100 * (THRESHOLDS[name].shipped + steps * THRESHOLDS[name].step)) / 100)])), { requiredKeys: [] }).filter((thresholds) => readThresholds(values(thresholds)) !== null);
    fc.assert(
      fc.property(fc.array(some, { maxLength: 5 }), (steps) => {
        const wanted: string[] = [];
        const lines = steps.map((now, i) => {
          const was = steps[i - 1] ?? {};
          const differ = THRESHOLD_NAMES.map((name) => [name, was[name] ?? THRESHOLDS[name].shipped, now[name] ?? THRESHOLDS[name].shipped] as const).filter(([, before, after]) => before !== after);
          if (differ.length > 0) wanted.unshift(`thresholds: ${differ.map(([name, before, after]) => `${name} ${before} to ${after}`).join(', ')}`);
          return line(noted(values(was), values(now)), i);
        });
        expect(thresholdChanges(lines.toReversed()).map(({ label }) => label)).toEqual(wanted);
      }),
      { numRuns: 40 },
    );
  });

  it('are read off values that older programs noted; where one was cut, that something changed', () => {
    const log = [line('thresholds: {"pauseSeconds":2.5}', 1), line('thresholds: {"pauseSeconds":2.5,"vtRate":110', 2), line('thresholds: ', 3), line('thresholds: vtRate 100 to 120', 4)];
    expect(thresholdChanges(log.toReversed())).toEqual([
      { time: log[3]!.time, author: 'Ada', label: 'thresholds: vtRate 100 to 120' },
      { time: log[2]!.time, author: 'Ada', label: '' },
      { time: log[1]!.time, author: 'Ada', label: '' },
      { time: log[0]!.time, author: 'Ada', label: `thresholds: pauseSeconds ${THRESHOLDS.pauseSeconds.shipped} to 2.5` },
    ]);
  });
});
