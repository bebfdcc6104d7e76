/** Which of some uploaded files are recordings, and which belong to one. */
import { extname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { readHead } from './files.ts';
import { foreignFormat } from './foreign.ts';
import { FORMATS, HEAD_BYTES } from './open.ts';
import { isHeaderName, readHeader } from './wfdb/header.ts';
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

/** Of files that came together, those that are not opened and do not bear the name of a header among them. */
export function strangersTo(found: readonly string[], names: readonly string[]): string[] {
  const stems = new Set(found.filter(isHeaderName).map((name) => name.slice(0, -4).toLowerCase()));
  return names.filter((name) => !found.includes(name) && !stems.has(name.slice(0, name.length - extname(name).length).toLowerCase()));
}

/**
 * The same without segments of records that are among them too, and with what
 * `strangers` are recordings after all: files whose first bytes say so, under
 * whatever name, signal files whose header did not come along, and ECGs of a
 * format that is not read, so that opening them says so. Others, letters and lists, stay out.
 * Reads headers, so it is the engine's to call.
 */
export async function wholeRecordingsIn(folder: string, found: readonly string[], strangers: readonly string[] = []): Promise<string[]> {
  const headers = found.filter(isHeaderName);
  const whole = new Set(await wholeRecords(folder, headers));
  const wanted = found.filter((name) => !isHeaderName(name) || whole.has(name));
  if (strangers.length === 0) return wanted;
  const named = await namedIn(folder, headers);
  const more: string[] = [];
  for (const name of strangers) {
    if (named.has(name.toLowerCase())) continue;
    const path = join(folder, name);
    const head = await readHead(path, HEAD_BYTES);
    if (head.length > 0 && (FORMATS.some((format) => format.sniff(path, head).score > 0) || foreignFormat(name, head) !== null)) more.push(name);
  }
  return [...wanted, ...more];
}

/** Files that some headers name, in small letters. */
async function namedIn(folder: string, headers: readonly string[]): Promise<Set<string>> {
  const named = new Set<string>();
  for (const header of headers) {
    try {
      for (const { file } of (await readHeader(join(folder, header))).signals) named.add(file.toLowerCase());
    } catch (thrown) {
      // Opening it says what is wrong with it.
      if (!(thrown instanceof AppError)) throw thrown;
    }
  }
  return named;
}
