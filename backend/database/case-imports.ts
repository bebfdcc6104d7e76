/** Importing: cases come to be, segment by segment or as one file, and those that were begun and not ended are kept or taken back. */
import { join } from 'node:path';
import type { CancelSignal } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Study } from '../../core/contract/types.ts';
import type { Annotation, RecordingHeader } from '../../core/study/recording.ts';
import { namedFileError, syncFolder } from '../store/files.ts';
import { keysOf, lendSeal } from '../store/keyring.ts';
import type { Seal } from '../store/seal.ts';
import { segmentFrames } from '../store/segment.ts';
import { commitStaged, samplesFolder } from '../store/staging.ts';
import { CaseDatabase } from './case-database.ts';
import { CaseKeeper } from './case-keeper.ts';
import { neutralId } from './deidentify.ts';
import { takeThresholds } from './laboratory-thresholds.ts';
import { OpenCase } from './open-case.ts';
import { readOnThread } from './reading.ts';
import type { Packing } from './reading.ts';
import { ulid } from './ulid.ts';
import { isSameHeader, isSpokenOf, takenUp } from './unfinished.ts';
import type { TakenUp } from './unfinished.ts';

export class CaseImports extends CaseKeeper {
  /** What comes in from case files now, by case; never rejects. */
  readonly #receiving = new Map<string, Promise<void>>();

  /** The id of a case that is to be imported, and what its segments are sealed with, null where they are plain. Nothing is on the disk yet. */
  reserve(): { caseId: string; seal: Seal | null } {
    const caseId = ulid(this.environment.now());
    return { caseId, seal: keysOf(this.dataFolder)?.makeCase(caseId) ?? null };
  }

  /**
   * Makes an empty case that waits for its segments.
   *
   * @param sha256 hash of the recording, or empty where it is known only at the end
   * @param caseId id that was reserved for it
   * @throws AppError `disk-full`, `data-folder-unusable`; then no case is there
   */
  createCase(header: RecordingHeader, sha256: string, author = '', caseId = this.reserve().caseId): { caseId: string } {
    const doer = this.doer(author);
    const folder = join(this.casesFolder, caseId);
    try {
      this.calls.makeFolder(samplesFolder(folder));
      keysOf(this.dataFolder)?.keepCase(caseId);
      const db = CaseDatabase.create(join(folder, 'case.sqlite'), { caseId, header, sha256, importedAt: new Date(doer.now).toISOString(), importedBy: doer.author });
      const open = new OpenCase(folder, db);
      this.opened.set(caseId, open);
      // Before anybody can look at it: findings that people confirm early stand by the same thresholds in the end.
      takeThresholds(open, this.workplace.settings(), { ...this.doer(''), now: doer.now });
    } catch (thrown) {
      this.opened.get(caseId)?.close();
      this.opened.delete(caseId);
      this.calls.remove(folder);
      keysOf(this.dataFolder)?.destroyCase(caseId);
      throw namedFileError(thrown, folder, 'data-folder-unusable');
    }
    this.working.add(caseId);
    this.notify(caseId);
    return { caseId };
  }

  /** Checks a staged segment and commits it: file first, then its row. Segments come in order. */
  addSegment(caseId: string, index: number, stagedPath: string): void {
    const open = this.case(caseId);
    const { header } = open.recording;
    const { count } = open.db.segments();
    if (index !== count) throw new RangeError(`segment ${index} is not the next one, ${count} is`);
    const segment = commitStaged(open.folder, index, stagedPath, { first: index * segmentFrames(header.sampleRate), leads: header.leads.length, sampleRate: header.sampleRate }, this.calls);
    open.db.write(() => open.db.addSegment(segment));
    open.grown();
    this.notify(caseId);
  }

  /**
   * Ends an import. From now on the recording never changes. The number of
   * samples is what the segments hold, whatever the header promised. `analysed`: it is being analysed already.
   */
  finishImport(caseId: string, result: { warnings: readonly string[]; annotations?: readonly Annotation[]; sha256?: string; analysed?: boolean }): Study {
    const { db, recording } = this.case(caseId);
    const { samples } = db.segments();
    db.write(() => db.finishImport(samples, result.sha256 ?? recording.sha256, result.warnings, result.annotations ?? []));
    if (!result.analysed) this.working.delete(caseId);
    this.reopenFile(caseId);
    this.notify(caseId);
    return this.study(caseId);
  }

