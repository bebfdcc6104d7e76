/** The true annotations of a synthetic recording. */

import type { Annotation } from '../study/recording.ts';
import type { Course } from './course.ts';
import { BEAT_KINDS, SYMBOLS } from './waves.ts';

function mark(sample: number, symbol: string, subtype = 0, aux = ''): Annotation {
  return { sample, symbol, subtype, chan: 0, num: 0, aux };
}

/**
 * Subtype of a `~` mark as in MIT-BIH: -1 where all leads are unreadable, else a
 * bit for each of the first four leads that is disturbed and one, four places
 * higher, where it is unreadable; 0 for a clean signal.
 */
function qualitySubtype(course: Course, time: number, leads: number): number {
  let noisy = 0;
  let lost = 0;
  for (const { kind, from, to, lead } of course.disturbances) {
    if (from > time) break;
    if (time >= to) continue;
    const bits = lead < 0 ? (1 << leads) - 1 : 1 << lead;
    noisy |= bits;
    if (kind !== 'noise') lost |= bits;
  }
  if (lost === (1 << leads) - 1) return -1;
  const bits = (noisy & 15) | ((lost & 15) << 4);
  return bits > 127 ? bits - 256 : bits;
}

/**
 * Beats, rhythm changes and signal quality, ascending. Beats that nobody can
 * see, because all leads are unreadable, are left out.
 */
export function trueAnnotations(course: Course, sampleRate: number, leads: number): Annotation[] {
  const list: Annotation[] = [];
  const edges = [...new Set(course.disturbances.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const unreadable: { from: number; to: number }[] = [];
  let quality = 0;
  for (const edge of edges) {
    const now = qualitySubtype(course, edge, leads);
    if (now === quality) continue;
    if (now === -1) unreadable.push({ from: edge, to: Number.POSITIVE_INFINITY });
    else if (quality === -1) unreadable.at(-1)!.to = edge;
    quality = now;
    list.push(mark(Math.round(edge * sampleRate), '~', now));
  }
  for (const { time, name } of course.rhythms) list.push(mark(Math.round(time * sampleRate), '+', 0, name));
  let span = 0;
  const { beats } = course;
  for (let i = 0; i < beats.length; i++) {
    const time = beats.times[i]!;
    while (span < unreadable.length && unreadable[span]!.to <= time) span++;
    if (span < unreadable.length && unreadable[span]!.from <= time) continue;
    list.push(mark(Math.round(time * sampleRate), SYMBOLS[BEAT_KINDS[beats.kinds[i]!]!]));
  }
  return list.sort((a, b) => a.sample - b.sample);
}
