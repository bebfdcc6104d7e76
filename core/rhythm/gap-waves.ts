/** Small waves between beats far apart, read from the evidence of the run, and whether they keep a rhythm. */
import { GAP_WAVE_VALUES } from '../signal/gap-evidence.ts';

/** From the middle of a P wave to its R peak, seconds: where the template of P waves has it. */
export const PR_MIDDLE = 0.17;

export interface GapWaveAt {
  sample: number;
  share: number;
  correlation: number;
}

/** Waves of one kind that lie in the interval. */
export function wavesWithin(from: number, to: number, waves: ArrayLike<number> | undefined, like: number): GapWaveAt[] {
  const found: GapWaveAt[] = [];
  if (!waves) return found;
  let low = 0;
  let high = waves.length / GAP_WAVE_VALUES;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (waves[middle * GAP_WAVE_VALUES]! <= from) low = middle + 1;
    else high = middle;
  }
  for (let k = low * GAP_WAVE_VALUES; k < waves.length && waves[k]! < to; k += GAP_WAVE_VALUES) {
    if (waves[k + 1] === like) found.push({ sample: waves[k]!, share: waves[k + 2]!, correlation: waves[k + 3]! });
  }
  return found;
}

/**
 * Number of waves that keep the rhythm: whole intervals after `first`. 0 where
 * fewer than six tenths of those that the rhythm asks for are there, or too many
 * stand beside it.
 */
export function inRhythm(waves: readonly GapWaveAt[], first: number, to: number, usual: number, outOfStep: number): number {
  if (Number.isNaN(usual)) return 0;
  const asked = Math.max(1, Math.round((to - first) / usual) - 1);
  const turns = new Set<number>();
  let beside = 0;
  for (const { sample } of waves) {
    const turn = (sample - first) / usual;
    if (Math.abs(turn - Math.round(turn)) <= outOfStep && Math.round(turn) >= 1) turns.add(Math.round(turn));
    else beside++;
  }
  return turns.size >= 0.6 * asked && turns.size >= 2 * beside ? turns.size : 0;
}
