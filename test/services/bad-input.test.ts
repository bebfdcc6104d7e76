/** Whatever is wrong with what comes in: it is named, with words and a way on, and nothing has changed. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../core/contract/errors.ts';
import { startCompanion } from '../../backend/companions.ts';
import { connectOrOpen, nodeEnvironment, openBackend } from '../../backend/open.ts';
import { program as shipped } from '../../backend/program.ts';
import { failure, finished, importFile, makeEdf, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

let program: TestProgram;
/** A case that is there before anything goes wrong. */
let caseId: string;
let files: string;
beforeAll(async () => {
  files = temporaryFolder();
  program = await openProgram();
  caseId = await importFile(program, await makeWfdb(files, 'good', { minutes: 2 }));
  await makeWfdb(files, 'other', { minutes: 1, seed: 2 });
  await makeEdf(files, 'other.edf', { minutes: 1, seed: 3 });
});
afterAll(async () => {
  await program.close();
  removeTemporaryFolders();
});

/** A good header with something else in place of its signal file. */
function besideHeader(folder: string, make: (signal: string) => unknown): string {
  copyFileSync(join(files, 'other.hea'), join(folder, 'other.hea'));
  make(join(folder, 'other.dat'));
  return join(folder, 'other.hea');
}

/** A good record whose header says something else in one place. */
function headed(folder: string, was: RegExp, says: string): string {
  copyFileSync(join(files, 'other.dat'), join(folder, 'other.dat'));
  writeFileSync(join(folder, 'other.hea'), readFileSync(join(files, 'other.hea'), 'utf8').replace(was, says));
  return join(folder, 'other.hea');
}

/** A folder with one thing wrong, made of good files. */
const BAD: readonly [name: string, code: ErrorCode, says: RegExp, make: (folder: string) => string][] = [
  [
    'a header without its signal file',
    'file-missing',
    /other\.dat/,
    (folder) => {
      copyFileSync(join(files, 'other.hea'), join(folder, 'other.hea'));
      return join(folder, 'other.hea');
    },
  ],
  [
    'a header beside an empty signal file',
    'file-empty',
    /other/,
    (folder) => {
      copyFileSync(join(files, 'other.hea'), join(folder, 'other.hea'));
      writeFileSync(join(folder, 'other.dat'), '');
      return join(folder, 'other.hea');
    },
  ],
  [
    'a header that makes no sense',
    'format-damaged',
    /header/,
    (folder) => {
      writeFileSync(join(folder, 'odd.hea'), 'odd two 250 many\nodd.dat\n');
      return join(folder, 'odd.hea');
    },
  ],
  [
    'an empty file',
    'file-empty',
    /empty\.edf/,
    (folder) => {
      writeFileSync(join(folder, 'empty.edf'), '');
      return join(folder, 'empty.edf');
    },
  ],
  [
    'a text named .edf',
    'format-unknown',
    /notes\.edf.*text/,
    (folder) => {
      writeFileSync(join(folder, 'notes.edf'), 'Dear colleague,\nplease find the recording attached.\n'.repeat(20));
      return join(folder, 'notes.edf');
    },
  ],
  [
    'an EDF file cut off within its header',
    'file-truncated',
    /other\.edf/,
    (folder) => {
      copyFileSync(join(files, 'other.edf'), join(folder, 'other.edf'));
      truncateSync(join(folder, 'other.edf'), 300);
      return join(folder, 'other.edf');
    },
  ],
  [
    'bytes of no known format',
    'format-unknown',
    /picture\.bin/,
    (folder) => {
      writeFileSync(join(folder, 'picture.bin'), Uint8Array.from({ length: 5000 }, (_, i) => (i * 37) % 256));
      return join(folder, 'picture.bin');
    },
  ],
  [
    'a folder with two recordings',
    'format-unknown',
    /2 recordings/,
    (folder) => {
      copyFileSync(join(files, 'other.edf'), join(folder, 'a.edf'));
      copyFileSync(join(files, 'other.edf'), join(folder, 'b.edf'));
      return folder;
    },
  ],
  [
    'a header far larger than any',
    'format-damaged',
    /far larger/,
    (folder) => {
      writeFileSync(join(folder, 'large.hea'), `large 1 250 1000\nlarge.dat 16\n${'# more\n'.repeat(1_000_000)}`);
      return join(folder, 'large.hea');
    },
  ],
  ['a device in place of a file', 'file-missing', /null/, () => '/dev/null'],
  [
    'links that lead to each other',
    'file-missing',
    /one\.edf/,
    (folder) => {
      for (const [from, to] of [['one', 'two'], ['two', 'one']]) symlinkSync(join(folder, `${from}.edf`), join(folder, `${to}.edf`));
      return join(folder, 'one.edf');
    },
  ],
  ['a folder in place of a signal file', 'format-unknown', /other\.dat is a folder/, (folder) => besideHeader(folder, (path) => mkdirSync(path))],
  ['a pipe that nobody writes to', 'format-unknown', /other\.dat is not a plain file/, (folder) => besideHeader(folder, (path) => execFileSync('mkfifo', [path]))],
  ['a sample in three hours', 'format-damaged', /0\.0001 samples a second/, (folder) => headed(folder, / 250\b/, ' 0.0001')],
  ['a million samples a second', 'format-damaged', /900000 samples a second/, (folder) => headed(folder, / 250\b/, ' 900000')],
  ['a baseline outside of any converter', 'format-damaged', /baseline/, (folder) => headed(folder, / 16 \S+/, ' 16 200(999999999999999)/mV')],
  [
    'data records of a millionth of a second',
    'format-damaged',
    /samples a second/,
    (folder) => {
      const bytes = readFileSync(join(files, 'other.edf'));
      bytes.write('1e-6    ', 244, 'latin1');
      writeFileSync(join(folder, 'quick.edf'), bytes);
      return join(folder, 'quick.edf');
    },
  ],
  ['a folder without any', 'format-unknown', /no recording/, (folder) => folder],
  ['a file that is not there', 'file-missing', /gone\.edf/, (folder) => join(folder, 'gone.edf')],
  [
    'a recording of nothing that was measured',
    'signal-missing',
    /void/,
    (folder) => {
      writeFileSync(join(folder, 'void.hea'), 'void 1 250 1000\nvoid.dat 16 200 16 0 0 0 0 II\n');
      writeFileSync(join(folder, 'void.dat'), Buffer.from(new Int16Array(1000).fill(-32768).buffer));
      return join(folder, 'void.hea');
    },
  ],
];

