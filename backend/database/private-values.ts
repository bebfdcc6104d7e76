/**
 * Texts that may name a person lie beside the journal's chain. In the chain
 * stands sha256(salt, value) in their place, so that a value can be erased
 * (with its salt) and the chain still proves itself.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Change, ValueEntity } from '../../core/review/edit.ts';
import type { Sqlite } from './sqlite.ts';

/** Entities whose values may name a person. The others are plain in the chain. */
export const PRIVATE_ENTITIES: ReadonlySet<ValueEntity> = new Set<ValueEntity>(['fact', 'text', 'strip', 'diary', 'question', 'measurement', 'assignment']);

/** What stands for a value that was erased. */
export const ERASED = '[erased]';

export class PrivateValues {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** Puts a value away and returns the hash that stands for it. */
  keep(value: string, entity: string, name: string): Uint8Array {
    const salt = randomBytes(16);
    const hash = createHash('sha256').update(salt).update(value, 'utf8').digest();
    this.#db.prepare('INSERT INTO private_value (hash, salt, value, entity, name) VALUES (?, ?, ?, ?, ?)').run(hash, salt, value, entity, name);
    return hash;
  }

  /** The value behind a hash; `ERASED` where it was erased. */
  reveal(hash: Uint8Array): string {
    const row = this.#db.prepare<[Uint8Array], { value: string }>('SELECT value FROM private_value WHERE hash = ?').get(hash);
    return row?.value ?? ERASED;
  }

  /** A hash for each value that is kept, hex, by `entity/name/value`. */
  hashes(): Map<string, string> {
    const rows = this.#db.prepare<[], { hash: Uint8Array; value: string; entity: string; name: string }>('SELECT hash, value, entity, name FROM private_value').iterate();
    const found = new Map<string, string>();
    for (const { hash, value, entity, name } of rows) found.set(`${entity}/${name}/${value}`, Buffer.from(hash).toString('hex'));
    return found;
  }

  /** Changes as they stand in the chain. */
  protect(changes: readonly Change[]): Change[] {
    return changes.map((change) => this.#exchange(change, (value, entity, name) => Buffer.from(this.keep(value, entity, name)).toString('hex')));
  }

  /** Changes as people see them. */
  uncover(changes: readonly Change[]): Change[] {
    return changes.map((change) => this.#exchange(change, (value) => this.reveal(Buffer.from(value, 'hex'))));
  }

  #exchange(change: Change, exchange: (value: string, entity: string, name: string) => string): Change {
    if (change.op !== 'set' || !PRIVATE_ENTITIES.has(change.entity)) return change;
    const one = (value: string | null): string | null => (value === null ? null : exchange(value, change.entity, change.name));
    return { ...change, before: one(change.before), after: one(change.after) };
  }

  /** Values whose hash does not fit: none unless the file was tampered with. */
  damaged(): number {
    let count = 0;
    for (const row of this.#db.prepare<[], { hash: Uint8Array; salt: Uint8Array; value: string }>('SELECT hash, salt, value FROM private_value').iterate()) {
      const hash = createHash('sha256').update(row.salt).update(row.value, 'utf8').digest();
      if (!hash.equals(row.hash)) count++;
    }
    return count;
  }

  /** Erases every value with its salt. What the chain says of them stays. The caller empties the write-ahead log. */
  erase(): void {
    this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM private_value').run();
      this.#db.prepare('DELETE FROM imported_fact').run();
    })();
  }
}
