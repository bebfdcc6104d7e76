/**
 * Into how many threads an analysis is divided on this computer. On two cores
 * signal and networks have one each; with more, several blocks are taken in and
 * labelled at the same time, each by the same code, so what comes out is the same.
 */
import type { EngineLimits } from '../../core/contract/analysis-limits.ts';

export interface Lanes {
  /** Threads on which networks label blocks; 0: the engine's first one does it. */
  networks: number;
  /** Threads that filter blocks and find their beats ahead of the one that prepares; 0: that one does it. */
  signal: number;
  /** Blocks that each of them may have: one that it does, and one that it begins with when that is done. */
  each: 1 | 2;
}

/** More gain nothing: what cannot be divided (context, templates, reading, writing) then takes longest. */
const MOST = { networks: 4, signal: 2 };
/** Fewer blocks are done before more threads have loaded what they need: an hour. */
const LEAST_BLOCKS = 12;

/** The division of so many blocks on a computer of so many cores, of which each analysis at once has its share. */
export function lanesOf({ threads, atOnce, ahead }: EngineLimits, cores: number, blocks: number): Lanes {
  const share = Math.floor(Math.min(threads === 'all' ? cores : threads, cores / atOnce));
  const each = ahead === 1 ? 1 : 2;
  if (share < 3 || blocks < LEAST_BLOCKS) return { networks: 0, signal: 0, each };
  return { each, networks: Math.min(MOST.networks, Math.round(share / 2)), signal: Math.min(MOST.signal, Math.floor(share / 4)) };
}
