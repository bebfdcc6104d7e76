/** Runs of a case: what the machine said, segment by segment, sealed at the end. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { BeatColumns, RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import type { DeviceChange } from '../../core/contract/devices.ts';
import { EVIDENCE_NAMES } from '../../core/beats/evidence.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { RunInfo } from '../../core/contract/types.ts';
import { beatsCrc, checkSum, columnsWhenAsked, decodeTemplates, encodeTemplates, evidenceCrc, joinEvidence, joinNamed, joinSegments, namedEvidence, segmentBlobs } from './run-columns.ts';
import type { BeatBlobs, BlockPlace, EvidenceBlobs, NamedEvidence, RunEvidence, SegmentBlobs } from './run-columns.ts';
import { prepared } from './prepared.ts';
import type { Sqlite } from './sqlite.ts';

/** What a run is begun with. */
export interface NewRun {
  modelName: string;
  modelVersion: string;
  modelSha256: string;
  device: string;
  leads: readonly number[];
  /** Settings of the analysis, plain values. */
  settings: Readonly<Record<string, string | number | boolean | null>>;
}

export interface StoredRun extends RunInfo {
  settings: Record<string, string | number | boolean | null>;
  /** Why it was broken off, in words, or empty. */
  trouble: string;
  /** Segments committed so far. */
  segments: number;
}

interface RunRow {
  id: number;
  model_name: string;
  model_version: string;
  model_sha256: string;
  device: string;
  leads: string;
  settings: string;
  program_version: string;
  started_at: string;
  sealed_at: string | null;
  trouble: string;
  analysed_to: number;
  stages: string;
  templates: Uint8Array | null;
  sum: string | null;
  segments: number;
}

/** All of a run, its segments counted: what is sealed and proven. */
const SELECT = 'SELECT run.*, (SELECT count(*) FROM run_segment WHERE run_segment.run = run.id) AS segments FROM run';

/** What is asked at every segment: segments come in order, so that the last one tells their number, and templates are left where they are. */
const HEAD = `SELECT id, model_name, model_version, model_sha256, device, leads, settings, program_version, started_at, sealed_at, trouble, analysed_to, stages,
  coalesce((SELECT max(idx) + 1 FROM run_segment WHERE run_segment.run = run.id), 0) AS segments FROM run`;

/** Setting of a run that was broken off and went on: between its beginning and its end lies time without work. */
const RESUMED = 'resumed';

function stored(row: Omit<RunRow, 'templates' | 'sum'>): StoredRun {
  const settings = JSON.parse(row.settings) as StoredRun['settings'];
  return {
    runId: row.id,
    modelName: row.model_name,
    modelVersion: row.model_version,
    modelSha256: row.model_sha256,
    device: row.device,
    leads: JSON.parse(row.leads) as number[],
    programVersion: row.program_version,
    startedAt: row.started_at,
    sealedAt: row.sealed_at,
    analysedTo: row.analysed_to,
    stages: JSON.parse(row.stages) as Record<string, number>,
    tookSeconds: row.sealed_at === null || settings[RESUMED] === true ? null : (Date.parse(row.sealed_at) - Date.parse(row.started_at)) / 1000,
    ...(settings[DEVICE_CHANGES] === undefined ? {} : { deviceChanges: deviceChangesOf(settings) }),
    settings,
    trouble: row.trouble,
    segments: row.segments,
  };
}

/** Setting of a run that changed its device on the way: which was left, at which block, why. */
const DEVICE_CHANGES = 'deviceChanges';

function deviceChangesOf(settings: StoredRun['settings']): DeviceChange[] {
  const kept = settings[DEVICE_CHANGES];
  return typeof kept === 'string' ? (JSON.parse(kept) as DeviceChange[]) : [];
}

/** SHA-256 of all that a sealed run says besides its segments, their number among it; hex. */
function sumOf(row: RunRow): string {
  const facts = [row.id, row.model_name, row.model_version, row.model_sha256, row.device, row.leads, row.settings, row.program_version, row.started_at, row.sealed_at, row.analysed_to, row.stages, row.segments];
  return createHash('sha256')
    .update(JSON.stringify(facts))
    .update(row.templates ?? new Uint8Array(0))
    .digest('hex');
}

