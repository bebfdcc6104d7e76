/**
 * A peak so low that it would not even be doubtful is taken for a beat only where
 * the decoder would otherwise have to leave a long interval: a P wave, or nothing,
 * in the middle of a pause. In the training records no beat of the reference is
 * such a peak (the lowest stands at 0.28).
 */
import type { Candidates, Decoded } from './decode.ts';

/** Height under which a beat between two of more than twice its height, this far apart (seconds), is none; from the lesser height on it is doubtful. */
const LONE = { height: 0.25, times: 2, apart: 2, doubtful: 0.2 };

/**
 * The decoded beats without lone low peaks.
 *
 * @param rate of the candidates' places
 */
export function withoutLonePeaks(decoded: Decoded, { at, height }: Candidates, rate: number): Decoded {
  const { beats } = decoded;
  const lone = (i: number): boolean => {
    if (i === 0 || i + 1 === beats.length) return false;
    const [before, own, behind] = [beats[i - 1]!, beats[i]!, beats[i + 1]!];
    return height[own]! < LONE.height && Math.min(height[before]!, height[behind]!) > LONE.times * height[own]! && at[behind]! - at[before]! >= LONE.apart * rate;
  };
  const kept = beats.filter((_, i) => !lone(i));
  if (kept.length === beats.length) return decoded;
  const doubtful = [...decoded.doubtful, ...beats.filter((j, i) => lone(i) && height[j]! >= LONE.doubtful)].sort((a, b) => a - b);
  return { ...decoded, beats: kept, doubtful: Int32Array.from(doubtful) };
}
