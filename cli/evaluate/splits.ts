/** The record lists beside a collection of data sets (`splits.json`). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';

const names = z.array(z.string());
const shape = z.looseObject({
  folds: z.looseObject({ lists: z.array(names) }).optional(),
  /** Groups of the sets that have no fixed split. */
  ventricular: z.looseObject({ folds: z.array(names) }).optional(),
});
const lists = z.record(z.string(), z.unknown());

export interface Splits {
  path: string;
  /** The records of one list of a set, or null where there is no such list. */
  list(set: string, list: string): string[] | null;
  /** Names of the lists of a set. */
  listNames(set: string): string[];
  /** Number of the cross-validation group that holds the patient of `set/record`, -1 for none. */
  fold(id: string): number;
}

/** DS1 and DS2 of de Chazal 2004, so that they can be had where no `splits.json` lies. */
const DE_CHAZAL: Readonly<Record<string, readonly string[]>> = {
  ds1: '101 106 108 109 112 114 115 116 118 119 122 124 201 203 205 207 208 209 215 220 223 230'.split(' '),
  ds2: '100 103 105 111 113 117 121 123 200 202 210 212 213 214 219 221 222 228 231 232 233 234'.split(' '),
};

/** The record (`set/record`) whose patient a record shows: those of `nstdb` and many of `qtdb` are excerpts of other sets. */
export function originOf(id: string): string {
  const noisy = /^nstdb\/(\d{3})e/.exec(id);
  if (noisy) return `mitdb/${noisy[1]}`;
  const excerpt = /^qtdb\/sel([128]\d\d)$/.exec(id);
  if (excerpt) return `${excerpt[1]!.startsWith('8') ? 'svdb' : 'mitdb'}/${excerpt[1]}`;
  return id;
}

/**
 * Reads `splits.json` in the data folder or in the folder above it. Without the
 * file the only lists are DS1 and DS2 of `mitdb`.
 *
 * @throws AppError `format-damaged` where the file is not what it should be
 */
export async function readSplits(dataFolder: string): Promise<Splits> {
  for (const path of [join(dataFolder, 'splits.json'), join(dataFolder, '..', 'splits.json')]) {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')) continue;
      throw thrown;
    }
    return parse(path, text);
  }
  return splitsOf('', {}, []);
}

function parse(path: string, text: string): Splits {
  try {
    const content: unknown = JSON.parse(text);
    const { folds, ventricular } = shape.parse(content);
    const groups = (folds?.lists ?? []).map((group, i) => [...group, ...(ventricular?.folds[i] ?? [])]);
    return splitsOf(path, lists.parse(content), groups.length > 0 ? groups : (ventricular?.folds ?? []));
  } catch (cause) {
    throw new AppError('format-damaged', 'splits.json is not a file of record lists.', {
      hint: 'Copy it again from where the data came from.',
      details: { path },
      cause,
    });
  }
}

function splitsOf(path: string, content: Readonly<Record<string, unknown>>, folds: readonly string[][]): Splits {
  const listsOf = (set: string): Record<string, readonly string[]> => {
    const found: Record<string, readonly string[]> = set === 'mitdb' ? { ...DE_CHAZAL } : {};
    const entry = lists.safeParse(content[set]);
    if (!entry.success) return found;
    for (const [name, value] of Object.entries(entry.data)) {
      const parsed = names.safeParse(value);
      if (parsed.success) found[name] = parsed.data;
    }
    return found;
  };
  return {
    path,
    list: (set, list) => {
      const found = listsOf(set)[list];
      return found === undefined ? null : [...found];
    },
    listNames: (set) => Object.keys(listsOf(set)),
    fold: (id) => folds.findIndex((group) => group.includes(id) || group.includes(originOf(id))),
  };
}
