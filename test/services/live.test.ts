/** Recordings that are still written: followed, broken off, ended, and then the same as if they had come in whole. */
import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '../../core/beats/classes.ts';
import type { LiveEvent } from '../../core/contract/live.ts';
import { CaseDatabase } from '../../backend/database/case-database.ts';
import { growingEdf, growingWfdb } from '../helpers/growing-file.ts';
import { failure, filesUnder, finished, makeEdf, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

const RATE = 250;
const MINUTES = 21;
const LEADS = 2;
/** Bytes a second of the WFDB record. */
const SECOND = RATE * LEADS * 2;

afterAll(removeTemporaryFolders);

type Tail = Extract<LiveEvent, { kind: 'tail' }>;
type Standing = Extract<LiveEvent, { kind: 'state' }>;

/** Follows the events of a case. */
class Watcher {
  readonly events: LiveEvent[] = [];
  readonly #running;
  #wake = (): void => undefined;

  constructor(program: TestProgram, caseId: string) {
    this.#running = program.client.live.changes({ caseId });
    void this.#read();
  }

  async #read(): Promise<void> {
    try {
      for await (const event of this.#running.items) {
        this.events.push(event);
        this.#wake();
      }
    } catch {
      // The program was closed, or the watcher left.
    }
  }

  async until<E extends LiveEvent>(fits: (event: LiveEvent) => event is E): Promise<E> {
    for (;;) {
      const found = this.events.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  tail(samples: number): Promise<Tail> {
    return this.until((event): event is Tail => event.kind === 'tail' && event.to >= samples);
  }

  over(): Promise<Standing> {
    return this.until((event): event is Standing => event.kind === 'state' && event.state !== 'following');
  }

  leave(): void {
    this.#running.cancel();
  }
}

/** A program whose clock goes fast and that looks often. */
function openFollowing(dataFolder = temporaryFolder()): Promise<TestProgram> {
  let now = Date.parse('2026-11-22T00:00:00Z');
  return openProgram(dataFolder, { lookEvery: 5, now: () => (now += 400) });
}

/** All that the runs of a case say, and its samples. */
function heldOf(dataFolder: string, caseId: string): unknown {
  const folder = join(dataFolder, 'cases', caseId);
  const db = CaseDatabase.openReadOnly(join(folder, 'case.sqlite'));
  try {
    const run = db.runs.all().at(-1)!;
    const { header, sha256, warnings, state } = db.recording();
    return {
      header: { ...header, record: '' },
      sha256,
      warnings,
      state,
      sealed: run.sealedAt !== null,
      analysedTo: run.analysedTo,
      columns: db.runs.columns(run.runId),
      evidence: db.runs.evidence(run.runId, header.leads.length, header.sampleRate),
      embedding: db.runs.embedding(run.runId),
      templates: db.runs.templates(run.runId),
      annotations: db.importedAnnotations(),
      samples: filesUnder(join(folder, 'samples')).map((name) => [name, readFileSync(join(folder, 'samples', name)).toString('base64')]),
    };
  } finally {
    db.close();
  }
}

describe('a recording that is followed while it is written', () => {
  let recording: string;
  let whole: unknown;

  const imported = async (path: string): Promise<unknown> => {
    const program = await openProgram();
    const { result } = await finished(program.client.import.file({ path, analyse: false }));
    await finished(program.client.analysis.start({ caseId: result.caseId, device: 'cpu' }));
    await program.close();
    return heldOf(program.dataFolder, result.caseId);
  };

  beforeAll(async () => {
    recording = await makeWfdb(temporaryFolder(), 'day', { minutes: MINUTES, seed: 7, leads: LEADS, rate: RATE });
    whole = await imported(recording);
  });

  it('is labelled as it grows, and ends as if it had come in whole', async () => {
    const file = growingWfdb(recording, temporaryFolder());
    file.write(40 * SECOND + 3);
    const program = await openFollowing();
    const { client } = program;
    const { caseId, resumed } = await client.live.start({ path: file.path, device: 'cpu' });
    expect(resumed).toBe(false);
    const watcher = new Watcher(program, caseId);
    const first = await watcher.tail(40 * RATE);
    // The half sample at the end is not there.
    expect(first).toMatchObject({ from: 0, to: 40 * RATE, provisional: true });
    expect(first.sample.length).toBeGreaterThan(25);
    expect(first.code.length).toBe(first.sample.length);
    expect(first.probability.length).toBe(5 * first.sample.length);
    expect(first.drawn.map(({ length }) => length)).toEqual([15 * RATE, 15 * RATE]);
    expect(await client.library.list({})).toMatchObject([{ state: 'recording', trouble: '' }]);
    for (const [upTo, odd] of [[400, 1], [1207, 3]] as const) {
      file.write(upTo * SECOND + odd - (MINUTES * 60 * SECOND - file.left));
      await watcher.tail(upTo * RATE);
    }
    await watcher.until((event): event is LiveEvent => event.kind === 'final');
    const { analysedTo, beats } = await client.review.state({ caseId });
    expect(analysedTo).toBe(300 * RATE);
    expect(beats.sample.length).toBeGreaterThan(200);
    expect((await client.library.list({}))[0]).toMatchObject({ state: 'recording', seconds: expect.closeTo(1207, 0) });
    // What is told for good can be read and corrected, the rest cannot.
    await client.review.edit({ caseId, baseRevision: 0, request: { kind: 'relabel', keys: Int32Array.of(3), code: CODES.findIndex(([symbol]) => symbol === 'V') } });
    await client.review.undo({ caseId });
    await failure(client.review.edit({ caseId, baseRevision: 2, request: { kind: 'span', from: analysedTo - RATE, to: analysedTo + 1, readable: false } }), 'edit-refused');
    expect(await failure(client.report.sign({ caseId, baseRevision: 2 }), 'not-ready')).toBeDefined();
    await failure(finished(client.analysis.start({ caseId })), 'not-ready');
    await failure(client.library.remove({ caseId }), 'not-ready');
    file.finish();
    expect(await watcher.over()).toMatchObject({ state: 'ended', endedBy: 'header', trouble: null });
    const finals = watcher.events.filter((event) => event.kind === 'final');
    expect(finals.map(({ from }) => from / RATE)).toEqual([0, 300, 600, 900, 1200]);
    expect(await client.library.list({})).toMatchObject([{ state: 'ready', progress: 1 }]);
    await program.close();
    expect(heldOf(program.dataFolder, caseId)).toEqual(whole);
  });

  it('goes on after its engine and then the whole program were lost, and ends the same', async () => {
    const file = growingWfdb(recording, temporaryFolder());
    file.write(330 * SECOND + 1);
    const dataFolder = temporaryFolder();
    const program = await openFollowing(dataFolder);
    const { caseId } = await program.client.live.start({ path: file.path, device: 'cpu' });
    const watcher = new Watcher(program, caseId);
    await watcher.tail(330 * RATE);
    await program.client.review.edit({ caseId, baseRevision: 0, request: { kind: 'fact', field: 'indication', value: 'syncope' } });
    program.killCompanion('engine');
    file.write(60 * SECOND);
    // A fresh engine takes up the tail out of the file.
    expect((await watcher.tail(390 * RATE)).sample.length).toBeGreaterThan(300);
    watcher.leave();
    await program.close();
    const again = await openFollowing(dataFolder);
    expect(await again.client.library.list({})).toMatchObject([{ caseId, state: 'recording', seconds: 300, trouble: expect.stringContaining('Nobody follows') }]);
    expect(await again.client.live.start({ path: file.path, device: 'cpu' })).toEqual({ caseId, resumed: true });
    file.write(900 * SECOND);
    await again.client.live.stop({ caseId });
    await again.client.live.resume({ caseId, device: 'cpu' });
    file.finish();
    const { result } = await finished(again.client.live.end({ caseId }));
    expect(result).toMatchObject({ caseId, device: 'cpu' });
    expect((await again.client.library.study({ caseId })).facts.indication).toBe('syncope');
    await failure(finished(again.client.live.end({ caseId })), 'not-ready');
    await again.close();
    expect(heldOf(dataFolder, caseId)).toEqual(whole);
  });

  it('is ended once where two windows say so at once', async () => {
    const file = growingWfdb(recording, temporaryFolder());
    file.write(330 * SECOND);
    const program = await openFollowing();
    const { caseId } = await program.client.live.start({ path: file.path, device: 'cpu' });
    const watcher = new Watcher(program, caseId);
    await watcher.tail(330 * RATE);
    file.finish();
    const [one, other] = [program.client.live.end({ caseId }), program.client.live.end({ caseId })];
    const refused = failure(finished(other), 'not-ready');
    expect((await finished(one)).result).toMatchObject({ caseId, device: 'cpu' });
    await refused;
    expect((await watcher.over()).state).toBe('ended');
    await program.close();
    expect(heldOf(program.dataFolder, caseId)).toEqual(whole);
  });

  it('ends after the silence that was agreed on, or when it is cut off underneath, with what was there', async () => {
    const program = await openFollowing();
    const { client } = program;
    const quiet = growingEdf(await makeEdf(temporaryFolder(), 'quiet.edf', { minutes: 1, seed: 3 }), temporaryFolder());
    quiet.write(40_000);
    expect(await client.live.look({ path: quiet.path })).toMatchObject({ open: true, grows: false, seconds: 37 });
    const first = await client.live.start({ path: quiet.path, endAfterSeconds: 20, device: 'cpu' });
    expect(await new Watcher(program, first.caseId).over()).toMatchObject({ state: 'ended', endedBy: 'quiet' });
    const cut = growingWfdb(recording, temporaryFolder());
    cut.write(50 * SECOND);
    const second = await client.live.start({ path: cut.path, device: 'cpu' });
    const watcher = new Watcher(program, second.caseId);
    await watcher.tail(50 * RATE);
    truncateSync(cut.path.replace('.hea', '.dat'), 20 * SECOND);
    expect(await watcher.over()).toMatchObject({ state: 'ended', endedBy: 'changed', trouble: { code: 'file-changed' } });
    const study = await client.library.study({ caseId: second.caseId });
    expect(study.recording).toMatchObject({ sampleCount: 50 * RATE, warnings: [expect.stringContaining('what had come until then was kept')] });
    expect(study.run?.sealedAt).not.toBeNull();
    await program.close();
  });
});