describe('a bad recording', () => {
  it.each(BAD.filter(([name]) => process.platform !== 'win32' || !/pipe|links/.test(name)))('%s is %s', async (_, code, says, make) => {
    const path = make(temporaryFolder());
    const before = await program.holdings();
    const error = await failure(program.client.import.file({ path }).result, code);
    expect(error.message).toMatch(says);
    expect(await program.holdings()).toEqual(before);
  });

  it('names in any script, with what other systems take for folders, are names', async () => {
    const names = ['تسجيل القلب', '心電圖 記錄', ...(process.platform === 'win32' ? [] : ['a\\b:c\n"d"'])];
    const bytes = readFileSync(join(files, 'other.edf'));
    for (const [i, name] of names.entries()) {
      // Another recording each time.
      bytes[bytes.length - 1 - i]! ^= 1;
      const path = join(temporaryFolder(), `${name}.edf`);
      writeFileSync(path, bytes);
      const { result } = await finished(program.client.import.file({ path, analyse: false }));
      expect(result).toMatchObject({ alreadyThere: false, warnings: [] });
      expect((await program.client.library.study({ caseId: result.caseId })).recording.record).toBe(name);
      await program.client.library.remove({ caseId: result.caseId });
    }
  });

  it('an EDF file cut off in its data is kept as far as it goes, with a warning', async () => {
    const path = join(temporaryFolder(), 'cut.edf');
    copyFileSync(join(files, 'other.edf'), path);
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    const { result } = await finished(program.client.import.file({ path, analyse: false }));
    expect(result.warnings.join()).toMatch(/ends early|cut|kept/);
    const { recording } = await program.client.library.study({ caseId: result.caseId });
    expect(recording.sampleCount).toBeGreaterThan(25 * 250);
    expect(recording.sampleCount).toBeLessThan(35 * 250);
    await program.client.library.remove({ caseId: result.caseId });
  });
});

