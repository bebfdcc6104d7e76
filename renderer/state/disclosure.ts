/** Full disclosure of the study that is open: how its lines are drawn, where the reader is, printing a range. */
import { create } from 'zustand';
import type { LineSeconds } from '../../core/study/disclosure.ts';
import { WD } from '../parts/words-disclosure.ts';
import { download, fileName } from './report.ts';
import { useReview } from './review.ts';
import { client, say, sayFailure, useSession } from './session.ts';

export const GAINS = [1, 2, 4] as const;

interface Disclosure {
  seconds: LineSeconds;
  lead: number;
  /** mm/mV. */
  gain: number;
  printing: boolean;
  /** Share that is printed, null while nothing is. */
  progress: number | null;
}

export const useDisclosure = create<Disclosure>()(() => ({ seconds: 60, lead: 0, gain: 2, printing: false, progress: null }));
const set = useDisclosure.setState;

/** Lines that are on the screen, the first and one past the last; apart from the rest, since it changes with every step of scrolling. */
export const useSeen = create<{ first: number; end: number }>()(() => ({ first: 0, end: 1 }));

/** Prints `[from, to)` to a PDF: where the person says in Electron, as a download in a browser. False where it failed or was thought better of. */
export async function printDisclosure(from: number, to: number): Promise<boolean> {
  const { host } = useSession.getState();
  const { caseId } = useReview.getState();
  const { seconds, lead } = useDisclosure.getState();
  const name = fileName('-disclosure.pdf');
  try {
    const path = host?.kind === 'electron' ? await host.saveFile(name) : '';
    if (path === null) return false;
    set({ progress: 0 });
    const running = client().report.disclosure({ caseId, from, to, lead, seconds, path });
    for await (const { fraction } of running.items) set({ progress: fraction });
    const { pdf, pages } = await running.result;
    if (path === '') download(name, pdf, 'application/pdf');
    say(path === '' ? WD.dialog.done(pages) : WD.dialog.saved(path));
    return true;
  } catch (thrown) {
    sayFailure(thrown);
    return false;
  } finally {
    set({ progress: null });
  }
}
