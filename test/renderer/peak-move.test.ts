/** An R peak on its way to another place, by keys and by the mouse: shown at once, one edit, nothing past another beat. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nearestPeak } from '../../renderer/charts/peak-snap.ts';
import { dragPeak, dropPeak, grabPeak, nudgePeak, settlePeak, usePeakMove } from '../../renderer/state/peak-move.ts';
import { closeReview, edit, openReview, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { currentRow, goToRow, resetView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const review = useReview.getState;
const here = (): number => review().beats.sample[currentRow()]!;
const moved = (): string[] => review().history.filter(({ kind }) => kind === 'move').map(({ label }) => label);

beforeEach(async () => {
  useSession.setState({ client: fakeClient({ hours: 0.2 }), lost: false, toast: null, route: { page: 'study', caseId: 'a', tab: 'beats' } });
  resetView();
  await openReview('a');
  goToRow(20);
  return closeReview;
});

describe('an R peak that the mouse drags', () => {
  it('is shown where it is, and one edit when it is let go, which can be taken back', async () => {
    const before = here();
    expect(grabPeak()).toBe(true);
    for (const by of [2, 9, 15]) {
      dragPeak(before + by);
      expect(here()).toBe(before + by);
      expect(usePeakMove.getState().moving).toEqual({ from: before, to: before + by });
    }
    expect(moved()).toEqual([]);
    settlePeak();
    expect(usePeakMove.getState().moving).toBeNull();
    expect(here()).toBe(before + 15);
    await vi.waitFor(() => expect(moved()).toHaveLength(1));
    expect(here()).toBe(before + 15);
    await undo();
    expect(here()).toBe(before);
  });

  it('goes back where it was, and nothing is written', async () => {
    const before = here();
    grabPeak();
    dragPeak(before - 12);
    expect(dropPeak()).toBe(true);
    expect(here()).toBe(before);
    dragPeak(before + 30);
    expect(here()).toBe(before);
    settlePeak();
    expect(dropPeak()).toBe(false);
    await Promise.resolve();
    expect(moved()).toEqual([]);
  });

  it('does not pass its neighbours', () => {
    const row = currentRow();
    const { sample } = review().beats;
    const [earlier, later] = [sample[row - 1]!, sample[row + 1]!];
    grabPeak();
    dragPeak(later + 500);
    expect(here()).toBe(later - 1);
    dragPeak(earlier - 500);
    expect(here()).toBe(earlier + 1);
    dropPeak();
  });

  it('let go where it was taken is no edit', async () => {
    const before = here();
    grabPeak();
    dragPeak(before + 4);
    dragPeak(before);
    settlePeak();
    await Promise.resolve();
    expect(moved()).toEqual([]);
    expect(here()).toBe(before);
  });

  it('stands on what keys moved it by before, which is an edit of its own', async () => {
    const before = here();
    nudgePeak(1);
    nudgePeak(1);
    expect(here()).toBe(before + 2);
    expect(grabPeak()).toBe(true);
    dragPeak(before + 10);
    settlePeak();
    await vi.waitFor(() => expect(moved()).toHaveLength(2));
    expect(here()).toBe(before + 10);
  });

  it('may not be taken in a signed study', () => {
    const { study } = review();
    useReview.setState({ study: { ...study!, signed: { time: '', name: '', revision: 0 } as never } });
    expect(grabPeak()).toBe(false);
    dragPeak(5);
    expect(usePeakMove.getState().moving).toBeNull();
  });

  it('is put back where the edit is refused', async () => {
    const before = here();
    await edit({ kind: 'mark', template: 1, state: 'confirmed' });
    vi.spyOn(useSession.getState().client!.review, 'edit').mockRejectedValue(new Error('no'));
    grabPeak();
    dragPeak(before + 6);
    settlePeak();
    await vi.waitFor(() => expect(here()).toBe(before));
  });
});

describe('the extremum near to the pointer', () => {
  const RATE = 250;
  const lead = (height: number, at: number): Float32Array => Float32Array.from({ length: 500 }, (_, i) => 0.1 + height * Math.exp(-(((i - at) / 4) ** 2)));
  const piece = (...leads: Float32Array[]): { from: number; to: number; leads: Float32Array[] }[] => [{ from: 1000, to: 1500, leads }];

  it('is found from either side, up or down', () => {
    for (const height of [1, -1]) for (const from of [1242, 1247, 1250, 1255, 1259]) expect(nearestPeak(piece(lead(height, 250)), [0], from, RATE)).toBe(1250);
  });

  it('is that of the first lead that shows it', () => {
    const pieces = piece(lead(0.05, 246), lead(0.6, 250), lead(1, 253));
    expect(nearestPeak(pieces, [0, 1, 2], 1249, RATE)).toBe(1250);
    expect(nearestPeak(pieces, [2, 1, 0], 1249, RATE)).toBe(1253);
    expect(nearestPeak(pieces, [0], 1249, RATE)).toBe(1246);
  });

  it('is the place itself on a slope, on a flat line, and where there is no signal', () => {
    const slope = Float32Array.from({ length: 500 }, (_, i) => i / 100);
    expect(nearestPeak(piece(slope), [0], 1249.4, RATE)).toBe(1249);
    expect(nearestPeak(piece(new Float32Array(500)), [0], 1249, RATE)).toBe(1249);
    expect(nearestPeak([], [0, 1], 1249, RATE)).toBe(1249);
    expect(nearestPeak(piece(new Float32Array(500).fill(Number.NaN)), [0], 1249, RATE)).toBe(1249);
  });
});
