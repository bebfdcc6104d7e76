/** What belongs to the workplace and not to a case: its settings, its people, its access log. */
import { AccessLog } from './access-log.ts';
import { PeopleTable } from './people-table.ts';
import { named, openDatabase } from './sqlite.ts';
import type { DatabaseKind, Sqlite } from './sqlite.ts';

const FIRST = 'CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;';

// People are never deleted and keep their names, so that a line of a journal means one person for ever.
const PEOPLE = `
CREATE TABLE person (
  name TEXT PRIMARY KEY,
  folded TEXT NOT NULL UNIQUE,
  display TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL CHECK (role IN ('observer', 'technician', 'reader', 'lead')),
  password TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  since TEXT NOT NULL,
  last_login TEXT
) STRICT;
CREATE TRIGGER person_stays BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'a person is deactivated, never deleted'); END;
CREATE TRIGGER person_keeps_name BEFORE UPDATE OF name, folded ON person BEGIN SELECT RAISE(ABORT, 'a person keeps their name'); END;
CREATE TRIGGER person_last_lead BEFORE UPDATE ON person
WHEN old.role = 'lead' AND old.active = 1 AND NOT (new.role = 'lead' AND new.active = 1)
  AND (SELECT count(*) FROM person WHERE role = 'lead' AND active = 1) < 2
BEGIN SELECT RAISE(ABORT, 'the last lead reader stays'); END;

CREATE TABLE own_setting (person TEXT NOT NULL REFERENCES person (name), name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (person, name)) STRICT;

CREATE TABLE access (
  sequence INTEGER PRIMARY KEY,
  time TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER access_update BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_delete BEFORE DELETE ON access BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
`;

/** Pictures of the laboratory, by what they are for. */
const PICTURE = `
CREATE TABLE picture (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
`;

export const WORKPLACE_DATABASE: DatabaseKind = {
  name: 'workplace',
  applicationId: 0x49_53_4c_57,
  migrations: [FIRST, PEOPLE, PICTURE],
};

export class WorkplaceDatabase {
  readonly people: PeopleTable;
  readonly access: AccessLog;
  readonly #db: Sqlite;
  readonly #path: string;

  /** Opens or makes the database. Throws AppError as `openDatabase` does. */
  constructor(path: string) {
    this.#path = path;
    this.#db = openDatabase(path, WORKPLACE_DATABASE);
    this.people = new PeopleTable(this.#db, path);
    this.access = new AccessLog(this.#db);
  }

  close(): void {
    this.#db.close();
  }

  /** Runs `body` as one step: all of it is kept or nothing. Throws as SQLite does, by name. */
  write<T>(body: () => T): T {
    return named(this.#path, () => this.#db.transaction(body)());
  }

  settings(): Record<string, string> {
    const rows = this.#db.prepare<[], { name: string; value: string }>('SELECT name, value FROM setting ORDER BY name').all();
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }

  setSetting(name: string, value: string): void {
    named(this.#path, () => this.#db.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)').run(name, value));
  }

  /** Bytes of a picture; null where there is none. */
  picture(name: string): Uint8Array | null {
    const row = this.#db.prepare<[string], { bytes: Buffer }>('SELECT bytes FROM picture WHERE name = ?').get(name);
    return row ? Uint8Array.from(row.bytes) : null;
  }

  /** Puts a picture in the place of the one that was there; null takes it out. */
  setPicture(name: string, bytes: Uint8Array | null): void {
    named(this.#path, () => {
      if (bytes === null) this.#db.prepare('DELETE FROM picture WHERE name = ?').run(name);
      else this.#db.prepare('INSERT OR REPLACE INTO picture (name, bytes) VALUES (?, ?)').run(name, Buffer.from(bytes));
    });
  }

  /** What a person has set for themselves. */
  ownSettings(person: string): Record<string, string> {
    const rows = this.#db.prepare<[string], { name: string; value: string }>('SELECT name, value FROM own_setting WHERE person = ? ORDER BY name').all(person);
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }

  setOwnSetting(person: string, name: string, value: string): void {
    named(this.#path, () => this.#db.prepare('INSERT OR REPLACE INTO own_setting (person, name, value) VALUES (?, ?, ?)').run(person, name, value));
  }
}
