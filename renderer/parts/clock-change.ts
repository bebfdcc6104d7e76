/**
 * Whether the clocks were changed while a recorder ran. A recording has local
 * wall times without a zone, and its recorder counts on; the zone is taken to be
 * that of this computer, where it is most often read.
 */

/** Minutes that local time is behind UTC at a wall time of a zone; that of this computer where no other is given. */
export type ZoneOffset = (localMs: number) => number;

const here: ZoneOffset = (localMs) => {
  const at = new Date(localMs);
  return new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes()).getTimezoneOffset();
};

/**
 * The wall time (UTC milliseconds of the local clock) before which the clocks were changed, and by how many minutes
 * they went forward; null where they were not. To the minute.
 *
 * @param startMs wall time of the first sample
 */
export function clockChange(startMs: number, seconds: number, offset: ZoneOffset = here): { at: number; minutes: number } | null {
  const before = offset(startMs);
  const hour = 3_600_000;
  const end = startMs + seconds * 1000;
  for (let at = startMs; at < end; at += hour) {
    const next = Math.min(end, at + hour);
    if (offset(next) === before) continue;
    let [low, high] = [at, next];
    while (high - low > 60_000) {
      const middle = (low + high) / 2;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    return { at: high, minutes: before - offset(high) };
  }
  return null;
}
