import { beforeEach, describe, expect, it } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { relabelKey } from '../../renderer/screens/review/actions.ts';
import { renderReport, reopenReport, signReport, useReport } from '../../renderer/state/report.ts';
import { closeReview, edit, openReview, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { currentFinding, goToFinding } from '../../renderer/state/finding-shown.ts';
import { goToRow, previewRelabel, resetView, useView } from '../../renderer/state/view.ts';
import { findingKey } from '../../core/rhythm/finding.ts';
import { W } from '../../renderer/parts/words.ts';
import { fakeClient } from './fake-client.ts';

let client: Client<Contract>;
const toast = (): string => useSession.getState().toast?.text ?? '';
const signed = (): boolean => Boolean(useReview.getState().study?.signed);

beforeEach(async () => {
  client = fakeClient({ hours: 1, pdf: Uint8Array.of(1) });
  useSession.setState({ client, lost: false, toast: null });
  resetView();
  await openReview('a');
  return closeReview;
});

describe('signing', () => {
  it('signs the pages that are shown, and the window then refuses edits in words', async () => {
    await edit({ kind: 'text', name: 'conclusion', value: 'Sinus rhythm.' });
    await renderReport(true);
    expect(await signReport()).toBe(true);
    expect(useReview.getState().study?.signed).toMatchObject({ author: 'Reader A', revision: 1 });
    expect(toast()).toBe(W.signed.done);

    const { beats, revision } = useReview.getState();
    goToRow(3);
    relabelKey('V');
    expect(useView.getState().preview).toBeNull();
    expect(toast()).toBe(W.signed.refused);
    expect(await edit({ kind: 'delete', keys: beats.key.slice(0, 1) })).toBe(false);
    await undo();
    expect(useReview.getState().revision).toBe(revision);
  });

  it('is refused where the pages are older than the labels', async () => {
    await renderReport(true);
    await edit({ kind: 'text', name: 'conclusion', value: 'Something else.' });
    useReport.setState({ revision: 0 });
    expect(await signReport()).toBe(false);
    expect(signed()).toBe(false);
  });

  it('is taken back with a reason only, and edits go through again', async () => {
    await renderReport(true);
    await signReport();
    expect(await reopenReport('')).toBe(false);
    expect(signed()).toBe(true);
    expect(await reopenReport('Wrong patient on the request.')).toBe(true);
    expect(signed()).toBe(false);
    expect(await edit({ kind: 'text', name: 'conclusion', value: 'Better.' })).toBe(true);
  });
});

describe('the preview', () => {
  it('counts here at once, then says what the program foretells, and that is what the edit gives', async () => {
    goToRow(40);
    previewRelabel('V', 'beat');
    const first = useView.getState().preview;
    expect(first?.found).toBeNull();
    expect(first?.impact.length).toBeGreaterThan(0);
    await expect.poll(() => useView.getState().preview?.found).not.toBeNull();
    const exact = useView.getState().preview;
    expect(exact?.impact.map(({ what, of }) => `${what} ${of}`)).toEqual(first?.impact.map(({ what, of }) => `${what} ${of}`));
    await edit({ kind: 'relabel', keys: Int32Array.from(exact!.keys), code: 2 });
    const { counts } = await client.review.summary({ caseId: 'a' });
    expect(exact?.impact.find(({ what, of }) => what === 'count' && of === 'V')?.after).toBe(counts.V);
  });

  it('forgets the answer to one that was dropped', async () => {
    goToRow(40);
    previewRelabel('V', 'beat');
    useView.setState({ preview: null });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(useView.getState().preview).toBeNull();
  });
});

describe('findings', () => {
  it('are read with the study and anew after an edit', async () => {
    await expect.poll(() => useReview.getState().findings).not.toBeNull();
    const { beats } = useReview.getState();
    await edit({ kind: 'relabel', keys: beats.key.slice(100, 103), code: 2 });
    const key = (): string | undefined => useReview.getState().findings?.map(findingKey).find((name) => name.endsWith(`:${beats.key[100]},${beats.key[102]}`));
    await expect.poll(key, { timeout: 3000 }).toBeDefined();
    goToFinding(key()!);
    expect(currentFinding()?.anchors[0]).toBe(beats.key[100]);
    expect(useView.getState().current).toBe(beats.key[100]);
    expect(useView.getState().from).toBeLessThan(beats.sample[100]!);
  });
});
