import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { derive } from '../../renderer/state/derived.ts';
import { closeReview, edit, openReview, redo, sendHeld, undo, useReview } from '../../renderer/state/review.ts';
import { confirmAndGoOn } from '../../renderer/screens/review/actions.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { afterTemplate, queueNow, stillReading } from '../../renderer/state/queue-now.ts';
import { useSession } from '../../renderer/state/session.ts';
import { currentRow, nextItem, openClass, openItems, openTemplate, previewRelabel, resetView, step, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

let client: Client<Contract>;

/** What a window that reads everything anew would show. */
async function afresh(): Promise<number[]> {
  const state = await client.review.state({ caseId: 'a' });
  return derive(state.beats, state.templates, state.marks, state.unreadable, 250).counts;
}

const shown = (): number[] => useReview.getState().derived.counts;
const idOf = (name: string): number => useReview.getState().templates.find((template) => template.name === name)?.id ?? 0;

describe('a study that is open', () => {
  beforeEach(async () => {
    client = fakeClient({ hours: 1 });
    useSession.setState({ client, lost: false, toast: null });
    resetView();
    await openReview('a');
    return closeReview;
  });

  it('shows beats, templates and counts', async () => {
    expect(useReview.getState().phase).toBe('ready');
    expect(shown()).toEqual(await afresh());
    expect(openItems().length).toBe(useReview.getState().derived.groups.length);
  });

  it('follows every kind of edit without reading the beats again', async () => {
    const reading = vi.spyOn(client.review, 'state');
    const { beats } = useReview.getState();
    await edit({ kind: 'relabel', keys: beats.key.slice(10, 14), code: 2 });
    await edit({ kind: 'relabel-template', template: idOf('V-a'), code: 0 });
    await edit({ kind: 'delete', keys: beats.key.slice(50, 51) });
    await edit({ kind: 'insert', sample: beats.sample[60]! + 60, code: 1 });
    await edit({ kind: 'move', key: beats.key[70]!, sample: beats.sample[70]! + 3 });
    await edit({ kind: 'mark', template: idOf('N-a'), state: 'confirmed' });
    expect(reading).not.toHaveBeenCalled();
    expect(shown()).toEqual(await afresh());
    expect([...useReview.getState().beats.sample]).toEqual([...(await client.review.state({ caseId: 'a' })).beats.sample]);
    expect(useReview.getState().derived.groups.find((group) => group.name === 'N-a')?.mark).toBe('confirmed');
  });

  it('counts no beat inside fibrillation that a person gave, and counts it again once that is undone', async () => {
    const before = shown();
    const { beats } = useReview.getState();
    const [from, to] = [beats.sample[100]! - 10, beats.sample[130]! - 10];
    const all = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
    await edit({ kind: 'event-add', event: 'ventricular-fibrillation', from, to });
    await vi.waitFor(() => expect(all(shown())).toBe(all(before) - 30), 5000);
    expect([...useReview.getState().fibrillation]).toEqual([from, to]);
    await undo();
    await vi.waitFor(() => expect(shown()).toEqual(before), 5000);
  });

  it('shows the first findings although an edit came while they were made', async () => {
    closeReview();
    client = fakeClient({ hours: 1 });
    useSession.setState({ client });
    const { findings } = client.review;
    let release = (): void => undefined;
    const held = new Promise<void>((settle) => (release = settle));
    // The first answer is of the study as it was before the edit; no other ever comes.
    const asked = vi.spyOn(client.review, 'findings').mockImplementationOnce(async (input) => {
      const told = await findings(input);
      await held;
      return told;
    });
    asked.mockImplementation(() => new Promise(() => undefined));
    await openReview('a');
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1), { timeout: 30_000 });
    await edit({ kind: 'mark', template: idOf('N-a'), state: 'confirmed' });
    expect(useReview.getState().findings).toBeNull();
    release();
    await vi.waitFor(() => expect(useReview.getState().findings?.length).toBeGreaterThan(0), { timeout: 30_000 });
    // They are asked for again all the same.
    await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(1), { timeout: 30_000 });
  });

  it('takes back the newest edit, any one, and does it again', async () => {
    const before = shown();
    const { beats } = useReview.getState();
    await edit({ kind: 'relabel', keys: beats.key.slice(0, 3), code: 2 });
    const after = shown();
    await undo();
    expect(shown()).toEqual(before);
    await redo();
    expect(shown()).toEqual(after);
    await edit({ kind: 'relabel', keys: beats.key.slice(20, 22), code: 1 });
    const first = useReview.getState().history.find((entry) => entry.kind === 'relabel' && entry.sequence === 1);
    await undo(first?.sequence ?? null);
    expect(useReview.getState().history.find((entry) => entry.sequence === 1)?.undone).toBe(true);
    expect(shown()).toEqual(await afresh());
  });

  it('holds an edit that cannot be saved, and sends it again', async () => {
    const { beats } = useReview.getState();
    const save = vi.spyOn(client.review, 'edit').mockRejectedValueOnce(new AppError('disk-full', 'The disk is full.'));
    expect(await edit({ kind: 'relabel', keys: beats.key.slice(0, 1), code: 2 })).toBe(false);
    expect(useReview.getState().held).toHaveLength(1);
    save.mockRestore();
    await sendHeld();
    expect(useReview.getState().held).toHaveLength(0);
    expect(shown()).toEqual(await afresh());
  });

  it('previews without doing', () => {
    const before = shown();
    openTemplate(idOf('V-a'));
    previewRelabel('N', 'template');
    const { preview } = useView.getState();
    expect(preview?.keys.length).toBe(useReview.getState().derived.groups.find((group) => group.name === 'V-a')?.count);
    expect(preview?.impact.find((row) => row.what === 'count' && row.of === 'V')?.after).toBe(before[2]! - preview!.keys.length);
    expect(shown()).toEqual(before);
  });

  it('goes from beat to beat and from item to item', async () => {
    openClass('V');
    const row = currentRow();
    step(1);
    expect(currentRow()).toBe(row + 1);
    const items = openItems();
    openTemplate(items[0]!);
    expect(nextItem()).toBe(items[1]);
    expect(nextItem(-1)).toBe(items.at(-1));
    await edit({ kind: 'mark', template: items[1]!, state: 'confirmed' });
    expect(nextItem()).toBe(items[2]);
  });

  it('says of an empty queue that nothing is left only once beats and findings are there', () => {
    expect(stillReading({ phase: 'loading', findings: null, study: null })).toBe(true);
    const { study } = useReview.getState();
    expect([study?.run !== null, stillReading({ phase: 'ready', findings: null, study }), stillReading({ phase: 'ready', findings: [], study })]).toEqual([true, true, false]);
    // One that was never analysed has no findings to wait for.
    expect(stillReading({ phase: 'ready', findings: null, study: study && { ...study, run: null } })).toBe(false);
  });

  it('knows of an edit that was made behind the settings', async () => {
    closeReview();
    useSession.setState({ route: { page: 'settings', section: 'thresholds', back: { page: 'study', caseId: 'a', tab: 'beats' } } });
    const { revision } = useReview.getState();
    expect(await edit({ kind: 'text', name: 'comment', value: 'kept' })).toBe(true);
    await vi.waitFor(() => expect(useReview.getState()).toMatchObject({ revision: revision + 1, texts: { comment: 'kept' } }));
  });

  it('names as next what confirming goes to: an urgent finding before the next template', async () => {
    const items = openItems();
    useSession.setState({ route: { page: 'study', caseId: 'a', tab: 'beats' } });
    openTemplate(items[0]!);
    useReview.setState({ findings: [] });
    expect(afterTemplate(queueNow())).toMatchObject({ kind: 'template', group: { id: items[1] } });
    const urgent: Finding = { kind: 'pause', from: 1000, to: 3000, anchors: [3, 4], severity: 'urgent', rate: null, leads: [], confidence: 1, reason: 'made', evidence: {} };
    useReview.setState({ findings: [urgent] });
    expect(afterTemplate(queueNow())).toMatchObject({ kind: 'event', findings: [urgent] });
    await confirmAndGoOn();
    expect(useSession.getState().route).toMatchObject({ page: 'study', tab: 'episodes' });
  });
});
