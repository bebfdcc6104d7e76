/**
 * The journal of a case folded up to one of its entries, so that opening a case
 * replays only what follows. It is bound to the chain by the hash of that entry
 * and to itself by a sum; one that does not fit is as good as none. Nothing is
 * ever proven from it.
 */
import { createHash } from 'node:crypto';
import { ByteReader, ByteWriter, BytesError } from '../../core/review/bytes.ts';
import { decodeChanges, encodeChanges } from '../../core/review/codec.ts';
import type { Change } from '../../core/review/edit.ts';
import { PRIVATE_ENTITIES } from './private-values.ts';
import type { PrivateValues } from './private-values.ts';
import type { Sqlite } from './sqlite.ts';

/** Changes when the meaning of the bytes does, or what edits come to. */
const VERSION = 1;

/** Where a journal was folded, and what it comes to there. */
export interface Folded {
  /** Sequence of the last entry that is in it. */
  revision: number;
  /** The run in force there. */
  run: number;
  nextSerial: number;
  nextTemplate: number;
  /** From the run's own beats and the imported facts to the state. */
  changes: Change[];
}

/** A folded journal as it is stored. */
export interface Snapshot {
  run: number;
  revision: number;
  /** Hash of the entry of that revision. */
  head: Uint8Array;
  state: Uint8Array;
}

function sumOf({ run, revision, head, state }: Snapshot): Buffer {
  return createHash('sha256').update(`${VERSION} ${run} ${revision} `).update(head).update(state).digest();
}

export class Snapshots {
  readonly #db: Sqlite;
  readonly #privateValues: PrivateValues;

  constructor(db: Sqlite, privateValues: PrivateValues) {
    this.#db = db;
    this.#privateValues = privateValues;
  }

  /** Sequence of the entry up to which the journal is folded, 0 where it is not. */
  revision(): number {
    return this.#db.prepare<[], { revision: number }>('SELECT revision FROM snapshot').get()?.revision ?? 0;
  }

  /** The folded journal, or null where there is none that fits the chain and itself. */
  read(): Folded | null {
    const row = this.#db
      .prepare<[], Snapshot & { sum: Uint8Array; hash: Uint8Array }>('SELECT snapshot.*, edit.hash FROM snapshot JOIN edit ON edit.sequence = snapshot.revision')
      .get();
    if (!row || Buffer.compare(row.head, row.hash) !== 0 || !sumOf(row).equals(row.sum)) return null;
    try {
      return { revision: row.revision, run: row.run, ...this.#decoded(row.state) };
    } catch (thrown) {
      if (!(thrown instanceof BytesError || thrown instanceof RangeError)) throw thrown;
      return null;
    }
  }

  #decoded(state: Uint8Array): Pick<Folded, 'nextSerial' | 'nextTemplate' | 'changes'> {
    const input = new ByteReader(state);
    const nextSerial = input.unsigned();
    const nextTemplate = input.unsigned();
    return { nextSerial, nextTemplate, changes: this.#privateValues.uncover(decodeChanges(input.block())) };
  }

  /** A folded journal as it can be stored. Texts that may name a person stand in it as their hashes, as in the chain. */
  made(folded: Folded, head: Uint8Array): Snapshot {
    const hashes = this.#privateValues.hashes();
    const out = new ByteWriter();
    out.unsigned(folded.nextSerial);
    out.unsigned(folded.nextTemplate);
    out.block(encodeChanges(folded.changes.map((change) => covered(change, hashes))));
    return { run: folded.run, revision: folded.revision, head, state: out.taken() };
  }

  /** Keeps one in place of the one before, unless the chain has another entry there. */
  keep(snapshot: Snapshot): void {
    const row = this.#db.prepare<[number], { hash: Uint8Array }>('SELECT hash FROM edit WHERE sequence = ?').get(snapshot.revision);
    if (!row || Buffer.compare(row.hash, snapshot.head) !== 0) return;
    const { run, revision, head, state } = snapshot;
    this.#db.prepare('INSERT OR REPLACE INTO snapshot (one, run, revision, head, state, sum) VALUES (1, ?, ?, ?, ?, ?)').run(run, revision, head, state, sumOf(snapshot));
  }

  /** Takes it away: it is made anew when it is needed. */
  drop(): void {
    this.#db.prepare('DELETE FROM snapshot').run();
  }
}

/** A change with the hash of its value where the chain has a hash. A value that was erased has none any more. */
function covered(change: Change, hashes: ReadonlyMap<string, string>): Change {
  if (change.op !== 'set' || change.after === null || !PRIVATE_ENTITIES.has(change.entity)) return change;
  return { ...change, after: hashes.get(`${change.entity}/${change.name}/${change.after}`) ?? '' };
}
