/** Backups by themselves: every quarter of an hour those databases that have changed since their last one. */
import { statSync } from 'node:fs';
import { AppError } from '../../core/contract/errors.ts';
import type { Cases } from './cases.ts';

/** Minutes between two rounds, where the setting `backup.minutes` does not say otherwise; 0 there means never. */
const MINUTES = 15;

/** Goes round until the returned function is called. */
export function scheduleBackups(cases: Cases, say: (trouble: string) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stop = new AbortController();
  const plan = (): void => {
    const set = cases.workplace.settings()['backup.minutes'];
    const minutes = set === undefined || !(Number(set) >= 0) ? MINUTES : Number(set);
    // Looked at again later where it is off: it may be turned on meanwhile.
    timer = setTimeout(() => void round(minutes > 0), 60_000 * (minutes > 0 ? minutes : MINUTES));
    timer.unref();
  };
  const round = async (on: boolean): Promise<void> => {
    for (const of of on ? cases.safety.all() : []) {
      if (stop.signal.aborted) return;
      try {
        // One that was removed since the round began is no trouble.
        const there = cases.safety.all().includes(of);
        if (there && cases.safety.isDue(of, (path) => statSync(path).mtimeMs)) await cases.safety.make(of, stop.signal);
      } catch (thrown) {
        // Whatever it is, the other cases get their backups, now and in the next round.
        const trouble = thrown instanceof AppError ? thrown : new AppError('bug', String(thrown), { cause: thrown });
        if (trouble.code !== 'cancelled') say(`${of}: no backup was made. ${trouble.message} ${trouble.hint}`.trim());
      }
    }
    if (!stop.signal.aborted) plan();
  };
  plan();
  return () => {
    if (timer) clearTimeout(timer);
    stop.abort();
  };
}
