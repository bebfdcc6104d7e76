/** Backups of the cases of a data folder: made, due, put back. */
import { join } from 'node:path';
import type { CancelSignal } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { BackupInfo } from '../../core/contract/types.ts';
import { files } from '../store/files.ts';
import { Backups, WORKPLACE } from './backups.ts';
import { named } from './sqlite.ts';

/** What backups need of the cases they are of. */
export interface BackedUp {
  dataFolder: string;
  now(): number;
  /** Whether a case is imported, analysed or gone through step by step. */
  busy(caseId: string): boolean;
  /** Keeps a case from being erased, removed or put back until the returned function is called. */
  hold(of: string): () => void;
  /** Cases that are whole, by id. */
  ids(): string[];
  /** Runs `body` while nobody has the database open, and opens it anew where it was. */
  closed(of: string, body: () => void): void;
  /** A case or the workplace was put back. */
  restored(of: string, detail: string, author: string): void;
}

export class Safety {
  readonly #cases: BackedUp;
  readonly #backups: Backups;

  constructor(cases: BackedUp) {
    this.#cases = cases;
    this.#backups = new Backups(cases.dataFolder);
  }

  #databaseOf(of: string): string {
    if (of === WORKPLACE) return join(this.#cases.dataFolder, 'workplace.sqlite');
    const path = join(this.#cases.dataFolder, 'cases', of, 'case.sqlite');
    if (!/^[0-9A-Z]{1,64}$/.test(of) || !files.exists(path)) throw new AppError('case-missing', 'This case is not in the data folder.', { details: { caseId: of } });
    return path;
  }

  /** Backups of a case or of the workplace, newest first. Throws AppError `case-missing`. */
  list(of: string): BackupInfo[] {
    this.#databaseOf(of);
    return this.#backups.list(of);
  }

  /** Makes a backup while others write. See Backups.make. */
  async make(of: string, signal?: CancelSignal): Promise<BackupInfo> {
    const source = this.#databaseOf(of);
    // What is erased or put back meanwhile would come back with the copy.
    const release = this.#cases.hold(of);
    try {
      return await this.#backups.make(of, source, this.#cases.now(), signal);
    } finally {
      release();
    }
  }

  /** All that backups are made of: the workplace, and the cases that are whole. */
  all(): string[] {
    return [WORKPLACE, ...this.#cases.ids()];
  }

  /**
   * Whether something has changed since its newest backup.
   *
   * @param changedAt when a file was written last, milliseconds since 1970
   * @throws AppError `case-missing`, `data-folder-unusable`
   */
  isDue(of: string, changedAt: (path: string) => number): boolean {
    const source = this.#databaseOf(of);
    return named(source, () => this.#backups.isDue(of, source, changedAt, this.#cases.now()));
  }

  /**
   * Puts a backup back, the newest where none is named. Works for a case that can no longer be opened, too.
   *
   * @throws AppError `backup-missing`, `case-missing`, `not-ready` while the case is worked on, `database-damaged`; then nothing has changed
   */
  restore(of: string, name: string, author: string): BackupInfo {
    const target = this.#databaseOf(of);
    if (this.#cases.busy(of)) throw new AppError('not-ready', 'This case is being worked on.', { hint: 'Cancel the work first.', details: { caseId: of } });
    const info = this.#backups.find(of, name);
    this.#cases.closed(of, () => this.#backups.putBack(info, target));
    this.#cases.restored(of, `backup ${info.name}`, author);
    return info;
  }

  /** Takes the backups of a case away with it. */
  remove(caseId: string): void {
    this.#backups.remove(caseId);
  }
}
