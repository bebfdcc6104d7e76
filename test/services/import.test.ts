import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withData } from '../helpers/data.ts';
import { failure, filesUnder, finished, makeEdf, makeOf, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

let program: TestProgram;
beforeEach(async () => {
  program = await openProgram();
});
afterEach(() => program.close());
afterAll(removeTemporaryFolders);

interface Chunk {
  name: string;
  offset: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Files as the chunks that a window sends. */
function chunksOf(paths: readonly string[], size = 20_000): Chunk[] {
  return paths.flatMap((path) => {
    const bytes = new Uint8Array(readFileSync(path));
    return Array.from({ length: Math.max(1, Math.ceil(bytes.length / size)) }, (_, i) => ({ name: basename(path), offset: i * size, bytes: bytes.slice(i * size, (i + 1) * size) }));
  });
}

async function send(chunks: readonly Chunk[]): Promise<string> {
  const { upload } = await program.client.import.uploadStart({});
  await Promise.all(chunks.map((chunk) => program.client.import.uploadChunk({ upload, ...chunk })));
  return upload;
}

describe('importing a file', () => {
  it('takes a WFDB record: its header, its samples, its annotations, with progress', async () => {
    const path = await makeWfdb(temporaryFolder(), 'day', { minutes: 12, truth: true });
    const { items, result } = await finished(program.client.import.file({ path, analyse: false }));
    expect(result).toMatchObject({ alreadyThere: false, warnings: [] });
    expect(items.every(({ stage, caseId }) => stage === 'reading' && caseId === result.caseId)).toBe(true);
    const fractions = items.map(({ fraction }) => fraction);
    expect(fractions[0]).toBe(0);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    const study = await program.client.library.study({ caseId: result.caseId });
    expect(study.state).toBe('waiting');
    expect(study.recording).toMatchObject({ record: 'day', format: 'wfdb', sampleRate: 250, sampleCount: 12 * 60 * 250 });
    expect(await program.client.library.list({})).toMatchObject([{ caseId: result.caseId, state: 'waiting', seconds: 720, leadCount: 2 }]);
    const { leads } = await program.client.review.signal({ caseId: result.caseId, from: 0, to: 500, filter: 'none' });
    expect(leads.map((lead) => lead.length)).toEqual([500, 500]);
    expect(leads[0]!.some((value) => value > 0.3)).toBe(true);
  });

  it('knows which of several files are parts of another', async () => {
    const folder = temporaryFolder();
    const [one, two] = [await makeWfdb(folder, 's1', { minutes: 1 }), await makeWfdb(folder, 's2', { minutes: 1 })];
    const whole = join(folder, 'whole.hea');
    writeFileSync(whole, `whole/2 2 250 30000\ns1 15000\ns2 15000\n`);
    const elsewhere = join(temporaryFolder(), 's1.hea');
    expect(await program.client.import.recordings({ paths: [one, elsewhere, whole, two] })).toEqual([elsewhere, whole]);
    expect(await program.client.import.recordings({ paths: [one, two, join(folder, 'notes.txt')] })).toEqual([one, two, join(folder, 'notes.txt')]);
  });

  it('takes an EDF file, whose samples are what the file holds', async () => {
    const path = await makeEdf(temporaryFolder(), 'day.edf', { minutes: 1 });
    const { result } = await finished(program.client.import.file({ path, analyse: false }));
    const { recording } = await program.client.library.study({ caseId: result.caseId });
    expect(recording).toMatchObject({ record: 'day', format: 'edf', sampleCount: 60 * 250 });
    expect(recording.leads.length).toBe(2);
  });

  it('recognises the same recording again, under another name too, and adds nothing', async () => {
    const folder = temporaryFolder();
    const first = await finished(program.client.import.file({ path: await makeWfdb(folder, 'one'), analyse: false }));
    const before = await program.holdings();
    const again = await finished(program.client.import.file({ path: await makeWfdb(folder, 'two'), analyse: false }));
    expect(again.result).toMatchObject({ caseId: first.result.caseId, alreadyThere: true });
    expect(again.result.warnings.join()).toContain('already');
    expect(await program.holdings()).toEqual(before);
    const other = await finished(program.client.import.file({ path: await makeWfdb(folder, 'three', { seed: 2 }), analyse: false }));
    expect(other.result.alreadyThere).toBe(false);
  });

  it('cancelled in the middle leaves nothing, and the next import works', async () => {
    const path = await makeWfdb(temporaryFolder(), 'long', { minutes: 40 });
    const before = await program.holdings();
    const running = program.client.import.file({ path, analyse: false });
    const cancelling = async (): Promise<void> => {
      for await (const item of running.items) if (item.fraction > 0) running.cancel();
    };
    await failure(cancelling(), 'cancelled', { hint: false });
    await failure(running.result, 'cancelled', { hint: false });
    expect(await program.holdings()).toEqual(before);
    const { result } = await finished(program.client.import.file({ path, analyse: false }));
    expect(result.alreadyThere).toBe(false);
  });

  it('cancelled at the very end is either there or not, as it was told', async () => {
    const path = await makeWfdb(temporaryFolder(), 'day', { minutes: 12 });
    const before = await program.holdings();
    for (const wait of [0, 1, 3, 6, 10]) {
      const running = program.client.import.file({ path, analyse: false });
      const cancelling = async (): Promise<void> => {
        for await (const { fraction } of running.items) if (fraction === 1) setTimeout(running.cancel, wait);
      };
      const [outcome] = await Promise.all([running.result.then(({ caseId }) => caseId).catch((thrown: unknown) => thrown), cancelling().catch((thrown: unknown) => thrown)]);
      if (typeof outcome === 'string') await program.client.library.remove({ caseId: outcome });
      else expect(outcome).toMatchObject({ code: 'cancelled' });
      expect(await program.holdings()).toEqual(before);
    }
  });

  it('analyses at once where that is asked for, and tells by the worklist', async () => {
    const path = await makeWfdb(temporaryFolder(), 'day', { minutes: 2 });
    const changes = program.client.library.changes({});
    const { result } = await finished(program.client.import.file({ path }));
    for await (const { row } of changes.items) if (row?.caseId === result.caseId && row.state === 'ready') break;
    const { run } = await program.client.library.study({ caseId: result.caseId });
    expect(run?.analysedTo).toBe(2 * 60 * 250);
  });

  it('analyses what is read: the same labels as afterwards, and who asks for its end goes along', async () => {
    const path = await makeWfdb(temporaryFolder(), 'day', { minutes: 31, leads: 1 });
    const importing = program.client.import.file({ path, device: 'cpu' });
    let going: Promise<number> | null = null;
    const along = async (caseId: string): Promise<number> => {
      return (await program.client.analysis.start({ caseId, begun: true }).result).runId;
    };
    for await (const { caseId } of importing.items) if (caseId !== null) going ??= along(caseId);
    const { caseId } = await importing.result;
    const runId = await going;
    const labels = async (): Promise<unknown> => (await program.client.export.labels({ caseId, formats: ['csv'] })).files.map(({ name, bytes }) => [name, bytes]);
    const beside = await labels();
    // It has ended: nothing is analysed twice.
    expect((await program.client.analysis.start({ caseId, begun: true }).result).runId).toBe(runId);
    const { result } = await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
    expect(result.runId).not.toBe(runId);
    expect(await labels()).toEqual(beside);
  });

  it('leaves nothing of an analysis beside a recording that is there already, or that is called back', async () => {
    const folder = temporaryFolder();
    await finished(program.client.import.file({ path: await makeWfdb(folder, 'one', { minutes: 31, leads: 1 }), analyse: false }));
    const before = await program.holdings();
    const again = await finished(program.client.import.file({ path: await makeWfdb(folder, 'two', { minutes: 31, leads: 1 }) }));
    expect(again.result.alreadyThere).toBe(true);
    expect(await program.holdings()).toEqual(before);
    const running = program.client.import.file({ path: await makeWfdb(folder, 'three', { minutes: 31, leads: 1, seed: 3 }) });
    const cancelling = async (): Promise<void> => {
      for await (const { fraction } of running.items) if (fraction > 0) running.cancel();
    };
    await failure(cancelling(), 'cancelled', { hint: false });
    await failure(running.result, 'cancelled', { hint: false });
    expect(await program.holdings()).toEqual(before);
  });

  it('makes the demo recording', async () => {
    const { result } = await finished(program.client.import.demo({ hours: 0.1, seed: 4, analyse: false }));
    const { recording } = await program.client.library.study({ caseId: result.caseId });
    expect(recording).toMatchObject({ format: 'synthetic', sampleCount: 360 * 250 });
  });
});

describe('importing uploaded files', () => {
  it('takes several recordings at once, chunks in whatever order', async () => {
    const folder = temporaryFolder();
    await makeWfdb(folder, 'a', { seed: 1, truth: true });
    await makeWfdb(folder, 'b', { seed: 2 });
    const edf = await makeEdf(folder, 'c.edf', { seed: 3 });
    const paths = ['a.hea', 'a.dat', 'a.atr', 'b.hea', 'b.dat'].map((name) => join(folder, name));
    const upload = await send(chunksOf([...paths, edf]).toReversed());
    const { items, result } = await finished(program.client.import.upload({ upload, analyse: false }));
    expect(result.map(({ alreadyThere }) => alreadyThere)).toEqual([false, false, false]);
    expect(items.at(-1)!.fraction).toBe(1);
    const rows = await program.client.library.list({});
    expect(rows.map(({ record }) => record).toSorted()).toEqual(['a', 'b', 'c']);
    expect(filesUnder(join(program.dataFolder, 'incoming'))).toEqual([]);
  });

  it('gives the recording of the files it was sent: the same as from the disk', async () => {
    const folder = temporaryFolder();
    const path = await makeWfdb(folder, 'a');
    const first = await finished(program.client.import.file({ path, analyse: false }));
    const upload = await send(chunksOf([path, join(folder, 'a.dat')], 7_001));
    const { result } = await finished(program.client.import.upload({ upload, analyse: false }));
    expect(result).toMatchObject([{ caseId: first.result.caseId, alreadyThere: true }]);
  });

  it('takes a record of several segments for one case, and a record beside it for another', async () => {
    const folder = temporaryFolder();
    await makeWfdb(folder, 'part1', { seed: 31 });
    await makeWfdb(folder, 'part2', { seed: 32 });
    await makeWfdb(folder, 'alone', { seed: 33 });
    const frames = 60 * 250;
    writeFileSync(join(folder, 'WHOLE.HEA'), `whole/2 2 250 ${2 * frames}\npart1 ${frames}\npart2 ${frames}\n`);
    const names = ['WHOLE.HEA', ...['part1', 'part2', 'alone'].flatMap((name) => [`${name}.hea`, `${name}.dat`])];
    const { result } = await finished(program.client.import.upload({ upload: await send(chunksOf(names.map((name) => join(folder, name)))), analyse: false }));
    const studies = await Promise.all(result.map(({ caseId }) => program.client.library.study({ caseId })));
    expect(studies.map(({ recording }) => [recording.record, recording.sampleCount])).toEqual([['WHOLE', 2 * frames], ['alone', frames]]);
    for (const { caseId } of result) await program.client.library.remove({ caseId });
  });

  it('says by name what is missing, and keeps nothing', async () => {
    const folder = temporaryFolder();
    const header = await makeWfdb(folder, 'a');
    const before = await program.holdings();
    const lone = await send(chunksOf([join(folder, 'a.dat')]));
    expect((await failure(program.client.import.upload({ upload: lone }).result, 'signal-missing')).message).toContain('.hea');
    const bare = await send(chunksOf([header]));
    expect((await failure(program.client.import.upload({ upload: bare }).result, 'file-missing')).message).toContain('a.dat');
    const { upload: empty } = await program.client.import.uploadStart({});
    await failure(program.client.import.upload({ upload: empty }).result, 'format-unknown');
    await failure(program.client.import.upload({ upload: empty }).result, 'invalid-input');
    await failure(program.client.import.upload({ upload: '../../etc' }).result, 'invalid-input');
    expect(await program.holdings()).toEqual(before);
  });

  it('says that a part of a file has not arrived rather than read a hole', async () => {
    const folder = temporaryFolder();
    const header = await makeWfdb(folder, 'a');
    const chunks = chunksOf([header, join(folder, 'a.dat')], 10_000);
    const without = chunks.filter(({ name, offset }) => name !== 'a.dat' || offset !== 10_000);
    const error = await failure(program.client.import.upload({ upload: await send(without), analyse: false }).result, 'file-truncated');
    expect(error.message).toContain('a.dat');
    const headless = chunks.filter(({ name, offset }) => name !== 'a.dat' || offset > 0);
    await failure(program.client.import.upload({ upload: await send(headless), analyse: false }).result, 'file-truncated');
    // A chunk sent twice, as after a broken connection, is no harm.
    const { result } = await finished(program.client.import.upload({ upload: await send([...chunks, ...chunks.slice(0, 2)]), analyse: false }));
    expect(result).toMatchObject([{ alreadyThere: false }]);
  });

  it('keeps names within the upload, whatever they say', async () => {
    const folder = temporaryFolder();
    const path = await makeEdf(folder, 'a.edf');
    const { upload } = await program.client.import.uploadStart({});
    const bytes = new Uint8Array(readFileSync(path));
    await program.client.import.uploadChunk({ upload, name: '../../../escaped.edf', offset: 0, bytes });
    await program.client.import.uploadChunk({ upload, name: String.raw`..\..\windows.edf`, offset: 0, bytes: bytes.slice(0, 100) });
    for (const name of ['..', '.', '', '../', 'a\0b.edf']) await failure(program.client.import.uploadChunk({ upload, name, offset: 0, bytes }), 'invalid-input', { hint: false });
    expect(readdirSync(join(program.dataFolder, 'incoming', upload)).toSorted()).toEqual(['escaped.edf', 'windows.edf']);
    expect(readdirSync(program.dataFolder)).not.toContain('escaped.edf');
  });

  it('makes no file of two that have one name', async () => {
    const folder = temporaryFolder();
    const one = chunksOf([await makeEdf(folder, 'day.edf', { seed: 1 })]);
    const other = chunksOf([await makeEdf(join(folder, 'b'), 'day.edf', { seed: 2 })]);
    const error = await failure(send([...one, ...other]), 'invalid-input');
    expect(error.message).toContain('day.edf');
    await failure(send([...one, ...other.map((chunk) => ({ ...chunk, name: 'DAY.EDF' }))]), 'invalid-input');
  });

  it('goes on with the others where one recording of several is bad, and names the bad one', async () => {
    const folder = temporaryFolder();
    const good = [await makeEdf(folder, 'a.edf', { seed: 1 }), await makeEdf(folder, 'z.edf', { seed: 2 })];
    const upload = await send([...chunksOf(good), { name: 'm.edf', offset: 0, bytes: new TextEncoder().encode('no recording at all') }]);
    const error = await failure(program.client.import.upload({ upload, analyse: false }).result, 'format-unknown');
    expect(error.message).toContain('m.edf');
    expect(error.hint).toContain('2');
    expect((await program.client.library.list({})).map(({ record }) => record).toSorted()).toEqual(['a', 'z']);
    expect(filesUnder(join(program.dataFolder, 'incoming'))).toEqual([]);
  });
});

describe('what an import warns of is kept with the case', () => {
  it('keeps what is there where the header promises more', async () => {
    const folder = temporaryFolder();
    const path = await makeOf(folder, 'short', { seconds: 60 }, (sample) => Math.sin(sample / 40));
    writeFileSync(path, readFileSync(path, 'utf8').replace(/ 15000/, ' 30000'));
    const { result } = await finished(program.client.import.file({ path, analyse: false }));
    expect(result.warnings.join()).toMatch(/ends early/);
    const { recording } = await program.client.library.study({ caseId: result.caseId });
    expect(recording.sampleCount).toBe(15_000);
    expect(recording.warnings).toEqual(result.warnings);
    expect(await program.client.library.list({})).toMatchObject([{ seconds: 60, state: 'waiting' }]);
    await finished(program.client.analysis.start({ caseId: result.caseId, device: 'cpu' }));
    expect(await program.client.library.list({})).toMatchObject([{ state: 'part-readable', trouble: expect.stringMatching(/ends early: .* were kept/) }]);
    const state = await program.client.review.state({ caseId: result.caseId });
    await program.client.review.edit({ caseId: result.caseId, baseRevision: 0, request: { kind: 'insert', sample: state.analysedTo >> 1, code: 2 } });
    expect(await program.client.library.list({})).toMatchObject([{ state: 'in-review', trouble: expect.stringMatching(/ends early/) }]);
  });
});

withData('importing real recordings', (data) => {
  it('takes a real ISHNE file', async () => {
    const folder = join(data, 'formats', 'ishne');
    const name = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((entry) => /\.ecg$/i.test(entry))!;
    const { result } = await finished(program.client.import.file({ path: join(folder, name), analyse: false }));
    const { recording } = await program.client.library.study({ caseId: result.caseId });
    expect(recording.format).toBe('ishne');
    expect(recording.sampleCount).toBeGreaterThan(recording.sampleRate * 60);
  });

  it('takes a record of MIT-BIH by its name without extension', async () => {
    const { result } = await finished(program.client.import.file({ path: join(data, 'mitdb', '208'), analyse: false }));
    const { recording } = await program.client.library.study({ caseId: result.caseId });
    expect(recording).toMatchObject({ record: '208', sampleRate: 360, sampleCount: 650_000 });
  });
});
