/** Edits go one after the other: each on the revision that the one before it left. */

let newest: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Does something once all before it is done. Where nothing is before it, it
 * begins in the very event that asked: what it shows at once is in one picture
 * with what the key did besides.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = waiting === 0 ? work() : newest.then(work, work);
  const over = (): void => void waiting--;
  waiting++;
  next.then(over, over);
  newest = next;
  return next;
}

/** Waits until every edit that was made is in the journal, held or refused. */
export async function settled(): Promise<void> {
  let last;
  do {
    last = newest;
    // How it went is said where it was made.
    await Promise.allSettled([last]);
  } while (last !== newest);
}