describe('the engine killed', () => {
  it('in the middle of an import: nothing of it stays, and it can be imported again', async () => {
    const path = await makeWfdb(temporaryFolder(), 'long', { minutes: 60, seed: 5 });
    const before = await program.holdings();
    for (const analyse of [false, true]) {
      const running = program.client.import.file({ path, analyse });
      const killing = (async () => {
        for await (const { fraction } of running.items) if (fraction > 0.2 && fraction < 0.5) program.killCompanion('engine');
      })();
      const error = await failure(killing, 'engine-lost');
      expect(error.message).toContain('import');
      expect(error.hint).toMatch(/again/);
      expect(await program.holdings()).toEqual(before);
    }
    const { result } = await finished(program.client.import.file({ path, analyse: false }));
    expect(result.alreadyThere).toBe(false);
    await program.client.library.remove({ caseId: result.caseId });
  });

  it('before it has said a word', async () => {
    const before = await program.holdings();
    program.killCompanion('engine');
    const running = program.client.import.file({ path: join(files, 'other.hea'), analyse: false });
    const outcome = await running.result.then(
      ({ caseId: imported }) => imported,
      (thrown: unknown) => thrown,
    );
    // Whether the death was noticed before the task was sent: then it went to a fresh process.
    if (typeof outcome === 'string') await program.client.library.remove({ caseId: outcome });
    else expect(outcome).toMatchObject({ code: 'engine-lost' });
    expect(await program.holdings()).toEqual(before);
  });
});

