/**
 * Importing: a file, uploaded files or a synthetic day become cases. The engine
 * reads, this service commits; what fails leaves nothing behind but a case of
 * which people have said something by then. Brought in again, that one goes on.
 */
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HORIZON_SECONDS } from '../../core/beats/horizon.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { CallContext, Handlers } from '../../core/contract/define.ts';
import { AppError, type ErrorCode } from '../../core/contract/errors.ts';
import type { ImportProgress, ImportResult } from '../../core/contract/types.ts';
import type { Cases } from '../database/cases.ts';
import type { TakenUp } from '../database/unfinished.ts';
import { ulid } from '../database/ulid.ts';
import type { Engine } from '../engine/pool.ts';
import type { ReadTask, SynthesiseTask } from '../engine/protocol.ts';
import type { Environment } from '../environment.ts';
import { FORMATS } from '../formats/open.ts';
import { recordingsAmong, strangersTo } from '../formats/among.ts';
import { isHeaderName } from '../formats/wfdb/header.ts';
import { DETECTION_REACH } from '../engine/settled.ts';
import { namedFileError } from '../store/files.ts';
import { sealOf } from '../store/keyring.ts';
import type { Seal } from '../store/seal.ts';
import { SEGMENT_SECONDS } from '../store/segment.ts';
import type { BesideReading } from './beside-reading.ts';
import { Uploads } from './import/uploads.ts';

export interface ImportDependencies {
  cases: Cases;
  engine: Engine;
  environment: Pick<Environment, 'now'>;
  /** Begins the analysis of a case that has just been imported; its failures are told by the case's own line. */
  analyse(caseId: string): void;
  /** Begins it while the recording is still being read. Resolves when it is over, however it ended. */
  analyseBeside(caseId: string, how: BesideReading): Promise<void>;
}

/** What analyses a recording while it is read. */
type Analyst = Pick<BesideReading, 'device' | 'model'>;

/** Failures after which no further recording of an upload can be imported either. */
const ENDING_ALL: ReadonlySet<ErrorCode> = new Set(['cancelled', 'closed', 'disk-full', 'data-folder-unusable']);

/** Segments of which the labels of the first hour depend: it, its horizon, and what detection looks at behind that. */
const FIRST_HOUR_SEGMENTS = Math.ceil((3600 + HORIZON_SECONDS + DETECTION_REACH) / SEGMENT_SECONDS);
/** The rest of a recording waits for its first hour no longer than this. */
const FIRST_HOUR_MS = 2000;

/** Failures that are nobody's fault: a case that they leave says no more than that its import was broken off. */
const QUIET: ReadonlySet<ErrorCode> = new Set(['cancelled', 'closed']);

const STAYS = 'What was corrected is kept, with what was read. Import the recording again: it goes on from there.';
const TWICE = 'This recording is in the worklist already. It was corrected while it came in, so both stay.';

/** What the engine is to read, given a staging folder. */
type Material = (staging: string, seal: Seal | null) => ReadTask | SynthesiseTask;

const NEW = 'new';

/** What is being read belongs into another case than it was begun with: one whose import was broken off, or a new one. */
class GoesOn extends Error {
  readonly into: string;
  constructor(into: string) {
    super(`the recording goes into ${into}`);
    this.into = into;
  }
}

const ANYHOW: Analyst = { device: 'auto', model: '' };

type Progress = Pick<CallContext<ImportProgress>, 'signal' | 'emit' | 'author'>;

