/** The live scan while beats come and go under it: the beat on the screen stays the beat that keys act on. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeReview, edit, openReview, useReview } from '../../renderer/state/review.ts';
import { beginScan, forgetScan, pause, scannedBeats, stepScan, useScan } from '../../renderer/state/scan.ts';
import { useSession } from '../../renderer/state/session.ts';
import { goToRow, resetView, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const keyAt = (row: number): number | undefined => useReview.getState().beats.key[row];
const shown = (): number | undefined => keyAt(useScan.getState().row);

beforeEach(async () => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  useSession.setState({ client: fakeClient({ hours: 0.5 }), lost: false, toast: null });
  resetView();
  await openReview('a');
});

afterEach(() => {
  forgetScan();
  closeReview();
  vi.unstubAllGlobals();
});

it('goes on from the same beat when one before it is deleted, and when it is deleted itself from the next', async () => {
  goToRow(20);
  const keys = useReview.getState().beats.key.slice();
  beginScan();
  pause();
  expect(shown()).toBe(keys[20]);
  await edit({ kind: 'delete', keys: keys.slice(5, 6) });
  expect(shown()).toBe(keys[20]);
  stepScan(1);
  expect([shown(), useView.getState().current]).toEqual([keys[21], keys[21]]);
  await edit({ kind: 'delete', keys: keys.slice(21, 22) });
  expect(shown()).toBe(keys[22]);
  stepScan(-1);
  expect([shown(), useView.getState().current]).toEqual([keys[20], keys[20]]);
});

it('draws each beat under its own row', async () => {
  goToRow(20);
  const keys = useReview.getState().beats.key.slice();
  beginScan();
  pause();
  stepScan(1);
  await vi.waitFor(() => expect(scannedBeats(0).at(-1)?.row).toBe(21));
  await edit({ kind: 'delete', keys: keys.slice(5, 6) });
  stepScan(1);
  await vi.waitFor(() => expect(keyAt(scannedBeats(0).at(-1)!.row)).toBe(keys[22]));
});
