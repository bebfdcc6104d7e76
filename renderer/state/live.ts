/** A recording that is still written: its newest seconds, and how it stands. */
import { create } from 'zustand';
import type { LiveEvent } from '../../core/contract/live.ts';
import { inWords } from '../parts/language.ts';
import { WL } from '../parts/words-live.ts';
import { refusedAs } from './may.ts';
import { reload, useReview } from './review.ts';
import { client, say, sayFailure } from './session.ts';

export type LiveTail = Extract<LiveEvent, { kind: 'tail' }>;

interface Live {
  caseId: string;
  /** The newest beats and seconds, or those that are held; null before the first came. */
  tail: LiveTail | null;
  /** False where the reader holds what is shown. */
  follow: boolean;
  state: 'following' | 'stopped' | 'ended' | 'ending';
  analysedTo: number;
  /** Why it is not followed any more, or empty. */
  trouble: string;
}

const NOTHING: Live = { caseId: '', tail: null, follow: true, state: 'following', analysedTo: 0, trouble: '' };

export const useLive = create<Live>()(() => NOTHING);
const get = useLive.getState;
const set = useLive.setState;

/** Hears what comes of a case's recording, until the returned function is called. */
export function hearLive(caseId: string): () => void {
  const changes = client().live.changes({ caseId });
  set({ ...NOTHING, caseId, analysedTo: useReview.getState().analysedTo });
  const hear = async (): Promise<void> => {
    for await (const event of changes.items) take(event);
  };
  hear().catch(sayFailure);
  changes.result.catch(() => undefined);
  return () => changes.cancel();
}

function take(event: LiveEvent): void {
  switch (event.kind) {
    case 'tail':
      if (get().follow) set({ tail: event });
      return;
    case 'final':
      set({ analysedTo: event.to });
      void reload();
      return;
    case 'state':
      set({ state: event.state, analysedTo: event.analysedTo, trouble: event.trouble ? inWords(event.trouble.message) : '' });
      if (event.state !== 'ended') return;
      if (event.endedBy) say(WL.ended[event.endedBy]);
      void reload();
  }
}

export function toggleFollow(): void {
  set({ follow: !get().follow });
}

/** A person says that the recording has ended. */
export function endLive(caseId: string): void {
  if (refusedAs('technician')) return;
  const { state: before } = get();
  if (get().caseId === caseId) set({ state: 'ending' });
  client()
    .live.end({ caseId })
    .result.catch((thrown: unknown) => {
      sayFailure(thrown);
      // It goes on as it did, and can be ended again.
      if (get().caseId === caseId && get().state === 'ending') set({ state: before });
    });
}

/** Follows a recording again that nobody follows. */
export function resumeLive(caseId: string): void {
  if (refusedAs('technician')) return;
  client()
    .live.resume({ caseId })
    .then(() => {
      if (get().caseId === caseId) set({ state: 'following', trouble: '' });
    })
    .catch(sayFailure);
}
