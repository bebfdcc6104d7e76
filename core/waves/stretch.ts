/** All waves of a stretch of signal, measured by the network: what scoring and a look at one beat share. */
import type { WaveNetwork } from './block-waves.ts';
import { peakOf, wavesIn, type BeatWaves, type StretchWaves } from './delineate.ts';
import { conditionedLead, WAVE_RATE } from './wave-signal.ts';
import { fused, type WaveLikelihood } from './wave-spans.ts';

export interface MeasuredStretch extends StretchWaves {
  likelihood: WaveLikelihood;
  /** The leads as the network saw them. */
  leads: Float32Array[];
  /** Peak of the T wave of each beat, samples; `NaN` where it has none. */
  tPeaks: number[];
}

/** A stretch is cut to whole numbers of these samples. */
const MULTIPLE = 8;
/** A lead with less of it measured is left out. */
const LEAST_MEASURED = 0.9;

/**
 * Measures a stretch.
 *
 * @param raw mV at 250 Hz per lead, NaN where never measured; leads hardly measured are left out
 * @returns null where no lead is left or the stretch is shorter than a second
 */
export async function measureStretch(raw: readonly Float32Array[], network: WaveNetwork): Promise<MeasuredStretch | null> {
  const length = Math.floor((raw[0]?.length ?? 0) / MULTIPLE) * MULTIPLE;
  const chosen = raw.filter((lead) => lead.reduce((n, value) => n + (Number.isNaN(value) ? 0 : 1), 0) >= LEAST_MEASURED * lead.length);
  if (length < WAVE_RATE || chosen.length === 0) return null;
  const conditioned = chosen.map(conditionedLead);
  const leads = conditioned.map(({ signal }) => signal.slice(0, length));
  const likelihood = fused(await network(leads, length), length, conditioned.map(({ height }) => height));
  const waves = wavesIn(likelihood);
  return { ...waves, likelihood, leads, tPeaks: waves.beats.map((beat: BeatWaves) => (beat.t ? peakOf(leads, beat.t) : Number.NaN)) };
}