describe('a bad model, lead or device', () => {
  const start = (input: object): Promise<unknown> => program.client.analysis.start({ caseId, ...input }).result;
  /** What the case's line says of its state may change, nothing else. */
  const unchanged = async (body: () => Promise<unknown>): Promise<void> => {
    const holdings = async (): Promise<unknown> => {
      const { rows, ...folders } = await program.holdings();
      return { ...folders, rows: rows.map((row) => ({ ...row, state: '', trouble: '' })) };
    };
    const before = await holdings();
    await body();
    expect(await holdings()).toEqual(before);
  };

  it('a model that is not there is named, in the case’s line too, until the next start', async () => {
    await unchanged(async () => expect((await failure(start({ model: 'nobody' }), 'model-missing')).message).toContain('nobody'));
    expect(await program.client.library.list({})).toMatchObject([{ caseId, state: 'failed', progress: 0, trouble: expect.stringContaining('nobody') }]);
    expect(await program.client.library.study({ caseId })).toMatchObject({ state: 'failed', trouble: expect.stringContaining('nobody') });
    const running = program.client.analysis.start({ caseId });
    running.cancel();
    await failure(running.result, 'cancelled', { hint: false });
    expect(await program.client.library.list({})).toMatchObject([{ state: 'waiting', trouble: '' }]);
  });

  it('an engine that cannot be started is told in the case’s line, and a retry that can start it goes through', async () => {
    let startable = true;
    const other = await openProgram(temporaryFolder(), { start: (kind) => (startable ? startCompanion(kind) : Promise.reject(new Error('no room'))) });
    try {
      const imported = await importFile(other, join(files, 'other.hea'));
      other.killCompanion('engine');
      startable = false;
      // Whether the death was noticed before the task was sent: either way nothing was begun.
      await failure(other.client.analysis.start({ caseId: imported }).result, 'engine-lost');
      expect(await other.client.library.list({})).toMatchObject([{ caseId: imported, state: 'failed', trouble: expect.stringMatching(/engine|analysis/) }]);
      startable = true;
      await finished(other.client.analysis.start({ caseId: imported }));
      expect(await other.client.library.list({})).toMatchObject([{ caseId: imported, state: 'ready', trouble: '' }]);
    } finally {
      await other.close();
    }
  });

  it('a model with another byte in it, a broken manifest or a graph cut off is refused', async () => {
    const folder = join(temporaryFolder(), 'm');
    cpSync(join(shipped().folder, 'models', 'repository', 'wtcnn-s'), folder, { recursive: true });
    const graph = join(folder, '1', 'model.onnx');
    const bytes = readFileSync(graph);
    const other = Buffer.from(bytes);
    other[other.length >> 1]! ^= 1;
    writeFileSync(graph, other);
    await unchanged(() => failure(start({ model: folder }), 'model-damaged'));
    writeFileSync(graph, bytes.subarray(0, 1000));
    await unchanged(() => failure(start({ model: folder }), 'model-damaged'));
    writeFileSync(graph, '');
    await unchanged(() => failure(start({ model: folder }), 'model-damaged'));
    writeFileSync(graph, bytes);
    writeFileSync(join(folder, 'manifest.json'), '{"name": "m"}');
    await unchanged(() => failure(start({ model: folder }), 'model-damaged'));
    rmSync(graph);
    await unchanged(() => failure(start({ model: folder }), 'model-missing'));
  });

  it('a graph that is none, under a manifest that vouches for it, is refused too', async () => {
    const folder = join(temporaryFolder(), 'm');
    cpSync(join(shipped().folder, 'models', 'repository', 'wtcnn-s'), folder, { recursive: true });
    const graph = join(folder, '1', 'model.onnx');
    writeFileSync(graph, 'no graph');
    const { createHash } = await import('node:crypto');
    const manifest = join(folder, 'manifest.json');
    const text = readFileSync(manifest, 'utf8').replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${createHash('sha256').update('no graph').digest('hex')}"`);
    writeFileSync(manifest, text);
    await unchanged(() => failure(start({ model: folder }), 'model-damaged'));
  });

  it('a lead that is not there is named with those that are', () =>
    unchanged(async () => {
      expect((await failure(start({ leads: [0, 7] }), 'invalid-input')).hint).toContain('0 (');
      await failure(start({ leads: [] }), 'invalid-input');
    }));

  it('a device that does not answer is named, never silently replaced', () =>
    unchanged(async () => {
      const { devices } = await program.client.devices.try({});
      expect(devices.find(({ name }) => name === 'cpu')).toMatchObject({ state: 'right' });
      const webgpu = devices.find(({ name }) => name === 'webgpu')!;
      if (webgpu.state !== 'unavailable') return;
      expect(webgpu.reason).not.toBe('');
      expect((await failure(start({ device: 'webgpu' }), 'device-unavailable')).hint).toContain('cpu');
    }));

  it('a case that is not there is named by every procedure', async () => {
    const { client } = program;
    for (const id of ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '../../etc', 'x']) {
      await failure(client.library.study({ caseId: id }), 'case-missing', { hint: false });
      await failure(client.analysis.start({ caseId: id }).result, 'case-missing', { hint: false });
      await failure(client.report.render({ caseId: id }).result, 'case-missing', { hint: false });
      await failure(client.export.labels({ caseId: id, formats: ['csv'] }), 'case-missing', { hint: false });
      await failure(client.library.remove({ caseId: id }), 'case-missing', { hint: false });
    }
    await failure(client.report.render({ caseId }).result, 'not-ready');
    await failure(client.export.labels({ caseId, formats: ['csv'] }), 'not-ready');
  });

  it('after all that the case is analysed as if nothing had been', async () => {
    const { result } = await finished(program.client.analysis.start({ caseId }));
    expect(result.summary.beats).toBeGreaterThan(100);
    expect(await program.client.analysis.engine({})).toMatchObject({ state: 'idle', trouble: '' });
  });
});

describe('a second program on the same data folder', () => {
  it('is refused by name where it wants to write itself, and goes through the first', async () => {
    const environment = nodeEnvironment(program.dataFolder);
    await failure(openBackend(environment), 'data-folder-held');
    const reached = await connectOrOpen(environment);
    try {
      expect(reached.throughOther).toBe(true);
      const { result } = await finished(reached.connection.client.import.file({ path: join(files, 'other.hea'), analyse: false }));
      expect((await program.client.library.list({})).map((row) => row.caseId)).toContain(result.caseId);
      await reached.connection.client.library.remove({ caseId: result.caseId });
    } finally {
      await reached.close();
    }
    expect((await program.client.library.list({})).length).toBe(1);
  });
});
