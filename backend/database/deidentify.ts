/**
 * A copy of a case that names nobody: what may name or date the patient is taken
 * out of the database, and with it everything that is not about the heart. The
 * chain stays and proves itself, since it holds hashes where texts were.
 */
import { randomBytes } from 'node:crypto';
import type { Sqlite } from './sqlite.ts';
import { CaseDatabase } from './case-database.ts';

/** The day that every de-identified recording begins on; the time of day is the true one. */
export const NEUTRAL_DATE = '2000-01-01';
export const DEIDENTIFIED_NOTE = 'A de-identified copy: the recording began on another day than the one that stands here.';

/** An id that says neither what the case was called nor when it came in. Letters and digits, as long as a ULID. */
export function neutralId(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return `0${Array.from(randomBytes(25), (byte) => letters[byte % 32]!).join('')}`;
}

/**
 * Takes out of a database in memory, as it is about to leave: facts and texts
 * with their salts, name and comments of the recording, its date, texts of marks
 * that came with it, who imported it and when, the access log, the reports.
 * Journal entries keep their times and the names of those who made them.
 *
 * @param caseId the id of the copy
 * @param time of the copy, ISO 8601
 */
export function deidentify(db: Sqlite, caseId: string, time: string): void {
  const copy = CaseDatabase.over('de-identified copy', db);
  db.transaction(() => {
    const { start } = db.prepare<[], { start: string }>('SELECT start_local AS start FROM recording').get()!;
    db.prepare("UPDATE recording SET case_id = ?, start_local = ?, warnings = ?, imported_by = '', imported_at = ?, priority = 'routine'").run(caseId, `${NEUTRAL_DATE}${start.slice(NEUTRAL_DATE.length)}`, JSON.stringify([DEIDENTIFIED_NOTE]), time);
    // The log of another place; its triggers come back as they were.
    const triggers = db.prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'access'").all();
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
    db.exec('DELETE FROM access');
    for (const { sql } of triggers) db.exec(sql);
    db.exec('DELETE FROM report');
  })();
  copy.erase();
  // Says why texts and signed reports are not there.
  copy.access.append({ time, who: '', what: 'erased', detail: 'de-identified copy' });
  db.exec('VACUUM');
}
