/** On starting: index and folders are brought together, and what was broken off is taken back. */
import { join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { FACT_FIELDS } from '../../core/contract/types.ts';
import type { StudyRow } from '../../core/contract/types.ts';
import type { FileCalls } from '../store/files.ts';
import { CaseDatabase } from './case-database.ts';
import { OpenCase } from './open-case.ts';
import { studyRow } from './study-row.ts';
import { isSpokenOf } from './unfinished.ts';
import type { Worklist } from './worklist.ts';

/** Cases that the index does not know, or knows as being worked on, are looked at; the others are taken as they stand. */
export function reconcile(casesFolder: string, worklist: Worklist, files: FileCalls): void {
  const indexed = new Map(worklist.list().map((row) => [row.caseId, row]));
  const there = new Set(files.list(casesFolder));
  for (const caseId of indexed.keys()) if (!there.has(caseId)) worklist.remove(caseId);
  for (const caseId of there) {
    const state = indexed.get(caseId)?.state;
    if (state !== undefined && state !== 'importing' && state !== 'recording' && state !== 'analysing') continue;
    const folder = join(casesFolder, caseId);
    try {
      if (imported(folder, files)) readIn(folder, worklist);
      else {
        worklist.remove(caseId);
        files.remove(folder);
      }
    } catch (thrown) {
      // One damaged case must not keep the others from being read.
      if (!(thrown instanceof AppError)) throw thrown;
      worklist.put(troubledRow(caseId, thrown.message), '');
    }
  }
}

/** Whether the import of a case came to its end, or people have said something of what was there by then. */
function imported(folder: string, files: FileCalls): boolean {
  const path = join(folder, 'case.sqlite');
  if (!files.exists(path)) return false;
  const db = CaseDatabase.open(path);
  try {
    return db.isImported() || isSpokenOf(db);
  } finally {
    db.close();
  }
}

function readIn(folder: string, worklist: Worklist): void {
  const open = new OpenCase(folder);
  try {
    worklist.put(studyRow(open, false), open.recording.sha256);
  } finally {
    open.close();
  }
}

/** The line of a case that cannot be read: it is there, and says why it cannot be opened. */
function troubledRow(caseId: string, trouble: string): StudyRow {
  const facts = Object.fromEntries(FACT_FIELDS.map((field) => [field, ''])) as Record<(typeof FACT_FIELDS)[number], string>;
  return {
    caseId,
    facts: { ...facts, startAssumed: true },
    format: '',
    record: caseId,
    leadCount: 0,
    seconds: 0,
    state: 'failed',
    progress: 0,
    trouble,
    priority: 'routine',
    importedAt: '',
    sketch: null,
    burdenV: null,
    burdenS: null,
    longestRrSeconds: null,
    seen: 0,
    items: 0,
    edits: 0,
    assignedTo: '',
    questions: [],
    readings: { first: null, seconds: [], settling: [] },
    readers: [],
    blind: false,
  };
}
