/**
 * Where every lead lost its electrodes in the middle of a block.
 *
 * A lead that is off leaves the amplifier's own noise: less than anything in the
 * recording, beats or none. A heart that stops leaves all that the electrodes
 * bring beside it (muscle, mains, movement), so the floor of the noise stays
 * what it was. The floor is therefore held against the *quietest* seconds that
 * have a heart in them, not against the usual ones: a patient who goes limp is
 * quieter than usual, too. `docs/findings.md` says what it was chosen on.
 */
import { quietOf } from './gap-evidence.ts';
import { LEAST_SIGNAL_MV, QUALITY } from './quality.ts';

/** Shorter stretches are left to the rules of pauses. Seconds. */
const LEAST_SECONDS = 5;
/** Share of the floor of the quietest seconds below which contact is lost, and which of them: a percentile. */
const FLOOR_SHARE = 0.5;
const QUIETEST = 0.1;
/** Where fewer seconds than this have a heart, there is no floor to compare with, and next to nothing to read. */
const LEAST_HEART = 5;

/**
 * Makes all leads flat and unusable where contact was lost.
 *
 * @param flags quality of each lead, `leadQuality` and `tellTiny` done; changed in place
 * @param conditioned mV at 125 Hz, 0 where never measured
 * @param ranges theirs, `rangesOf`
 * @param skip samples of it before the first second of `flags`
 */
export function tellLostContact(flags: readonly Uint8Array[], conditioned: readonly Float32Array[], ranges: readonly Float64Array[], skip: number): void {
  const seconds = flags[0]?.length ?? 0;
  for (let from = 0; from < seconds; from++) {
    if (!isQuiet(flags, ranges, from)) continue;
    let to = from + 1;
    while (to < seconds && isQuiet(flags, ranges, to)) to++;
    if (to - from >= LEAST_SECONDS && haveFallen(flags, conditioned, ranges, skip, { from, to })) {
      for (const lead of flags) for (let s = from; s < to; s++) lead[s] = (lead[s]! & ~QUALITY.usable) | (lead[s]! & QUALITY.leadOff ? 0 : QUALITY.flat);
    }
    from = to;
  }
}

/** Whether there is a usable lead in a second, and next to nothing on any. A loop: see `kernels/picked.ts`. */
function isQuiet(flags: readonly Uint8Array[], ranges: readonly Float64Array[], s: number): boolean {
  let any = false;
  for (let lead = 0; lead < flags.length; lead++) {
    if ((flags[lead]![s]! & QUALITY.usable) === 0) continue;
    if (!(ranges[lead]![s]! <= LEAST_SIGNAL_MV)) return false;
    any = true;
  }
  return any;
}

/** Whether all leads that are usable somewhere in a stretch have fallen there. */
function haveFallen(flags: readonly Uint8Array[], conditioned: readonly Float32Array[], ranges: readonly Float64Array[], skip: number, stretch: { from: number; to: number }): boolean {
  return flags.every((own, lead) => {
    const usable = (s: number): boolean => (own[s]! & QUALITY.usable) !== 0;
    return !anyWithin(stretch.from, stretch.to, usable) || isFallen(conditioned[lead]!, skip, own.length, stretch, (s) => usable(s) && !(ranges[lead]![s]! <= LEAST_SIGNAL_MV));
  });
}

/** Whether a lead's noise within a stretch is far below what it is beside its beats. */
function isFallen(x: Float32Array, skip: number, seconds: number, stretch: { from: number; to: number }, hasHeart: (s: number) => boolean): boolean {
  const floors = quietOf(x, skip, seconds);
  const inside = floors.slice(stretch.from, stretch.to).sort();
  const beside = floors.filter((floor, s) => floor >= 0 && hasHeart(s)).sort();
  return beside.length < LEAST_HEART || inside[inside.length >> 1]! <= FLOOR_SHARE * beside[Math.floor(QUIETEST * beside.length)]!;
}

function anyWithin(from: number, to: number, is: (s: number) => boolean): boolean {
  for (let s = from; s < to; s++) if (is(s)) return true;
  return false;
}
