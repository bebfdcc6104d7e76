/** The demo recording as something that can be read: three leads, 250 Hz, without the truth that it was made from. */
import { synthesise } from '../../core/synthesis/synthesise.ts';
import type { SynthesiseTask } from './protocol.ts';
import type { Material } from './read-recording.ts';

export function syntheticDay({ hours, seed }: Pick<SynthesiseTask, 'hours' | 'seed'>): Material {
  const recording = synthesise({ hours, seed, leads: 3, rate: 250 });
  return {
    header: recording.header,
    warnings: [],
    annotations: [],
    async *blocks(frames) {
      for (let first = 0; first < recording.length; first += frames) {
        yield { first, leads: recording.readAdu(first, Math.min(recording.length, first + frames)) };
      }
    },
  };
}
