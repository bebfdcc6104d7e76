/**
 * Signed reports of a case. A sign-off is an edit that holds the hash of the
 * PDF; the PDF itself lies beside the case file under that hash. Reopening is an
 * edit too; the PDF stays.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import type { Signature } from '../../core/contract/types.ts';
import type { Change } from '../../core/review/edit.ts';
import { valuesOf } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import { systemCode } from '../store/files.ts';
import { readKept } from '../store/kept-file.ts';
import type { CaseDatabase } from './case-database.ts';

/** Name of the sign-off in force among the values of `sign-off`. */
const REPORT = 'report';

const count = z.number().int().min(0);
const signOff = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  pages: z.number().int().min(1),
  revision: count,
  open: z.object({ templates: count, findings: count, conflicts: count, diary: count, start: z.boolean(), unreadable: count }).optional(),
});
export type SignOff = z.infer<typeof signOff>;

/** Whether a case is signed and therefore locked. */
export function isSigned(edit: Pick<EditState, 'values'>): boolean {
  return valuesOf(edit, 'sign-off').has(REPORT);
}

/** The signature in force, or null. */
export function signatureOf(db: CaseDatabase, edit: Pick<EditState, 'values'>): Signature | null {
  const text = valuesOf(edit, 'sign-off').get(REPORT);
  if (text === undefined) return null;
  const { sequence, author, time, reason = '' } = db.journal.lastOfKind('sign-off')!;
  return { ...signOff.parse(JSON.parse(text)), sequence, author, time, ...(reason === '' ? {} : { reason }), ...(isErased(db, { sequence, time }) ? { erased: true } : {}) };
}

/** What the access log says of an erasure: up to which entry of the journal it took reports away. */
export function erasureWords(entry: number): string {
  return `what names the patient, up to entry ${entry}`;
}

/** Whether the report of a sign-off was erased with the patient's facts. Entries are counted, since a clock can be set back; lines of older programs name none. */
function isErased(db: CaseDatabase, { sequence, time }: { sequence: number; time: string }): boolean {
  return db.access.lines().some((line) => {
    if (line.what !== 'erased') return false;
    const entry = / up to entry (\d+)$/.exec(line.detail)?.[1];
    return entry === undefined ? line.time >= time : Number(entry) >= sequence;
  });
}

/** Changes that sign a case. A reason stands with the entry: it is free text. */
export function signChanges({ sha256, pages, revision, open }: SignOff): Change[] {
  return [{ entity: 'sign-off', op: 'set', name: REPORT, before: null, after: JSON.stringify({ sha256, pages, revision, open }) }];
}

/** Changes that reopen a signed case: the withdrawn report stays named. */
export function reopenChanges(edit: Pick<EditState, 'values'>, signature: Signature): Change[] {
  return [
    { entity: 'sign-off', op: 'set', name: REPORT, before: valuesOf(edit, 'sign-off').get(REPORT) ?? null, after: null },
    { entity: 'reopening', op: 'set', name: String(signature.sequence), before: null, after: signature.sha256 },
  ];
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function reportsFolder(caseFolder: string): string {
  return join(caseFolder, 'reports');
}

export function signedPath(caseFolder: string, sha256: string): string {
  return join(reportsFolder(caseFolder), `${sha256}.pdf`);
}

/** The PDF that was signed. Throws AppError `store-damaged` where it is missing or not the one that was signed. */
export function readSigned(caseFolder: string, sha256: string): Uint8Array {
  const path = signedPath(caseFolder, sha256);
  const failed = (message: string, cause?: unknown): AppError => new AppError('store-damaged', message, { hint: 'Restore the case from a backup, or reopen it and sign it again.', details: { path }, cause });
  let bytes: Uint8Array;
  try {
    bytes = readKept(path);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') throw failed('The signed report is not there any more.', thrown);
    throw thrown;
  }
  if (sha256Of(bytes) !== sha256) throw failed('The stored report is not the one that was signed.');
  return bytes;
}

/** Signed reports that are missing or changed, in words. */
export function verifySigned(caseFolder: string, db: CaseDatabase): string[] {
  const troubles: string[] = [];
  for (const { sequence, time, changes } of db.journal.ofKind('sign-off')) {
    for (const change of changes) {
      if (change.op !== 'set' || change.entity !== 'sign-off' || change.after === null || isErased(db, { sequence, time })) continue;
      try {
        readSigned(caseFolder, signOff.parse(JSON.parse(change.after)).sha256);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        troubles.push(`Report signed by entry ${sequence}: ${thrown.message}`);
      }
    }
  }
  return troubles;
}
