import { describe, expect, it } from 'vitest';
import { amongMissedBeats } from '../../core/rhythm/af-multiples.ts';
import { afEvidence, afFindings } from '../../core/rhythm/af.ts';
import { intervalsOf } from '../../core/rhythm/af-intervals.ts';
import { DEFAULT_SETTINGS } from '../../core/rhythm/finding.ts';
import { chance, series } from './made-day.ts';

const BEATS = 1200;

/** Sinus rhythm whose rate sways, of which a share of the beats was missed. */
function missed(share: number): number[] {
  const next = chance(5);
  const intervals: number[] = [];
  let open = 0;
  for (let i = 0; i < BEATS; i++) {
    open += 0.8 * (1 + 0.05 * Math.sin(i / 25) + 0.02 * (next() - 0.5));
    if (next() < share) continue;
    intervals.push(open);
    open = 0;
  }
  return intervals;
}

function fibrillation(): number[] {
  const next = chance(9);
  return Array.from({ length: BEATS }, () => 0.45 + 0.6 * next() * next() + 0.2 * next());
}

const shareOf = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0) / marks.length;
const found = (intervals: number[]): number => {
  const day = series('N'.repeat(intervals.length + 1), intervals);
  return afFindings(day, afEvidence(intervalsOf(day), day.sampleRate), DEFAULT_SETTINGS).length;
};

describe('intervals among missed beats', () => {
  it('are multiples of a unit; those of fibrillation and of a whole sinus rhythm are not', () => {
    expect(shareOf(amongMissedBeats(missed(0.3)))).toBeGreaterThan(0.9);
    expect(shareOf(amongMissedBeats(missed(0)))).toBe(0);
    expect(shareOf(amongMissedBeats(fibrillation()))).toBeLessThan(0.02);
    expect(amongMissedBeats([])).toHaveLength(0);
  });

  it('are no fibrillation', () => {
    expect(found(missed(0.4))).toBe(0);
    expect(found(fibrillation())).toBe(1);
  });
});
