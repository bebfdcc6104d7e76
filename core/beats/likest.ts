/**
 * The shape that a beat is likest, of those of its part: the best mean correlation over the leads, in the order in which they were
 * founded. Few have to be compared in all leads: who cannot become the likest any more, whatever the leads left would say, is passed
 * over, and the one that was likest last is asked first, so that there is something to be measured against. Neither changes the answer.
 */
import { beatWindow, correlateIn, windowAt, type BeatWindow, type Match } from '../kernels/plain/beats.ts';
import type { ConditionedSpan } from './conditioned.ts';
import { AVERAGE_BEFORE, SHAPE_FROM, SHAPE_LENGTH, SHAPE_REACH, type Shape } from './template-shape.ts';

/** A very like one ends the search. */
const ENOUGH = 0.985;
/** More than the roundings of a mean of correlations. */
const ROUNDING = 1e-9;

/** A shape, how alike it is (mean correlation), and how far the beat lies behind it in the first lead, samples. */
export interface Likeness<Of extends Shape> {
  shape: Of;
  likeness: number;
  lag: number;
}

/** Compares beats of one span, 125 Hz; normalised shapes are kept while their averages hardly move. */
export class Likest {
  readonly #span: ConditionedSpan;
  readonly #references = new Map<Shape, (Float64Array | null)[]>();
  readonly #match: Match = { correlation: 0, lag: 0 };
  /** The beat in each lead, as far as it was looked at: `#seen` says at which centre. */
  readonly #windows: BeatWindow[] = [];
  readonly #seen: number[] = [];
  /** Lag of the shape that was compared last. */
  #lag = 0;

  constructor(span: ConditionedSpan) {
    this.#span = span;
    for (let lead = 0; lead < span.leads.length; lead++) {
      this.#windows.push(beatWindow(SHAPE_LENGTH, SHAPE_REACH));
      this.#seen.push(Number.NEGATIVE_INFINITY);
    }
  }

  /** To be said of a shape whose average has moved. */
  forget(shape: Shape): void {
    this.#references.delete(shape);
  }

  /**
   * The likest of some shapes over the readable leads that both show; null where there are none.
   *
   * @param centre sample of the span under which the beat lies
   * @param guess the one to begin with, if it is among them
   */
  among<Of extends Shape>(shapes: readonly Of[], centre: number, readable: readonly number[], guess?: Of | null): Likeness<Of> | null {
    const at = guess ? shapes.indexOf(guess) : -1;
    const guessed = at < 0 ? null : this.#compared(shapes[at]!, centre, readable, Number.NEGATIVE_INFINITY);
    const guessedLag = this.#lag;
    // Who is behind the guess, and not enough by itself, would give way to it.
    const least = guessed === null ? Number.NEGATIVE_INFINITY : Math.min(guessed, ENOUGH);
    let best: Likeness<Of> | null = null;
    let most = -2;
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i]!;
      const likeness = i === at ? guessed : this.#compared(shape, centre, readable, Math.max(least, most) - ROUNDING);
      if (likeness === null || likeness <= most) continue;
      most = likeness;
      best = { shape, likeness, lag: i === at ? guessedLag : this.#lag };
      if (most > ENOUGH) break;
    }
    return best;
  }

  /** Mean correlation with a shape; null where no lead shows both, or as soon as it cannot reach `least` any more. */
  #compared(shape: Shape, centre: number, readable: readonly number[], least: number): number | null {
    const references = this.#referencesOf(shape);
    let leads = 0;
    for (const lead of readable) if (references[lead]) leads++;
    let sum = 0;
    let n = 0;
    for (const lead of readable) {
      const reference = references[lead];
      if (!reference) continue;
      // The leads left can say 1 at most.
      if (n > 0 && sum + leads - n < least * leads) return null;
      correlateIn(this.#window(lead, centre), reference, SHAPE_REACH, this.#match);
      if (n === 0) this.#lag = this.#match.lag;
      sum += this.#match.correlation;
      n++;
    }
    return n > 0 ? sum / n : null;
  }

  #window(lead: number, centre: number): BeatWindow {
    const window = this.#windows[lead]!;
    if (this.#seen[lead] !== centre) {
      if (!windowAt(this.#span.leads[lead]!, centre + SHAPE_FROM, SHAPE_LENGTH, SHAPE_REACH, window)) throw new RangeError(`the beat at ${centre} leaves the span`);
      this.#seen[lead] = centre;
    }
    return window;
  }

  #referencesOf(shape: Shape): (Float64Array | null)[] {
    let references = this.#references.get(shape);
    if (!references) {
      references = shape.average.map((average, lead) => (shape.weight[lead]! > 0 ? normalised(average) : null));
      this.#references.set(shape, references);
    }
    return references;
  }
}

/** The part of an averaged beat that tells shapes apart, without its mean and of energy 1. */
function normalised(average: readonly number[]): Float64Array {
  const shape = new Float64Array(SHAPE_LENGTH);
  let mean = 0;
  for (let k = 0; k < SHAPE_LENGTH; k++) mean += average[AVERAGE_BEFORE + SHAPE_FROM + k]! / SHAPE_LENGTH;
  let energy = 0;
  for (let k = 0; k < SHAPE_LENGTH; k++) {
    shape[k] = average[AVERAGE_BEFORE + SHAPE_FROM + k]! - mean;
    energy += shape[k]! * shape[k]!;
  }
  const scale = energy > 1e-9 ? 1 / Math.sqrt(energy) : 0;
  for (let k = 0; k < SHAPE_LENGTH; k++) shape[k] = shape[k]! * scale;
  return shape;
}
