/** Unreadable spans walked along by key, each looked at once: confirmed, rejected, given other bounds. */
import { beforeEach, expect, it, vi } from 'vitest';
import { requestOf, resetView, useView } from '../../renderer/state/view.ts';
import { closeReview, openReview, settled, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { confirmSpan, otherEnd, rejectSpan, slideSpan, unreadable } from '../../renderer/screens/review/spans.ts';
import { goToSpan, secondsOf, spansOf, unseenSpans } from '../../renderer/state/unreadable-spans.ts';
import { fakeClient } from './fake-client.ts';

const RATE = 360;
const now = (): [number, number, boolean][] => {
  const { unreadable: spans, unreadableSaid, study } = useReview.getState();
  const rate = study?.recording.sampleRate ?? RATE;
  return spansOf(spans, unreadableSaid).map(({ from, to, seen }) => [Math.round(from / rate), Math.round(to / rate), seen]);
};
const here = (): number => Math.round((useView.getState().spanOf?.from ?? -1) / (useReview.getState().study?.recording.sampleRate ?? RATE));

beforeEach(async () => {
  useSession.setState({ client: fakeClient({ hours: 12 }), lost: false, toast: null });
  resetView();
  await openReview('a');
  return closeReview;
});

const [first, second, third] = [3.2, 6.6, 10.05].map((hour) => Math.round(hour * 3600)) as [number, number, number];

it('goes from one to the next, confirms, rejects and moves the bounds, each one edit that is undone as one', async () => {
  expect(now()).toEqual([[first, first + 20, false], [second, second + 45, false], [third, third + 70, false]]);
  goToSpan(1);
  expect(here()).toBe(first);
  void confirmSpan();
  // A second key is meant for the next one, whatever the journal is at.
  expect(here()).toBe(second);
  slideSpan(-10);
  otherEnd();
  slideSpan(2);
  unreadable();
  expect(requestOf(useView.getState().preview!)).toMatchObject({ kind: 'span', readable: false, instead: { from: useView.getState().spanOf?.from } });
  unreadable();
  await vi.waitFor(() => expect(here()).toBe(third));
  await settled();
  expect(now()).toEqual([[first, first + 20, true], [second + 2, second + 35, true], [third, third + 70, false]]);
  rejectSpan();
  expect(useView.getState().preview).toMatchObject({ readable: true });
  rejectSpan();
  await vi.waitFor(() => expect(useView.getState().spanOf).toBeNull());
  await settled();
  expect(now().map(([from]) => from)).toEqual([first, second + 2]);
  await undo();
  await undo();
  await vi.waitFor(() => expect(now()).toEqual([[first, first + 20, true], [second, second + 45, false], [third, third + 70, false]]));
});

it('walks back, begins anew behind the last, and looks at all again once all are seen', async () => {
  goToSpan(-1);
  expect(here()).toBe(third);
  goToSpan(1);
  expect(here()).toBe(first);
  for (let i = 0; i < 3; i++) void confirmSpan();
  await settled();
  await vi.waitFor(() => expect(now().every(([, , seen]) => seen)).toBe(true));
  expect(useView.getState()).toMatchObject({ spanOf: null, spanHand: null });
  goToSpan(1);
  expect(here()).toBeGreaterThan(0);
});

it('knows what nobody has looked at, which the signature asks for', async () => {
  const seconds = (): number => Math.round(secondsOf(unseenSpans(), useReview.getState().study!.recording.sampleRate));
  expect([unseenSpans().length, seconds()]).toEqual([3, 135]);
  goToSpan(1);
  void confirmSpan();
  await settled();
  expect([unseenSpans().length, seconds()]).toEqual([2, 115]);
  // Whoever signed has said to have looked at them: they are not asked for again.
  const { study } = useReview.getState();
  useReview.setState({ study: { ...study!, signed: { author: 'Dr Gray', time: '2026-11-21T14:10:00Z', sequence: 9, sha256: '0', pages: 3, revision: 8 } } });
  expect(unseenSpans()).toEqual([]);
});

it('says so where the program refuses, and the span is open again', async () => {
  const { client } = useSession.getState();
  vi.spyOn(client!.review, 'edit').mockRejectedValue(new Error('no'));
  goToSpan(1);
  await confirmSpan();
  await vi.waitFor(() => expect(now()[0]?.[2]).toBe(false));
});
