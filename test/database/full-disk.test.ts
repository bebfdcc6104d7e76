import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Change } from '../../core/review/edit.ts';
import { CASE_DATABASE } from '../../backend/database/case-schema.ts';
import { Journal } from '../../backend/database/journal.ts';
import type { NewEdit } from '../../backend/database/journal.ts';
import { named, openDatabase } from '../../backend/database/sqlite.ts';
import { failureOf, temporaryFolders } from './helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

function edit(n: number): NewEdit {
  const value = 'x'.repeat(2000);
  const changes: Change[] = [
    { entity: 'text', op: 'set', name: 'comment', before: null, after: value },
    { entity: 'setting', op: 'set', name: 'long', before: null, after: value },
  ];
  return { id: `id${n}`, time: '2026-11-14T10:00:00.000Z', author: 'Ada', kind: 'text', label: 'comment changed', baseRevision: n - 1, undoes: null, reason: '', changes };
}

describe('a disk that fills up while somebody edits', () => {
  it('is told by name; what was committed stands, and editing goes on once there is room', () => {
    const path = join(folders.make(), 'case.sqlite');
    const db = openDatabase(path, CASE_DATABASE);
    const journal = new Journal(db);
    // SQLite takes a page limit exactly as it takes a full disk.
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 20}`);
    let committed = 0;
    let failure = 'none';
    while (failure === 'none') {
      failure = failureOf(() => named(path, () => journal.append(edit(committed + 1))));
      if (failure === 'none') committed++;
    }
    expect(failure).toBe('disk-full');
    expect(committed).toBeGreaterThan(2);
    expect(journal.head().sequence).toBe(committed);
    expect(journal.ledger().standing.length).toBe(committed);
    expect(db.prepare('SELECT count(*) AS n FROM private_value').get()).toEqual({ n: committed });
    db.pragma('max_page_count = 100000');
    expect(journal.append(edit(committed + 1)).sequence).toBe(committed + 1);
    expect([...journal.verify()].flatMap(({ troubles }) => troubles)).toEqual([]);
    db.close();
  });
});
