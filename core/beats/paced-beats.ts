/** Which beats a ventricular pacing spike made. */
import { codeOf } from './classes.ts';
import { lowerBound } from './search.ts';

/** A spike belongs to the R peak that follows so soon, or stands so little before it. Seconds. */
export const CAPTURE = { before: 0.03, after: 0.145 };
/** From an atrial spike to the ventricular one. Seconds. */
export const AV = { least: 0.08, most: 0.35 };
/** A P wave's middle lies no further behind its spike. Seconds. */
const P_WAVE = 0.1;
const PACED = codeOf('/');
const ARTEFACT = codeOf('|');

/**
 * Gives beats behind a ventricular spike the code of paced ones (`/`, class Q),
 * whatever the network made of their shape: they are nobody's ectopy. Whether
 * the patient's own beat had a part in it (`f`) is not told. Changes `code`.
 *
 * @param samples R peaks, ascending
 * @param spikes samples of spikes, ascending
 */
export function markPaced(code: Uint8Array, samples: ArrayLike<number>, spikes: Float64Array, sampleRate: number): void {
  for (let i = 0; i < samples.length; i++) {
    if (code[i] === ARTEFACT || !pacedAt(samples[i]!, spikes, sampleRate)) continue;
    code[i] = isPWave(samples[i]!, samples[i + 1] ?? Infinity, spikes, sampleRate) ? ARTEFACT : PACED;
  }
}

/**
 * A peak between an atrial and a ventricular spike is no beat where the latter
 * has one of its own (what the first spike left, or the P wave), and where it
 * stands closer behind the first than a beat conducts: the P wave, with nothing
 * higher around.
 */
function isPWave(sample: number, next: number, spikes: Float64Array, sampleRate: number): boolean {
  const k = lowerBound(spikes, sample + CAPTURE.before * sampleRate);
  const [atrium, ventricle] = [spikes[k - 1], spikes[k]];
  if (atrium === undefined || ventricle === undefined) return false;
  const apart = (ventricle - atrium) / sampleRate;
  if (apart < AV.least || apart > AV.most) return false;
  return next <= ventricle + CAPTURE.after * sampleRate || sample - atrium <= P_WAVE * sampleRate;
}

/** Whether a ventricular spike belongs to the R peak at a sample. */
export function pacedAt(sample: number, spikes: Float64Array, sampleRate: number): boolean {
  const next = spikes[lowerBound(spikes, sample - CAPTURE.after * sampleRate)];
  return next !== undefined && next <= sample + CAPTURE.before * sampleRate;
}