/** What windows are told of a run. */
export function runInfo({ settings: _settings, trouble: _trouble, segments: _segments, ...info }: StoredRun): RunInfo {
  return info;
}

/** Rows whose sums fit. */
function* proven(rows: Iterable<EvidenceBlobs & { evidence_crc: number | null }>): Generator<EvidenceBlobs> {
  for (const row of rows) {
    checkSum(row.evidence_crc, evidenceCrc(row), row.from_sample);
    yield row;
  }
}

export class Runs {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** Begins a run and returns its id. */
  begin(run: NewRun, programVersion: string, startedAt: string): number {
    const made = this.#db
      .prepare('INSERT INTO run (model_name, model_version, model_sha256, device, leads, settings, program_version, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(run.modelName, run.modelVersion, run.modelSha256, run.device, JSON.stringify(run.leads), JSON.stringify(run.settings), programVersion, startedAt);
    return Number(made.lastInsertRowid);
  }

  get(runId: number): StoredRun | null {
    const row = prepared<[number], RunRow>(this.#db, `${HEAD} WHERE id = ?`).get(runId);
    return row ? stored(row) : null;
  }

  /** All runs, oldest first. */
  all(): StoredRun[] {
    return prepared<[], RunRow>(this.#db, `${HEAD} ORDER BY id`).all().map(stored);
  }

  /**
   * Commits the next segment with the state that the pipeline carries on and,
   * where they are known so far, the templates; all or nothing.
   */
  append(runId: number, segment: RunSegment, sampleRate: number, carried: Uint8Array | null, templates: readonly TemplateInfo[] | null): void {
    const run = this.get(runId);
    if (!run || run.sealedAt !== null) throw new RangeError(`run ${runId} takes no segment`);
    if (segment.index !== run.segments || segment.from !== run.analysedTo) throw new RangeError(`segment ${segment.index} is not the next of run ${runId}`);
    const row = { ...segmentBlobs(segment), run: runId, idx: segment.index };
    const named = namedEvidence(segment, sampleRate);
    this.#db.transaction(() => {
      prepared<[typeof row]>(
        this.#db,
        `INSERT INTO run_segment (run, idx, from_sample, to_sample, beats, samples, codes, templates, probabilities, likeness, unreadable, doubtful, quality, embedding, beats_crc, evidence_crc, embedding_crc)
         VALUES (@run, @idx, @from_sample, @to_sample, @beats, @samples, @codes, @templates, @probabilities, @likeness, @unreadable, @doubtful, @quality, @embedding, @beats_crc, @evidence_crc, @embedding_crc)`,
      ).run(row);
      const add = prepared<[NamedEvidence & { run: number }]>(this.#db, 'INSERT INTO run_evidence (run, idx, name, bytes, crc) VALUES (@run, @idx, @name, @bytes, @crc)');
      for (const column of named) add.run({ ...column, run: runId });
      prepared(this.#db, 'INSERT OR REPLACE INTO run_carried (run, idx, state, crc) VALUES (?, ?, ?, ?)').run(runId, segment.index, carried, carried && crc32(carried));
      prepared(this.#db, "UPDATE run SET analysed_to = ?, trouble = '', templates = coalesce(?, templates) WHERE id = ?").run(segment.to, templates ? encodeTemplates(templates) : null, runId);
    })();
  }

  /** Takes a sealed run of another case of the same recording over as it stands, under its number, which is free here. */
  adopt(from: Runs, runId: number): void {
    this.#db.transaction(() => {
      for (const [table, column] of [
        ['run', 'id'],
        ['run_segment', 'run'],
        ['run_evidence', 'run'],
      ] as const) {
        for (const row of from.#db.prepare<[number], Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${column} = ?`).iterate(runId)) {
          const names = Object.keys(row);
          this.#db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(row);
        }
      }
    })();
  }

  /** State that the pipeline carried behind the last committed segment, or null. Throws AppError `database-damaged`. */
  carried(runId: number): Uint8Array | null {
    const row = this.#db.prepare<[number], { state: Uint8Array | null; crc: number | null }>('SELECT state, crc FROM run_carried WHERE run = ?').get(runId);
    if (!row?.state) return null;
    checkSum(row.crc, crc32(row.state), this.get(runId)?.analysedTo ?? 0);
    return row.state;
  }

  /** Ends a run; nothing of it changes after this. */
  seal(runId: number, templates: readonly TemplateInfo[], stages: Readonly<Record<string, number>>, device: string | null, sealedAt: string): void {
    this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM run_carried WHERE run = ?').run(runId);
      this.#db
        .prepare("UPDATE run SET templates = ?, stages = ?, device = coalesce(?, device), trouble = '' WHERE id = ?")
        .run(encodeTemplates(templates), JSON.stringify(stages), device, runId);
      // A sealed row takes no change: the sum is written with the seal.
      this.#db.prepare('UPDATE run SET sum = ?, sealed_at = ? WHERE id = ?').run(sumOf({ ...this.#row(runId)!, sealed_at: sealedAt }), sealedAt, runId);
    })();
  }

