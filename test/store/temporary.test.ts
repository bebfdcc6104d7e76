import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearTemporary, temporaryFolder } from '../../backend/store/temporary.ts';

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
let folder: string;
let gonePid: number;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporary-test-'));
  // A process that ended: its id is nobody's now.
  gonePid = spawnSync(process.execPath, ['-e', '']).pid;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function made(name: string, ageHours: number): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'inside'), 'x');
  utimesSync(path, (NOW - ageHours * HOUR) / 1000, (NOW - ageHours * HOUR) / 1000);
  return path;
}

describe('temporary folders', () => {
  it('of killed programs are cleared, those of others, of now, or in use are not', () => {
    const old = ['door', 'view', 'benchmark'].map((purpose) => made(`isoline-${purpose}-${gonePid}-AbC123`, 2));
    const kept = [
      made(`isoline-view-${gonePid}-young1`, 0.5),
      made(`isoline-view-${process.pid}-AbC123`, 2),
      made(`isoline-other-${gonePid}-AbC123`, 200),
      made(`isoline-view-${gonePid}-AbC123-kept`, 200),
      made('isoline-AbC123', 200),
      made('letters', 200),
    ];
    const link = join(folder, `isoline-view-${gonePid}-LiNk12`);
    symlinkSync(kept.at(-1)!, link);
    expect(clearTemporary(NOW, folder).toSorted()).toEqual(old.toSorted());
    expect([...kept, link].map((path) => existsSync(path))).toEqual(Array(kept.length + 1).fill(true));
    expect(clearTemporary(NOW, folder)).toEqual([]);
    expect(clearTemporary(NOW, join(folder, 'nowhere'))).toEqual([]);
  });

  it('bear the id of who made them', () => {
    const path = temporaryFolder('view');
    try {
      expect(basename(path)).toMatch(new RegExp(`^isoline-view-${process.pid}-\\w{6}$`));
      expect(clearTemporary(Date.now() + 1000 * HOUR, join(path, '..')).includes(path)).toBe(false);
    } finally {
      rmSync(path, { recursive: true });
    }
  });
});
