/** The people of a workplace as they are stored. What they may do is decided elsewhere. */
import type { PersonInfo, Role } from '../../core/contract/people.ts';
import { named, type Sqlite } from './sqlite.ts';

/** A person with the hash of their password. */
export interface StoredPerson extends PersonInfo {
  password: string;
}

interface PersonRow {
  name: string;
  display: string;
  role: Role;
  password: string;
  active: number;
  since: string;
  last_login: string | null;
}

/** Names that look alike are one name: whatever the case, the form of accents and the number of spaces. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

export class PeopleTable {
  readonly #db: Sqlite;
  readonly #path: string;
  /** As last read; a table of a few lines that is asked at every call. */
  #all: StoredPerson[] | null = null;

  constructor(db: Sqlite, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /** Everyone, those who left too, oldest first. */
  all(): readonly StoredPerson[] {
    this.#all ??= this.#db
      .prepare<[], PersonRow>('SELECT name, display, role, password, active, since, last_login FROM person ORDER BY since, rowid')
      .all()
      .map(({ active, last_login: lastLogin, ...row }) => ({ ...row, active: active === 1, lastLogin }));
    return this.#all;
  }

  /** The person of a name in whatever spelling, or undefined. */
  find(name: string): StoredPerson | undefined {
    const folded = foldName(name);
    return this.all().find((person) => foldName(person.name) === folded);
  }

  add(person: StoredPerson): void {
    this.#write(() =>
      this.#db
        .prepare('INSERT INTO person (name, folded, display, role, password, active, since, last_login) VALUES (@name, @folded, @display, @role, @password, @active, @since, @lastLogin)')
        .run({ ...person, active: person.active ? 1 : 0, folded: foldName(person.name) }),
    );
  }

  /** Writes what may change of a person. The table itself keeps the last lead reader. */
  update(name: string, change: Partial<Pick<StoredPerson, 'display' | 'role' | 'password' | 'active' | 'lastLogin'>>): void {
    const person = this.find(name);
    if (!person) throw new RangeError(`there is no person ${name}`);
    const { display, role, password, active, lastLogin } = { ...person, ...change };
    this.#write(() =>
      this.#db.prepare('UPDATE person SET display = ?, role = ?, password = ?, active = ?, last_login = ? WHERE name = ?').run(display, role, password, active ? 1 : 0, lastLogin, person.name),
    );
  }

  /**
   * Takes in those whom a backup that was put back does not know, as people who
   * may not log in: their names stand in journals and are not given again.
   * Where the backup keeps nobody who could let others in, it stays as it is.
   */
  keepNames(before: readonly StoredPerson[]): void {
    if (!this.all().some(({ role, active }) => role === 'lead' && active)) return;
    for (const person of before) if (!this.find(person.name)) this.add({ ...person, active: false });
  }

  #write(body: () => void): void {
    try {
      named(this.#path, body);
    } finally {
      this.#all = null;
    }
  }
}
