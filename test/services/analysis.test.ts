/** Analyses that are broken off in every way, and recordings of every kind. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '../../core/beats/classes.ts';
import { SERVER_SETTING } from '../../core/contract/device.ts';
import { loadModel, modelFolder } from '../../backend/engine/model.ts';
import { program as installed } from '../../backend/program.ts';
import { startInferenceServer } from '../engine/inference-server.ts';
import { readAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import type { ChildWord } from './program-child.ts';
import { csvOf, failure, finished, importFile, makeOf, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

const RATE = 250;
const MINUTES = 23;
const BLOCK = 300 * RATE;
const BEATS: ReadonlySet<string> = new Set(CODES.filter(([, beatClass]) => beatClass !== 'X').map(([symbol]) => symbol));

afterAll(removeTemporaryFolders);

describe('an analysis that is broken off', () => {
  let recording: string;
  let undisturbed: string;
  let templates: unknown;

  beforeAll(async () => {
    recording = await makeWfdb(temporaryFolder(), 'day', { minutes: MINUTES, seed: 7 });
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    const { items, result } = await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
    expect(items.map(({ analysedTo }) => analysedTo)).toEqual([...Array.from({ length: 4 }, (_, i) => (i + 1) * BLOCK), MINUTES * 60 * RATE]);
    expect(items.at(-1)!.fraction).toBe(1);
    expect(result.device).toBe('cpu');
    undisturbed = await csvOf(program, caseId);
    ({ templates } = await program.client.review.state({ caseId }));
    expect(undisturbed.split('\n').length).toBeGreaterThan(MINUTES * 40);
    await program.close();
  });

  /** Analyses until `blocks` are committed, then does `then`; returns when the call has failed. */
  async function until(program: TestProgram, caseId: string, blocks: number, then: (cancel: () => void) => void): Promise<unknown> {
    const running = program.client.analysis.start({ caseId, device: 'cpu' });
    if (blocks === 0) {
      const states = program.client.analysis.engineChanges({});
      for await (const { state } of states.items) if (state === 'working') break;
      then(running.cancel);
    }
    const watch = async (): Promise<void> => {
      let seen = 0;
      for await (const _ of running.items) if (++seen === blocks) then(running.cancel);
    };
    return watch().catch((thrown: unknown) => thrown);
  }

  const sameAsUndisturbed = async (program: TestProgram, caseId: string): Promise<void> => {
    expect(await csvOf(program, caseId)).toBe(undisturbed);
    expect((await program.client.review.state({ caseId })).templates).toEqual(templates);
    expect(await program.client.library.list({})).toMatchObject([{ state: 'ready', trouble: '', progress: 1 }]);
    expect((await finished(program.client.library.verify({ caseId }))).result).toMatchObject({ ok: true, troubles: [] });
  };

  it.each([0, 3])('by an engine killed after block %i goes on to the very same labels', async (blocks) => {
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    const error = await until(program, caseId, blocks, () => program.killCompanion('engine'));
    expect(error).toMatchObject({ code: 'engine-lost', message: expect.stringContaining('analysis') });
    const [row] = await program.client.library.list({});
    expect(row).toMatchObject({ state: 'failed', trouble: expect.stringContaining('stopped unexpectedly') });
    expect(await program.client.analysis.engine({})).toMatchObject({ state: 'failed', caseId, trouble: expect.stringContaining('stopped unexpectedly') });
    const { run } = await program.client.library.study({ caseId });
    expect(run!.analysedTo).toBeGreaterThanOrEqual(blocks * BLOCK);
    const { items } = await finished(program.client.analysis.start({ caseId, resume: true }));
    // It goes on where it was and does nothing twice.
    expect(items[0]!.analysedTo).toBe(Math.min(MINUTES * 60 * RATE, run!.analysedTo + BLOCK));
    await sameAsUndisturbed(program, caseId);
    await program.close();
  });

  it('by killing the engine again and again still ends with the same labels', async () => {
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    for (let time = 0; time < 2; time++) expect(await until(program, caseId, 1, () => program.killCompanion('engine'))).toMatchObject({ code: 'engine-lost' });
    await finished(program.client.analysis.start({ caseId }));
    await sameAsUndisturbed(program, caseId);
    await program.close();
  });

  it('by a person goes on when it is asked for, and says nothing of a fault', async () => {
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    expect(await until(program, caseId, 2, (cancel) => cancel())).toMatchObject({ code: 'cancelled' });
    expect(await program.client.library.list({})).toMatchObject([{ state: 'waiting', trouble: expect.stringContaining('broken off') }]);
    expect(await program.client.analysis.engine({})).toMatchObject({ state: 'idle', trouble: '' });
    await finished(program.client.analysis.start({ caseId }));
    await sameAsUndisturbed(program, caseId);
    await program.close();
  });

  it('by killing the whole program goes on after the next start', async () => {
    const dataFolder = temporaryFolder();
    const first = await openProgram(dataFolder);
    const caseId = await importFile(first, recording);
    await first.close();
    const { done: analysedTo, started } = await killedProgram(dataFolder, 'analyse', caseId, (done) => done >= 2 * BLOCK);
    await gone(started);
    const second = await openProgram(dataFolder);
    const [row] = await second.client.library.list({});
    expect(row).toMatchObject({ caseId, state: 'waiting', trouble: expect.stringContaining('broken off') });
    const { run } = await second.client.library.study({ caseId });
    expect(run!.analysedTo).toBeGreaterThanOrEqual(analysedTo);
    await finished(second.client.analysis.start({ caseId }));
    await sameAsUndisturbed(second, caseId);
    await second.close();
  });

  it('by closing the program goes on after the next start, and no engine stays behind', async () => {
    const dataFolder = temporaryFolder();
    const first = await openProgram(dataFolder);
    const caseId = await importFile(first, recording);
    const running = first.client.analysis.start({ caseId, device: 'cpu' });
    for await (const _ of running.items) break;
    await first.close();
    await failure(running.result, 'closed', { hint: false });
    await gone(first.started.map(({ pid }) => pid));
    const second = await openProgram(dataFolder);
    await finished(second.client.analysis.start({ caseId }));
    await sameAsUndisturbed(second, caseId);
    await second.close();
  });

  it('shows its finished part, which may be edited, and nothing beyond it', async () => {
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    await until(program, caseId, 2, (cancel) => cancel());
    const { client } = program;
    const state = await client.review.state({ caseId });
    expect(state.analysedTo).toBeGreaterThanOrEqual(2 * BLOCK);
    expect(state.beats.sample.length).toBeGreaterThan(300);
    expect(state.beats.sample.at(-1)!).toBeLessThan(state.analysedTo);
    const insert = (sample: number): Promise<unknown> => client.review.edit({ caseId, baseRevision: 0, request: { kind: 'insert', sample, code: 0 } });
    await failure(insert(state.analysedTo + 1000), 'edit-refused', { hint: false });
    const v = CODES.findIndex(([symbol]) => symbol === 'V');
    const key = state.beats.key[10]!;
    await client.review.edit({ caseId, baseRevision: state.revision, request: { kind: 'relabel', keys: Int32Array.of(key), code: v } });
    await finished(client.analysis.start({ caseId }));
    const after = await client.review.state({ caseId });
    expect(after.analysedTo).toBe(MINUTES * 60 * RATE);
    expect(after.beats.code[after.beats.key.indexOf(key)]).toBe(v);
    const changed = (await csvOf(program, caseId)).split('\n');
    const differing = undisturbed.split('\n').filter((line, i) => line !== changed[i]);
    expect(differing.length).toBe(1);
    // A new analysis of the whole takes over what people said.
    const { result } = await finished(client.analysis.start({ caseId, device: 'cpu', resume: false }));
    expect((await client.library.study({ caseId })).run!.runId).toBe(result.runId);
    expect((await csvOf(program, caseId)).split('\n').filter((line) => line.includes(',person,')).map((line) => line.split(',').slice(0, 4))).toEqual(
      changed.filter((line) => line.includes(',person,')).map((line) => line.split(',').slice(0, 4)),
    );
    await program.close();
  });

  it('edits may be made while it goes on', async () => {
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    const { client } = program;
    const running = client.analysis.start({ caseId, device: 'cpu' });
    let edits = 0;
    for await (const { analysedTo } of running.items) {
      const state = await client.review.state({ caseId });
      expect(state.analysedTo).toBeGreaterThanOrEqual(analysedTo);
      const row = state.beats.sample.findLastIndex((sample) => sample < analysedTo);
      await client.review.edit({ caseId, baseRevision: state.revision, request: { kind: 'delete', keys: Int32Array.of(state.beats.key[row]!) } });
      edits++;
    }
    await running.result;
    const lines = (await csvOf(program, caseId)).split('\n').length;
    expect(undisturbed.split('\n').length - lines).toBeLessThanOrEqual(edits);
    expect(lines).toBeLessThan(undisturbed.split('\n').length);
    expect((await client.review.history({ caseId })).filter(({ kind }) => kind === 'delete').length).toBe(edits);
    await program.close();
  });

  it('is refused a second time while it goes on, and the case cannot be removed', async () => {
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    const running = program.client.analysis.start({ caseId, device: 'cpu' });
    for await (const _ of running.items) {
      await failure(program.client.analysis.start({ caseId }).result, 'not-ready', { hint: false });
      await failure(program.client.library.remove({ caseId }), 'not-ready');
      break;
    }
    running.cancel();
    await failure(running.result, 'cancelled', { hint: false });
    await program.client.library.remove({ caseId });
    expect(await program.holdings()).toMatchObject({ rows: [], cases: [], incoming: [] });
    await program.close();
  });
});

