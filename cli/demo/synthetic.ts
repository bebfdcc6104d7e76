/** A synthetic recording as demo material. */
import { synthesise, type SynthesisOptions } from '../../core/synthesis/synthesise.ts';
import type { DemoMaterial } from './material.ts';

const BLOCK_SECONDS = 300;

export function syntheticMaterial(options: SynthesisOptions): DemoMaterial {
  const recording = synthesise(options);
  const { header } = recording;
  return {
    leads: header.leads,
    sampleRate: header.sampleRate,
    sampleCount: header.sampleCount,
    format: 212,
    start: header.start,
    patient: header.patient,
    comments: header.comments,
    annotations: recording.annotations(),
    async *blocks() {
      const step = BLOCK_SECONDS * header.sampleRate;
      for (let from = 0; from < header.sampleCount; from += step) {
        yield recording.readAdu(from, Math.min(header.sampleCount, from + step));
      }
    },
  };
}
