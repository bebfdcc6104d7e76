/**
 * A data folder from plain to encrypted and back, file by file. Each file is
 * whole at every moment, one or the other; what was broken off is gone on with
 * from the files themselves, whatever the moment was.
 */
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { files, namedFileError, syncFolder, systemCode } from '../store/files.ts';
import type { FileCalls } from '../store/files.ts';
import { nameInCase, segmentFileBytes } from '../store/kept-file.ts';
import { isSealed, openSealed, sealParts } from '../store/seal.ts';
import type { Seal } from '../store/seal.ts';
import { BESIDE } from '../vault/case-keys.ts';
import { removeVaultFile } from '../vault/vault-file.ts';
import type { Vault } from '../vault/vault.ts';
import { firstBytes, isPlainDatabase, opensWith, rekeyDatabase, replaceAndWipe, wipeOpen } from './sealed-database.ts';

/** What was sealed as it stands, because it is no file that the program reads: a database that was replaced because it was damaged. */
const AS_IT_STANDS = '.sealed';
/** Names that only ever hold a database. */
const DATABASE = /\.sqlite(?:$|\.)/;

/** A file on the way, for who watches. */
export interface FileStep {
  file: string;
  fraction: number;
}

interface Room {
  folder: string;
  seal: Seal;
}

/** Takes keys away that an earlier encryption left behind when it was taken back: they open nothing. */
export function forgetOldKeys(dataFolder: string, calls: FileCalls = files): void {
  calls.remove(join(dataFolder, 'keys'));
  for (const caseId of foldersIn(join(dataFolder, 'cases'), calls)) calls.remove(join(dataFolder, 'cases', caseId, BESIDE));
}

/** Encrypts everything that names or measures a patient. Returns when nothing of it is left in plain. */
export function* encryptFolder(dataFolder: string, vault: Vault, calls: FileCalls = files): Generator<FileStep, void> {
  yield* through(dataFolder, vault, calls, (path, seal) => encryptFile(path, seal, calls));
  vault.setState('encrypted');
}

/** Takes encryption back, and then the keys. */
export function* decryptFolder(dataFolder: string, vault: Vault, calls: FileCalls = files): Generator<FileStep, void> {
  if (vault.state !== 'decrypting') vault.setState('decrypting');
  yield* through(dataFolder, vault, calls, (path, seal) => decryptFile(path, seal, calls));
  // The keys last: while one file is encrypted, they are needed.
  for (const caseId of foldersIn(join(dataFolder, 'cases'), calls)) calls.remove(join(dataFolder, 'cases', caseId, BESIDE));
  removeVaultFile(dataFolder, calls);
  calls.remove(join(dataFolder, 'keys'));
  syncFolder(calls, dataFolder);
}

function* through(dataFolder: string, vault: Vault, calls: FileCalls, change: (path: string, seal: Seal) => void): Generator<FileStep, void> {
  calls.remove(join(dataFolder, 'incoming'));
  for (const caseId of foldersIn(join(dataFolder, 'cases'), calls)) {
    if (vault.cases.has(caseId)) vault.cases.copyBeside(caseId);
    else if (vault.state === 'encrypting') {
      vault.cases.make(caseId);
      vault.cases.keep(caseId);
    }
  }
  const rooms = roomsOf(dataFolder, vault, calls);
  const all = rooms.flatMap(({ folder, seal, only }) => filesIn(folder, calls, only).map((path) => ({ path, seal })));
  for (const [index, { path, seal }] of all.entries()) {
    // Gone meanwhile: what stands beside a database goes with it.
    if (calls.exists(path)) {
      try {
        change(path, seal);
      } catch (thrown) {
        throw namedFileError(thrown, path);
      }
    }
    yield { file: path, fraction: (index + 1) / all.length };
  }
}

function roomsOf(dataFolder: string, vault: Vault, calls: FileCalls): (Room & { only?: RegExp })[] {
  const backups = join(dataFolder, 'backups');
  return [
    { folder: dataFolder, seal: vault.workplace, only: /^(?:library|workplace)\.sqlite/ },
    ...foldersIn(join(dataFolder, 'cases'), calls).map((caseId) => ({ folder: join(dataFolder, 'cases', caseId), seal: vault.caseSeal(caseId) })),
    ...foldersIn(backups, calls).flatMap((of) => {
      if (of === 'workplace') return [{ folder: join(backups, of), seal: vault.workplace }];
      if (vault.cases.has(of)) return [{ folder: join(backups, of), seal: vault.caseSeal(of) }];
      // Of a case that is gone: nothing can be put back, and nothing shall be left.
      calls.remove(join(backups, of));
      return [];
    }),
  ];
}

function foldersIn(folder: string, calls: FileCalls): string[] {
  return calls.exists(folder) ? calls.list(folder).filter((name) => isFolder(join(folder, name), calls)).toSorted() : [];
}