describe('an import that is broken off with the whole program', () => {
  it('leaves nothing behind, and no engine', async () => {
    const dataFolder = temporaryFolder();
    const path = await makeWfdb(temporaryFolder(), 'long', { minutes: 60, seed: 3 });
    const { done, started } = await killedProgram(dataFolder, 'import', path, (fraction) => fraction > 0.3);
    expect(done).toBeLessThan(1);
    await gone(started);
    const program = await openProgram(dataFolder);
    expect(await program.holdings()).toEqual({ rows: [], cases: [], incoming: [] });
    await importFile(program, path);
    await program.close();
  });
});

/** Runs a whole program and kills it with SIGKILL when it has come far enough. */
async function killedProgram(dataFolder: string, work: 'import' | 'analyse', what: string, enough: (done: number) => boolean): Promise<ChildWord> {
  const child = fork(fileURLToPath(new URL('./program-child.ts', import.meta.url)), [dataFolder, work, what], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let last: ChildWord = { done: 0, started: [] };
  child.on('message', (word: ChildWord) => {
    last = word;
    if (enough(word.done)) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  expect(enough(last.done)).toBe(true);
  return last;
}

/** Waits until none of the processes lives any more. */
async function gone(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0);
  for (let waited = 0; waited < 10_000 && pids.some(isAlive); waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(pids.filter(isAlive)).toEqual([]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No process of that number.
    return false;
  }
}

describe('a recording of any kind', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await openProgram();
  });
  afterAll(() => program.close());

  /** Imports, analyses, exports in every form and prints. */
  async function through(path: string): Promise<{ caseId: string; beats: number; unreadableSeconds: number }> {
    const caseId = await importFile(program, path);
    const { result } = await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
    const { summary } = result;
    const study = await program.client.library.study({ caseId });
    expect(study.state).toBe('ready');
    expect(study.run!.analysedTo).toBe(study.recording.sampleCount);
    const { files } = await program.client.export.labels({ caseId, formats: ['wfdb', 'csv', 'json'] });
    const [wfdb, csv, json] = files.map(({ bytes }) => bytes);
    const counted = Buffer.from(csv!).toString().trimEnd().split('\n').length - 1;
    expect(counted).toBe(summary.beats);
    expect(readAnnotations(wfdb!).filter(({ symbol }) => BEATS.has(symbol)).length).toBe(summary.beats);
    expect(JSON.parse(Buffer.from(json!).toString())).toMatchObject({ beats: summary.beats, counts: summary.counts });
    const { result: report } = await finished(program.client.report.render({ caseId }));
    expect(Buffer.from(report.pdf.subarray(0, 5)).toString()).toBe('%PDF-');
    expect((await finished(program.client.library.verify({ caseId }))).result.ok).toBe(true);
    return { caseId, beats: summary.beats, unreadableSeconds: summary.unreadableSeconds };
  }

  it.each([
    [12, 250, 3],
    [1, 250, 3],
    [1, 250, 10 / 60],
    [3, 360, 2 / 60],
  ])('%i leads at %i Hz for %f minutes', async (leads, rate, minutes) => {
    const path = await makeWfdb(temporaryFolder(), `r${leads}x${rate}`, { leads, rate, minutes, seed: leads + rate });
    const { beats, caseId } = await through(path);
    expect(beats).toBeGreaterThan(minutes * 45 - 3);
    expect(beats).toBeLessThan(minutes * 160 + 3);
    expect((await program.client.library.study({ caseId })).recording.leads.length).toBe(leads);
  });

  it('the same heart at any rate has about the same beats', async () => {
    const counts = [];
    for (const rate of [100, 257, 1000]) counts.push((await through(await makeWfdb(temporaryFolder(), 'heart', { rate, minutes: 3, seed: 21 }))).beats);
    expect(Math.max(...counts) - Math.min(...counts), counts.join()).toBeLessThan(0.02 * counts[0]!);
  });

  it.each([50, 32, 1])('at %i Hz it says that this is too slow', async (rate) => {
    const path = await makeOf(temporaryFolder(), 'slow', { seconds: 60, rate }, (i) => (i % rate === 0 ? 1 : 0));
    const { caseId } = await through(path);
    expect((await program.client.library.study({ caseId })).recording.warnings.join()).toContain(`${rate} samples a second`);
  });

  it('at 8000 Hz and of a rate that is no whole number it has its beats', async () => {
    const beat = (rate: number) => (i: number): number => {
      const t = (i / rate) % 0.8;
      return 1.2 * Math.exp(-(((t - 0.4) / 0.012) ** 2)) + 0.2 * Math.exp(-(((t - 0.65) / 0.05) ** 2));
    };
    for (const rate of [8000, 128.5]) expect((await through(await makeOf(temporaryFolder(), 'odd', { seconds: 40, rate }, beat(rate)))).beats).toBe(50);
  });

  it('waits for its turn while another is analysed, says so, and can be called back', async () => {
    const caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'first', { minutes: 12, seed: 50 }));
    const second = await makeWfdb(temporaryFolder(), 'second', { minutes: 1, seed: 51 });
    const third = await makeWfdb(temporaryFolder(), 'third', { minutes: 1, seed: 52 });
    const running = program.client.analysis.start({ caseId, device: 'cpu' });
    for await (const { state } of program.client.analysis.engineChanges({}).items) if (state === 'working') break;
    const unwanted = program.client.import.file({ path: second, analyse: false });
    const wanted = finished(program.client.import.file({ path: third, analyse: false }));
    for await (const { stage } of unwanted.items) {
      expect(stage).toBe('waiting');
      break;
    }
    unwanted.cancel();
    await failure(unwanted.result, 'cancelled', { hint: false });
    await running.result;
    const { items } = await wanted;
    expect([items[0]!.stage, items.at(-1)!.stage]).toEqual(['waiting', 'reading']);
    expect((await program.client.library.list({})).map(({ record }) => record)).not.toContain('second');
  });

  it('a flat line has no beat', async () => {
    expect((await through(await makeOf(temporaryFolder(), 'flat', { seconds: 400, leads: 2 }, () => 0))).beats).toBe(0);
  });

  it('a sample or two has none', async () => {
    expect((await through(await makeOf(temporaryFolder(), 'blink', { seconds: 0.008 }, (i) => i))).beats).toBe(0);
  });

  it('nothing but noise is unreadable for the most part', async () => {
    let state = 1;
    const noise = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return 4 * (state / 2 ** 32 - 0.5);
    };
    const { beats, unreadableSeconds } = await through(await makeOf(temporaryFolder(), 'noise', { seconds: 400 }, noise));
    expect(unreadableSeconds).toBeGreaterThan(200);
    expect(beats).toBeLessThan(400);
  });

  it('a lead of a day’s mains hum alone has no beats', async () => {
    const { beats } = await through(await makeOf(temporaryFolder(), 'hum', { seconds: 330 }, (i) => Math.sin((2 * Math.PI * 50 * i) / 250)));
    expect(beats).toBeLessThan(20);
  });

  it('a full-scale square wave ends too', async () => {
    const { beats } = await through(await makeOf(temporaryFolder(), 'square', { seconds: 330 }, (i) => (i % 200 < 100 ? 150 : -150)));
    expect(beats).toBeLessThan(1000);
  });
});

