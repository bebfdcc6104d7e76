import { describe, expect, it } from 'vitest';
import { CLASS_INDEX, CLASSES, type BeatClass } from '../../core/beats/classes.ts';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import { consistentRuns } from '../../core/beats/run-consistency.ts';

interface Made {
  /** Class, percent of V, interval before it in seconds, shape. */
  beats: [beatClass: BeatClass, likely: number, rr: number, shape: 'a' | 'b'][];
}

function judged({ beats }: Made): string {
  let at = 0;
  const time = beats.map(([, , rr]) => (at += rr));
  const probabilities = beats.flatMap(([, likely]) => [1 - likely / 100, 0, likely / 100, ...Array<number>(PROBABILITIES - 3).fill(0)]);
  const embedding = beats.flatMap(([, , , shape]) => (shape === 'a' ? [10, 1] : [1, 10]));
  const classes = Uint8Array.from(beats, ([name]) => CLASS_INDEX[name]);
  return Array.from(consistentRuns(classes, { time, probabilities, embedding, otherwise: () => CLASS_INDEX.N }), (index) => CLASSES[index]).join('');
}

describe('beats of a run', () => {
  const couplet: Made['beats'] = [['N', 0, 0.8, 'a'], ['V', 70, 0.4, 'b'], ['V', 60, 0.35, 'b']];

  it('join two V at their rate and of their shape, on either side', () => {
    expect(judged({ beats: [...couplet, ['N', 20, 0.35, 'b'], ['N', 0, 0.7, 'a']] })).toBe('NVVVN');
    expect(judged({ beats: [['N', 0, 0.8, 'a'], ['N', 20, 0.6, 'b'], ['V', 60, 0.36, 'b'], ['V', 60, 0.35, 'b'], ['N', 0, 0.7, 'a']] })).toBe('NVVVN');
  });

  it('go on one by one', () => {
    expect(judged({ beats: [...couplet, ['N', 20, 0.35, 'b'], ['N', 30, 0.34, 'b'], ['N', 0, 0.7, 'a']] })).toBe('NVVVVN');
  });

  it('stay what they are where shape, pace or the model speak against it', () => {
    expect(judged({ beats: [...couplet, ['N', 20, 0.35, 'a'], ['N', 0, 0.7, 'a']] })).toBe('NVVNN');
    expect(judged({ beats: [...couplet, ['N', 20, 0.48, 'b'], ['N', 0, 0.7, 'a']] })).toBe('NVVNN');
    expect(judged({ beats: [...couplet, ['N', 9, 0.35, 'b'], ['N', 0, 0.7, 'a']] })).toBe('NVVNN');
    expect(judged({ beats: [...couplet, ['S', 30, 0.35, 'b'], ['N', 0, 0.7, 'a']] })).toBe('NVVSN');
    // A single V drags nothing along: bigeminy stays bigeminy.
    expect(judged({ beats: [['V', 90, 0.4, 'b'], ['N', 30, 0.4, 'b'], ['V', 90, 0.4, 'b'], ['N', 30, 0.4, 'b']] })).toBe('VNVN');
  });

  it('are no run where all are unlikely, unless it is too fast to be anything else', () => {
    const doubtful = (rr: number): Made => ({ beats: [['N', 0, 0.8, 'a'], ['V', 30, rr, 'b'], ['V', 35, rr, 'b'], ['V', 25, rr, 'b'], ['N', 0, 0.8, 'a']] });
    expect(judged(doubtful(0.5))).toBe('NNNNN');
    expect(judged(doubtful(0.27))).toBe('NVVVN');
    expect(judged({ beats: [['V', 10, 0.8, 'b'], ['V', 60, 0.5, 'b'], ['V', 20, 0.5, 'b']] })).toBe('NVN');
    expect(judged({ beats: [['V', 30, 0.8, 'b'], ['V', 30, 0.5, 'b']] })).toBe('VV');
    expect(judged({ beats: [] })).toBe('');
  });
});
