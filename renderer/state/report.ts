/** The report of the study that is open: the very bytes, and what is done with them. */
import { create } from 'zustand';
import type { ExportFile } from '../../core/contract/types.ts';
import { errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { ReportPlace } from '../../core/study/report-sections.ts';
import { W } from '../parts/words.ts';
import { reload, settled, useReview } from './review.ts';
import { client, say, sayFailure, useSession } from './session.ts';
import { whileOpen } from './while-open.ts';

interface Report {
  caseId: string;
  pdf: Uint8Array | null;
  sha256: string;
  pages: number;
  /** Where the sections stand on them; nothing of signed pages. */
  places: readonly ReportPlace[];
  revision: number;
  rendering: number | null;
  failure: ErrorShape | null;
  /** The bytes whose pages are on the screen, all of them; others may be on their way. */
  shown: Uint8Array | null;
  /** Section whose place on the pages is shown, while a hand is on its line. */
  shownPlace: ReportPlace | null;
}

const NOTHING: Report = { caseId: '', pdf: null, sha256: '', pages: 0, places: [], revision: -1, rendering: null, failure: null, shown: null, shownPlace: null };

export const useReport = create<Report>()(() => NOTHING);
const get = useReport.getState;
const set = useReport.setState;
let turn = 0;

/**
 * Draws the pages of the open study, unless they are drawn already as it stands. False where it failed.
 * What was done a moment ago and is still on its way to the journal is waited for: it belongs in the report.
 */
export async function renderReport(force = false, purpose: 'preview' | 'print' = 'preview'): Promise<boolean> {
  await settled();
  const { caseId, revision, study } = useReview.getState();
  const state = get();
  // A signed report is the very one that was signed; a draft is as old as the labels it shows.
  const there = study?.signed ? state.sha256 === study.signed.sha256 : state.revision === revision;
  if (!force && state.caseId === caseId && there && (state.pdf || state.rendering !== null)) return true;
  const mine = ++turn;
  set({ ...(state.caseId === caseId ? state : NOTHING), caseId, revision, rendering: 0, failure: null });
  try {
    const running = client().report.render({ caseId, purpose });
    for await (const { fraction } of running.items) if (mine === turn) set({ rendering: fraction });
    const { pdf, sha256, pages, places, revision: drawn } = await running.result;
    if (mine === turn) set({ pdf, sha256, pages, places, revision: drawn, rendering: null });
    return mine === turn;
  } catch (thrown) {
    if (mine === turn) set({ rendering: null, failure: errorShape(thrown) });
    return false;
  }
}

/** All pages of these bytes are on the screen; null: none is. */
export function pagesShown(shown: Uint8Array | null): void {
  set({ shown });
}

/** The pages are not what the report would be now: they are drawn anew when they are asked for. */
export function forgetPages(): void {
  turn++;
  set(NOTHING);
}

/** Signs the pages that are on the screen; with open items, why. False where it was refused, which is then said. */
export async function signReport(said: { reason?: string; unreadableSeen?: boolean } = {}): Promise<boolean> {
  const { caseId, revision } = get();
  return locking(W.signed.done, () => client().report.sign({ caseId, baseRevision: revision, reason: said.reason ?? '', unreadableSeen: said.unreadableSeen ?? false }));
}

/** Takes the lock off again; the signed report is kept as withdrawn. False where it was refused. */
export async function reopenReport(reason: string): Promise<boolean> {
  const { caseId } = get();
  return locking(W.signed.reopened, () => client().report.reopen({ caseId, reason }));
}

async function locking(words: string, change: () => Promise<unknown>): Promise<boolean> {
  const here = whileOpen();
  try {
    await change();
  } catch (thrown) {
    sayFailure(thrown);
    // What stood in the way may be news: the case as it is now.
    if (here()) await reload();
    return false;
  }
  if (here()) await reload();
  say(words);
  if (here()) void renderReport(true);
  return true;
}

/** Name of a file about the study that is open. */
export function fileName(ending: string): string {
  const { study } = useReview.getState();
  const name = (study?.facts.id || study?.recording.record || 'report').replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return `${name}${ending}`;
}

/** Hands out a file as a browser does. */
export function download(name: string, bytes: Uint8Array, type: string): void {
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Saves the PDF: where the person says in Electron, as a download in a browser. */
export async function savePdf(): Promise<void> {
  const { host } = useSession.getState();
  const { caseId } = useReview.getState();
  // Asked for now: another study may be open when the pages are there.
  const name = fileName('-report.pdf');
  try {
    if (host?.kind === 'electron') {
      const path = await host.saveFile(name);
      if (path === null) return;
      await client().report.save({ caseId, path });
      say(W.report.saved(path));
      return;
    }
    // Rendered anew for print, so that the access log knows of it.
    const running = client().report.render({ caseId, purpose: 'print' });
    for await (const { fraction } of running.items) set({ rendering: fraction });
    const { pdf } = await running.result;
    download(name, pdf, 'application/pdf');
  } catch (thrown) {
    sayFailure(thrown);
  } finally {
    set({ rendering: null });
  }
}

const TYPES: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json' };

/** Exports the labels as they stand, file by file. */
export async function exportLabels(format: 'wfdb' | 'csv' | 'json'): Promise<void> {
  const { caseId } = useReview.getState();
  try {
    const { files } = await client().export.labels({ caseId, formats: [format] });
    files.forEach((file: ExportFile) => download(file.name, file.bytes, TYPES[file.name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'));
    say(files.map((file) => file.name).join(', '));
  } catch (thrown) {
    sayFailure(thrown);
  }
}
