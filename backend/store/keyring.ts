/**
 * Which key a file has: its place says so. Whoever opens a file of a case, be it
 * a database, a segment or a report, asks here by its path, so that nobody can
 * forget a key or take another's. One keyring for each thread; a thread and the
 * engine are given the seals of the folders that they work on.
 */
import { relative, resolve, sep } from 'node:path';
import type { Seal } from './seal.ts';

/** What gives the files of an encrypted data folder their keys. */
export interface FolderKeys {
  /** Of databases that belong to no case. */
  readonly workplace: Seal;
  /** Of all files of a case and of its backups. Throws AppError `key-lost`, `key-damaged`. */
  caseSeal(caseId: string): Seal;
  /** The seal of a case that is not there yet; its key is in memory only until `keepCase`. */
  makeCase(caseId: string): Seal;
  /** Writes the key of a new case down. `folder` is where the case lies now. Throws AppError `disk-full`, `file-unwritable`. */
  keepCase(caseId: string, folder?: string): void;
  /** Destroys the key of a case. Its files are noise from then on, and are to be taken away. */
  destroyCase(caseId: string): void;
  /** Cases whose key is destroyed and whose files may still be there. */
  destroyedCases(): string[];
  /** The files of such a case are gone. */
  forgetCase(caseId: string): void;
}

const folders = new Map<string, FolderKeys>();
const lent = new Map<string, Seal>();

/** Folders of the data folder whose next level is a case, or `workplace`. */
const BY_CASE: ReadonlySet<string> = new Set(['cases', 'backups']);
/** Files of the data folder itself that are encrypted, and what lies beside them. */
const OF_WORKPLACE = /^(?:library|workplace)\.sqlite/;

/** Gives the files of a data folder their keys, until the returned function is called. */
export function useKeys(dataFolder: string, keys: FolderKeys): () => void {
  const folder = resolve(dataFolder);
  folders.set(folder, keys);
  return () => {
    if (folders.get(folder) === keys) folders.delete(folder);
  };
}

/** The keys of a data folder, or null where it is not encrypted or not unlocked. */
export function keysOf(dataFolder: string): FolderKeys | null {
  return folders.get(resolve(dataFolder)) ?? null;
}

/** Gives a file, or all files of a folder, a seal, until the returned function is called. Null gives none. */
export function lendSeal(path: string, seal: Seal | null): () => void {
  const place = resolve(path);
  if (seal !== null) lent.set(place, seal);
  return () => {
    if (seal !== null && lent.get(place) === seal) lent.delete(place);
  };
}

/** The part of `path` below `folder`, or null where it does not lie there. */
function below(folder: string, path: string): string | null {
  if (path === folder) return '';
  return path.startsWith(folder + sep) ? relative(folder, path) : null;
}

/** The seal of a file by its place; null where it is plain. Throws AppError `key-lost`, `key-damaged`. */
export function sealOf(path: string): Seal | null {
  if (lent.size === 0 && folders.size === 0) return null;
  const place = resolve(path);
  for (const [folder, seal] of lent) if (below(folder, place) !== null) return seal;
  for (const [folder, keys] of folders) {
    const inside = below(folder, place);
    if (inside === null) continue;
    const [room = '', of] = inside.split(sep);
    if (BY_CASE.has(room) && of !== undefined) return of === 'workplace' ? keys.workplace : keys.caseSeal(of);
    return OF_WORKPLACE.test(room) ? keys.workplace : null;
  }
  return null;
}

/** The seals of the paths among some values, for another thread: `lendSeals` takes them there. */
export function sealsFor(values: readonly unknown[]): [string, Seal][] {
  return values.flatMap((value) => {
    const seal = typeof value === 'string' && resolve(value) === value ? sealOf(value) : null;
    return seal === null ? [] : [[String(value), seal] as [string, Seal]];
  });
}

/** Takes what `sealsFor` gave. */
export function lendSeals(seals: readonly [string, Seal][]): void {
  for (const [path, seal] of seals) lendSeal(path, seal);
}
