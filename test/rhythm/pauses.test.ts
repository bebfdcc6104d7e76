import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Finding } from '../../core/rhythm/finding.ts';
import { findingsOf } from '../../core/rhythm/findings.ts';
import { atrialCourse, atrialOdds } from '../../core/rhythm/gap-waves.ts';
import type { PauseEvidence } from '../../core/rhythm/interval-evidence.ts';
import { pauseCounts, pauseFindings } from '../../core/rhythm/pauses.ts';
import { GAP_WAVE } from '../../core/signal/gap-evidence.ts';
import { gapAnswers } from '../../core/signal/gap-filters.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import { chance, day, RATE, series, times } from './made-day.ts';

/** Ten beats at 0.8 s, an interval, ten more; the beat before the interval is `before`. */
function around(interval: number, before: string, evidence: PauseEvidence = {}, more: { unreadable?: number[]; gaps?: number[] } = {}, af: { from: number; to: number }[] = []): Finding[] {
  const made = series(`NNNNNNNNN${before}NNNNNNNNNN`, [...times(9, 0.8), interval, ...times(9, 0.8)], more);
  return pauseFindings(made, evidence, af, DEFAULT_SETTINGS);
}

/** Second at which the interval begins. */
const AT = 1 + 9 * 0.8;

describe('pauses', () => {
  it('begin at 2 s and are urgent from 3 s', () => {
    expect(around(1.99, 'N')).toEqual([]);
    expect(around(2, 'N')[0]).toMatchObject({ kind: 'pause', severity: 'important' });
    expect(around(3.12, 'N')[0]).toMatchObject({ kind: 'pause', severity: 'urgent', anchors: [9, 10], reason: '3.12 s without an R peak, after a normal beat, usual RR 0.80 s' });
  });

  it('are told apart by what came before', () => {
    expect(around(2.5, 'V')[0]).toMatchObject({ kind: 'pause-after-ectopic-beat' });
    expect(around(2.5, 'S')[0]!.reason).toContain('after a supraventricular beat');
    const whole = [{ from: 0, to: 100 * RATE }];
    expect(around(2.5, 'N', {}, {}, whole)[0]).toMatchObject({ kind: 'pause-in-atrial-fibrillation' });
    expect(around(2.5, 'N', {}, {}, [{ from: 0, to: (AT - 1) * RATE }])[0]).toMatchObject({ kind: 'pause-at-end-of-atrial-fibrillation' });
    expect(around(2.5, 'N', {}, {}, [{ from: -60 * RATE, to: (AT - 11) * RATE }])[0]).toMatchObject({ kind: 'pause' });
    // What goes on only a little longer ended with the pause: the end of an episode is no sharper than that.
    expect(around(2.5, 'N', {}, {}, [{ from: 0, to: (AT + 8) * RATE }])[0]).toMatchObject({ kind: 'pause-at-end-of-atrial-fibrillation' });
  });

  it('know fibrillation beside them that is too short for an episode, by intervals and atrial waves alike', () => {
    const next = chance(4);
    const irregular = (n: number): number[] => Array.from({ length: n }, () => 0.4 + 0.6 * next());
    const kinds = (rr: readonly number[], atrial: (row: number) => number | null): string[] => {
      const column = Uint8Array.from({ length: rr.length + 1 }, (_, row) => (atrial(row) === null ? 0 : 128 + 16 * atrial(row)!));
      return findingsOf(day('N'.repeat(rr.length + 1), rr, { evidence: { atrial: column } })).map(({ kind }) => kind).filter((kind) => kind.startsWith('pause'));
    };
    const inside = [...times(60, 0.8), ...irregular(24), 2.6, ...irregular(24), ...times(60, 0.8)];
    const atEnd = [...times(60, 0.8), ...irregular(24), 2.6, ...times(60, 0.8)];
    const within = (last: number, odds: number) => (row: number): number => (row >= 60 && row <= last ? odds : -5);
    expect(kinds(inside, within(109, 2))).toEqual(['pause-in-atrial-fibrillation']);
    expect(kinds(atEnd, within(84, 2))).toEqual(['pause-at-end-of-atrial-fibrillation']);
    // P waves before the beats: sinus arrhythmia. And where nobody looked at the atria, nothing is claimed.
    expect(kinds(inside, () => -5)).toEqual(['pause']);
    expect(kinds(inside, () => null)).toEqual(['pause']);
  });

  it('are counted in every step they reach', () => {
    const counts = pauseCounts([...around(2.6, 'N'), ...around(3.2, 'N')], DEFAULT_SETTINGS.pauseSteps);
    expect(counts.map(({ count }) => count)).toEqual([2, 2, 1, 0]);
  });

  it('are none where a part is unreadable or was not measured', () => {
    expect(around(3, 'N', {}, { unreadable: [(AT + 1) * RATE, (AT + 1.5) * RATE] })[0]).toMatchObject({ kind: 'no-pause', severity: 'note' });
    expect(around(3, 'N', {}, { gaps: [(AT + 1) * RATE, (AT + 1.5) * RATE] })[0]!.reason).toBe('3.00 s without an R peak, but part of it is unreadable or was not measured: no pause');
    expect(around(3, 'N', {}, { unreadable: [(AT + 0.4) * RATE, (AT + 2.6) * RATE] })).toEqual([]);
    expect(around(90, 'N', {}, { gaps: [(AT + 1) * RATE, (AT + 80) * RATE] })).toEqual([]);
  });

  it('are none where peaks under the threshold leave no part as long', () => {
    expect(around(3.2, 'N', { doubtful: [(AT + 1.6) * RATE] })[0]).toMatchObject({ kind: 'no-pause' });
    // T waves belong to their beats, and a peak that leaves a pause leaves it a pause, with a doubt.
    expect(around(3.2, 'N', { doubtful: [(AT + 0.3) * RATE] })[0]).toMatchObject({ kind: 'pause' });
    expect(around(3.2, 'N', { doubtful: [(AT + 0.9) * RATE] })[0]!.reason).toContain('1 peak under the detection threshold in it');
  });

  /** Waves of the interval as the evidence has them: seconds behind its first beat, kind, share, correlation. */
  const waves = (...list: readonly (readonly [number, number, number, number])[]): PauseEvidence => ({ evidence: { gapWaves: Float64Array.from(list.flatMap(([second, ...rest]) => [(AT + second) * RATE, ...rest])) } });

  it('are none where the T wave before them is cut off: to be looked at, unless it is asystole', () => {
    const cut = waves([0.33, GAP_WAVE.lastT, 0.4, -6]);
    expect(around(3, 'N', cut)[0]).toMatchObject({ kind: 'no-pause', severity: 'important', reason: '3.00 s without an R peak, but the T wave of the beat before has only 40 % of its usual height: the amplitude fell away: no pause' });
    expect(around(3, 'N', waves([0.33, GAP_WAVE.lastT, 1, 0]))[0]).toMatchObject({ kind: 'pause', severity: 'urgent' });
    expect(around(7, 'N', cut)[0]!.kind).toBe('pause');
  });

  it('are pauses although a small wave lies in them, where the T wave is whole and nothing stands where beats would', () => {
    expect(around(3.2, 'N', { ...waves([0.33, GAP_WAVE.lastT, 1, 0]), doubtful: [(AT + 1.6) * RATE] })[0]).toMatchObject({ kind: 'pause', confidence: expect.closeTo(0.5, 5) as number });
    const small = [1.2, GAP_WAVE.beat, 0.05, 0.7] as const;
    expect(around(2.4, 'N', waves(small))[0]!.reason).toContain("1 wave of the beats' own shape");
    expect(around(2.4, 'N', waves([0.33, GAP_WAVE.lastT, 1, 0], small))[0]!.kind).toBe('pause');
    // The filter of QRS complexes answers at the very places.
    const answers = [0.8, 1.6].map((second) => [second, GAP_WAVE.qrsAnswer, 0.1, 20] as const);
    expect(around(2.4, 'N', waves([0.33, GAP_WAVE.lastT, 1, 0], ...answers, [1.6, GAP_WAVE.beat, 0.1, 0.9]))[0]).toMatchObject({ kind: 'no-pause' });
  });

  it('are none where no lead could be read for half of it', () => {
    const quality = (readable: (second: number, lead: number) => boolean): PauseEvidence => ({
      quality: { leads: 2, seconds: 40, flags: Uint8Array.from({ length: 80 }, (_, i) => (readable(i % 40, Math.floor(i / 40)) ? QUALITY.usable : QUALITY.leadOff)) },
    });
    expect(around(3, 'N', quality(() => false))[0]).toMatchObject({ kind: 'no-pause' });
    expect(around(3, 'N', quality((_, lead) => lead === 1))[0]).toMatchObject({ kind: 'pause', leads: [1] });
    // A lead that was off all along says nothing; one that goes off in it does.
    expect(around(3, 'N', quality((second, lead) => lead === 1 || second < 9))[0]!.reason).toContain('falls silent in it');
    const still = quality(() => true);
    still.quality!.flags.fill(QUALITY.usable | QUALITY.flat, 9, 10).fill(QUALITY.usable | QUALITY.flat, 49, 50);
    expect(around(3, 'N', still)[0]!.reason).toContain('flat line without noise for a whole second');
    const jumping = quality(() => true);
    jumping.quality!.flags.fill(QUALITY.usable | QUALITY.motion, 0, 40);
    expect(around(3, 'N', jumping)[0]).toMatchObject({ kind: 'no-pause' });
    expect(around(3, 'N', quality(() => true))[0]!.reason).toBe('3.00 s without an R peak in 2 of 2 leads, quality good, after a normal beat, usual RR 0.80 s');
  });
});

