import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BEAT_SOURCE } from '../../core/beats/columns.ts';
import { Cases } from '../../backend/database/cases.ts';
import { createAsksService } from '../../backend/services/asks.ts';
import { analyseCase, AVERAGE, environment, failureOf, importCase, RUN, runSegment, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
let cases: Cases;
let caseId = '';
const next = async (): Promise<Awaited<ReturnType<ReturnType<typeof createAsksService>['next']>>> => createAsksService({ cases }).next({ caseId }, { author: '', signal: new AbortController().signal, emit: () => Promise.resolve() });

beforeEach(() => {
  cases = new Cases(environment(folders.make()));
  caseId = importCase(cases, SECONDS, 'aa');
});
afterEach(() => {
  cases.close();
  folders.clear();
});

/** Every tenth beat lies apart in the embedding, and the model cannot tell whether it is S. */
function analyse(): void {
  const runId = cases.beginRun(caseId, { ...RUN, settings: { 'bias.S': 0.5 } });
  for (let index = 0; index < 3; index++) {
    const segment = runSegment(index, SECONDS);
    const n = segment.sample.length;
    const apart = (i: number): boolean => i % 10 === 9;
    const shares = (i: number): number[] => (apart(i) ? [150, 100, 3, 2, 0] : [245, 5, 3, 2, 0]);
    cases.commitRunSegment(
      caseId,
      runId,
      { ...segment, code: new Uint8Array(n), probability: Uint8Array.from({ length: 5 * n }, (_, k) => shares(Math.floor(k / 5))[k % 5]!), embedding: Int8Array.from({ length: 4 * n }, (_, k) => (apart(Math.floor(k / 4)) ? 40 : k % 3)) },
      Uint8Array.of(index),
    );
  }
  cases.sealRun(caseId, runId, AVERAGE, {});
}

describe('asks of a case', () => {
  it('go from ask to answer to what follows, each an edit that can be taken back', async () => {
    analyse();
    const first = await next();
    expect(first).toMatchObject({ revision: 0, answered: 0, ask: { now: 'N' } });
    expect(first.proposal.keys.length).toBe(0);
    const { keys } = first.ask!;
    expect(Array.from(keys).every((key) => (key % 375) % 10 === 9)).toBe(true);
    cases.edit(caseId, { kind: 'answer', keys, code: 1 }, 0, 'Ada');
    const second = await next();
    expect(second.revision).toBe(1);
    expect(second.ask?.name).not.toBe(first.ask!.name);
    const { edit } = cases.case(caseId).state;
    expect(edit.beats.source[keys[0]!]).toBe(BEAT_SOURCE.person);
    if (second.proposal.keys.length > 0) {
      cases.edit(caseId, { kind: 'accept-proposal', ...second.proposal }, 1, 'Ada');
      expect(cases.case(caseId).state.edit.beats.source[second.proposal.keys[0]!]).toBe(BEAT_SOURCE.accepted);
      cases.undo(caseId, null, 'Ada');
    }
    cases.undo(caseId, 1, 'Ada');
    expect(await next()).toMatchObject({ answered: 0, ask: { name: first.ask!.name } });
    expect(cases.case(caseId).state.edit.beats.code[keys[0]!]).toBe(0);
  });

  it('keep in mind that a group was of several kinds, until that is taken back', async () => {
    analyse();
    const { ask } = await next();
    cases.edit(caseId, { kind: 'ask-mixed', group: ask!.name }, 0, 'Ada');
    expect((await next()).ask?.name).not.toBe(ask!.name);
    expect(failureOf(() => cases.edit(caseId, { kind: 'ask-mixed', group: ask!.name }, 1, 'Ada'))).toBe('edit-refused');
    cases.undo(caseId, null, 'Ada');
    expect((await next()).ask?.name).toBe(ask!.name);
  });

  it('wait until the whole recording is analysed', async () => {
    const runId = cases.beginRun(caseId, RUN);
    cases.commitRunSegment(caseId, runId, runSegment(0, SECONDS), Uint8Array.of(0));
    await expect(next()).rejects.toMatchObject({ code: 'not-ready' });
  });

  it('survive a run made before operating points were kept with it', async () => {
    analyseCase(cases, caseId, SECONDS);
    expect((await next()).revision).toBe(0);
  });
});
