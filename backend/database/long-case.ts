/**
 * What would keep others waiting is done on a thread of its own (follower.ts):
 * loading a recording of many days, and working out what is told of a day.
 * Whoever reads a case asks here first and then reads it as any other.
 */
import { AppError } from '../../core/contract/errors.ts';
import type { OpenCase } from './open-case.ts';

/** Recordings from this length on are loaded on a thread. */
const LONG_SECONDS = 2.5 * 86_400;
/** Recordings from this length on are told of by one. */
const TOLD_APART_SECONDS = 6 * 3600;
/** How often the day is asked for anew where the case has gone on meanwhile. */
const TRIES = 5;

function seconds({ recording }: OpenCase): number {
  return recording.header.sampleCount / recording.header.sampleRate;
}

export function isLong(open: OpenCase): boolean {
  return seconds(open) >= LONG_SECONDS;
}

/** Whether findings, summary and impact are worked out on a thread. */
export function isToldApart(open: OpenCase): boolean {
  return seconds(open) >= TOLD_APART_SECONDS;
}

/** Has the state of a long case loaded. */
export async function loaded(open: OpenCase): Promise<void> {
  if (!isLong(open) || open.isLoaded) return;
  await quietly(async () => open.take(await open.follower.ask({ kind: 'state' })));
}

/** Has summary, findings and tables worked out. */
export async function told(open: OpenCase): Promise<void> {
  if (!isToldApart(open)) return;
  await loaded(open);
  await quietly(async () => {
    for (let i = 0; i < TRIES; i++) {
      // It may be closed before the thread was begun, or has answered.
      if (!open.db.isOpen || open.hasTold) return;
      const day = await open.follower.ask({ kind: 'day' });
      if (!open.db.isOpen || open.takeDay(day.revision, day.analysedTo, day.told)) return;
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
