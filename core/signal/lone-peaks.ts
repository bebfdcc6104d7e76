/**
 * A peak so low that it would not even be doubtful is taken for a beat only where
 * the decoder would otherwise have to leave a long interval: a P wave, or nothing,
 * in the middle of a pause. In the training records no beat of the reference is
 * such a peak (the lowest stands at 0.28). In a longer pause there are several,
 * P waves that are not conducted; more than three in a row may be a heart whose amplitude fell.
 */
import type { Candidates, Decoded } from './decode.ts';

/** Height under which beats, at most so many in a row, between two of more than twice their height, this far apart (seconds), are none; from the lesser height on they are doubtful. */
const LONE = { height: 0.25, most: 3, times: 2, apart: 2, doubtful: 0.2 };

/**
 * The decoded beats without lone low peaks.
 *
 * @param rate of the candidates' places
 */
export function withoutLonePeaks(decoded: Decoded, { at, height }: Candidates, rate: number): Decoded {
  const { beats } = decoded;
  const gone = new Set<number>();
  for (let i = 1; i + 1 < beats.length; i++) {
    let next = i;
    let top = 0;
    while (next + 1 < beats.length && next - i < LONE.most && height[beats[next]!]! < LONE.height) top = Math.max(top, height[beats[next++]!]!);
    if (next === i) continue;
    const [before, behind] = [beats[i - 1]!, beats[next]!];
    if (Math.min(height[before]!, height[behind]!) > LONE.times * top && at[behind]! - at[before]! >= LONE.apart * rate) for (let k = i; k < next; k++) gone.add(beats[k]!);
    i = next;
  }
  if (gone.size === 0) return decoded;
  const doubtful = [...decoded.doubtful, ...[...gone].filter((j) => height[j]! >= LONE.doubtful)].sort((a, b) => a - b);
  return { ...decoded, beats: beats.filter((j) => !gone.has(j)), doubtful: Int32Array.from(doubtful) };
}
