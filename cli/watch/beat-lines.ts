/** Beats of a recording that is followed as lines: when they come, when their label changes, and when it is told for good. */
import { classOfCode, CODES } from '../../core/beats/classes.ts';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import type { LiveBeats } from '../../core/contract/live.ts';

/** `changed`: another label than before, not for good either. `withdrawn`: it was no beat after all. */
export type BeatSaying = 'provisional' | 'changed' | 'final' | 'withdrawn';

export interface BeatLine {
  sample: number;
  seconds: number;
  class: string;
  code: string;
  /** N S V F Q, 0…1. */
  probability: number[];
  state: BeatSaying;
}

/** An R peak that is found again within so many seconds is the same beat. */
const SAME = 0.075;

interface Told {
  sample: number;
  code: number;
}

export class BeatLines {
  readonly #rate: number;
  /** Beats that were told and not for good, ascending. */
  #told: Told[] = [];

  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** All beats from `from` on, none of them told for good. Those before it are to be told for good yet. */
  tail(beats: LiveBeats & { from: number }): BeatLine[] {
    const kept = this.#told.filter(({ sample }) => sample < beats.from);
    const before = this.#told.slice(kept.length);
    this.#told = [...kept, ...Array.from(beats.sample, (sample, i) => ({ sample, code: beats.code[i]! }))];
    return this.#lines(before, beats, 'provisional');
  }

  /** Beats of `[from, to)`, for good. */
  final(beats: LiveBeats & { from: number; to: number }): BeatLine[] {
    const before = this.#told.filter(({ sample }) => sample < beats.to);
    this.#told = this.#told.slice(before.length);
    return this.#lines(before, beats, 'final');
  }

  #lines(before: readonly Told[], beats: LiveBeats, saying: 'provisional' | 'final'): BeatLine[] {
    const lines: BeatLine[] = [];
    let at = 0;
    beats.sample.forEach((sample, i) => {
      for (; at < before.length && before[at]!.sample < sample - SAME * this.#rate; at++) lines.push(this.#line(before[at]!, [], 'withdrawn'));
      const known = before[at] !== undefined && before[at]!.sample <= sample + SAME * this.#rate ? before[at++] : undefined;
      const code = beats.code[i]!;
      if (saying === 'provisional' && known?.code === code) return;
      const probability = Array.from(beats.probability.subarray(i * PROBABILITIES, (i + 1) * PROBABILITIES), (p) => Math.round((1000 * p) / 255) / 1000);
      lines.push(this.#line({ sample, code }, probability, saying === 'provisional' && known ? 'changed' : saying));
    });
    for (; at < before.length; at++) lines.push(this.#line(before[at]!, [], 'withdrawn'));
    return lines.toSorted((a, b) => a.sample - b.sample);
  }

  #line({ sample, code }: Told, probability: number[], state: BeatSaying): BeatLine {
    return { sample, seconds: Math.round((1000 * sample) / this.#rate) / 1000, class: classOfCode(code), code: CODES[code]?.[0] ?? '', probability, state };
  }
}

/** A line of text: seconds, class, code and how it is told, between tabs. */
export function beatText({ seconds, class: beatClass, code, state }: BeatLine): string {
  return `${seconds.toFixed(3)}\t${beatClass}\t${code}\t${state}`;
}
