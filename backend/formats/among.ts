/** Which of some uploaded files are recordings, and which belong to one. */
import { extname } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { FORMATS } from './open.ts';
import { isHeaderName } from './wfdb/header.ts';
import { wholeRecords } from './wfdb/whole.ts';

/**
 * Names of the files to open, in alphabetical order: headers stand for the
 * files they name. Errors: `format-unknown` where none is a recording.
 */
export function recordingsAmong(names: readonly string[]): string[] {
  const sorted = names.toSorted();
  const headers = sorted.filter(isHeaderName);
  // A WFDB record comes with .dat and annotation files of many extensions; only its header is opened.
  const stems = new Set(headers.map((name) => name.slice(0, -4).toLowerCase()));
  const extensions = new Set(FORMATS.flatMap((format) => format.extensions).filter((extension) => extension !== '.hea'));
  const own = sorted.filter((name) => {
    const extension = extname(name).toLowerCase();
    return extensions.has(extension) && extension !== '.dat' && !stems.has(name.slice(0, -extension.length).toLowerCase());
  });
  const found = [...headers, ...own];
  if (found.length > 0) return found;
  if (sorted.some((name) => extname(name).toLowerCase() === '.dat')) {
    throw new AppError('signal-missing', 'A .dat file came without its .hea header.', { hint: 'Choose both files together: the header says how to read the other.' });
  }
  // A file under another name may still be a recording: its first bytes tell.
  if (sorted.length > 0) return sorted;
  throw new AppError('format-unknown', 'No file was uploaded.', { hint: 'Choose a recording: WFDB, EDF or ISHNE.' });
}

/** The same without segments of records that are among them too. Reads headers, so it is the engine's to call. */
export async function wholeRecordingsIn(folder: string, found: readonly string[]): Promise<string[]> {
  const whole = new Set(await wholeRecords(folder, found.filter(isHeaderName)));
  return found.filter((name) => !isHeaderName(name) || whole.has(name));
}
