/** A full disk, and a data folder that cannot be used or is damaged: it is named, and nothing else is lost. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import { csvOf, failure, filesUnder, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';
import { withSmallDisk } from './small-disk.ts';

let program: TestProgram;
let files: string;
beforeAll(async () => {
  files = temporaryFolder();
  program = await openProgram();
  await makeWfdb(files, 'good', { minutes: 2 });
  await makeWfdb(files, 'other', { minutes: 1, seed: 2 });
});
afterAll(async () => {
  await program.close();
  removeTemporaryFolders();
});

describe('a disk that is full', () => {
  withSmallDisk('ends an import by name and leaves nothing of it', 3, async (disk) => {
    const small = await openProgram(join(disk, 'data'));
    try {
      const kept = await importFile(small, await makeWfdb(temporaryFolder(), 'small', { minutes: 2 }));
      const big = await makeWfdb(temporaryFolder(), 'big', { minutes: 60, leads: 3, seed: 8 });
      const before = await small.holdings();
      const free = (): number => statfsSync(disk).bavail;
      const room = free();
      for (const analyse of [false, true]) {
        await failure(small.client.import.file({ path: big, analyse }).result, 'disk-full');
        expect(await small.holdings()).toEqual(before);
        expect(free()).toBeGreaterThan(room - 128);
      }
      const bytes = new Uint8Array(readFileSync(big.replace('.hea', '.dat')));
      const { upload } = await small.client.import.uploadStart({});
      const sending = (async () => {
        for (let offset = 0; offset < bytes.length; offset += 500_000) {
          await small.client.import.uploadChunk({ upload, name: 'big.dat', offset, bytes: bytes.slice(offset, offset + 500_000) });
        }
      })();
      await failure(sending, 'disk-full');
      // What came of the upload goes with it.
      await failure(small.client.import.upload({ upload }).result, 'signal-missing');
      expect(await small.holdings()).toEqual(before);
      const { result } = await finished(small.client.analysis.start({ caseId: kept }));
      expect(result.summary.beats).toBeGreaterThan(100);
    } finally {
      await small.close();
    }
  });
});

describe('a disk that fills up while a day is analysed', () => {
  withSmallDisk('ends the analysis by name, and it goes on to the same labels when there is room', 8, async (disk) => {
    const recording = await makeWfdb(temporaryFolder(), 'day', { minutes: 22, seed: 9 });
    const filler = join(disk, 'filler');
    const small = await openProgram(join(disk, 'data'));
    try {
      const full = await importFile(small, recording);
      const running = small.client.analysis.start({ caseId: full, device: 'cpu' });
      const filling = async (): Promise<void> => {
        for await (const _ of running.items) fill(filler, disk);
      };
      await failure(filling(), 'disk-full');
      expect((await small.client.library.study({ caseId: full })).state).not.toBe('analysing');
      expect(await small.client.analysis.engine({})).toMatchObject({ state: 'failed', caseId: full, trouble: expect.stringContaining('full') });
      rmSync(filler);
      await finished(small.client.analysis.start({ caseId: full }));
      expect(await small.client.library.list({})).toMatchObject([{ state: 'ready', trouble: '' }]);
      const undisturbed = await importFile(program, recording);
      await finished(program.client.analysis.start({ caseId: undisturbed, device: 'cpu' }));
      expect(await csvOf(small, full)).toBe(await csvOf(program, undisturbed));
      await program.client.library.remove({ caseId: undisturbed });
    } finally {
      await small.close();
    }
  });
});

/** Takes all room that is left. */
function fill(file: string, disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  if (bavail > 0) appendFileSync(file, Buffer.alloc(bavail * bsize));
}

describe('a data folder that cannot be used', () => {
  it('is named: a file in its place', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'not a folder');
    await failure(openBackend(nodeEnvironment(path)), 'data-folder-unusable');
    await failure(openBackend(nodeEnvironment(join(path, 'below'))), 'data-folder-unusable');
  });

  it('is named: a folder without the right to write', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    try {
      // Root may write everywhere but where the system itself refuses.
      const locked = process.getuid?.() === 0 ? '/sys' : folder;
      await failure(openBackend(nodeEnvironment(join(locked, 'data'))), 'data-folder-unusable');
    } finally {
      chmodSync(folder, 0o700);
    }
  });

  withSmallDisk('is named: a folder mounted for reading only', 2, async (disk) => {
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    await failure(openBackend(nodeEnvironment(join(disk, 'data'))), 'data-folder-unusable');
  });

  it('is named: another kind of file as database; the index alone is made anew', async () => {
    const folder = join(temporaryFolder(), 'data');
    const junk = 'no database at all, but long enough to be looked at '.repeat(50);
    const first = await openProgram(folder);
    const kept = await importFile(first, join(files, 'other.hea'));
    await first.close();
    writeFileSync(join(folder, 'library.sqlite'), junk);
    const second = await openProgram(folder);
    expect(await second.client.library.list({})).toMatchObject([{ caseId: kept, state: 'waiting' }]);
    await second.close();
    writeFileSync(join(folder, 'workplace.sqlite'), junk);
    await failure(openBackend(nodeEnvironment(folder)), 'database-damaged');
    expect(filesUnder(folder)).not.toContain('lock.json');
  });

  it('says of a case whose database is damaged that it is, and keeps the others', async () => {
    const folder = join(temporaryFolder(), 'data');
    const first = await openProgram(folder);
    const good = await importFile(first, join(files, 'other.hea'));
    const bad = await importFile(first, join(files, 'good.hea'));
    await first.close();
    writeFileSync(join(folder, 'cases', bad, 'case.sqlite'), 'scribble '.repeat(2000));
    const second = await openProgram(folder);
    expect((await second.client.library.list({})).map((row) => row.caseId).toSorted()).toEqual([good, bad].toSorted());
    await failure(second.client.library.open({ caseId: bad }), 'database-damaged');
    await failure(second.client.analysis.start({ caseId: bad }).result, 'database-damaged');
    await finished(second.client.analysis.start({ caseId: good }));
    await second.close();
  });

  it('says of a case whose samples are damaged or gone that they are', async () => {
    const folder = join(temporaryFolder(), 'data');
    const opened = await openProgram(folder);
    const damagedCase = await importFile(opened, join(files, 'other.hea'));
    const segment = join(folder, 'cases', damagedCase, 'samples', '000000.seg');
    const bytes = readFileSync(segment);
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(segment, bytes);
    await failure(opened.client.analysis.start({ caseId: damagedCase }).result, 'store-damaged');
    expect(await opened.client.library.list({})).toMatchObject([{ caseId: damagedCase, state: 'failed', trouble: expect.stringMatching(/damaged/) }]);
    expect((await finished(opened.client.library.verify({ caseId: damagedCase }))).result.ok).toBe(false);
    rmSync(segment);
    await failure(opened.client.analysis.start({ caseId: damagedCase }).result, 'store-damaged');
    await opened.close();
  });
});
