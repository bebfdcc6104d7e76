/** A disk that tests can fill. */
import { execFileSync } from 'node:child_process';
import { temporaryFolder } from './helpers.ts';

/** A file system of a few megabytes, or null where this computer lets nobody make one. */
export function smallDisk(megabytes: number): string | null {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    // Not root, or a container without the right to mount.
    return null;
  }
}
