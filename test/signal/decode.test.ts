import { expect, it, describe } from 'vitest';
import { decode, type Candidates } from '../../core/signal/decode.ts';
import { withoutLonePeaks } from '../../core/signal/lone-peaks.ts';

const RATE = 62.5;

/** Candidates at these seconds with these heights. */
function candidates(list: readonly (readonly [number, number])[]): Candidates {
  return { at: Int32Array.from(list, ([at]) => Math.round(at * RATE)), height: Float32Array.from(list, ([, height]) => height) };
}

describe('the decoder', () => {
  it('keeps every beat of a fast wide run in a slower rhythm, small as its peaks are', () => {
    const sinus = (from: number, n: number): [number, number][] => Array.from({ length: n }, (_, i) => [from + 0.9 * i, 1]);
    const run = [0.44, 0.44, 0.41, 0.39, 0.45, 0.47, 0.49, 0.48].map((height, i): [number, number] => [9.57 + 0.42 * i, height]);
    // What stands between the beats makes the signal ambiguous.
    const between = [0, 3, 5, 7].map((i): [number, number] => [9.82 + 0.42 * i, 0.12]);
    const all = [...sinus(1, 10), ...run, ...between, ...sinus(14, 10)].sort((a, b) => a[0] - b[0]);
    const { at } = candidates(all);
    const found = new Set(Array.from(decode(candidates(all), RATE).beats, (j) => at[j]!));
    expect(run.map(([seconds]) => found.has(Math.round(seconds * RATE)))).toEqual(run.map(() => true));
    expect(found.size).toBe(28);
  });
});

describe('lone low peaks', () => {
  const kept = (list: readonly (readonly [number, number])[]): { beats: number[]; doubtful: number[] } => {
    const all = candidates(list);
    const { beats, doubtful } = withoutLonePeaks({ beats: Int32Array.from(list.keys()), doubtful: new Int32Array(0) }, all, RATE);
    return { beats: Array.from(beats), doubtful: Array.from(doubtful) };
  };

  it('in the middle of a pause are no beats, and doubtful where they stand clear of the floor', () => {
    expect(kept([[1, 1], [2, 1], [3.4, 0.15], [4.8, 1]])).toEqual({ beats: [0, 1, 3], doubtful: [] });
    expect(kept([[1, 1], [2, 1], [3.4, 0.22], [4.8, 1]])).toEqual({ beats: [0, 1, 3], doubtful: [2] });
  });

  it('may be up to three in a row: P waves of a longer pause', () => {
    expect(kept([[1, 1], [2, 0.17], [3.2, 0.2], [4.4, 0.24], [5.4, 1]])).toEqual({ beats: [0, 4], doubtful: [2, 3] });
    expect(kept([[1, 1], [2, 0.17], [3.2, 0.2], [4.4, 0.24], [5.4, 0.2], [6.4, 1]]).beats).toHaveLength(6);
  });

  it('are beats beside one that is not twice as high, in a shorter interval, and where they are higher', () => {
    expect(kept([[1, 1], [2, 0.2], [3.4, 0.35], [4.8, 1]]).beats).toHaveLength(4);
    expect(kept([[1, 1], [2, 1], [2.9, 0.2], [3.8, 1]]).beats).toHaveLength(4);
    expect(kept([[1, 1], [2, 1], [3.4, 0.28], [4.8, 1]]).beats).toHaveLength(4);
  });
});