  /** Sealed runs with other times, and without the addresses of servers: for a copy. The caller has taken the triggers of the table away. */
  remake(moved: (time: string) => string, nameless: (text: string) => string): void {
    const write = this.#db.prepare<[string, string | null, string, string, number]>("UPDATE run SET started_at = ?, sealed_at = ?, device = ?, settings = ?, trouble = '' WHERE id = ?");
    for (const { runId } of this.all()) {
      const row = this.#row(runId)!;
      write.run(moved(row.started_at), row.sealed_at === null ? null : moved(row.sealed_at), nameless(row.device), nameless(row.settings), runId);
      if (row.sum !== null) this.#db.prepare('UPDATE run SET sum = ? WHERE id = ?').run(sumOf(this.#row(runId)!), runId);
    }
  }

  #row(runId: number): RunRow | undefined {
    return this.#db.prepare<[number], RunRow>(`${SELECT} WHERE id = ?`).get(runId);
  }

  /** What of the runs is not what was stored, in words. */
  *verify(): Generator<string> {
    for (const row of this.#db.prepare<[], RunRow>(`${SELECT} ORDER BY id`).all()) {
      if (row.sum !== null && row.sum !== sumOf(row)) yield `Analysis ${row.id} is not what was sealed.`;
      for (const segment of this.#db.prepare<[number], SegmentBlobs & { idx: number }>('SELECT * FROM run_segment WHERE run = ? ORDER BY idx').iterate(row.id)) {
        const sums = [
          [segment.beats_crc, beatsCrc(segment)],
          [segment.evidence_crc, evidenceCrc(segment)],
          [segment.embedding_crc, crc32(segment.embedding)],
        ] as const;
        if (sums.some(([stored, found]) => stored !== null && stored !== found)) yield `Segment ${segment.idx} of analysis ${row.id} is damaged.`;
      }
      for (const { idx, name, bytes, crc } of this.#named(row.id)) {
        if (crc !== crc32(bytes)) yield `Evidence "${name}" of segment ${idx} of analysis ${row.id} is damaged.`;
      }
    }
  }

  /** A run that was broken off goes on. */
  resume(runId: number): void {
    this.#db.prepare(`UPDATE run SET trouble = '', settings = json_set(settings, '$.${RESUMED}', json('true')) WHERE id = ? AND sealed_at IS NULL`).run(runId);
  }

  /** From the next block on the run is another device's. */
  noteDevice(runId: number, device: string, change: DeviceChange): void {
    const run = this.get(runId);
    if (!run || run.sealedAt !== null) throw new RangeError(`run ${runId} takes no change of its device`);
    const settings = { ...run.settings, [DEVICE_CHANGES]: JSON.stringify([...deviceChangesOf(run.settings), change]) };
    this.#db.prepare('UPDATE run SET device = ?, settings = ? WHERE id = ? AND sealed_at IS NULL').run(device, JSON.stringify(settings), runId);
  }

  setTrouble(runId: number, trouble: string): void {
    this.#db.prepare('UPDATE run SET trouble = ? WHERE id = ? AND sealed_at IS NULL').run(trouble, runId);
  }

  /** Takes back a run that was never sealed. */
  discard(runId: number): void {
    this.#db.prepare('DELETE FROM run WHERE id = ? AND sealed_at IS NULL').run(runId);
  }

  templates(runId: number): TemplateInfo[] {
    const row = this.#row(runId);
    if (row && row.sum !== null && row.sum !== sumOf(row)) throw new AppError('database-damaged', 'The analysis is not what was sealed.', { hint: 'Restore the case from a backup, or run the analysis again.', details: { runId } });
    return decodeTemplates(row?.templates ?? null);
  }

  /**
   * What findings need besides beats: peaks under the detection threshold, and quality per lead and second.
   *
   * @param columns whether the named columns are read at once, or each when it is first asked for, which is before the database is closed
   * @throws AppError `database-damaged`, for a named column when it is read
   */
  evidence(runId: number, leads: number, sampleRate: number, columns: 'now' | 'when-asked' = 'now'): RunEvidence {
    const blocks = this.#db.prepare<[number], BlockPlace>('SELECT idx, from_sample, to_sample, beats FROM run_segment WHERE run = ? ORDER BY idx').all(runId);
    const rows = this.#db.prepare<[number], EvidenceBlobs & { evidence_crc: number | null }>('SELECT from_sample, to_sample, doubtful, quality, evidence_crc FROM run_segment WHERE run = ? ORDER BY idx').iterate(runId);
    const joined = joinEvidence(proven(rows), blocks.at(-1)?.to_sample ?? 0, leads, sampleRate);
    const asked = columnsWhenAsked((name) => {
      const own = prepared<[number, string], NamedEvidence>(this.#db, 'SELECT idx, name, bytes, crc FROM run_evidence WHERE run = ? AND name = ? ORDER BY idx').all(runId, name);
      for (const row of own) checkSum(row.crc, crc32(row.bytes), blocks[row.idx]?.from_sample ?? 0);
      return joinNamed(name, blocks, own, sampleRate);
    });
    if (columns === 'when-asked') return { ...joined, columns: asked };
    return { ...joined, columns: Object.fromEntries(EVIDENCE_NAMES.flatMap((name) => (asked[name] ? [[name, asked[name]]] : []))) };
  }

  #named(runId: number): NamedEvidence[] {
    return this.#db.prepare<[number], NamedEvidence>('SELECT idx, name, bytes, crc FROM run_evidence WHERE run = ? ORDER BY idx, name').all(runId);
  }

  /** Embeddings of all beats, one after the other. Throws AppError `database-damaged`. */
  embedding(runId: number): Int8Array {
    const rows = this.#db.prepare<[number], { from_sample: number; embedding: Uint8Array; embedding_crc: number | null }>('SELECT from_sample, embedding, embedding_crc FROM run_segment WHERE run = ? ORDER BY idx').all(runId);
    for (const row of rows) checkSum(row.embedding_crc, crc32(row.embedding), row.from_sample);
    return new Int8Array(Buffer.concat(rows.map(({ embedding }) => embedding)));
  }

  /** Beats and unreadable spans of all committed segments. */
  columns(runId: number): { beats: BeatColumns; unreadable: Float64Array } {
    const { n } = prepared<[number], { n: number }>(this.#db, 'SELECT coalesce(sum(beats), 0) AS n FROM run_segment WHERE run = ?').get(runId)!;
    const rows = this.#db
      .prepare<[number], BeatBlobs>('SELECT from_sample, to_sample, beats, samples, codes, templates, probabilities, likeness, unreadable, beats_crc FROM run_segment WHERE run = ? ORDER BY idx')
      .iterate(runId);
    return joinSegments(rows, n);
  }
}
