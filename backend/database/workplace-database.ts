/** What belongs to the workplace and not to a case: its settings. */
import { named, openDatabase } from './sqlite.ts';
import type { DatabaseKind, Sqlite } from './sqlite.ts';

export const WORKPLACE_DATABASE: DatabaseKind = {
  name: 'workplace',
  applicationId: 0x49_53_4c_57,
  migrations: ['CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;'],
};

export class WorkplaceDatabase {
  readonly #db: Sqlite;
  readonly #path: string;

  /** Opens or makes the database. Throws AppError as `openDatabase` does. */
  constructor(path: string) {
    this.#path = path;
    this.#db = openDatabase(path, WORKPLACE_DATABASE);
  }

  close(): void {
    this.#db.close();
  }

  settings(): Record<string, string> {
    const rows = this.#db.prepare<[], { name: string; value: string }>('SELECT name, value FROM setting ORDER BY name').all();
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }

  setSetting(name: string, value: string): void {
    named(this.#path, () => this.#db.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)').run(name, value));
  }
}
