/** The figures of a reading as it goes on: each relabelled beat is counted anew, and nothing else. */
import { CLASS_INDEX, classOfCode } from '../../core/beats/classes.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { classCounts, EXTRA, figuresOf, MISSED, SHUT_DOWN, emptyConfusion, CELLS, type ClassFigures } from '../../core/scoring/confusion.ts';
import { isInside, joined, type BeatLabels } from '../../core/scoring/labels.ts';
import { matchBeats } from '../../core/scoring/match.ts';
import { learningSeconds, MATCH_SECONDS } from '../../core/scoring/protocol.ts';
import type { Span } from '../../core/study/recording.ts';
import type { Truth } from './reading-reader.ts';

/** Beat by beat, EC57. `wrong`: labels of S and V that are missing or false. */
export interface ReadingFigures {
  V: ClassFigures;
  S: ClassFigures;
  wrong: number;
}

const NOT_SCORED = -1;

export class ReadingScore {
  /** Per row what the reference says. */
  readonly truth: Truth;
  /** Row of the matrix that a beat is counted in, NOT_SCORED where it counts for nothing. */
  readonly #row: Int8Array;
  readonly #label: Uint8Array;
  readonly #cells = emptyConfusion();

  /** @param unreadable spans that the tested side says nothing of */
  constructor(beats: BeatColumns, reference: BeatLabels, unreadable: readonly Span[], sampleRate: number) {
    const silent = joined(unreadable);
    const dark = joined(reference.unreadable);
    const fibrillation = joined(reference.fibrillation);
    const start = learningSeconds('ec57') * sampleRate;
    const n = beats.sample.length;
    this.#label = Uint8Array.from(beats.code, (code) => CLASS_INDEX[classOfCode(code)]);
    const kept: number[] = [];
    for (let row = 0; row < n; row++) if (this.#label[row] !== CLASS_INDEX.X && !isInside(silent, beats.sample[row]!)) kept.push(row);
    const { ofReference, ofTest } = matchBeats(reference.samples, Float64Array.from(kept, (row) => beats.sample[row]!), MATCH_SECONDS * sampleRate + 1e-6);
    this.#row = new Int8Array(n).fill(NOT_SCORED);
    this.truth = new Uint8Array(n).fill(CLASS_INDEX.Q);
    kept.forEach((row, i) => {
      const partner = ofTest[i]!;
      const sample = beats.sample[row]!;
      if (partner >= 0) {
        this.truth[row] = reference.classes[partner]!;
        if (reference.samples[partner]! >= start && !isInside(silent, reference.samples[partner]!)) this.#row[row] = reference.classes[partner]!;
      } else if (!isInside(fibrillation, sample)) {
        this.truth[row] = CLASS_INDEX.X;
        if (sample >= start) this.#row[row] = isInside(dark, sample) ? SHUT_DOWN : EXTRA;
      }
    });
    for (let row = 0; row < n; row++) this.#count(row, 1);
    reference.samples.forEach((sample, i) => {
      if (sample < start) return;
      if (isInside(silent, sample)) this.#add(reference.classes[i]!, SHUT_DOWN, 1);
      else if (ofReference[i]! < 0) this.#add(reference.classes[i]!, MISSED, 1);
    });
  }

  relabel(rows: Int32Array, label: number): void {
    for (const row of rows) {
      this.#count(row, -1);
      this.#label[row] = label;
      this.#count(row, 1);
    }
  }

  figures(): ReadingFigures {
    const { V, S } = figuresOf(this.#cells, this.#cells, 'ec57');
    const [v, s] = [classCounts(this.#cells, 'V', 'ec57'), classCounts(this.#cells, 'S', 'ec57')];
    return { V, S, wrong: v.fn + v.fp + s.fn + s.fp };
  }

  #count(row: number, times: 1 | -1): void {
    const of = this.#row[row]!;
    if (of === NOT_SCORED) return;
    const label = this.#label[row]!;
    // An artefact is no beat: what the reference has there is missed.
    if (label !== CLASS_INDEX.X) this.#add(of, label, times);
    else if (of < EXTRA) this.#add(of, MISSED, times);
  }

  #add(of: number, as: number, times: number): void {
    this.#cells[of * CELLS.length + as]! += times;
  }
}
