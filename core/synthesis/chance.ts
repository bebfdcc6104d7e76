/**
 * Chance that is none: everything follows from a seed. Two kinds, a sequence
 * (for the course of events) and a function of a position (for noise, so that
 * any block of a recording can be made on its own).
 */

/** Scrambles 32 bits. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A key for one stream of a seed. */
export function keyOf(seed: number, stream: number): number {
  return mix(mix(seed) + Math.imul(stream + 1, 0x9e3779b9));
}

/** Uniform in [0, 1) at a whole position. */
export function uniformAt(key: number, position: number): number {
  return mix(position ^ key) / 4294967296;
}

/** White noise of unit variance at a whole position (triangular, which a sum with others hides). */
export function noiseAt(key: number, position: number): number {
  const bits = mix(position ^ key);
  return ((bits & 0xffff) + (bits >>> 16) - 65535) * 3.7377e-5;
}

/** Smooth noise in about [-1, 1] that changes over a distance of 1. */
export function smoothAt(key: number, x: number): number {
  const node = Math.floor(x);
  const part = x - node;
  const ease = part * part * (3 - 2 * part);
  const from = 2 * uniformAt(key, node) - 1;
  return from + (2 * uniformAt(key, node + 1) - 1 - from) * ease;
}

/** A sequence of chances. */
export class Chance {
  private position = 0;
  private readonly key: number;

  constructor(seed: number, stream: number) {
    this.key = keyOf(seed, stream);
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * uniformAt(this.key, this.position++);
  }

  /** Whole number in [from, to]. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  /** Normal with mean 0 and deviation 1. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.between(0, 1)));
    return radius * Math.cos(2 * Math.PI * this.between(0, 1));
  }

  /** One of a list by weights that sum to 1. */
  pick<T>(choices: readonly (readonly [T, number])[]): T {
    let rest = this.between(0, 1);
    for (const [choice, weight] of choices) {
      rest -= weight;
      if (rest < 0) return choice;
    }
    return choices.at(-1)![0];
  }
}
