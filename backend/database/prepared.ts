/**
 * Statements that are asked again and again, compiled once for each connection.
 * One that is made anew holds its memory until the heap is looked through, which
 * knows nothing of its size: with several for every segment a fortnight gathered
 * some 60 MB of them.
 */
import type { Statement } from 'better-sqlite3';
import type { Sqlite } from './sqlite.ts';

const known = new WeakMap<Sqlite, Map<string, Statement>>();

/** The statement of this text. For `get`, `all` and `run`; nothing else may be asked of a statement that is being gone through with `iterate`. */
export function prepared<Bound extends unknown[], Row = unknown>(db: Sqlite, sql: string): Statement<Bound, Row> {
  let all = known.get(db);
  if (!all) known.set(db, (all = new Map()));
  let statement = all.get(sql);
  if (!statement) all.set(sql, (statement = db.prepare(sql)));
  return statement as Statement<Bound, Row>;
}
