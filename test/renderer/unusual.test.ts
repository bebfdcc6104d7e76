/** Bad days and unusual recordings in the window, over the fake client: what the stores then hold, which the screens draw. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../../core/beats/classes.ts';
import { NO_BEATS, type BeatColumns } from '../../core/beats/columns.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { LiveDay } from '../../renderer/state/live-day.ts';
import { closeReview, edit, openReview, sendHeld, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { openTemplate, page, previewRelabel, resetView, step, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const review = useReview.getState;
let client: Client<Contract>;

async function open(options: Parameters<typeof fakeClient>[0]): Promise<void> {
  client = fakeClient(options);
  useSession.setState({ client, lost: false, toast: null, route: { page: 'study', caseId: 'a', tab: 'beats' } });
  resetView();
  await openReview('a');
}

beforeEach(() => closeReview);

describe('bad days', () => {
  it('a class key and an edit while the analysis runs: done, and the part that is analysed is told', async () => {
    await open({ hours: 1, analysed: 0.6 });
    expect(review().analysing).toBeCloseTo(0.6, 2);
    expect(review().analysedTo).toBeLessThan(review().study!.recording.sampleCount);
    openTemplate(review().order[0]!);
    previewRelabel('V', 'beat');
    expect(useView.getState().preview?.keys).toHaveLength(1);
    expect(await edit({ kind: 'relabel', keys: review().beats.key.slice(0, 1), code: 2 })).toBe(true);
    expect(review().history).toHaveLength(1);
  });

  it('two windows on one case: what the other did is here, and an edit that rests on the older state is refused in words and read anew', async () => {
    await open({ hours: 0.5 });
    const { beats } = review();
    // The other window, past this one’s store.
    await client.review.edit({ caseId: 'a', baseRevision: 0, request: { kind: 'relabel', keys: beats.key.slice(3, 5), code: 2 } });
    const save = vi.spyOn(client.review, 'edit').mockRejectedValueOnce(new AppError('edit-conflict', 'Somebody was faster.'));
    expect(await edit({ kind: 'relabel', keys: beats.key.slice(4, 6), code: 1 })).toBe(false);
    save.mockRestore();
    expect(review().revision).toBe(1);
    expect(review().beats.code.slice(3, 6)).toEqual(Uint8Array.of(2, 2, beats.code[5]!));
    expect(useSession.getState().toast?.text).toBe('Somebody was faster.');
    expect(await edit({ kind: 'relabel', keys: beats.key.slice(4, 6), code: 1 })).toBe(true);
  });

  it('a lost connection and a full disk: edits are held, counted, and sent in their order', async () => {
    await open({ hours: 0.5 });
    const { beats } = review();
    const save = vi.spyOn(client.review, 'edit').mockRejectedValueOnce(new AppError('closed', 'Gone.')).mockRejectedValueOnce(new AppError('disk-full', 'Full.'));
    expect(await edit({ kind: 'relabel', keys: beats.key.slice(0, 1), code: 2 })).toBe(false);
    expect(useSession.getState().lost).toBe(true);
    expect(await edit({ kind: 'relabel', keys: beats.key.slice(0, 1), code: 1 })).toBe(false);
    expect(review().held).toHaveLength(2);
    expect(review().heldSince).not.toBe('');
    save.mockRestore();
    await sendHeld();
    expect(review().held).toHaveLength(0);
    expect(review().beats.code[0]).toBe(1);
  });

  it('an answer that comes after another case was opened writes nothing into it', async () => {
    await open({ hours: 0.5 });
    const late = edit({ kind: 'relabel', keys: review().beats.key.slice(0, 200), code: 2 });
    const other = fakeClient({ hours: 0.5 });
    useSession.setState({ client: other });
    await openReview('b');
    await late;
    expect(review().revision).toBe(0);
    expect(review().beats.code).toEqual((await other.review.state({ caseId: 'b' })).beats.code);
  });
});

const basis = (beats: BeatColumns, unreadable: number[] = [], sampleCount = 15_000): ConstructorParameters<typeof LiveDay>[0] => ({
  beats,
  templates: [{ id: 1, name: 'Q-a', beatClass: 4, count: beats.key.length, average: [], rate: 125, peak: 0 }],
  marks: {},
  unreadable: Float64Array.from(unreadable),
  fibrillation: new Float64Array(0),
  study: { ...review().study!, recording: { ...review().study!.recording, sampleCount } },
});

function paced(n: number): BeatColumns {
  return { key: Int32Array.from({ length: n }, (_, i) => i), sample: Float64Array.from({ length: n }, (_, i) => 200 + i * 250), code: new Uint8Array(n).fill(codeOf('/')), template: new Uint16Array(n).fill(1), probability: new Uint8Array(n * 5), likeness: new Int8Array(n).fill(99), source: new Uint8Array(n) };
}

describe('unusual recordings', () => {
  it('one minute: keys stay within it, and its picture has bins', async () => {
    await open({ hours: 1 / 60 });
    for (let i = 0; i < 200; i++) step(1);
    expect(useView.getState().current).toBe(review().beats.key.at(-1));
    for (let i = 0; i < 30; i++) page(1);
    expect(useView.getState().from).toBeLessThan(review().study!.recording.sampleCount);
    expect(review().rate.mean.length).toBeGreaterThan(3);
  });

  it('paced throughout: one class, a rate, nothing of N', async () => {
    await open({ hours: 1 / 60 });
    const day = new LiveDay(basis(paced(58)));
    expect(day.derived({})).toMatchObject({ counts: [0, 0, 0, 0, 58, 0], beats: 58 });
    expect(day.derived({}).groups).toMatchObject([{ name: 'Q-a', count: 58, moved: 0 }]);
    expect(Math.round(day.trends().rate.mean.find((rate) => !Number.isNaN(rate))!)).toBe(60);
  });

  it('noise throughout, and without any beat: nothing counts, nothing divides by it', async () => {
    await open({ hours: 1 / 60 });
    for (const day of [new LiveDay(basis(paced(58), [0, 15_000])), new LiveDay(basis(NO_BEATS))]) {
      const { counts, beats, groups } = day.derived({});
      expect([counts, beats]).toEqual([[0, 0, 0, 0, 0, 0], 0]);
      for (const { share, alike } of groups) expect([share, alike].every(Number.isFinite)).toBe(true);
      expect(day.trends().rate.mean.every(Number.isNaN)).toBe(true);
    }
  });

  it('unreadable in the middle: its beats are there and do not count, and no rate reaches across', async () => {
    await open({ hours: 1 / 60 });
    const { counts, unreadableSeconds } = new LiveDay(basis(paced(58), [5000, 10_000])).derived({});
    expect([counts[4], unreadableSeconds]).toEqual([38, 20]);
  });
});
