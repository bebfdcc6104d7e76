/** Rights of the data folder: its owner's and nobody else's. Systems without such rights keep them in other ways. */
import { chmodSync, closeSync, lstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { systemCode } from '../store/files.ts';

const OTHERS = 0o077;

/** Makes an empty file that only its owner reads, where there is none. What is written beside it by SQLite has the same rights. */
export function makeOwn(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

/**
 * Takes the rights of others on a data folder away, and on all that lies in it
 * where the folder stood open: 0700 for folders, 0600 for files.
 *
 * @param say told in words what was found and done
 * @throws AppError `data-folder-unusable` where it stands open and belongs to somebody else
 */
export function closeToOthers(dataFolder: string, say: (words: string) => void): void {
  if (process.platform === 'win32' || (statSync(dataFolder).mode & OTHERS) === 0) return;
  // A folder that was made for this just now is nothing to speak of.
  const fresh = readdirSync(dataFolder).length === 0;
  try {
    tighten(dataFolder);
  } catch (thrown) {
    if (systemCode(thrown) !== 'EPERM') throw thrown;
    throw new AppError('data-folder-unusable', 'Others may read this data folder, and it belongs to somebody else.', {
      hint: 'Have its owner take their rights away (chmod -R go= on the folder), or choose another one.',
      details: { dataFolder },
      cause: thrown,
    });
  }
  if ((statSync(dataFolder).mode & OTHERS) !== 0) say(`${dataFolder}: this disk keeps no rights; whoever uses this computer may read the cases`);
  else if (!fresh) say(`${dataFolder} was open to other people of this computer; it is yours only now`);
}

function tighten(path: string): void {
  const kind = lstatSync(path);
  if (kind.isSymbolicLink()) return;
  const folder = kind.isDirectory();
  if ((kind.mode & OTHERS) !== 0) chmodSync(path, folder ? 0o700 : 0o600);
  if (folder) for (const name of readdirSync(path)) tighten(join(path, name));
}
