/** Which records a set is, and where they lie. */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { isFile, isFolder } from '../../backend/formats/files.ts';
import { ALARM_FREE } from './alarm-free.ts';
import { readSplits, type Splits } from './splits.ts';

export const LISTS = ['train', 'test', 'all'] as const;
export type ListName = (typeof LISTS)[number];

/** One record to score. */
export interface RecordPlace {
  /** Name as in the lists of folds: `mitdb/100`. */
  id: string;
  record: string;
  /** Path without extension. */
  path: string;
}

export interface ChosenSet {
  set: string;
  /** The list of `splits.json`, or null where the set is one by itself. */
  list: string | null;
  records: RecordPlace[];
  splits: Splits;
  /** Extension of the reference annotations. */
  reference: string;
}

/** Sets that are a list of another set. */
const LISTS_OF_SETS: Readonly<Record<string, { set: string; list: string }>> = {
  ds1: { set: 'mitdb', list: 'ds1' },
  ds2: { set: 'mitdb', list: 'ds2' },
  'svdb-test': { set: 'svdb', list: 'test' },
};
/** Sets of which all records are meant where no list is named. */
const WHOLE_SETS = ['mitdb', 'nstdb', 'cudb', 'vfdb'];
/** The set that is the committed list of recordings without anything urgent, over several sets. */
const ALARM_FREE_SET = 'alarm-free';
/** Extensions of reference annotations, the first that is there counts. */
const REFERENCES = ['atr', 'ecg'];

export interface SetRequest {
  data: string;
  set: string;
  list: ListName | undefined;
  exclude: readonly string[];
  reference: string | undefined;
}

/**
 * Finds the records of a set.
 *
 * @throws AppError `file-missing` where the folder, the list or a reference is
 *   not there, `invalid-input` where an excluded record is not in the set
 */
export async function chooseSet(request: SetRequest): Promise<ChosenSet> {
  const data = resolve(request.data);
  if (!(await isFolder(data))) throw new AppError('file-missing', `There is no folder ${data}.`, { hint: '--data names the folder that holds the sets.', details: { path: data } });
  const splits = await readSplits(data);
  if (request.set === 'all') {
    const reference = request.reference ?? (await usualReference(data));
    return { set: 'all', list: null, records: without(places(basename(data), data, await withReference(data, reference)), request.exclude), splits, reference };
  }
  if (request.set === ALARM_FREE_SET) {
    const records = ALARM_FREE.map((id): RecordPlace => ({ id, record: id.slice(id.indexOf('/') + 1), path: join(data, id) }));
    return { set: ALARM_FREE_SET, list: null, records: without(records, request.exclude), splits, reference: request.reference ?? REFERENCES[0]! };
  }
  const named = LISTS_OF_SETS[request.set];
  const set = named?.set ?? request.set;
  const folder = await folderOf(data, set);
  const list = named?.list ?? (request.list === 'all' || (request.list === undefined && WHOLE_SETS.includes(set)) ? null : (request.list ?? 'test'));
  const reference = request.reference ?? (await usualReference(folder));
  let records: string[];
  if (list === null) records = await withReference(folder, reference);
  else {
    const listed = splits.list(set, list);
    if (listed === null) {
      throw new AppError('file-missing', splits.path === '' ? `There is no splits.json beside ${set}.` : `splits.json has no list "${list}" of ${set}.`, {
        hint: `--list all takes every record of ${set} that has reference annotations.`,
        details: { set, list, lists: splits.listNames(set).join(' ') },
      });
    }
    records = listed;
  }
  return { set: request.set, list: named ? null : list, records: without(places(set, folder, records), request.exclude), splits, reference };
}

/** `<data>/<set>`, or the data folder itself where it is that set's. */
async function folderOf(data: string, set: string): Promise<string> {
  const below = join(data, set);
  if (await isFolder(below)) return below;
  if (basename(data) === set) return data;
  throw new AppError('file-missing', `There is no set ${set} in ${data}.`, { hint: 'A set is a folder of records; --set all scores the data folder itself.', details: { path: below } });
}

async function usualReference(folder: string): Promise<string> {
  for (const extension of REFERENCES) if ((await withReference(folder, extension, false)).length > 0) return extension;
  throw new AppError('file-missing', `No record in ${folder} has reference annotations (${REFERENCES.map((name) => `.${name}`).join(', ')}).`, {
    hint: '--reference EXT names the extension of the annotation files.',
    details: { path: folder },
  });
}

/** Records with a header and a reference, in order of name. */
async function withReference(folder: string, extension: string, must = true): Promise<string[]> {
  const files = new Set(await readdir(folder));
  const records = [...files]
    .filter((file) => file.endsWith('.hea') && files.has(`${file.slice(0, -4)}.${extension}`))
    .map((file) => file.slice(0, -4))
    .sort();
  if (must && records.length === 0) {
    throw new AppError('file-missing', `No record in ${folder} has annotations named .${extension}.`, { details: { path: folder, extension } });
  }
  return records;
}

function places(set: string, folder: string, records: readonly string[]): RecordPlace[] {
  return records.map((record) => ({ id: `${set}/${record}`, record, path: join(folder, record) }));
}

function without(records: readonly RecordPlace[], exclude: readonly string[]): RecordPlace[] {
  const strange = exclude.find((name) => !records.some(({ record }) => record === name));
  if (strange !== undefined) {
    throw new AppError('invalid-input', `${strange} is to be left out, but is not in the set.`, { details: { record: strange } });
  }
  return records.filter(({ record }) => !exclude.includes(record));
}

/** Path of an annotation file in a folder, where it is there. */
export async function annotationPath(folder: string, record: string, extension: string): Promise<string> {
  const path = join(folder, `${record}.${extension}`);
  if (!(await isFile(path))) throw new AppError('file-missing', `${record}.${extension} is not there.`, { details: { path } });
  return path;
}
