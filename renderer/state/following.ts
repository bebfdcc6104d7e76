/** Hears what other windows and the engine do to the case that is open. */
import type { Running } from '../../core/contract/define.ts';
import type { EditResult, StudyRow } from '../../core/contract/types.ts';
import type { Review } from './review-model.ts';
import { sayFailure } from './session.ts';

/** What is shown of a case falls no further behind its analysis than this. */
const BEHIND_MS = 5000;

/** What is heard of a case: its edits, and the lines of all cases. */
export interface Heard {
  edits: Running<EditResult, void>;
  rows: Running<{ caseId: string; row: StudyRow | null }, void>;
}

/** The case as the window has it. */
export interface Followed {
  caseId: string;
  now(): Pick<Review, 'revision' | 'analysing'>;
  /** Takes an edit of somebody else. */
  take(result: EditResult): void;
  /** Shows how far its analysis is, or why it stopped. */
  show(analysis: Pick<Review, 'analysing' | 'stopped'>): void;
  reload(): Promise<void>;
}

/** Follows a case until what comes back is called. */
export function follow({ edits, rows }: Heard, { caseId, now, take, show, reload }: Followed): () => void {
  let seen = 0;
  let reading = false;
  let late: ReturnType<typeof setTimeout> | undefined;
  const readTo = (done: number): void => {
    clearTimeout(late);
    late = undefined;
    seen = done;
    reading = true;
    void reload().finally(() => (reading = false));
  };
  const hear = async (): Promise<void> => {
    for await (const result of edits.items) if (result.revision > now().revision) take(result);
  };
  const watch = async (): Promise<void> => {
    for await (const { caseId: changed, row } of rows.items) {
      if (changed !== caseId || !row) continue;
      const running = row.state === 'analysing' || row.state === 'waiting' || row.state === 'importing';
      const was = now().analysing;
      const done = row.analysed ?? row.progress;
      show({ analysing: running ? done : null, stopped: row.state === 'failed' || row.state === 'broken-off' ? { fraction: row.progress, trouble: row.trouble } : null });
      const finished = was !== null && !running;
      seen = Math.min(seen, done);
      // The first labels at once: they can be corrected from then on.
      if ((finished || (running && (done - seen > 0.04 || (seen === 0 && done > 0)))) && (!reading || finished)) {
        readTo(done);
      } else if (running && done > seen) late ??= setTimeout(() => readTo(now().analysing ?? done), BEHIND_MS);
    }
  };
  for (const listening of [hear(), watch()]) listening.catch(sayFailure);
  // A cancelled stream ends its result too: that is no failure, and what else ends one ends its items, where it is said.
  rows.result.catch(() => undefined);
  return () => {
    edits.cancel();
    rows.cancel();
    clearTimeout(late);
  };
}