function isFolder(path: string, calls: FileCalls): boolean {
  try {
    calls.list(path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOTDIR') return false;
    throw thrown;
  }
}

/** Files of a folder and of those in it; of the folder itself only those that `only` names, where it is given. */
function filesIn(folder: string, calls: FileCalls, only?: RegExp): string[] {
  return calls
    .list(folder)
    .filter((name) => only === undefined || only.test(name))
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      return only === undefined && isFolder(path, calls) ? filesIn(path, calls) : [path];
    });
}

/** Left by a writing that was broken off: never read again. */
function isRest(name: string): boolean {
  return name.endsWith('.part') || name.endsWith('-shm');
}

function encryptFile(path: string, seal: Seal, calls: FileCalls): void {
  const name = basename(path);
  if (isRest(name)) return wipe(path, calls);
  if (name === BESIDE || name.endsWith('-wal') || name.endsWith('-journal')) return besides(path, seal, calls);
  const start = firstBytes(path, 16, calls);
  if (start.length === 0 || isSealed(start)) return;
  if (isPlainDatabase(start)) return encryptDatabase(path, seal, calls);
  // The bytes of an encrypted database are like no other file's.
  if (DATABASE.test(name) && opensWith(path, seal)) return;
  if (DATABASE.test(name)) return sealAsItStands(path, seal, calls);
  const bytes = calls.readAll(path);
  const kept = name.endsWith('.seg') ? sealedSegment(bytes, seal, path) : name.endsWith('.pdf') ? sealParts([bytes], seal, nameInCase(path)) : null;
  if (kept === null) return sealAsItStands(path, seal, calls);
  putInPlace(path, kept, true, calls);
}

/** What lies beside a database goes when that one is settled; alone it is of a database that is gone, or too damaged to be settled. */
function besides(path: string, seal: Seal, calls: FileCalls): void {
  if (basename(path) === BESIDE) return;
  const database = path.replace(/-(?:wal|journal)$/, '');
  if (!calls.exists(path)) return;
  if (calls.exists(database) && !isPlainDatabase(firstBytes(database, 16, calls)) && opensWith(database, seal)) {
    // Of the encrypted database: settled with it.
    return calls.exists(path) && calls.size(path) === 0 ? calls.remove(path) : undefined;
  }
  sealAsItStands(path, seal, calls);
}

function sealedSegment(bytes: Uint8Array, seal: Seal, path: string): Uint8Array | null {
  try {
    return segmentFileBytes(bytes, seal, basename(path));
  } catch (thrown) {
    // Damaged before: kept as it stands, for who may mend it.
    if (thrown instanceof AppError || thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function encryptDatabase(path: string, seal: Seal, calls: FileCalls): void {
  try {
    rekeyDatabase(path, null, seal, calls);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'database-damaged') throw thrown;
    // It cannot be opened today either; encrypted as it stands, nothing of it is lost.
    sealAsItStands(path, seal, calls);
  }
}

function sealAsItStands(path: string, seal: Seal, calls: FileCalls): void {
  const target = `${path}${AS_IT_STANDS}`;
  putInPlace(target, sealParts([calls.readAll(path)], seal, nameInCase(target)), false, calls);
  wipe(path, calls);
}

function decryptFile(path: string, seal: Seal, calls: FileCalls): void {
  const name = basename(path);
  if (isRest(name)) return calls.remove(path);
  if (name === BESIDE || name.endsWith('-wal') || name.endsWith('-journal')) return;
  const start = firstBytes(path, 16, calls);
  if (start.length === 0) return;
  if (isSealed(start)) {
    const plain = openSealed(calls.readAll(path), seal, nameInCase(path));
    if (!name.endsWith(AS_IT_STANDS)) return putInPlace(path, plain, false, calls);
    putInPlace(path.slice(0, -AS_IT_STANDS.length), plain, false, calls);
    return calls.remove(path);
  }
  if (DATABASE.test(name) && !isPlainDatabase(start)) rekeyDatabase(path, seal, null, calls);
}

/** Writes a file beside its place, synced, and renames it over what is there. */
function putInPlace(path: string, bytes: Uint8Array, wipes: boolean, calls: FileCalls): void {
  const part = `${path}.part`;
  const file = calls.open(part, 'w', 0o600);
  try {
    for (let done = 0; done < bytes.length; ) done += calls.write(file, bytes.subarray(done));
  } finally {
    calls.close(file);
  }
  replaceAndWipe(part, path, wipes, calls);
}

/** Takes a plain file away and its bytes with it. */
function wipe(path: string, calls: FileCalls): void {
  const size = calls.size(path);
  if (size > 0) {
    const file = calls.open(path, 'r+');
    try {
      wipeOpen(file, size, calls);
    } finally {
      calls.close(file);
    }
  }
  calls.remove(path);
  syncFolder(calls, dirname(path));
}
