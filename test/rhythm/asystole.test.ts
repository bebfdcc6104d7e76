import { describe, expect, it } from 'vitest';
import { findingsAfter, findingsOf, tablesOf, type FindingsInput } from '../../core/rhythm/findings.ts';
import { VENTRICULAR_VALUES } from '../../core/signal/ventricular.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import { day, RATE, times } from './made-day.ts';

/** Twenty beats, `interval` seconds without one, twenty beats; quality of one lead given per second. */
function stop(interval: number, flags: (second: number) => number = () => QUALITY.usable, ventricular?: Uint8Array): FindingsInput {
  const made = day('N'.repeat(40), [...times(19, 0.8), interval, ...times(20, 0.8)]);
  const seconds = Math.ceil(made.sampleCount / RATE);
  return { ...made, quality: { leads: 1, seconds, flags: Uint8Array.from({ length: seconds }, (_, s) => flags(s)), numbers: [0] }, ...(ventricular ? { evidence: { ventricular } } : {}) };
}

const kinds = (input: FindingsInput): string[] => findingsOf(input).map(({ kind }) => kind).filter((kind) => kind === 'asystole' || kind.endsWith('pause'));

describe('asystole', () => {
  it('is a pause of six seconds and more, and is counted among the pauses', () => {
    expect(kinds(stop(5.9))).toEqual(['pause']);
    expect(kinds(stop(6.5))).toEqual(['asystole']);
    const state = findingsAfter(null, stop(6.5));
    expect(state.findings.find(({ kind }) => kind === 'asystole')).toMatchObject({ severity: 'urgent', anchors: [19, 20] });
    expect(tablesOf(state)).toMatchObject({ asystoles: 1, pauses: { longest: { seconds: 6.5 } } });
  });

  it('is none where the lead is off', () => {
    expect(kinds(stop(8, (second) => (second >= 18 && second < 22 ? QUALITY.flat | QUALITY.leadOff : QUALITY.usable)))).toEqual(['no-pause']);
  });

  it('is told behind fibrillation', () => {
    // Beats up to 16.2 s, fibrillation from 17 to 27 s, nothing up to the next beat at 36.2 s.
    const column = new Uint8Array(60 * VENTRICULAR_VALUES);
    for (let s = 17; s < 27; s++) column.set([240, 5, 150, 100], s * VENTRICULAR_VALUES);
    const found = findingsOf(stop(20, () => QUALITY.usable, column)).filter(({ kind }) => kind === 'asystole');
    expect(found).toMatchObject([{ from: 27 * RATE, anchors: [19, 20] }]);
    expect(found[0]!.reason).toContain('between ventricular fibrillation and a beat');
    expect(kinds(stop(20, (second) => (second === 30 ? 0 : QUALITY.usable), column))).toEqual([]);
  });

  it('is told where the heart stops before all is unreadable, and not where contact is only just back', () => {
    // Beats up to 16.2 s and from 86.2 s on.
    const dead = { ...stop(70), unreadable: [30 * RATE, 80 * RATE] };
    const asystoles = findingsOf(dead).filter(({ kind }) => kind === 'asystole');
    expect(asystoles).toMatchObject([{ to: 30 * RATE, severity: 'urgent' }]);
    expect(asystoles[0]!.reason).toContain('between a beat and a stretch that cannot be read');
    expect(kinds({ ...dead, doubtful: [20 * RATE] })).toEqual([]);
    expect(kinds({ ...stop(70), unreadable: [20 * RATE, 70 * RATE] })).toEqual([]);
  });

  it('is none where contact is lost, which is said however long it lasts', () => {
    const off = (second: number): number => (second >= 18 && second < 84 ? QUALITY.flat : QUALITY.usable);
    const told = findingsOf({ ...stop(70, off), unreadable: [18 * RATE, 84 * RATE] }).filter(({ kind }) => kind === 'no-pause');
    expect(told).toMatchObject([{ severity: 'note' }]);
    expect(told[0]!.reason).toContain('every lead is flat and unreadable for 66 s of it: contact was lost');
  });

  it('is none where peaks lie all along, but somebody should look', () => {
    const doubtful = Array.from({ length: 68 }, (_, k) => (17.5 + k) * RATE);
    expect(findingsOf({ ...stop(70), doubtful }).filter(({ kind }) => kind === 'no-pause')).toMatchObject([{ severity: 'important' }]);
  });
});
