/** Memory for spans of signal, in TypeScript. */
import type { SpanMemory } from '../kernel-types.ts';

/** Sizes whose memory is kept. */
const HELD = 4;

const held = new Map<string, SpanMemory>();

/** See `Kernels.span`. */
export function span(leads: number, length: number): SpanMemory {
  const key = `${leads} ${length}`;
  const known = held.get(key);
  if (known) return known;
  const made: SpanMemory = { leads: Array.from({ length: leads }, () => new Float32Array(length)), valid: Array.from({ length: leads }, () => new Uint8Array(length)) };
  if (held.size >= HELD) held.clear();
  held.set(key, made);
  return made;
}
