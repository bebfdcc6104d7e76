/**
 * Reading a data folder whose program does not answer: the cases that are asked
 * for are copied as they stand at this moment, beside the samples they already
 * have, into a folder of this program's own, and read there. Nothing is written
 * to the data folder, its access logs included.
 */
import { symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../core/contract/errors.ts';
import type { StudyRow } from '../core/contract/types.ts';
import { LibraryDatabase } from './database/library-database.ts';
import { copyDatabase } from './database/sqlite.ts';
import type { Environment } from './environment.ts';
import { reachedHere, type Reached } from './open.ts';
import { files } from './store/files.ts';
import { temporaryFolder } from './store/temporary.ts';
import { vaultState } from './vault/unlock.ts';

/**
 * Opens copies of the cases that some words name, by id or by record.
 *
 * @throws AppError `data-folder-held` where the folder is encrypted, `data-folder-unusable`, `database-damaged`, `disk-full`
 */
export async function openReadOnly(environment: Environment, words: readonly string[]): Promise<Reached> {
  const { dataFolder } = environment;
  if (vaultState(dataFolder) !== 'plain') {
    throw new AppError('data-folder-held', 'An encrypted data folder is read only through the program that has it open.', { hint: 'End that program, then try again.', details: { dataFolder } });
  }
  const view = temporaryFolder('view');
  const away = (): void => files.remove(view);
  try {
    files.makeFolder(join(view, 'cases'));
    for (const name of ['workplace.sqlite', 'library.sqlite']) if (files.exists(join(dataFolder, name))) copyDatabase(join(dataFolder, name), join(view, name));
    for (const { caseId } of namedBy(view, words)) copyCase(join(dataFolder, 'cases', caseId), join(view, 'cases', caseId));
    return await reachedHere({ ...environment, dataFolder: view }, away);
  } catch (thrown) {
    away();
    throw thrown;
  }
}

function namedBy(view: string, words: readonly string[]): StudyRow[] {
  const library = new LibraryDatabase(join(view, 'library.sqlite'));
  try {
    return library.list().filter(({ caseId, record }) => words.some((word) => word === caseId || word === record || word === basename(record)));
  } finally {
    library.close();
  }
}

/** Samples and signed reports never change: they are read where they are. */
function copyCase(from: string, to: string): void {
  if (!files.exists(join(from, 'case.sqlite'))) return;
  files.makeFolder(to);
  copyDatabase(join(from, 'case.sqlite'), join(to, 'case.sqlite'));
  for (const inside of ['samples', 'reports']) if (files.exists(join(from, inside))) symlinkSync(join(from, inside), join(to, inside), 'junction');
}
