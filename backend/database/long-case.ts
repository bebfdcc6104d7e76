/**
 * A recording of many days is loaded and told of on a thread of its own; a day
 * is not worth one. Whoever reads a case asks here first and then reads it as
 * any other.
 */
import { AppError } from '../../core/contract/errors.ts';
import type { OpenCase } from './open-case.ts';

/** Recordings from this length on are long. */
export const LONG_SECONDS = 2.5 * 86_400;
/** How often the day is asked for anew where the case has gone on meanwhile. */
const TRIES = 5;

export function isLong({ recording }: OpenCase): boolean {
  const { sampleCount, sampleRate } = recording.header;
  return sampleCount / sampleRate >= LONG_SECONDS;
}

/** Has the state of a long case loaded. */
export async function loaded(open: OpenCase): Promise<void> {
  if (!isLong(open) || open.isLoaded) return;
  await quietly(async () => {
    open.take(await open.follower.ask({ kind: 'state' }));
  });
}

/** Has summary, findings and tables of a long case worked out. */
export async function told(open: OpenCase): Promise<void> {
  if (!isLong(open)) return;
  await loaded(open);
  await quietly(async () => {
    for (let i = 0; i < TRIES; i++) {
      if (open.hasTold) return;
      const day = await open.follower.ask({ kind: 'day' });
      if (open.takeDay(day.revision, day.analysedTo, day.told)) return;
    }
  });
}

/** What the thread cannot do is done, and its failure told, by whoever reads the case next. */
async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof AppError)) console.error(`isoline: a case was not read on its thread: ${String(thrown)}`);
  }
}
