/** A disk that tests can fill. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itWhere } from '../helpers/able.ts';
import { temporaryFolder } from './helpers.ts';

function mount(folder: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
}

function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'isoline-disk-'));
  try {
    mount(folder, 1);
    execFileSync('umount', [folder]);
    return true;
  } catch {
    // Not root, or a container without the right to mount.
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Registers a test on a file system of a few megabytes, which it is given and which is taken away behind it. */
export function withSmallDisk(name: string, megabytes: number, body: (disk: string) => Promise<void>): void {
  able ??= mayMount();
  itWhere(able, 'no small disk can be made here')(name, async () => {
    const disk = temporaryFolder();
    mount(disk, megabytes);
    try {
      await body(disk);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
}
let able: boolean | undefined;