export function createImportService(dependencies: ImportDependencies): Handlers<Contract['import']> {
  const { cases, engine, environment, analyse, analyseBeside } = dependencies;
  const incoming = join(cases.dataFolder, 'incoming');

  /** A folder of its own for one import, gone afterwards whatever happens. */
  const within = async <T>(body: (folder: string) => Promise<T>): Promise<T> => {
    const folder = join(incoming, ulid(environment.now()));
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
      throw namedFileError(thrown, folder, 'data-folder-unusable');
    });
    try {
      return await body(folder);
    } finally {
      // An engine that was just killed may have been about to write.
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };

  /** Reads one recording into a case: a new one, or where its import was broken off, the one that is there. */
  const take = async (task: Material, analyst: Analyst | null, context: Progress): Promise<ImportResult> => {
    for (let into: string | null = null; ; ) {
      try {
        return await takeInto(into, task, analyst, context);
      } catch (thrown) {
        if (!(thrown instanceof GoesOn)) throw thrown;
        into = thrown.into;
      }
    }
  };

  /**
   * Reads one recording. `task` tells the engine what to read, given a staging folder. With an `analyst` it is analysed meanwhile.
   *
   * @param into the case that it goes on, `'new'` where it goes on none; null where that is to be found out, which ends with `GoesOn` where there is one
   */
  const takeInto = async (into: string | null, task: Material, analyst: Analyst | null, context: Progress): Promise<ImportResult> => {
    const goesOn = into !== null && into !== NEW ? into : null;
    let kept: TakenUp | null = null;
    let segments = 0;
    const stopAnalysis = new AbortController();
    let analysis: { over: Promise<void>; leave(): void } | null = null;
    let analysing = false;
    /** Nothing of the analysis goes on when this resolves. */
    const withoutAnalysis = async (): Promise<void> => {
      stopAnalysis.abort();
      analysis?.leave();
      await analysis?.over;
    };
    const done = await within(async (staging) => {
      let caseId: string | null = null;
      let result: ImportResult | null = null;
      const reserved = goesOn === null ? cases.reserve() : { caseId: goesOn, seal: sealOf(cases.case(goesOn).folder) };
      const read = Promise.withResolvers<void>();
      const firstHour = Promise.withResolvers<void>();
      // Who waits for it hears of it; nobody may.
      read.promise.catch(() => undefined);
      try {
        if (engine.busy) await context.emit({ stage: 'waiting', fraction: 0, caseId });
        return await new Promise<ImportResult>((resolve, reject) => {
          const reading = engine.run(
            { ...task(staging, reserved.seal), apart: analyst !== null },
            async (message, beside) => {
              switch (message.type) {
                case 'header':
                  if (goesOn !== null) {
                    if (cases.brokenOff(message.header) !== goesOn) throw new GoesOn(NEW);
                    caseId = goesOn;
                    kept = cases.takeUpImport(caseId);
                  } else {
                    const there = into === NEW ? null : cases.brokenOff(message.header);
                    if (there !== null) throw new GoesOn(there);
                    ({ caseId } = cases.createCase(message.header, '', context.author, reserved.caseId));
                  }
                  if (analyst) {
                    analysing = true;
                    const over = analyseBeside(caseId, { beside, read: read.promise, onFirstHour: firstHour.resolve, signal: stopAnalysis.signal, ...analyst }).finally(() => void (analysing = false));
                    analysis = { over, leave: () => beside.leave() };
                  }
                  await context.emit({ stage: 'reading', fraction: 0, caseId });
                  break;
                case 'sample-segment':
                  segments = message.index + 1;
                  if (kept !== null && message.index < kept.segments) {
                    // Read once more for the hash of the whole.
                    if (!kept.holds(message.index, message.file)) throw new GoesOn(NEW);
                    await rm(message.file, { force: true });
                  } else {
                    cases.addSegment(caseOf(caseId), message.index, message.file);
                    beside.grown({ segments, samples: message.first + message.frames, whole: false });
                  }
                  await context.emit({ stage: 'reading', fraction: message.fraction, caseId });
                  // All the cores are for the first hour until somebody can read it; the rest comes in behind it.
                  if (analysing && message.index === FIRST_HOUR_SEGMENTS) await Promise.race([firstHour.promise, sleep(FIRST_HOUR_MS, undefined, { ref: false })]);
                  break;
                case 'read-done': {
                  if (kept !== null && segments < kept.segments) throw new GoesOn(NEW);
                  const earlier = cases.findBySha(message.sha256);
                  if ((earlier !== null || context.signal.aborted) && !cases.isSpokenOf(caseOf(caseId))) await withoutAnalysis();
                  result = conclude(caseOf(caseId), earlier, { ...message, analysed: analysing && cases.resumeInfo(caseOf(caseId)) !== null });
                  const { count, samples } = result.alreadyThere ? { count: 0, samples: 0 } : cases.case(result.caseId).db.segments();
                  beside.grown({ segments: count, samples, whole: true });
                  read.resolve();
                  // The analysis beside may go on for long.
                  resolve(result);
                  break;
                }
                default:
                  throw new TypeError(`the engine answered a reading with ${message.type}`);
              }
            },
            context.signal,
          );
          reading.then(() => reject(new TypeError('the engine ended a reading without its end')), reject);
        });
      } catch (thrown) {
        read.reject(thrown);
        await withoutAnalysis();
        if (caseId === null || result !== null) throw thrown;
        const why = thrown instanceof AppError && !QUIET.has(thrown.code) ? thrown.message : '';
        const stays = cases.breakOffImport(caseId, why);
        throw stays && why !== '' && thrown instanceof AppError ? new AppError(thrown.code, thrown.message, { hint: STAYS, details: thrown.details, cause: thrown }) : thrown;
      }
    });
    if (done.alreadyThere) return done;
    if (context.signal.aborted && !cases.isSpokenOf(done.caseId)) {
      // Called back at the very last moment: who is told that it was cancelled finds nothing of it.
      await withoutAnalysis();
      cases.remove(done.caseId);
      throw new AppError('cancelled', 'Cancelled.');
    }
    return done;
  };

  /** Ends an import; the same recording again is recognised and the new copy taken back, unless people have corrected it by now. */
  const conclude = (caseId: string, earlier: string | null, read: { sha256: string; warnings: string[]; annotations: Parameters<Cases['finishImport']>[1]['annotations'] & {}; analysed: boolean }): ImportResult => {
    if (earlier !== null && cases.isSpokenOf(caseId)) {
      const warnings = [...read.warnings, TWICE];
      cases.finishImport(caseId, { ...read, warnings });
      return { caseId, alreadyThere: false, warnings };
    }
    if (earlier !== null) {
      cases.abortImport(caseId);
      return { caseId: earlier, alreadyThere: true, warnings: ['This recording is in the worklist already; it was not imported again.'] };
    }
    cases.finishImport(caseId, read);
    return { caseId, alreadyThere: false, warnings: read.warnings };
  };

  /** The files of an upload to open. Segments of a record that came along are none, files without their header are; the engine reads them. */
  const sift = async (folder: string, names: readonly string[], context: Progress): Promise<string[]> => {
    let found = recordingsAmong(names);
    const strangers = strangersTo(found, names);
    if (found.length < 2 && strangers.length === 0) return found;
    if (engine.busy) await context.emit({ stage: 'waiting', fraction: 0, caseId: null });
    await engine.run(
      { kind: 'sift', folder, names: found, strangers },
      async (message) => {
        if (message.type === 'sifted') found = message.names;
      },
      context.signal,
    );
    return found;
  };

  const uploads = new Uploads(incoming, environment.now);

  /** Imports several recordings; a bad one does not keep the others from coming in, and is told at the end. */
  const takeAll = async (folder: string, recordings: readonly string[], thenAnalyse: boolean, context: Progress): Promise<ImportResult[]> => {
    const results: ImportResult[] = [];
    const failures: AppError[] = [];
    for (const [index, name] of recordings.entries()) {
      const part: Progress = {
        signal: context.signal,
        author: context.author,
        emit: (item) => context.emit({ ...item, fraction: (index + item.fraction) / recordings.length }),
      };
      try {
        // Of several all come in first: then each can be looked at.
        const alone = recordings.length === 1;
        const result = await take((staging, seal) => ({ kind: 'read', path: join(folder, name), staging, seal }), thenAnalyse && alone ? ANYHOW : null, part);
        if (thenAnalyse && !alone && !result.alreadyThere) analyse(result.caseId);
        results.push(result);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || ENDING_ALL.has(thrown.code)) throw thrown;
        failures.push(thrown);
      }
    }
    const [first] = failures;
    if (!first) return results;
    if (recordings.length === 1) throw first;
    throw new AppError(first.code, failures.map(({ message }) => message).join(' '), {
      hint: [first.hint, `${results.length} of ${recordings.length} recordings were imported.`].join(' ').trim(),
      details: first.details,
      cause: first,
    });
  };

  return {
    formats: () => FORMATS.map(({ name, label, extensions }) => ({ name, label, extensions })),

    async recordings({ paths }) {
      const segments = new Set<string>();
      for (const [folder, inside] of Map.groupBy(paths, (path) => dirname(path))) {
        const headers = inside.map((path) => basename(path)).filter(isHeaderName);
        if (headers.length < 2) continue;
        await engine.run({ kind: 'sift', folder, names: headers, strangers: [] }, async (message) => {
          if (message.type === 'sifted') for (const name of headers) if (!message.names.includes(name)) segments.add(join(folder, name));
        });
      }
      return paths.filter((path) => !segments.has(join(dirname(path), basename(path))));
    },

    file: ({ path, analyse: thenAnalyse, device, model }, context) => take((staging, seal) => ({ kind: 'read', path, staging, seal }), thenAnalyse ? { device, model } : null, context),

    async uploadStart() {
      const upload = await uploads.start();
      // While its bytes come.
      engine.prepare();
      return { upload };
    },

    async uploadChunk({ upload, name, offset, bytes }) {
      await uploads.take(upload, name, offset, bytes);
      return { bytes: bytes.length };
    },

    async upload({ upload, analyse: thenAnalyse }, context) {
      try {
        const { folder, names } = await uploads.whole(upload);
        return await takeAll(folder, await sift(folder, names, context), thenAnalyse, context);
      } finally {
        await uploads.end(upload);
      }
    },

    keep({ caseId }) {
      const study = cases.endBrokenOff(caseId);
      analyse(caseId);
      return study;
    },

    demo: ({ hours, seed, analyse: thenAnalyse }, context) => take((staging, seal) => ({ kind: 'synthesise', hours, seed, staging, seal }), thenAnalyse ? ANYHOW : null, context),
  };
}

function caseOf(caseId: string | null): string {
  if (caseId === null) throw new TypeError('the engine sent samples before it said what they are of');
  return caseId;
}

/** Takes away what imports left behind that were broken off with the program. */
export async function clearIncoming(dataFolder: string): Promise<void> {
  await rm(join(dataFolder, 'incoming'), { recursive: true, force: true });
}
