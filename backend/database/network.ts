/**
 * SQLite's write-ahead log and its locks hold only on a disk of this computer:
 * on a network drive two programs could write at once and never know.
 * Recordings may lie on one.
 */
import { statfsSync } from 'node:fs';
import { AppError } from '../../core/contract/errors.ts';

/** Numbers by which Linux names the file systems of networks (statfs(2)). */
const NETWORKS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x564c, 'NCP'],
]);

/** Name of the network file system that a folder lies on, or null where it lies on this computer or nobody can say. */
export function networkOf(folder: string, typeOf: (folder: string) => number = (path) => statfsSync(path).type, platform: string = process.platform): string | null {
  if (platform === 'win32') return /^(?:\\\\|\/\/)(?![?.])/.test(folder) ? 'SMB' : null;
  // Elsewhere the number means something else.
  return platform === 'linux' ? (NETWORKS.get(typeOf(folder) >>> 0) ?? null) : null;
}

/** Throws AppError `data-folder-unusable` where a data folder lies on a network drive. */
export function refuseNetwork(folder: string, network = networkOf(folder)): void {
  if (network === null) return;
  throw new AppError('data-folder-unusable', `The data folder lies on a network drive (${network}), where edits cannot be kept safely.`, {
    hint: 'Choose a folder on this computer. Recordings may lie on a network drive.',
    details: { folder, network },
  });
}
