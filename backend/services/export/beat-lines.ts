/** The beats of a case as lines: what CSV and tables write, one by one. */
import { CODES } from '../../../core/beats/classes.ts';
import type { BeatClass } from '../../../core/beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES } from '../../../core/beats/columns.ts';
import { usableRr } from '../../../core/study/heart-rate.ts';
import { union } from '../../../core/study/spans.ts';
import { countedRows, notCounted } from '../../../core/study/summary.ts';
import type { OpenCase } from '../../database/open-case.ts';
import { provenance } from '../../database/provenance.ts';
import type { Said } from '../../database/provenance.ts';

export interface BeatLine {
  key: number;
  sample: number;
  seconds: number;
  class: BeatClass;
  /** WFDB mnemonic. */
  code: string;
  /** N S V F Q, 0…1; empty where no model has seen the beat. */
  probabilities: number[];
  /** Seconds since the beat before; null behind an unreadable span, a gap, and at the start. */
  rr: number | null;
  template: number;
  /** Who says so, and since when; null where it is the model. */
  said: Said | null;
}

/**
 * Every beat and artefact that counts, ascending: those inside unreadable
 * spans and ventricular fibrillation are left out, as in every count. An artefact has no RR interval and is
 * passed over by that of the next beat.
 */
export function* beatLines(open: OpenCase): Generator<BeatLine> {
  const { beats } = open.state.edit;
  const { sampleRate } = open.recording.header;
  const shut = notCounted(open.frame);
  const counted = countedRows(beats, shut);
  const said = provenance(open.db);
  const rows = Int32Array.from(counted.keys()).filter((row) => counted[row] === 1);
  const isBeat = (row: number): boolean => CODES[beats.code[row]!]?.[1] !== 'X';
  const beatRows = rows.filter((row) => isBeat(row));
  const rr = usableRr(
    new Float64Array(beatRows.length).map((_, i) => beats.sample[beatRows[i]!]!),
    sampleRate,
    union(open.gaps, shut),
  );
  let beat = 0;
  for (const row of rows) {
    const [code, beatClass] = CODES[beats.code[row]!] ?? ['?', 'Q'];
    const probabilities = Array.from(beats.probability.subarray(row * PROBABILITIES, (row + 1) * PROBABILITIES), (p) => p / 255);
    const interval = isBeat(row) ? rr[beat++]! : Number.NaN;
    yield {
      key: beats.key[row]!,
      sample: beats.sample[row]!,
      seconds: beats.sample[row]! / sampleRate,
      class: beatClass,
      code,
      probabilities: probabilities.some((p) => p > 0) ? probabilities : [],
      rr: Number.isNaN(interval) ? null : interval,
      template: beats.template[row]!,
      said: beats.source[row] !== BEAT_SOURCE.model ? (said.get(beats.key[row]!) ?? null) : null,
    };
  }
}
