/** One beat measured for somebody who looks at it. */
import { resample } from '../../core/signal/resample.ts';
import { measureBeat, type BeatMeasurement } from '../../core/waves/measure-beat.ts';
import { WAVE_RATE } from '../../core/waves/wave-signal.ts';
import type { MeasureTask } from './protocol.ts';
import { waveNetwork } from './wave-network.ts';

/** Errors: those of the network's file. */
export async function measureTask({ leads, sampleRate, place, rr }: MeasureTask): Promise<BeatMeasurement> {
  const { manifest, of } = await waveNetwork();
  const raw = leads.map((lead) => resample(lead, sampleRate, WAVE_RATE));
  return measureBeat(raw, (place * WAVE_RATE) / sampleRate, rr, of(manifest.convention));
}
