/**
 * The tables of a case: docs/case-file.md describes each. Steps are only ever
 * appended; a step that was shipped is never changed.
 */
import type { DatabaseKind } from './sqlite.ts';

const FIRST = `
CREATE TABLE recording (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  case_id TEXT NOT NULL,
  record TEXT NOT NULL,
  format TEXT NOT NULL,
  sample_rate REAL NOT NULL,
  sample_count INTEGER NOT NULL,
  leads TEXT NOT NULL,
  start_local TEXT NOT NULL,
  start_assumed INTEGER NOT NULL,
  comments TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  warnings TEXT NOT NULL,
  annotations BLOB,
  imported_at TEXT NOT NULL,
  imported_by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('importing', 'imported')),
  priority TEXT NOT NULL DEFAULT 'routine' CHECK (priority IN ('urgent', 'soon', 'routine'))
) STRICT;

-- What the file says about the patient. Corrections are edits; this stays until it is erased.
CREATE TABLE imported_fact (field TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE segment (
  idx INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  gaps TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  model_name TEXT NOT NULL,
  model_version TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,
  device TEXT NOT NULL,
  leads TEXT NOT NULL,
  settings TEXT NOT NULL,
  program_version TEXT NOT NULL,
  started_at TEXT NOT NULL,
  sealed_at TEXT,
  trouble TEXT NOT NULL DEFAULT '',
  analysed_to INTEGER NOT NULL DEFAULT 0,
  stages TEXT NOT NULL DEFAULT '{}',
  templates BLOB
) STRICT;
CREATE TRIGGER run_is_sealed BEFORE UPDATE ON run WHEN old.sealed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a sealed run is never changed'); END;

CREATE TABLE run_segment (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  from_sample INTEGER NOT NULL,
  to_sample INTEGER NOT NULL,
  beats INTEGER NOT NULL,
  samples BLOB NOT NULL,
  codes BLOB NOT NULL,
  templates BLOB NOT NULL,
  probabilities BLOB NOT NULL,
  likeness BLOB NOT NULL,
  unreadable BLOB NOT NULL,
  doubtful BLOB NOT NULL,
  quality BLOB NOT NULL,
  embedding BLOB NOT NULL,
  PRIMARY KEY (run, idx)
) STRICT;
CREATE TRIGGER run_segment_stays BEFORE UPDATE ON run_segment
BEGIN SELECT RAISE(ABORT, 'a committed segment is never changed'); END;
CREATE TRIGGER run_segment_of_sealed BEFORE DELETE ON run_segment
WHEN (SELECT sealed_at FROM run WHERE id = old.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a sealed run is never changed'); END;

-- What the pipeline carries from the last committed segment to the next; gone once the run is sealed.
CREATE TABLE run_carried (run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE, idx INTEGER NOT NULL, state BLOB) STRICT;

CREATE TABLE edit (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  time TEXT NOT NULL,
  author TEXT NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  base_revision INTEGER NOT NULL,
  undoes INTEGER,
  reason BLOB,
  forward BLOB NOT NULL,
  backward BLOB NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER edit_update BEFORE UPDATE ON edit BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER edit_delete BEFORE DELETE ON edit BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER edit_insert BEFORE INSERT ON edit
WHEN new.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM edit)
  OR new.previous_hash <> coalesce((SELECT hash FROM edit ORDER BY sequence DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'the journal grows at its end'); END;

-- What may name a person, beside the chain: the chain holds sha256(salt, value). Erasing takes value and salt.
CREATE TABLE private_value (hash BLOB PRIMARY KEY, salt BLOB NOT NULL, value TEXT NOT NULL, entity TEXT NOT NULL, name TEXT NOT NULL) STRICT;

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

CREATE TABLE report (
  id TEXT PRIMARY KEY,
  time TEXT NOT NULL,
  author TEXT NOT NULL,
  revision INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  pages INTEGER NOT NULL
) STRICT;
`;

// Sums of what no chain covers, so that a bit that tips over is told and never read as a label. Null in rows of before.
const SECOND = `
ALTER TABLE recording ADD COLUMN sum TEXT;
ALTER TABLE run ADD COLUMN sum TEXT;
ALTER TABLE run_segment ADD COLUMN beats_crc INTEGER;
ALTER TABLE run_segment ADD COLUMN evidence_crc INTEGER;
ALTER TABLE run_segment ADD COLUMN embedding_crc INTEGER;
ALTER TABLE run_carried ADD COLUMN crc INTEGER;
`;

// Evidence by name, so that a new kind of it needs no new column.
const THIRD = `
CREATE TABLE run_evidence (
  run INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (run, idx, name),
  FOREIGN KEY (run, idx) REFERENCES run_segment (run, idx) ON DELETE CASCADE
) STRICT;
CREATE TRIGGER run_evidence_stays BEFORE UPDATE ON run_evidence
BEGIN SELECT RAISE(ABORT, 'a committed segment is never changed'); END;
CREATE TRIGGER run_evidence_of_sealed BEFORE DELETE ON run_evidence
WHEN (SELECT sealed_at FROM run WHERE id = old.run) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a sealed run is never changed'); END;
`;

// The journal folded up to one of its entries: opening replays only what follows. Never a truth: where it does not fit it is thrown away.
const FOURTH = `
CREATE TABLE snapshot (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  run INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  head BLOB NOT NULL,
  state BLOB NOT NULL,
  sum BLOB NOT NULL
) STRICT;
CREATE INDEX edit_of_rare_kind ON edit (kind, sequence) WHERE kind = 'active-run' OR kind = 'sign-off' OR kind = 'reopening';
`;

// A recording that is still written, and where its files lie. Gone once it has ended.
const GROWING = `
CREATE TABLE growing (one INTEGER PRIMARY KEY CHECK (one = 1), path TEXT NOT NULL) STRICT;
`;

// Under which windows keep edits of this case that could not be saved. Erased with what names the patient.
const HELD = `
CREATE TABLE held_key (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL) STRICT;
`;

export const CASE_DATABASE: DatabaseKind = { name: 'case', applicationId: 0x49_53_4c_43, migrations: [FIRST, SECOND, THIRD, FOURTH, GROWING, HELD] };
