import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { CASE_DATABASE } from '../../backend/database/case-schema.ts';
import { OpenCase } from '../../backend/database/open-case.ts';
import { openDatabase } from '../../backend/database/sqlite.ts';
import type { DatabaseKind } from '../../backend/database/sqlite.ts';
import { WORKPLACE_DATABASE, WorkplaceDatabase } from '../../backend/database/workplace-database.ts';
import { temporaryFolders } from './helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

/** A kind of database as it was at a version. */
const as = (kind: DatabaseKind, version: number): DatabaseKind => ({ ...kind, migrations: kind.migrations.slice(0, version) });
const before = (kind: DatabaseKind): number[] => kind.migrations.slice(1).map((_, i) => i + 1);

describe('a database of each older version is brought to the present one with all it holds', () => {
  it.each(before(CASE_DATABASE))('a case of version %i', (version) => {
    const folder = folders.make();
    const path = join(folder, 'case.sqlite');
    mkdirSync(join(folder, 'samples'));
    // Stored by the first version, and brought as far as that version went.
    copyFileSync(fileURLToPath(new URL('./fixtures/case-version-1.sqlite', import.meta.url)), path);
    openDatabase(path, as(CASE_DATABASE, version)).close();
    const open = new OpenCase(folder);
    try {
      expect(open.db.journal.newest(9).map(({ sequence, kind }) => [sequence, kind])).toEqual([[4, 'undo'], [3, 'insert'], [2, 'fact'], [1, 'relabel']]);
      expect([...open.db.journal.verify()].flatMap(({ troubles }) => troubles)).toEqual([]);
      expect([...open.db.runs.verify()]).toEqual([]);
      expect(open.review().beats.key.length).toBe(26);
      expect(open.told.findings.findings).toEqual(open.findings.findings);
      open.edit({ kind: 'relabel', keys: Int32Array.of(5), code: 3 }, 4, { author: 'Ada', now: Date.parse('2026-11-20T08:00:00Z') });
      expect(open.db.journal.head().sequence).toBe(5);
    } finally {
      open.close();
    }
    expect(existsSync(`${path}.version-${version}`)).toBe(true);
  });

  it.each(before(WORKPLACE_DATABASE))('a workplace of version %i', (version) => {
    const path = join(folders.make(), 'workplace.sqlite');
    const old = openDatabase(path, as(WORKPLACE_DATABASE, version));
    old.prepare("INSERT INTO setting (name, value) VALUES ('laboratory', 'Haus 3')").run();
    old.close();
    const now = new WorkplaceDatabase(path);
    expect(now.settings()).toEqual({ laboratory: 'Haus 3' });
    now.setSetting('laboratory', 'Haus 4');
    expect(now.settings()).toEqual({ laboratory: 'Haus 4' });
    now.close();
    expect(existsSync(`${path}.version-${version}`)).toBe(true);
  });
});
