/**
 * The journal: every edit for ever, each bound to the one before by its hash.
 * It stores and proves; what edits mean is core/review's business.
 */
import { createHash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { AppError } from '../../core/contract/errors.ts';
import { ByteWriter, BytesError } from '../../core/review/bytes.ts';
import { decodeChanges, encodeChanges } from '../../core/review/codec.ts';
import type { Change, JournalEntry } from '../../core/review/edit.ts';
import { emptyLedger, note } from '../../core/review/ledger.ts';
import type { Ledger } from '../../core/review/ledger.ts';
import { invertAll } from '../../core/review/state.ts';
import { PrivateValues } from './private-values.ts';
import type { Sqlite } from './sqlite.ts';

/** An edit before it is in the journal. */
export interface NewEdit {
  id: string;
  /** UTC, ISO 8601. */
  time: string;
  author: string;
  kind: string;
  label: string;
  /** Revision that its maker saw. */
  baseRevision: number;
  undoes: number | null;
  /** In the author's words, may be empty. Kept beside the chain. */
  reason: string;
  changes: readonly Change[];
}

/** What of an entry a copy may say otherwise. */
export type Remade = Pick<NewEdit, 'id' | 'time' | 'author' | 'label' | 'changes'>;

export type StoredEdit = JournalEntry & { changes: Change[] };

interface EditRow {
  sequence: number;
  id: string;
  time: string;
  author: string;
  kind: string;
  label: string;
  base_revision: number;
  undoes: number | null;
  reason: Uint8Array | null;
  forward: Uint8Array;
  backward: Uint8Array;
  previous_hash: Uint8Array;
  hash: Uint8Array;
}

/** Kinds of entries that are few and asked for by kind. */
export type RareKind = 'active-run' | 'sign-off' | 'reopening';

/** An entry without its differences. */
type HeadRow = Omit<EditRow, 'forward' | 'backward' | 'previous_hash'>;

const NO_HASH = new Uint8Array(32);
const HASH_VERSION = 1;

/** The hash of an entry: over its canonical bytes, the hash of the entry before among them. */
function hashOf(row: Omit<EditRow, 'hash'>): Buffer {
  const out = new ByteWriter();
  out.byte(HASH_VERSION);
  out.unsigned(row.sequence);
  for (const text of [row.id, row.time, row.author, row.kind, row.label]) out.text(text);
  out.unsigned(row.base_revision);
  out.unsigned(row.undoes ?? 0);
  for (const block of [row.reason ?? new Uint8Array(0), row.forward, row.backward, row.previous_hash]) out.block(block);
  return createHash('sha256').update(out.taken()).digest();
}

/** Changes of an entry. Throws AppError `database-damaged` where its bytes make no sense. */
function readChanges(row: Pick<EditRow, 'sequence' | 'forward'>): Change[] {
  try {
    return decodeChanges(row.forward);
  } catch (thrown) {
    if (!(thrown instanceof BytesError || thrown instanceof RangeError)) throw thrown;
    throw new AppError('database-damaged', `Entry ${row.sequence} of the journal cannot be read.`, { hint: 'Restore the case from a backup.', details: { sequence: row.sequence }, cause: thrown });
  }
}

function takesBack(row: Pick<EditRow, 'sequence' | 'forward' | 'backward'>): boolean {
  try {
    return Buffer.compare(encodeChanges(invertAll(readChanges(row))), row.backward) === 0;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return false;
  }
}

/** Rows in one answer of the database: a long journal never lies in memory as a whole. */
const PART = 1000;

/** Rows after a sequence, part by part. */
function* inParts<Row extends { sequence: number }>(next: (after: number) => Row[], sequence: number): Generator<Row> {
  for (let rows = next(sequence); rows.length > 0; rows = next(rows.at(-1)!.sequence)) yield* rows;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export class Journal {
  readonly #db: Sqlite;
  readonly privateValues: PrivateValues;
  #ledger: Ledger | null = null;
  /** Asked at every edit, so prepared once. */
  #lastStatement: Statement<[], EditRow> | null = null;
  #insert: Statement<[EditRow]> | null = null;

  constructor(db: Sqlite) {
    this.#db = db;
    this.privateValues = new PrivateValues(db);
  }

  /** Sequence of the last entry, 0 where there is none, and its hash in hex. */
  head(): { sequence: number; hash: string } {
    const row = this.#last();
    return row ? { sequence: row.sequence, hash: hex(row.hash) } : { sequence: 0, hash: hex(NO_HASH) };
  }

  #last(): EditRow | undefined {
    this.#lastStatement ??= this.#db.prepare<[], EditRow>('SELECT * FROM edit ORDER BY sequence DESC LIMIT 1');
    return this.#lastStatement.get();
  }

  /** Which edits stand. The caller does not change it. */
  ledger(): Readonly<Ledger> {
    if (this.#ledger) return this.#ledger;
    const ledger = emptyLedger();
    for (const row of this.#db.prepare<[], Pick<EditRow, 'sequence' | 'kind' | 'undoes'>>('SELECT sequence, kind, undoes FROM edit ORDER BY sequence').iterate()) note(ledger, row);
    this.#ledger = ledger;
    return ledger;
  }

  /** Takes over which edits stand from whoever has read the journal to its present end. */
  takeLedger(ledger: Ledger): void {
    this.#ledger ??= ledger;
  }

  /** Forgets what was noted of entries that are not on the disk after all. */
  forget(): void {
    this.#ledger = null;
  }

  /** Writes an edit; it is on the disk when this returns, unless it is part of a larger transaction. */
  append(edit: NewEdit): StoredEdit {
    const ledger = this.ledger();
    const row = this.#db.transaction((): EditRow => {
      const last = this.#last();
      const kept = this.privateValues.protect(edit.changes);
      const unsigned = {
        sequence: (last?.sequence ?? 0) + 1,
        id: edit.id,
        time: edit.time,
        author: edit.author,
        kind: edit.kind,
        label: edit.label,
        base_revision: edit.baseRevision,
        undoes: edit.undoes,
        reason: edit.reason === '' ? null : this.privateValues.keep(edit.reason, 'reason', edit.id),
        forward: encodeChanges(kept),
        backward: encodeChanges(invertAll(kept)),
        previous_hash: last?.hash ?? NO_HASH,
      };
      const made: EditRow = { ...unsigned, hash: hashOf(unsigned) };
      this.#insert ??= this.#db.prepare<[EditRow]>(
        `INSERT INTO edit (sequence, id, time, author, kind, label, base_revision, undoes, reason, forward, backward, previous_hash, hash)
         VALUES (@sequence, @id, @time, @author, @kind, @label, @base_revision, @undoes, @reason, @forward, @backward, @previous_hash, @hash)`,
      );
      this.#insert.run(made);
      return made;
    })();
    note(ledger, row);
    return { ...this.#entry(row), changes: [...edit.changes] };
  }

  /**
   * Makes the whole chain anew with entries as `as` gives them back: for a copy that is to say less than the
   * journal does. Changes are given as they stand in the chain, private texts as their hashes. The order,
   * what was taken back and the hashes of reasons stay. The caller has taken the triggers of the table away.
   */
  remake(as: (entry: Remade) => Remade): void {
    const write = this.#db.prepare<[Omit<EditRow, 'kind' | 'base_revision' | 'undoes' | 'reason'>]>('UPDATE edit SET id = @id, time = @time, author = @author, label = @label, forward = @forward, backward = @backward, previous_hash = @previous_hash, hash = @hash WHERE sequence = @sequence');
    const next = this.#db.prepare<[number, number], EditRow>('SELECT * FROM edit WHERE sequence > ? ORDER BY sequence LIMIT ?');
    let previous: Uint8Array = NO_HASH;
    for (const row of inParts((after) => next.all(after, PART), 0)) {
      const { changes, ...said } = as({ id: row.id, time: row.time, author: row.author, label: row.label, changes: readChanges(row) });
      const { hash: _before, ...made } = { ...row, ...said, forward: encodeChanges(changes), backward: encodeChanges(invertAll(changes)), previous_hash: previous };
      previous = hashOf(made);
      write.run({ sequence: made.sequence, id: made.id, time: made.time, author: made.author, label: made.label, forward: made.forward, backward: made.backward, previous_hash: made.previous_hash, hash: previous });
    }
    this.forget();
  }

  #entry(row: HeadRow): JournalEntry {
    const entry: JournalEntry = {
      sequence: row.sequence,
      id: row.id,
      time: row.time,
      author: row.author,
      kind: row.kind,
      label: row.label,
      baseRevision: row.base_revision,
      undoes: row.undoes,
      undone: this.ledger().undone.has(row.sequence),
      hash: hex(row.hash),
    };
    return row.reason ? { ...entry, reason: this.privateValues.reveal(row.reason) } : entry;
  }

  /** The newest entries, newest first. */
  newest(limit: number): JournalEntry[] {
    const rows = this.#db.prepare<[number], HeadRow>('SELECT sequence, id, time, author, kind, label, base_revision, undoes, reason, hash FROM edit ORDER BY sequence DESC LIMIT ?').all(limit);
    return rows.map((row) => this.#entry(row));
  }

  /** One entry with its changes, or null. */
  entry(sequence: number): StoredEdit | null {
    const row = this.#db.prepare<[number], EditRow>('SELECT * FROM edit WHERE sequence = ?').get(sequence);
    return row ? this.#withChanges(row) : null;
  }

  /** The entry of this id with its changes, or null. */
  withId(id: string): StoredEdit | null {
    const row = this.#db.prepare<[string], EditRow>('SELECT * FROM edit WHERE id = ?').get(id);
    return row ? this.#withChanges(row) : null;
  }

  /**
   * Whether an entry has this hash. It may be shortened as it is on paper,
   * `ab12cd34…9f3e`, to 12 digits in all.
   *
   * @throws AppError `invalid-input` where it is no hash
   */
  holds(hash: string): boolean {
    const [, start, end = ''] = /^([0-9a-f]{8,64})(?:(?:…|\.{3})([0-9a-f]{4,56}))?$/.exec(hash.trim().toLowerCase()) ?? [];
    if (start === undefined || start.length + end.length < 12 || start.length + end.length > 64) {
      throw new AppError('invalid-input', 'This is no chain head.', { hint: 'Give its 64 digits, or at least the first 12.', details: { hash } });
    }
    return this.#db.prepare<[string, string], { n: number }>('SELECT count(*) AS n FROM edit WHERE lower(hex(hash)) LIKE ? AND lower(hex(hash)) LIKE ?').get(`${start}%`, `%${end}`)!.n > 0;
  }

  /** The newest entry of one of the kinds that have an index, or null. */
  lastOfKind(kind: RareKind): JournalEntry | null {
    // Only a kind that stands in the statement itself is looked up in the index.
    const row = this.#db.prepare<[], EditRow>(`SELECT * FROM edit WHERE kind = '${kind}' ORDER BY sequence DESC LIMIT 1`).get();
    return row ? this.#entry(row) : null;
  }

  /** Who made entries that are of none of some kinds, up to one of them, and since when. */
  authorsBut(kinds: readonly string[], upTo: number): { author: string; since: string }[] {
    return this.#db
      .prepare<[string, number], { author: string; since: string }>('SELECT author, min(time) AS since FROM edit WHERE kind NOT IN (SELECT value FROM json_each(?)) AND sequence <= ? GROUP BY author')
      .all(JSON.stringify(kinds), upTo);
  }

  /** Entries of one of these kinds, oldest first, with their changes. */
  ofKind(kind: RareKind): StoredEdit[] {
    return this.#db.prepare<[], EditRow>(`SELECT * FROM edit WHERE kind = '${kind}' ORDER BY sequence`).all().map((row) => this.#withChanges(row));
  }

  /** Entries after a sequence, oldest first, with their changes. */
  *since(sequence: number): Generator<StoredEdit> {
    const next = this.#db.prepare<[number, number], EditRow>('SELECT * FROM edit WHERE sequence > ? ORDER BY sequence LIMIT ?');
    for (const row of inParts((after) => next.all(after, PART), sequence)) yield this.#withChanges(row);
  }

  /** What entries after a sequence change, oldest first: all that a state is made of, and less to read than `since`. */
  *changesSince(sequence: number): Generator<{ changes: Change[] }> {
    const next = this.#db.prepare<[number, number], Pick<EditRow, 'sequence' | 'forward'>>('SELECT sequence, forward FROM edit WHERE sequence > ? ORDER BY sequence LIMIT ?');
    for (const row of inParts((after) => next.all(after, PART), sequence)) yield { changes: this.privateValues.uncover(readChanges(row)) };
  }

  #withChanges(row: EditRow): StoredEdit {
    return { ...this.#entry(row), changes: this.privateValues.uncover(readChanges(row)) };
  }

  /** Whether the last entry's hash fits: the cheap look that opening a case takes. */
  headFits(): boolean {
    const row = this.#last();
    return row === undefined || hashOf(row).equals(row.hash);
  }

  /** Recomputes the whole chain; troubles in words, none where all is well. */
  *verify(): Generator<{ sequence: number; troubles: string[] }> {
    let previous: Uint8Array = NO_HASH;
    let expected = 1;
    const next = this.#db.prepare<[number, number], EditRow>('SELECT * FROM edit WHERE sequence > ? ORDER BY sequence LIMIT ?');
    for (const row of inParts((after) => next.all(after, PART), Number.MIN_SAFE_INTEGER)) {
      const troubles: string[] = [];
      if (row.sequence !== expected) troubles.push(`Entry ${expected} of the journal is missing.`);
      if (Buffer.compare(row.previous_hash, previous) !== 0) troubles.push(`Entry ${row.sequence} does not follow from the one before.`);
      if (!hashOf(row).equals(row.hash)) troubles.push(`The hash of entry ${row.sequence} does not fit its content.`);
      if (!takesBack(row)) troubles.push(`Entry ${row.sequence} cannot be taken back as it says.`);
      previous = row.hash;
      expected = row.sequence + 1;
      yield { sequence: row.sequence, troubles };
    }
  }
}
