import { beforeEach, expect, it } from 'vitest';
import { useReview } from '../../renderer/state/review.ts';
import { tilesIn } from '../../renderer/state/tiles.ts';
import { across, goToSample, goToSpan, scrollBy, setPaper, useView } from '../../renderer/state/view.ts';

const RATE = 250;

beforeEach(() => {
  useReview.setState({ study: { recording: { sampleCount: 86_400 * RATE, sampleRate: RATE } } as never });
  useView.setState({ paper: 836, speed: 25, from: 0 });
});

/** Where a sample stands on the paper, as a share of its width. */
const share = (sample: number): number => (sample - useView.getState().from) / across();

it('a place that was asked for before the width was known stands where it would by the true one', () => {
  const sample = 40_000 * RATE;
  goToSample(sample);
  expect(share(sample)).toBeCloseTo(0.44, 9);
  setPaper(1640);
  expect(share(sample)).toBeCloseTo(0.44, 9);
});

it('a finding that fits on the wider paper only is in its middle there', () => {
  const [from, to] = [40_000 * RATE, 40_010 * RATE];
  goToSpan({ kind: 'pause', from, to, anchors: [], severity: 'urgent' } as never);
  expect(share(from)).toBeCloseTo(0.2, 9);
  setPaper(1640);
  expect(share((from + to) / 2)).toBeCloseTo(0.5, 9);
});

it('paper that was moved since keeps its left edge', () => {
  goToSample(40_000 * RATE);
  scrollBy(500);
  const { from } = useView.getState();
  setPaper(1640);
  expect(useView.getState().from).toBe(from);
});

it('tiles are no wider in a large window', () => {
  expect([0, 856, 1200, 1336, 3260].map(tilesIn)).toEqual([12, 12, 12, 13, 32]);
});
