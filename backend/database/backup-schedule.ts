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
    for (const of of on ? cases.safety.due((path) => statSync(path).mtimeMs) : []) {
      if (stop.signal.aborted) return;
      try {
        await cases.safety.make(of, stop.signal);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        if (thrown.code !== 'cancelled' && thrown.code !== 'case-missing') say(`${of}: no backup was made. ${thrown.message} ${thrown.hint}`);
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
