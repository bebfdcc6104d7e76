import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Finding } from '../../core/rhythm/finding.ts';
import { afEvidence, afFindings } from '../../core/rhythm/af.ts';
import { intervalsOf } from '../../core/rhythm/af-intervals.ts';
import { chance, series } from './made-day.ts';

/** Minutes of sinus rhythm and of irregular intervals in turns, beginning with sinus rhythm. */
function fibrillationIn(minutes: readonly number[], atrial: boolean): Finding[] {
  const next = chance(7);
  const rr: number[] = [];
  minutes.forEach((length, part) => {
    for (let at = 0; at < 60 * length; at += rr.at(-1)!) rr.push(part % 2 === 0 ? 0.85 + 0.02 * next() : 0.4 + 0.75 * next());
  });
  const made = series('N'.repeat(rr.length + 1), rr);
  // 128 + 16 a unit: the waves before the beats are fibrillation's where nothing is regular.
  const column = atrial ? Uint8Array.from({ length: rr.length + 1 }, () => 128 + 8) : undefined;
  return afFindings(made, afEvidence(intervalsOf(made), made.sampleRate), DEFAULT_SETTINGS, column);
}

describe('a short irregular stretch', () => {
  it('is no fibrillation by RR intervals alone, where the recording shows no other', () => {
    expect(fibrillationIn([20, 1.2, 20], false)).toEqual([]);
  });

  it('is, where the atria were looked at and show no P wave', () => {
    expect(fibrillationIn([20, 1.2, 20], true)).toHaveLength(1);
  });

  it('is, where the recording shows fibrillation for long', () => {
    expect(fibrillationIn([20, 1.2, 20, 8, 10], false)).toHaveLength(2);
  });
});