describe('an inference server', () => {
  it('is spoken to only where it was named on the command line or switched on, and then by every analysis', async () => {
    const recording = await makeWfdb(temporaryFolder(), 'day', { minutes: 2, seed: 5 });
    const server = await startInferenceServer(await loadModel(modelFolder(installed().folder)));
    const program = await openProgram();
    const caseId = await importFile(program, recording);
    const analysed = async (of: TestProgram, id: string, device?: typeof server.device): Promise<string> => (await finished(of.client.analysis.start({ caseId: id, resume: false, ...(device ? { device } : {}) }))).result.device;
    await failure(analysed(program, caseId, server.device), 'not-allowed');
    expect(server.requests).toEqual([]);
    await failure(program.client.settings.set({ name: SERVER_SETTING, value: 'http://elsewhere.example' }), 'invalid-input');
    await program.client.settings.set({ name: SERVER_SETTING, value: server.device.slice('triton:'.length) });
    expect(await analysed(program, caseId)).toBe(server.device);
    expect((await program.client.library.study({ caseId })).run).toMatchObject({ device: server.device });
    await program.client.settings.set({ name: SERVER_SETTING, value: '' });
    expect(await analysed(program, caseId)).not.toBe(server.device);
    await program.close();

    const named = await openProgram(temporaryFolder(), { server: server.device });
    expect(await analysed(named, await importFile(named, recording), server.device)).toBe(server.device);
    await named.close();
    await server.stop();
  });
});
