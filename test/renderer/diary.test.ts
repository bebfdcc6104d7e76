/** The diary in the window, over the fake client: what keys of it do. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DiaryMark } from '../../core/review/diary.ts';
import { AppError } from '../../core/contract/errors.ts';
import { beginMark, keepMark, removeMark, seeMark, stepMark, stripInReport, stripOfMark, toggleStripHere, useDiary, walkDiary } from '../../renderer/state/diary.ts';
import { currentItem, queueNow } from '../../renderer/state/queue-now.ts';
import { closeReview, openReview, settled, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { openTemplate, resetView, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const mark = (id: string, sample: number): DiaryMark => ({ id, sample, symptom: 'palpitations', words: '', origin: 'file', seen: false });
const review = useReview.getState;
const here = (): string | null => useView.getState().mark;

beforeEach(async () => {
  useSession.setState({ client: fakeClient({ hours: 1, diary: [mark('file-1', 100_000), mark('file-2', 400_000)] }), toast: null, route: { page: 'study', caseId: 'a', tab: 'overview' } });
  resetView();
  await openReview('a');
  await vi.waitFor(() => expect(review().findings).not.toBeNull());
});
afterEach(() => {
  closeReview();
  useDiary.setState({ card: null });
});

describe('the diary', () => {
  it('has a mark open again whose look could not be noted', async () => {
    const { client } = useSession.getState();
    vi.spyOn(client!.review, 'edit').mockRejectedValue(new AppError('edit-refused', 'Not this one.'));
    walkDiary();
    seeMark();
    await settled();
    await vi.waitFor(() => expect(review().diary.map(({ seen }) => seen)).toEqual([false, false]));
  });

  it('is walked through, each mark an item of the queue until it was looked at', async () => {
    const open = (): number => queueNow().filter((item) => item.kind === 'diary' && item.open).length;
    expect(open()).toBe(2);
    walkDiary();
    expect(useSession.getState().route).toMatchObject({ tab: 'beats' });
    expect(here()).toBe('file-1');
    expect(currentItem(queueNow())?.id).toBe('diary file-1');
    stepMark(1);
    expect(here()).toBe('file-2');
    stepMark(-1);
    // Faster than the journal: the second key is for the second mark.
    seeMark();
    expect([here(), open()]).toEqual(['file-2', 1]);
    seeMark();
    // The last one looked at leads on to whatever needs an eye.
    expect([here(), open()]).toEqual([null, 0]);
    await settled();
    expect(review().history.filter(({ kind }) => kind === 'diary-change')).toHaveLength(2);
    await undo();
    expect(open()).toBe(1);
  });

  it('takes a mark at the current beat, and one out; a template that is opened ends the walk', async () => {
    const { beats, derived } = review();
    useView.setState({ current: beats.key[50]! });
    beginMark();
    const { card } = useDiary.getState();
    expect(card).toEqual({ sample: beats.sample[50] });
    expect(await keepMark(card!, { sample: beats.sample[50]!, symptom: 'syncope', words: 'fell' })).toBe(true);
    expect(review().diary.map(({ symptom, seen }) => [symptom, seen])).toEqual([['syncope', true], ['palpitations', false], ['palpitations', false]]);
    walkDiary();
    await removeMark();
    expect(review().diary).toHaveLength(2);
    walkDiary();
    openTemplate(derived.groups[0]!.id);
    expect(here()).toBeNull();
  });

  it('puts the strip of a mark into the report by one key and takes it out by the same, without the patient’s words', async () => {
    walkDiary();
    toggleStripHere();
    await settled();
    await vi.waitFor(() => expect(review().strips).toHaveLength(1));
    const [strip] = review().strips;
    expect([strip!.from + strip!.to, strip!.caption]).toEqual([2 * 100_000, 'Diary: Palpitations']);
    expect(stripInReport(review().strips, review().diary[0]!)).toBe(strip!.id);
    toggleStripHere();
    await settled();
    await vi.waitFor(() => expect(review().strips).toHaveLength(0));
    // At either end the strip stays within the recording.
    const last = review().study!.recording.sampleCount - 1;
    expect(stripOfMark({ sample: 10 }).from).toBe(0);
    expect(stripOfMark({ sample: last })).toEqual({ from: last - 1800, to: last });
  });
});