describe('the course of the atria', () => {
  /** Answers 0.8 s apart from 0.63 s behind the beat at 0 on, of this height, and so many deviations of the noise. */
  const waves = (share: number, correlation: number, count: number) => Array.from({ length: count }, (_, k) => ({ sample: (0.63 + 0.8 * k) * RATE, share, correlation }));
  const course = (list: ReturnType<typeof waves>, usual = 0.8) => atrialCourse(list, 0, 4 * RATE, usual * RATE, RATE);
  const odds = (list: ReturnType<typeof waves>, usual = 0.8): number => atrialOdds(course(list, usual));

  it('goes on where waves of the usual height stand at its places', () => {
    expect(course(waves(1, 8, 4))).toMatchObject({ asked: 4, seen: 4 });
    expect(odds(waves(1, 8, 4))).toBeGreaterThan(2);
    expect(odds(waves(0.9, 6, 4))).toBeGreaterThan(1.5);
  });

  it('does not where they are missing, too small or out of step', () => {
    expect(course([])).toMatchObject({ asked: 4, seen: 0 });
    expect(odds([])).toBe(-Infinity);
    expect(odds(waves(0.15, 2, 4))).toBeLessThan(-3);
    expect(odds(waves(1, 8, 4), 0.6)).toBeLessThan(odds(waves(1, 8, 4)) - 2);
    expect(course(waves(1, 8, 4), Number.NaN)).toMatchObject({ asked: 0, seen: 0 });
    expect(odds(waves(1, 8, 4), Number.NaN)).toBe(-Infinity);
  });

  it('goes along with a rhythm that slows', () => {
    const slowing = [0.65, 1.47, 2.31, 3.17].map((seconds) => ({ sample: seconds * RATE, share: 1, correlation: 8 }));
    expect(course(slowing)).toMatchObject({ asked: 4, seen: 4 });
  });
});

