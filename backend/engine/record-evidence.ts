/** The evidence of a whole recording out of that of its blocks, as a case keeps it: what findings are computed from. */
import { EVIDENCE, EVIDENCE_NAMES, joinColumn, type Evidence, type EvidencePart } from '../../core/beats/evidence.ts';
import type { QualityTrack } from '../../core/rhythm/interval-evidence.ts';
import type { BlockDetection } from '../../core/signal/detect.ts';

export interface RecordEvidence {
  /** Columns over the whole recording, those that were made. */
  columns: Evidence;
  /** Peaks under the detection threshold, ascending. */
  doubtful: Float64Array;
  quality: QualityTrack;
}

interface Held {
  detection: BlockDetection;
  beats: number;
  evidence: Evidence;
}

/** Takes blocks in order. */
export class EvidenceJoiner {
  readonly #blocks: Held[] = [];

  add(detection: BlockDetection, beats: number, evidence: Evidence): void {
    this.#blocks.push({ detection, beats, evidence });
  }

  /** @param leads number of leads looked at */
  joined(leads: number, sampleRate: number): RecordEvidence {
    const columns: Evidence = {};
    for (const name of EVIDENCE_NAMES) {
      const parts = this.#blocks.map(({ detection, beats, evidence }): EvidencePart => ({ block: { from: detection.from, to: detection.to, beats }, column: evidence[name] ?? null }));
      const column = joinColumn(EVIDENCE[name], parts, sampleRate);
      if (column) columns[name] = column;
    }
    const seconds = this.#blocks.reduce((sum, { detection }) => sum + detection.quality.length / leads, 0);
    const flags = new Uint8Array(leads * seconds);
    let first = 0;
    for (const { detection } of this.#blocks) {
      const own = detection.quality.length / leads;
      for (let lead = 0; lead < leads; lead++) flags.set(detection.quality.subarray(lead * own, (lead + 1) * own), lead * seconds + first);
      first += own;
    }
    return { columns, doubtful: Float64Array.from(this.#blocks.flatMap(({ detection }) => Array.from(detection.doubtful))), quality: { leads, seconds, flags } };
  }
}
