/** The averaged beat of a group that people made, from the stored samples. */
import type { TemplateInfo } from '../../core/beats/columns.ts';
import type { StoredSource } from './source.ts';

const BEFORE_SECONDS = 0.25;
const AFTER_SECONDS = 0.45;

/** Mean beat per lead in mV, each beat less its own mean; 0 where nothing was measured. */
export function averageBeat(source: StoredSource, samples: readonly number[]): Pick<TemplateInfo, 'average' | 'rate' | 'peak'> {
  const peak = Math.round(BEFORE_SECONDS * source.sampleRate);
  const length = peak + Math.round(AFTER_SECONDS * source.sampleRate);
  const sums = source.leadNames.map(() => new Float64Array(length));
  const numbers = source.leadNames.map(() => new Uint32Array(length));
  for (const sample of samples) {
    source.read(sample - peak, sample - peak + length).forEach((beat, lead) => {
      let total = 0;
      let measured = 0;
      for (const value of beat) {
        if (Number.isNaN(value)) continue;
        total += value;
        measured++;
      }
      const mean = measured > 0 ? total / measured : 0;
      beat.forEach((value, i) => {
        if (Number.isNaN(value)) return;
        sums[lead]![i]! += value - mean;
        numbers[lead]![i]! += 1;
      });
    });
  }
  return { average: sums.map((sum, lead) => Float32Array.from(sum, (value, i) => value / Math.max(1, numbers[lead]![i]!))), rate: source.sampleRate, peak };
}
