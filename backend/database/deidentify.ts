/**
 * A copy of a case that names nobody: what may name or date the patient, or
 * those who read the case, is taken out of the database, and with it everything
 * that is not about the heart. Where names and times belong to the order of
 * things they are exchanged: people have numbers, days are moved. The chain is
 * made anew over that and proves itself.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Change } from '../../core/review/edit.ts';
import { CaseDatabase } from './case-database.ts';
import { PRIVATE_ENTITIES } from './private-values.ts';
import type { Sqlite } from './sqlite.ts';
import { movedUlid } from './ulid.ts';

/** The day that every de-identified recording begins on, and the day that the copy says the case came in; the times of day are the true ones. */
export const NEUTRAL_DATE = '2000-01-01';
export const DEIDENTIFIED_NOTE = 'A de-identified copy: the recording began on another day than the one that stands here.';

/** An id that says neither what the case was called nor when it came in. Letters and digits, as long as a ULID. */
export function neutralId(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return `0${Array.from(randomBytes(25), (byte) => letters[byte % 32]!).join('')}`;
}

/** By how many milliseconds times are moved: whole days, from the day on which the case came in. */
function shiftOf(importedAt: string): number {
  const day = Date.parse(importedAt.slice(0, 10));
  return Date.parse(NEUTRAL_DATE) - (Number.isNaN(day) ? 0 : day);
}

/** Exchanges all that stands in the chain in plain: times, ids that hold times, addresses, people. */
function exchange(shift: number): { time: (iso: string) => string; text: (words: string) => string; person: (name: string) => string } {
  const people = new Map<string, string>();
  const time = (iso: string): string => {
    const at = Date.parse(iso);
    return Number.isNaN(at) ? `${NEUTRAL_DATE}T00:00:00.000Z` : new Date(at + shift).toISOString();
  };
  return {
    time,
    text: (words) =>
      words
        .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, time)
        .replace(/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, (id) => movedUlid(id, shift))
        .replace(/\bhttps?:\/\/[^\s"'<>\\]+/g, 'https://server'),
    person: (name) => {
      if (name === '') return '';
      const known = people.get(name) ?? `Reader ${people.size + 1}`;
      people.set(name, known);
      return known;
    },
  };
}

/** Takes the triggers of some tables away while `body` runs. */
function withoutTriggers(db: Sqlite, tables: readonly string[], body: () => void): void {
  const triggers = db.prepare<[string], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN (SELECT value FROM json_each(?))").all(JSON.stringify(tables));
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  body();
  for (const { sql } of triggers) db.exec(sql);
}

/**
 * Takes out of a database in memory, as it is about to leave: facts and texts
 * with their salts, name and comments of the recording, its date, the sum of the
 * file that it came from, texts of marks that came with it, who imported it, the
 * access log, the reports. People of the journal become `Reader 1`, `Reader 2`,
 * … in the order in which they come; its times, those of the analyses and those
 * inside ids are moved by the same whole days. The chain is made anew, so that
 * neither stands behind its hashes.
 *
 * @param caseId the id of the copy
 * @param time of the copy, ISO 8601
 */
export function deidentify(db: Sqlite, caseId: string, time: string): void {
  const copy = CaseDatabase.over('de-identified copy', db);
  db.transaction(() => {
    const { start, imported } = db.prepare<[], { start: string; imported: string }>('SELECT start_local AS start, imported_at AS imported FROM recording').get()!;
    const instead = exchange(shiftOf(imported));
    db.prepare("UPDATE recording SET case_id = ?, start_local = ?, warnings = ?, sha256 = ?, imported_by = '', imported_at = ?, priority = 'routine'").run(
      caseId,
      `${NEUTRAL_DATE}${start.slice(NEUTRAL_DATE.length)}`,
      JSON.stringify([DEIDENTIFIED_NOTE]),
      createHash('sha256').update(caseId).digest('hex'),
      time,
    );
    const plain = (change: Change): Change => {
      if (change.op !== 'set') return change;
      const name = instead.text(change.name);
      // Private values are hashes here; what they were is gone with their salts.
      if (PRIVATE_ENTITIES.has(change.entity)) return { ...change, name };
      return { ...change, name, before: change.before && instead.text(change.before), after: change.after && instead.text(change.after) };
    };
    withoutTriggers(db, ['access', 'edit', 'run'], () => {
      // The log of another place.
      db.exec('DELETE FROM access');
      copy.journal.remake((entry) => ({ id: instead.text(entry.id), time: instead.time(entry.time), author: instead.person(entry.author), label: entry.label, changes: entry.changes.map(plain) }));
      copy.runs.remake(instead.time, instead.text);
    });
    db.exec('DELETE FROM report');
  })();
  copy.erase();
  // Says why texts and signed reports are not there.
  copy.access.append({ time, who: '', what: 'erased', detail: 'de-identified copy' });
  db.exec('VACUUM');
}
