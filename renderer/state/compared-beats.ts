/** What each of two readers has of every beat, told from the one reading and where the other differs. Pure. */
import { CLASS_INDEX, classOfCode } from '../../core/beats/classes.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { NO_BEAT, type Agreement } from '../../core/review/agreement.ts';

/** Beats as a strip draws them. */
export interface ReadBeats {
  sample: Float64Array;
  /** Index into CLASSES. */
  classes: Uint8Array;
}

/** The two readings. The first is the second with its differences turned round: it stands as it was signed, whatever was settled since. */
export function bothReadings(second: Pick<BeatColumns, 'key' | 'sample' | 'code'>, { beats: differences }: Pick<Agreement, 'beats'>): { first: ReadBeats; second: ReadBeats } {
  const classOf = (code: number): number => CLASS_INDEX[classOfCode(code)];
  const gone = new Set<number>();
  const put: { sample: number; code: number }[] = [];
  for (const { kind, first, samples, firstKeys, secondKeys } of differences) {
    samples.forEach((sample, i) => {
      if (secondKeys[i] !== NO_BEAT) gone.add(secondKeys[i]!);
      if (first !== null && firstKeys[i] !== NO_BEAT && kind !== 'only-second') put.push({ sample, code: first });
    });
  }
  const kept = Array.from(second.key.keys()).filter((row) => !gone.has(second.key[row]!));
  const all = [...kept.map((row) => ({ sample: second.sample[row]!, code: second.code[row]! })), ...put].sort((a, b) => a.sample - b.sample);
  return {
    first: { sample: Float64Array.from(all, ({ sample }) => sample), classes: Uint8Array.from(all, ({ code }) => classOf(code)) },
    second: { sample: second.sample, classes: Uint8Array.from(second.code, classOf) },
  };
}
