/** A recording seen through some of its leads: what `--leads` and a study's lead choice mean. */
import { AppError } from '../../core/contract/errors.ts';
import type { SampleSource } from '../../core/study/recording.ts';

/** Throws AppError `invalid-input` where a chosen lead is not there, or none is chosen. */
export function checkLeads(names: readonly string[], leads: readonly number[]): void {
  const unknown = leads.filter((lead) => !(lead >= 0 && lead < names.length));
  if (leads.length > 0 && unknown.length === 0) return;
  throw new AppError('invalid-input', leads.length === 0 ? 'No lead is chosen.' : `The recording has no lead ${unknown.join(', ')}.`, {
    hint: `Its leads are ${names.map((name, index) => `${index} (${name})`).join(', ')}.`,
  });
}

/** `source` with the leads of these numbers, in this order; the same source where `leads` is null. Errors: `invalid-input` for a lead that is not there. */
export function leadSubset(source: SampleSource, leads: readonly number[] | null): SampleSource {
  if (!leads) return source;
  checkLeads(source.leadNames, leads);
  const pick = (all: Float32Array[]): Float32Array[] => leads.map((lead) => all[lead]!);
  return {
    sampleRate: source.sampleRate,
    leadNames: leads.map((lead) => source.leadNames[lead]!),
    get length() {
      return source.length;
    },
    read(from, to) {
      const all = source.read(from, to);
      return Array.isArray(all) ? pick(all) : all.then(pick);
    },
  };
}
