/** Who opened, printed and exported: a chain of its own, so that a locked case can still be opened. */
import { createHash } from 'node:crypto';
import type { AccessLine } from '../../core/contract/types.ts';
import { ByteWriter } from '../../core/review/bytes.ts';
import type { Sqlite } from './sqlite.ts';

interface AccessRow extends AccessLine {
  sequence: number;
  previous_hash: Uint8Array;
  hash: Uint8Array;
}

function hashOf(row: Omit<AccessRow, 'hash'>): Buffer {
  const out = new ByteWriter();
  out.byte(1);
  out.unsigned(row.sequence);
  for (const text of [row.time, row.who, row.what, row.detail]) out.text(text);
  out.block(row.previous_hash);
  return createHash('sha256').update(out.taken()).digest();
}

export class AccessLog {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  append(line: AccessLine): void {
    this.#db.transaction(() => {
      const last = this.#db.prepare<[], AccessRow>('SELECT * FROM access ORDER BY sequence DESC LIMIT 1').get();
      const row = { ...line, sequence: (last?.sequence ?? 0) + 1, previous_hash: last?.hash ?? new Uint8Array(32) };
      this.#db
        .prepare('INSERT INTO access (sequence, time, who, what, detail, previous_hash, hash) VALUES (@sequence, @time, @who, @what, @detail, @previous_hash, @hash)')
        .run({ ...row, hash: hashOf(row) });
    })();
  }

  /** The newest lines, newest first; all where no number is given. */
  lines(limit = -1): AccessLine[] {
    return this.#db.prepare<[number], AccessLine>('SELECT time, who, what, detail FROM access ORDER BY sequence DESC LIMIT ?').all(limit);
  }

  /** Lines of one kind whose detail begins so, newest first. */
  saying(what: AccessLine['what'], beginning: string): AccessLine[] {
    return this.#db.prepare<[string, number, string], AccessLine>('SELECT time, who, what, detail FROM access WHERE what = ? AND substr(detail, 1, ?) = ? ORDER BY sequence DESC').all(what, beginning.length, beginning);
  }

  /** Where the chain ends: number and hash (hex) of its last line; 0 and zeros for an empty one. */
  head(): { sequence: number; hash: string } {
    const last = this.#db.prepare<[], { sequence: number; hash: Uint8Array }>('SELECT sequence, hash FROM access ORDER BY sequence DESC LIMIT 1').get();
    return { sequence: last?.sequence ?? 0, hash: Buffer.from(last?.hash ?? new Uint8Array(32)).toString('hex') };
  }

  /** Troubles of the chain in words, none where all is well. */
  verify(): string[] {
    let previous: Uint8Array = new Uint8Array(32);
    const troubles: string[] = [];
    for (const row of this.#db.prepare<[], AccessRow>('SELECT * FROM access ORDER BY sequence').iterate()) {
      if (Buffer.compare(row.previous_hash, previous) !== 0 || !hashOf(row).equals(row.hash)) troubles.push(`Line ${row.sequence} of the access log does not fit.`);
      previous = row.hash;
    }
    return troubles;
  }
}