  /**
   * Takes in a case file: unpacked and proven beside the cases, then renamed to its place.
   *
   * @param passphrase of the file, empty where it has none
   * @throws AppError `case-there` where this case is here already, and what `unpackCase` throws; then nothing was taken in
   */
  async receive(source: string, author: string, signal?: CancelSignal, passphrase = ''): Promise<{ caseId: string }> {
    const { caseId } = await readOnThread({ kind: 'peek', source, passphrase }, undefined, signal);
    // Two files of one case come in one after the other: each gets a key of its own, and only one key is kept.
    const before = this.#receiving.get(caseId) ?? Promise.resolve();
    const received = before.then(() => this.#receive(caseId, source, author, signal, passphrase));
    const over = received.then(
      () => undefined,
      () => undefined,
    );
    this.#receiving.set(caseId, over);
    try {
      return await received;
    } finally {
      if (this.#receiving.get(caseId) === over) this.#receiving.delete(caseId);
    }
  }

  async #receive(caseId: string, source: string, author: string, signal: CancelSignal | undefined, passphrase: string): Promise<{ caseId: string }> {
    const unpacked = join(this.dataFolder, 'incoming', ulid(this.environment.now()));
    const folder = join(this.casesFolder, caseId);
    const keys = keysOf(this.dataFolder);
    let giveBack = (): void => undefined;
    let place = unpacked;
    const refuse = (): void => {
      if (this.calls.exists(folder)) throw new AppError('case-there', 'This case is in the data folder already.', { hint: 'Remove it first if the one in the file shall take its place.', details: { caseId } });
    };
    try {
      refuse();
      this.calls.makeFolder(unpacked);
      giveBack = lendSeal(unpacked, keys?.makeCase(caseId) ?? null);
      const { caseId: proven } = await readOnThread({ kind: 'unpack', source, folder: unpacked, passphrase }, undefined, signal);
      if (proven !== caseId) throw new AppError('format-damaged', 'The case file is damaged.', { hint: 'Have it sent again.', details: { path: source } });
      refuse();
      keys?.keepCase(caseId, unpacked);
      this.calls.rename(unpacked, folder);
      place = folder;
      syncFolder(this.calls, this.casesFolder);
      this.access(caseId, 'received', 'from a case file', author);
      this.notify(caseId);
      place = unpacked;
      return { caseId };
    } catch (thrown) {
      // What did not come in whole is not there.
      if (place !== unpacked) this.letGo(caseId);
      throw namedFileError(thrown, unpacked, 'data-folder-unusable');
    } finally {
      giveBack();
      this.calls.remove(place);
    }
  }

  /** How a case is to be written to a file: protected by a passphrase where it is not empty, or as a copy that names nobody. */
  packing(passphrase: string, deidentified: boolean): Packing {
    return { passphrase, deidentified: deidentified ? { caseId: neutralId(), time: this.time() } : null };
  }

  /** Opens a case anew: the facts that its source was opened with have changed. */
  protected reopenFile(caseId: string): void {
    this.letGo(caseId);
    this.case(caseId);
  }

  private letGo(caseId: string): void {
    this.opened.get(caseId)?.close();
    this.opened.delete(caseId);
  }

  /** Whether people have said anything of a case. */
  isSpokenOf(caseId: string): boolean {
    return isSpokenOf(this.case(caseId).db);
  }

  /**
   * An import ended before the recording was whole: it is taken back, unless people have said something of the case.
   *
   * @param why fit to be shown, empty where it was cancelled
   * @returns whether the case stays
   */
  breakOffImport(caseId: string, why: string): boolean {
    if (!this.isSpokenOf(caseId)) {
      this.abortImport(caseId);
      return false;
    }
    this.working.delete(caseId);
    this.troubles.set(caseId, why);
    this.notify(caseId);
    return true;
  }

  /** The case of this very recording whose import was broken off, or null. */
  brokenOff(header: RecordingHeader): string | null {
    const found = this.list().find(({ caseId, state }) => state === 'broken-off' && !this.working.has(caseId) && isSameHeader(this.case(caseId).recording, header));
    return found?.caseId ?? null;
  }

  /** An import that was broken off goes on. */
  takeUpImport(caseId: string): TakenUp {
    const { folder, db } = this.case(caseId);
    this.working.add(caseId);
    this.troubles.set(caseId, '');
    this.notify(caseId);
    return takenUp(folder, db, this.calls);
  }

  /**
   * Ends an import that was broken off with what came in.
   *
   * @throws AppError `not-ready` where nothing came in, or the import is not broken off
   */
  endBrokenOff(caseId: string): Study {
    const { recording, db } = this.case(caseId);
    if (recording.state !== 'importing' || this.working.has(caseId)) throw new AppError('not-ready', 'The import of this recording was not broken off.', { hint: 'It is an ordinary case.', details: { caseId } });
    const { samples } = db.segments();
    if (samples === 0) throw new AppError('not-ready', 'Nothing of the recording is there yet.', { hint: 'Import it again.', details: { caseId } });
    const { sampleCount, sampleRate } = recording.header;
    const minutes = (count: number): string => `${Math.round(count / sampleRate / 60)} min`;
    return this.finishImport(caseId, { warnings: [`The file ends early: ${minutes(samples)} of ${minutes(Math.max(samples, sampleCount))} are there and were kept.`] });
  }

  /** Takes an import back: nothing of it stays. */
  abortImport(caseId: string): void {
    const open = this.case(caseId);
    if (open.recording.state !== 'importing') throw new RangeError('an import that is finished is not taken back');
    this.drop(caseId, open);
  }
}
