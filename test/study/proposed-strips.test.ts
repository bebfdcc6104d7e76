import { describe, expect, it } from 'vitest';
import { findingsAfter, tablesOf } from '../../core/rhythm/findings.ts';
import { proposedStrips } from '../../core/study/report.ts';
import { notCounted, summarise } from '../../core/study/summary.ts';
import { day, RATE } from '../rhythm/made-day.ts';

describe('strips that the program proposes', () => {
  // Beats at 1, 2, … 120 s; V at 11, 51 and 91 s.
  const classes = Array.from({ length: 120 }, (_, i) => (i % 40 === 10 ? 'V' : 'N')).join('');
  const firstV = (more: { unreadable?: number[]; fibrillation?: number[] }): number | undefined => {
    const made = day(classes, 1);
    const frame = { sampleRate: RATE, sampleCount: made.sampleCount, unreadable: more.unreadable ?? [], gaps: [], fibrillation: more.fibrillation ?? [] };
    const found = findingsAfter(null, { ...made, unreadable: frame.unreadable });
    const strips = proposedStrips(summarise(made.beats, frame), tablesOf(found), made.beats, notCounted(frame), frame);
    const strip = strips.find(({ caption }) => caption === 'First beat labelled ventricular (chosen by the program)');
    return strip && (strip.from + strip.to) / 2 / RATE;
  };

  it('show the first beat of a class that counts', () => {
    expect(firstV({})).toBeCloseTo(11, 1);
    expect(firstV({ unreadable: [5 * RATE, 20 * RATE] })).toBeCloseTo(51, 1);
    expect(firstV({ unreadable: [5 * RATE, 20 * RATE], fibrillation: [45 * RATE, 60 * RATE] })).toBeCloseTo(91, 1);
    expect(firstV({ unreadable: [0, 100 * RATE] })).toBeUndefined();
  });
});