describe('filters of waves in a gap', () => {
  /** Ten beats with P waves 0.8 s apart over faint noise, then a gap in which `put` draws. */
  function answersOf(put: (x: Float32Array) => void) {
    const x = new Float32Array(14 * 125);
    let state = 7;
    for (let i = 0; i < x.length; i++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      x[i] = 0.02 * (state / 2147483648 - 0.5) + (i > 0 ? 0.6 * x[i - 1]! : 0);
    }
    const beats = Array.from({ length: 10 }, (_, k) => 50 + 100 * k);
    for (const beat of [...beats, 1400]) wave(x, beat, 1, 1);
    put(x);
    const span = { from: 0, leads: [x], valid: [new Uint8Array(x.length).fill(1)] };
    return gapAnswers(span, beats, [{ from: 950, to: 1400 }]);
  }
  function wave(x: Float32Array, beat: number, p: number, qrs: number): void {
    for (let k = -8; k <= 8; k++) x[beat - 21 + k]! += 0.12 * p * Math.cos((Math.PI * k) / 17) ** 2;
    for (let k = -4; k <= 4; k++) x[beat + k]! += qrs * Math.cos((Math.PI * k) / 9) ** 2;
  }

  it('answer with place and height of P waves and of tiny QRS complexes', () => {
    const p = answersOf((x) => [1100, 1200, 1300].forEach((beat) => wave(x, beat, 1, 0))).p.filter(({ score }) => score > 5);
    expect(p.map(({ position }) => Math.round((position + 21) / 100))).toEqual([11, 12, 13]);
    for (const { share } of p) expect(share).toBeGreaterThan(0.7);
    const qrs = answersOf((x) => wave(x, 1150, 0, 0.1)).qrs.filter(({ score }) => score > 5);
    expect(qrs.map(({ position }) => position)).toEqual([1150]);
    expect(qrs[0]!.share).toBeCloseTo(0.1, 1);
  });

  it('say nothing where nothing is, where too few beats are known, or where nothing was measured', () => {
    expect(answersOf(() => undefined).p.filter(({ score }) => score > 5)).toEqual([]);
    const span = { from: 0, leads: [new Float32Array(1000)], valid: [new Uint8Array(1000)] };
    expect(gapAnswers(span, Array.from({ length: 9 }, (_, k) => 50 + 50 * k), [{ from: 500, to: 900 }])).toEqual({ p: [], qrs: [] });
  });
});
