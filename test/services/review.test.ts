import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../core/contract/define.ts';
import type { EditResult } from '../../core/contract/types.ts';
import { Cases } from '../../backend/database/cases.ts';
import type { RowEvent } from '../../backend/database/worklist.ts';
import { createLibraryService } from '../../backend/services/library.ts';
import { createReviewService } from '../../backend/services/review.ts';
import { createSettingsService } from '../../backend/services/settings.ts';
import { analyseCase, environment, failureOf, importCase, temporaryFolders } from '../database/helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
let cases: Cases;
let caseId = '';

/** A context that keeps what is emitted; `stop` is what a caller that goes away does. */
function listening<Item>(slow = false): { context: CallContext<Item>; items: Item[]; stop: () => void; go: () => void } {
  const controller = new AbortController();
  const items: Item[] = [];
  let go = (): void => {};
  const emit = (item: Item): Promise<void> => {
    items.push(item);
    return slow ? new Promise((resolve) => (go = resolve)) : Promise.resolve();
  };
  return { context: { author: 'Ada', signal: controller.signal, emit }, items, stop: () => controller.abort(), go: () => go() };
}

const settle = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  cases = new Cases(environment(folders.make()));
  caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
});
afterEach(() => {
  cases.close();
  folders.clear();
});

describe('the review service', () => {
  it('gives signal as stored or filtered for the eye, of the leads asked for', async () => {
    const { signal } = createReviewService({ cases });
    const { context } = listening<never>();
    const raw = await signal({ caseId, from: -2, to: 3, leads: [1], filter: 'none' }, context);
    expect(Array.from(raw.leads[0]!)).toEqual([Number.NaN, Number.NaN, -0.25, Math.fround(-0.245), Math.fround(-0.24)]);
    const shown = await signal({ caseId, from: 1000, to: 1500, leads: null, filter: 'display' }, context);
    expect(shown.leads.map((lead) => lead.length)).toEqual([500, 500]);
    // The wave has no mean; what is shown neither.
    expect(Math.abs(shown.leads[0]!.reduce((sum, value) => sum + value, 0) / 500)).toBeLessThan(0.01);
    expect(failureOf(() => signal({ caseId, from: 0, to: 1e7, leads: null, filter: 'none' }, context))).toBe('invalid-input');
  });

  it('gives windows around beats, and emptiness where a beat is none', async () => {
    const { thumbnails, signal } = createReviewService({ cases });
    const { context } = listening<never>();
    const { samples, before, values } = await thumbnails({ caseId, keys: Int32Array.of(20, 9999), lead: 0, beforeSeconds: 0.25, afterSeconds: 0.45 }, context);
    expect([samples, before, values.length]).toEqual([70, 25, 140]);
    const at = cases.case(caseId).review().beats.sample[20]!;
    const expected = (await signal({ caseId, from: at - before, to: at - before + samples, leads: [0], filter: 'display' }, context)).leads[0]!;
    expect(values.slice(0, 70)).toEqual(expected);
    expect(values.slice(70).every(Number.isNaN)).toBe(true);
  });

  it('tells the edits of its case in order, none left out, and stops when the listener goes', async () => {
    const service = createReviewService({ cases });
    const other = importCase(cases, SECONDS, 'bb');
    analyseCase(cases, other, SECONDS);
    const { context, items, stop, go } = listening<EditResult>(true);
    const ended = service.changes({ caseId }, context);
    const edit = (id: string, key: number, revision: number): unknown => service.edit({ caseId: id, baseRevision: revision, request: { kind: 'relabel', keys: Int32Array.of(key), code: 3 } }, listening<never>().context);
    edit(caseId, 1, 0);
    edit(other, 1, 0);
    edit(caseId, 2, 1);
    edit(caseId, 3, 2);
    for (let i = 0; i < 5; i++) {
      go();
      await settle();
    }
    expect(items.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(items[0]).toMatchObject({ entry: { author: 'Ada', label: '1 beat N to F' } });
    stop();
    await ended;
    expect(failureOf(() => service.changes({ caseId: 'NOTHERE' }, context))).toBe('case-missing');
  });
});

describe('the library service', () => {
  it('notes who opens a case, and not who looks again', async () => {
    const service = createLibraryService({ cases });
    const { context } = listening<never>();
    await service.study({ caseId }, context);
    await service.open({ caseId }, context);
    expect(await service.access({ caseId }, context)).toMatchObject([{ who: 'Ada', what: 'opened' }]);
    expect(await service.setPriority({ caseId, priority: 'urgent' }, context)).toMatchObject({ priority: 'urgent' });
  });

  it('gives a slow listener the newest line of a case only', async () => {
    cases.list();
    const service = createLibraryService({ cases });
    const { context, items, stop, go } = listening<RowEvent>(true);
    const ended = service.changes({}, context);
    for (const priority of ['urgent', 'soon', 'routine'] as const) {
      await service.setPriority({ caseId, priority }, listening<never>().context);
      cases.list();
      await settle();
    }
    go();
    await settle();
    expect(items.map(({ row }) => row?.priority)).toEqual(['urgent', 'routine']);
    stop();
    go();
    await ended;
  });

  it('proves a case with progress, and does not let it be taken away meanwhile', async () => {
    const service = createLibraryService({ cases });
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(1), code: 3 }, 0, 'Ada');
    const { context, items, go } = listening<{ fraction: number }>(true);
    const proof = Promise.resolve(service.verify({ caseId, head: '' }, context));
    await settle();
    expect(failureOf(() => service.remove({ caseId }, listening<never>().context))).toBe('not-ready');
    const pump = setInterval(go, 1);
    expect(await proof).toEqual({ ok: true, edits: 1, head: cases.study(caseId).head, troubles: [] });
    clearInterval(pump);
    expect(items.map(({ fraction }) => fraction)).toEqual(items.map(({ fraction }) => fraction).toSorted((a, b) => a - b));
    await service.remove({ caseId }, listening<never>().context);
    expect(await service.list({}, listening<never>().context)).toEqual([]);
  });
});

describe('the settings service', () => {
  it('keeps settings over a restart and says what the program is', async () => {
    const service = createSettingsService({ cases, environment: { version: '0.1.0', dataFolder: cases.dataFolder } });
    const { context } = listening<never>();
    expect(await service.get({}, context)).toEqual({});
    await service.set({ name: 'laboratory', value: 'Haus 3' }, context);
    const { dataFolder } = cases;
    cases.close();
    cases = new Cases(environment(dataFolder));
    const again = createSettingsService({ cases, environment: { version: '0.1.0', dataFolder } });
    expect(await again.get({}, context)).toEqual({ laboratory: 'Haus 3' });
    const about = await again.about({}, context);
    expect(about).toMatchObject({ version: '0.1.0', licence: 'Apache-2.0', dataFolder });
    expect(about.notice).toContain('not cleared as a medical device');
    expect(about.freeBytes).toBeGreaterThan(0);
  });
});
