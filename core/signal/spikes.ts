/**
 * Pacing spikes: pulses and steps of a few milliseconds out of a quiet line, at
 * the recording's own rate. A QRS complex rises over 20 ms and more and is as
 * steep beside its steepest place as there; what a spike leaves is not.
 *
 * What is found here is a candidate. Whether it is a pacemaker's is asked of
 * many of them together (`pacing-block.ts`): single sharp pulses are noise.
 */
import { kernels, type EdgeShape } from '../kernels/kernels.ts';
import { sharpness } from '../kernels/plain/seconds.ts';

/** Below this sampling rate a spike is lost between the samples, or looks like any steep wave. Hz. */
export const LEAST_SPIKE_RATE = 240;

/** Times in seconds. */
const EDGE = 0.004;
const GUARD = 0.012;
const LOOK = 0.06;
/** Least step of an edge, mV, and what is taken for the steepest beside it where all is still. */
const LEAST_EDGE = 0.08;
const STILL = 0.02;
/** Least edge over the steepest beside it. */
export const LEAST_SHARPNESS = 2.5;
/** The line before a spike may bend by so much of its height. */
const BEND = 0.5;

export interface Spike {
  /** Sample of the signal at the pulse's tip. */
  at: number;
  /** Sample at which it begins. */
  from: number;
  /** Lead that shows it best, and the height in it, mV, signed. */
  lead: number;
  height: number;
  /** Edge over the steepest place beside it. */
  sharpness: number;
}

/**
 * Candidates in `[from, to)` of a signal, ascending.
 *
 * @param leads mV, NaN where never measured
 * @param rate samples a second, at least `LEAST_SPIKE_RATE`: below it there are none
 * @param least least sharpness; lower where a spike is expected
 */
export function findSpikes(leads: readonly Float32Array[], rate: number, from: number, to: number, least = LEAST_SHARPNESS): Spike[] {
  if (rate < LEAST_SPIKE_RATE) return [];
  const all = leads.flatMap((lead, number) => spikesOf(lead, number, rate, from, to, least));
  all.sort((a, b) => a.at - b.at || b.sharpness - a.sharpness);
  const guard = GUARD * rate;
  const found: Spike[] = [];
  for (const spike of all) {
    const last = found.at(-1);
    if (last && spike.at - last.at < guard) {
      if (spike.sharpness > last.sharpness) found[found.length - 1] = spike;
    } else {
      found.push(spike);
    }
  }
  return found;
}

function spikesOf(x: Float32Array, lead: number, rate: number, from: number, to: number, least: number): Spike[] {
  const step = Math.max(1, Math.round(EDGE * rate));
  const guard = Math.ceil(GUARD * rate);
  const look = Math.round(LOOK * rate);
  const first = Math.max(from, look + guard);
  const last = Math.min(to, x.length - step - guard - look);
  const shape: EdgeShape = { step, guard, look, least, leastEdge: LEAST_EDGE, still: STILL };
  const found: Spike[] = [];
  let next = first;
  for (const i of kernels().edges(x, first, last, shape)) {
    if (i < next) continue;
    const tip = tipOf(x, i, guard);
    if (bendOf(x, i - look, i - (guard >> 1)) > BEND * Math.abs(tip.height)) continue;
    found.push({ at: tip.at, from: Math.min(i, tip.at - step), lead, height: tip.height, sharpness: sharpness(x, i, Math.abs(x[i + step]! - x[i]!), shape) });
    next = i + guard + 1;
  }
  return found;
}

/** Height of a pulse at a sample over the line 12 to 16 ms before it, in a lead that need not be the one that shows it best. */
export function heightAt(x: Float32Array, at: number, rate: number): number {
  const base = (x[Math.max(0, at - Math.round(1.33 * GUARD * rate))]! + x[Math.max(0, at - Math.round(GUARD * rate))]!) / 2;
  let most = 0;
  for (let k = Math.max(0, at - Math.round(EDGE * rate)); k <= Math.min(x.length - 1, at + Math.round(EDGE * rate)); k++) if (Math.abs(x[k]! - base) > Math.abs(most)) most = x[k]! - base;
  return most;
}

/** Where the signal is furthest from the line before it, within the guard. */
function tipOf(x: Float32Array, i: number, guard: number): { at: number; height: number } {
  const base = (x[i - guard]! + x[i - guard + 1]! + x[i - guard + 2]!) / 3;
  let at = i;
  for (let k = i - 1; k <= i + guard; k++) if (Math.abs(x[k]! - base) > Math.abs(x[at]! - base)) at = k;
  return { at, height: x[at]! - base };
}

/** Furthest from the straight line between the two ends. */
function bendOf(x: Float32Array, from: number, to: number): number {
  const slope = (x[to]! - x[from]!) / (to - from);
  let most = 0;
  for (let k = from; k <= to; k++) most = Math.max(most, Math.abs(x[k]! - x[from]! - slope * (k - from)));
  return most;
}
