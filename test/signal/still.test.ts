import { describe, expect, it } from 'vitest';
import { withoutStillNoise } from '../../core/signal/still.ts';
import { chance } from '../rhythm/made-day.ts';

/** 62.5 places a second, two samples each. */
const RATE = 62.5;
const SECONDS = 60;

/** A lead with beats of 1 mV every 0.8 s up to 20 s and from 40 s on, over noise; `between` draws the middle. */
function lead(seed: number, between: (x: Float32Array) => void): Float32Array {
  const next = chance(seed);
  const x = Float32Array.from({ length: 2 * SECONDS * RATE }, () => 0.06 * (next() - 0.5));
  for (const place of places((second) => second < 20 || second >= 40)) beat(x, place, 1);
  between(x);
  return x;
}
function places(when: (second: number) => boolean): number[] {
  return Array.from({ length: Math.floor(SECONDS / 0.8) - 1 }, (_, k) => Math.round((0.4 + 0.8 * k) * RATE)).filter((place) => when(place / RATE));
}
function beat(x: Float32Array, place: number, height: number): void {
  for (let k = -5; k <= 5; k++) x[2 * place + k]! += height * Math.cos((Math.PI * k) / 11) ** 2;
  for (let k = 3; k <= 8; k++) x[2 * place + k]! -= 0.3 * height;
}

/** What is left of all places as beats, with those at `doubtful` in doubt. */
function left(x: Float32Array, doubtful: readonly number[] = [], usable = new Uint8Array(x.length / 2).fill(1)) {
  const at = Int32Array.from([...places(() => true), ...doubtful]);
  const beats = Int32Array.from(places(() => true).keys());
  const decoded = { beats, doubtful: Int32Array.from(doubtful, (_, k) => beats.length + k) };
  return { ...withoutStillNoise(decoded, { at, height: new Float32Array(at.length).fill(0.8) } as Parameters<typeof withoutStillNoise>[1], { leads: [x], usable: [usable], rate: RATE }), all: beats.length };
}
const inside = (second: number): boolean => second >= 20 && second < 40;

describe('a heart that stands still', () => {
  it('has no beats in its noise, and no doubtful ones', () => {
    const told = left(lead(3, () => undefined), [Math.round(30.3 * RATE)]);
    expect(told.beats.length).toBe(told.all - places(inside).length);
    expect(told.doubtful.length).toBe(0);
  });

  it('is none where small beats of one shape go on, or higher ones', () => {
    const small = left(lead(3, (x) => places(inside).forEach((place) => beat(x, place, 0.15))));
    expect(small.beats.length).toBe(small.all);
    const next = chance(8);
    const loud = left(lead(3, (x) => x.forEach((_, i) => (inside(i / 2 / RATE) ? (x[i]! += 0.8 * (next() - 0.5)) : undefined))));
    expect(loud.beats.length).toBe(loud.all);
  });

  it('is told of by leads that can be read alone', () => {
    const x = lead(3, () => undefined);
    expect(left(x, [], new Uint8Array(x.length / 2)).beats.length).toBe(places(() => true).length);
  });
});
