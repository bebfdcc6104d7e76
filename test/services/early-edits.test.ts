/** A case is corrected while its file is still read: nothing of that is lost, whatever becomes of the reading. */
import { cpSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../core/contract/types.ts';
import type { Companion } from '../../backend/environment.ts';
import { nodeEnvironment } from '../../backend/open.ts';
import { csvOf, failure, finished, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

const RATE = 125;
const MINUTES = 26;
const BLOCK = 300 * RATE;
/** The block that is analysed when so many segments are in the store, which is all that the reading brings before it is let go on. */
const HELD_AT = 5;

/** A program whose reading comes no further than some segments, and its analysis than the first block, until it is let go on. */
interface Held extends TestProgram {
  letGo(): void;
}

const opened: TestProgram[] = [];
let recording: string;
beforeAll(async () => {
  recording = await makeWfdb(temporaryFolder(), 'day', { minutes: MINUTES, leads: 1, rate: RATE, seed: 7 });
});
afterEach(async () => {
  for (const program of opened.splice(0)) await program.close();
});
afterAll(removeTemporaryFolders);

async function open(dataFolder = temporaryFolder()): Promise<TestProgram> {
  const program = await openProgram(dataFolder);
  opened.push(program);
  return program;
}

async function openHeld(dataFolder = temporaryFolder()): Promise<Held> {
  const plain = nodeEnvironment(dataFolder);
  let held: (() => void)[] | null = [];
  const holding = (companion: Companion): Companion => ({
    ...companion,
    pid: companion.pid,
    onMessage: (listener) =>
      companion.onMessage((message) => {
        const { type, index, segment } = message as { type: string; index?: number; segment?: { index: number } };
        // What is analysed is held behind the first block, too: the reading is some segments ahead of what was taken from it.
        const beyond = type === 'read-done' || (type === 'sample-segment' && index! >= HELD_AT) || (type === 'run-segment' && segment!.index > 0);
        if (held && beyond) held.push(() => listener(message));
        else listener(message);
      }),
  });
  const program = await openProgram(dataFolder, { start: async (kind) => holding(await plain.start(kind)) });
  opened.push(program);
  return {
    ...program,
    letGo() {
      const waiting = held ?? [];
      held = null;
      for (const tell of waiting) tell();
    },
  };
}

/** Waits until something holds; the worklist tells of whatever may make it so. */
async function until({ client }: TestProgram, holds: () => Promise<boolean>): Promise<void> {
  const rows = client.library.changes({});
  const ended = failure(rows.result, 'cancelled', { hint: false });
  if (!(await holds())) for await (const _ of rows.items) if (await holds()) break;
  rows.cancel();
  await ended;
}

const brokenOff = (program: TestProgram): Promise<void> => until(program, async () => (await program.client.library.list({}))[0]?.state === 'broken-off');

/** Imports to where the reading is held; resolves when the first block is analysed. */
async function begun(program: TestProgram, path = recording): Promise<{ caseId: string; cancel: () => void; result: Promise<ImportResult> }> {
  const importing = program.client.import.file({ path, device: 'cpu' });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // What becomes of it later is for whoever began it to say.
  importing.result.catch(reject);
  const listen = async (): Promise<void> => {
    for await (const { caseId } of importing.items) if (caseId !== null) resolve(caseId);
  };
  listen().catch(reject);
  const caseId = await promise;
  await until(program, async () => (await program.client.review.state({ caseId })).analysedTo >= BLOCK);
  return { caseId, cancel: () => importing.cancel(), result: importing.result };
}

/** The same edits of a case, whenever they are made. */
async function correct({ client }: TestProgram, caseId: string): Promise<void> {
  const edit = async (request: Parameters<typeof client.review.edit>[0]['request']): Promise<void> => {
    const { revision } = await client.review.state({ caseId });
    await client.review.edit({ caseId, baseRevision: revision, request });
  };
  await edit({ kind: 'relabel', keys: Int32Array.of(10, 11), code: 2 });
  await edit({ kind: 'delete', keys: Int32Array.of(20) });
  await edit({ kind: 'insert', sample: BLOCK - 5, code: 2 });
  await edit({ kind: 'span', from: 40 * RATE, to: 45 * RATE, readable: false });
  await edit({ kind: 'event-add', event: 'pause', from: 60 * RATE, to: 65 * RATE });
  await edit({ kind: 'fact', field: 'indication', value: 'syncope' });
  await edit({ kind: 'relabel', keys: Int32Array.of(30), code: 2 });
  await client.review.undo({ caseId });
  await client.review.redo({ caseId });
  await client.review.undo({ caseId, sequence: 2 });
}

/** What a case says, but for times and ids. */
async function told(program: TestProgram, caseId: string): Promise<unknown> {
  const { client } = program;
  await finished(client.analysis.start({ caseId, begun: true }));
  const { beats, templates, unreadable, analysedTo } = await client.review.state({ caseId });
  const { findings, tables } = await client.review.findings({ caseId });
  const { events } = await client.review.events({ caseId });
  const history = await client.review.history({ caseId });
  const labels = (await csvOf(program, caseId)).split('\n').map((line) => line.split(',').slice(0, -1).join(','));
  expect((await finished(client.library.verify({ caseId }))).result).toMatchObject({ ok: true, troubles: [] });
  return { beats, templates, unreadable, analysedTo, findings, tables, events, labels, history: history.map(({ sequence, kind, label, undone }) => [sequence, kind, label, undone]), facts: (await client.library.study({ caseId })).facts };
}

describe('a case that is corrected while its file is read', () => {
  let afterwards: unknown;
  beforeAll(async () => {
    const program = await open();
    const { result } = await finished(program.client.import.file({ path: recording, device: 'cpu' }));
    await finished(program.client.analysis.start({ caseId: result.caseId, begun: true }));
    await correct(program, result.caseId);
    afterwards = await told(program, result.caseId);
  });

  it('asks again for a template that grew behind its confirmation', async () => {
    const program = await openHeld();
    const { client } = program;
    const { caseId, result } = await begun(program);
    const confirm = async (): Promise<unknown> => {
      const { revision } = await client.review.state({ caseId });
      await client.review.edit({ caseId, baseRevision: revision, request: { kind: 'mark', template: 1, state: 'confirmed' } });
      return (await client.review.state({ caseId })).marks['1'];
    };
    const row = async (): Promise<unknown> => (await client.library.list({}))[0]?.seen;
    const early = (await client.review.state({ caseId })).beats.template.filter((id) => id === 1).length;
    expect(await confirm()).toBe(`confirmed ${early}`);
    program.letGo();
    await result;
    await finished(client.analysis.start({ caseId, begun: true }));
    const { beats, marks } = await client.review.state({ caseId });
    expect(beats.template.filter((id) => id === 1).length).toBeGreaterThan(2 * early);
    expect(marks['1']).toBe(`confirmed ${early}`);
    expect(await row()).toBe(0);
    expect(await confirm()).toBe('confirmed');
    expect(await row()).toBe(1);
  });

  it('is in the end as if it had been corrected then, in every window and over a restart', async () => {
    const dataFolder = temporaryFolder();
    const program = await openHeld(dataFolder);
    const { caseId, result } = await begun(program);
    const second = program.backend.connect();
    const heard: number[] = [];
    const changes = second.client.review.changes({ caseId });
    const hearing = (async (): Promise<void> => {
      for await (const { revision } of changes.items) if (heard.push(revision) === 10) break;
    })();
    const state = await program.client.review.state({ caseId });
    expect((await program.client.library.study({ caseId })).state).toBe('importing');
    await failure(program.client.review.edit({ caseId, baseRevision: 0, request: { kind: 'insert', sample: state.analysedTo, code: 0 } }), 'edit-refused', { hint: false });
    await failure(program.client.review.edit({ caseId, baseRevision: 0, request: { kind: 'span', from: 0, to: state.analysedTo + 1, readable: false } }), 'edit-refused');
    await correct(program, caseId);
    await hearing;
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await second.client.review.state({ caseId })).beats).toEqual((await program.client.review.state({ caseId })).beats);
    second.close();
    program.letGo();
    expect(await result).toMatchObject({ caseId, alreadyThere: false });
    expect(await told(program, caseId)).toEqual(afterwards);
    await opened.pop()!.close();
    expect(await told(await open(dataFolder), caseId)).toEqual(afterwards);
  });

  it('keeps all of it where the engine dies or the import is called back, and goes on when the recording comes again', async () => {
    const program = await openHeld();
    const { caseId, result } = await begun(program);
    await correct(program, caseId);
    program.killCompanion('engine');
    const lost = await failure(result, 'engine-lost');
    expect(lost.hint).toContain('What was corrected is kept');
    expect(await program.client.library.list({})).toMatchObject([{ caseId, state: 'broken-off', edits: 6, trouble: expect.stringContaining('stopped unexpectedly') }]);
    const again = await begun(program);
    expect(again.caseId).toBe(caseId);
    again.cancel();
    await failure(again.result, 'cancelled', { hint: false });
    await brokenOff(program);
    program.letGo();
    expect((await finished(program.client.import.file({ path: recording, device: 'cpu' }))).result).toMatchObject({ caseId, alreadyThere: false });
    expect(await told(program, caseId)).toEqual(afterwards);
  });

  it('keeps all of it where the program is killed, and goes on when the recording comes again, and no other', async () => {
    const killed = await openHeld();
    const { caseId, cancel } = await begun(killed);
    await correct(killed, caseId);
    // What a program leaves that is killed at this very moment.
    const left = temporaryFolder();
    cpSync(killed.dataFolder, left, { recursive: true });
    cancel();
    const program = await open(left);
    expect(await program.client.library.list({})).toMatchObject([{ caseId, state: 'broken-off', edits: 6 }]);
    expect((await program.client.review.history({ caseId })).length).toBe(10);
    await failure(finished(program.client.analysis.start({ caseId })), 'not-ready');
    const other = await makeWfdb(temporaryFolder(), 'day', { minutes: MINUTES, leads: 1, rate: RATE, seed: 8 });
    expect((await finished(program.client.import.file({ path: other, analyse: false }))).result.caseId).not.toBe(caseId);
    expect((await finished(program.client.import.file({ path: recording, device: 'cpu' }))).result).toMatchObject({ caseId, alreadyThere: false });
    expect(await told(program, caseId)).toEqual(afterwards);
  });

  it('stays beside one that holds the same recording, and ends with what came in where a person says so', async () => {
    const dataFolder = temporaryFolder();
    const first = await open(dataFolder);
    const { caseId: there } = (await finished(first.client.import.file({ path: recording, analyse: false }))).result;
    await opened.pop()!.close();
    const program = await openHeld(dataFolder);
    const importing = program.client.import.file({ path: recording, analyse: false });
    let caseId = '';
    for await (const item of importing.items) {
      if (caseId !== '' || item.caseId === null) continue;
      ({ caseId } = item);
      await program.client.review.edit({ caseId, baseRevision: 0, request: { kind: 'fact', field: 'indication', value: 'syncope' } });
      program.letGo();
    }
    expect(await importing.result).toMatchObject({ caseId, alreadyThere: false, warnings: [expect.stringContaining('both stay')] });
    expect((await program.client.library.list({})).map((row) => row.caseId).toSorted()).toEqual([there, caseId].toSorted());

    const other = await openHeld();
    const running = other.client.import.file({ path: recording, analyse: false });
    const cancelled = failure(running.result, 'cancelled', { hint: false });
    let cut = '';
    const until5 = async (): Promise<void> => {
      for await (const item of running.items) {
        if (cut === '' && item.caseId !== null) {
          cut = item.caseId;
          await other.client.review.edit({ caseId: cut, baseRevision: 0, request: { kind: 'fact', field: 'indication', value: 'syncope' } });
        }
        if (item.fraction >= (HELD_AT * 5) / MINUTES) running.cancel();
      }
    };
    await failure(until5(), 'cancelled', { hint: false });
    await cancelled;
    await brokenOff(other);
    expect(await other.client.import.keep({ caseId: cut })).toMatchObject({ state: 'waiting', facts: { indication: 'syncope' }, recording: { sampleCount: HELD_AT * BLOCK } });
    await failure(other.client.import.keep({ caseId: cut }), 'not-ready');
  });
});
