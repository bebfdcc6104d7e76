/**
 * A case as plain tables in an SQLite file, for those who query: a line per
 * beat, edit, finding, template and unreadable span. A copy to read, never read back.
 */
import Database from 'better-sqlite3';
import { CLASSES, CODES, classOfCode } from '../../../core/beats/classes.ts';
import { markNow, templateSizes } from '../../../core/review/template-mark.ts';
import { named } from '../../database/sqlite.ts';
import { isGrowing } from '../../database/case-state.ts';
import { symptomsOfCase } from '../../database/case-diary.ts';
import type { OpenCase } from '../../database/open-case.ts';
import { files, namedFileError } from '../../store/files.ts';
import { beatLines } from './beat-lines.ts';
import { dayJson } from './day-json.ts';

const TABLES = `
CREATE TABLE study (name TEXT PRIMARY KEY, value TEXT) STRICT;
CREATE TABLE beat (
  key INTEGER PRIMARY KEY, sample INTEGER NOT NULL, seconds REAL NOT NULL, class TEXT NOT NULL, code TEXT NOT NULL,
  p_n REAL, p_s REAL, p_v REAL, p_f REAL, p_q REAL, rr REAL, template INTEGER NOT NULL, source TEXT NOT NULL, author TEXT, time TEXT
) STRICT;
CREATE INDEX beat_by_sample ON beat (sample);
CREATE TABLE template (id INTEGER PRIMARY KEY, name TEXT NOT NULL, class TEXT NOT NULL, beats INTEGER NOT NULL, mark TEXT) STRICT;
CREATE TABLE edit (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, time TEXT NOT NULL, author TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, undoes INTEGER, undone INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE finding (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, severity TEXT NOT NULL, state TEXT NOT NULL, from_sample INTEGER NOT NULL, to_sample INTEGER NOT NULL,
  from_seconds REAL NOT NULL, seconds REAL NOT NULL, rate REAL, confidence REAL NOT NULL, reason TEXT NOT NULL, hand TEXT
) STRICT;
CREATE INDEX finding_by_sample ON finding (from_sample);
CREATE TABLE symptom (
  id TEXT PRIMARY KEY, sample INTEGER NOT NULL, seconds REAL NOT NULL, symptom TEXT NOT NULL, words TEXT NOT NULL, origin TEXT NOT NULL,
  verdict TEXT NOT NULL, rate REAL, low REAL, high REAL, rhythm TEXT, s_beats INTEGER NOT NULL, v_beats INTEGER NOT NULL, readable REAL NOT NULL
) STRICT;
CREATE TABLE unreadable (from_sample INTEGER NOT NULL, to_sample INTEGER NOT NULL) STRICT;
CREATE TABLE code (code TEXT PRIMARY KEY, class TEXT NOT NULL) STRICT;
`;

/**
 * Writes the tables to `path`, in place of a file that is there.
 *
 * @throws AppError `disk-full`, `file-unwritable`; then a file that was there is still there
 */
export function writeTables(open: OpenCase, path: string, version: string): void {
  const part = `${path}.part`;
  try {
    // An empty file is an empty database; what the file system has against it comes out by name.
    files.close(files.open(part, 'w', 0o600));
  } catch (thrown) {
    throw namedFileError(thrown, path);
  }
  named(path, () => {
    try {
      const db = new Database(part);
      try {
        db.pragma('journal_mode = OFF');
        db.transaction(() => fill(db, open, version))();
      } finally {
        db.close();
      }
      files.rename(part, path);
    } catch (thrown) {
      files.remove(part);
      throw thrown;
    }
  });
}

function fill(db: Database.Database, open: OpenCase, version: string): void {
  db.exec(TABLES);
  const study = db.prepare('INSERT INTO study VALUES (?, ?)');
  for (const [name, value] of Object.entries({ caseId: open.recording.caseId, ...dayJson(open, version) })) {
    study.run(name, typeof value === 'object' && value !== null ? JSON.stringify(value) : value === null ? null : String(value));
  }
  const beat = db.prepare('INSERT INTO beat VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const line of beatLines(open)) {
    const probabilities = line.probabilities.length > 0 ? line.probabilities : [null, null, null, null, null];
    beat.run(line.key, line.sample, line.seconds, line.class, line.code, ...probabilities, line.rr, line.template, line.said ? 'person' : 'model', line.said?.author ?? null, line.said?.time ?? null);
  }
  const { beats, marks } = open.review();
  const sizes = templateSizes(beats);
  const template = db.prepare('INSERT INTO template VALUES (?, ?, ?, ?, ?)');
  for (const { id, name, beatClass, count } of open.templates) template.run(id, name, CLASSES[beatClass] ?? 'Q', count, markNow(marks[String(id)], sizes.get(id) ?? 0, isGrowing(open.state))?.state ?? null);
  const edit = db.prepare('INSERT INTO edit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const entry of open.db.journal.newest(Number.MAX_SAFE_INTEGER)) {
    edit.run(entry.sequence, entry.id, entry.time, entry.author, entry.kind, entry.label, entry.undoes, entry.undone ? 1 : 0, entry.hash);
  }
  const finding = db.prepare('INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const states = open.events();
  const { sampleRate } = open.recording.header;
  open.findings.findings.forEach(({ kind, severity, from, to, rate, confidence, reason, hand }, i) => {
    finding.run(i + 1, kind, severity, states[i]!.state, Math.round(from), Math.round(to), from / sampleRate, (to - from) / sampleRate, rate, confidence, reason, hand ?? null);
  });
  const symptom = db.prepare('INSERT INTO symptom VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const { mark, verdict, rate, low, high, rhythm, S, V, readable } of symptomsOfCase(open)) {
    symptom.run(mark.id, Math.round(mark.sample), mark.sample / sampleRate, mark.symptom, mark.words, mark.origin, verdict, rate, low, high, rhythm, S, V, readable);
  }
  const span = db.prepare('INSERT INTO unreadable VALUES (?, ?)');
  for (let i = 0; i < open.unreadable.length; i += 2) span.run(open.unreadable[i], open.unreadable[i + 1]);
  const code = db.prepare('INSERT INTO code VALUES (?, ?)');
  CODES.forEach(([name], i) => code.run(name, classOfCode(i)));
}
