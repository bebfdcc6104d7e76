/** A recording as the analysis sees it, held in memory: for records of hours, not of days. */
import { AppError } from '../../core/contract/errors.ts';
import { toMillivolts, type Lead, type SampleSource } from '../../core/study/recording.ts';
import type { RecordingReader } from './reader.ts';

/** Samples read at a time. */
const BLOCK = 1 << 16;

/**
 * Reads all samples of an open recording into memory.
 *
 * @param leads indices of the leads to take, in this order; all by default
 * @throws AppError `invalid-input` for a lead that is not there, and what the reader throws
 */
export async function memorySource(reader: RecordingReader, leads?: readonly number[]): Promise<SampleSource> {
  const chosen = (leads ?? reader.header.leads.map((_, i) => i)).map((index): { index: number; lead: Lead } => {
    const lead = reader.header.leads[index];
    if (lead === undefined) {
      throw new AppError('invalid-input', `${reader.header.record} has no lead ${index}.`, {
        hint: `Its leads are ${reader.header.leads.map(({ name }, i) => `${i} (${name})`).join(', ')}.`,
        details: { record: reader.header.record, lead: index },
      });
    }
    return { index, lead };
  });
  const blocks: Int32Array[][] = [];
  const firsts: number[] = [];
  let length = 0;
  for await (const block of reader.blocks(BLOCK)) {
    const kept = chosen.map(({ index }) => block.leads[index]!);
    blocks.push(kept);
    firsts.push(length);
    length += block.leads[0]?.length ?? 0;
  }
  return {
    sampleRate: reader.header.sampleRate,
    leadNames: chosen.map(({ lead }) => lead.name),
    length,
    read(from, to) {
      const frames = Math.max(0, to - from);
      return chosen.map(({ lead }, l) => {
        const out = new Float32Array(frames).fill(Number.NaN);
        blocks.forEach((block, b) => {
          const first = firsts[b]!;
          const adu = block[l]!;
          const start = Math.max(from, first);
          const end = Math.min(to, first + adu.length);
          if (end > start) out.set(toMillivolts(adu.subarray(start - first, end - first), lead), start - from);
        });
        return out;
      });
    },
  };
}
