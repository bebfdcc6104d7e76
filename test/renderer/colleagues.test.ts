import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StudyRow } from '../../core/contract/types.ts';
import type { Question } from '../../core/review/questions.ts';
import { answer, ask, isForMe, listed } from '../../renderer/state/colleagues.ts';
import { useExtraItems } from '../../renderer/state/queue.ts';
import { closeReview, openReview, reload, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { fits } from '../../renderer/state/worklist.ts';
import { fakeClient } from './fake-client.ts';

const question = (id: string, to: string, by: string, state: Question['state'] = 'open', time = '2026-11-21T10:00:00.000Z'): Question => ({ id, at: Number(id.slice(1)), to, state, steps: [{ what: 'asked', by, time, text: 'Is it?', to }] });

beforeEach(() => useSession.setState({ client: fakeClient(), about: { version: '', notice: '', dataFolder: '', licence: '', freeBytes: 0, reader: 'Reader A' }, who: null }));
afterEach(closeReview);

describe('questions', () => {
  it('wait for whom they are put to, and those for anybody for all but the one who asks', () => {
    expect(isForMe(question('q1', 'Ada', 'Ben'), 'Ada')).toBe(true);
    expect(isForMe(question('q1', 'Ada', 'Ben'), 'Ben')).toBe(false);
    expect(isForMe(question('q1', '', 'Ben'), 'Ada')).toBe(true);
    expect(isForMe(question('q1', '', 'Ben'), 'Ben')).toBe(false);
    expect(isForMe(question('q1', 'Ada', 'Ben', 'answered'), 'Ada')).toBe(false);
  });

  it('stand in the order of whom they concern: mine, open, then what is over, newest first', () => {
    const all = [question('q1', 'Cleo', 'Ada'), question('q2', 'Ben', 'Ada', 'answered', '2026-11-21T09:00:00.000Z'), question('q3', 'Ada', 'Cleo'), question('q4', 'Ben', 'Ada', 'withdrawn', '2026-11-21T11:00:00.000Z')];
    expect(listed(all, 'Ada').map(({ id }) => id)).toEqual(['q3', 'q1', 'q4', 'q2']);
  });

  it('come into the window by the journal, and those of others into the queue', async () => {
    await openReview('a');
    expect(await ask(5000, 'Reader B', 'Premature?')).toBe(true);
    // The program tells of it as of every edit; this one has nobody to tell.
    await reload();
    expect(useReview.getState().questions.map(({ to, state }) => [to, state])).toEqual([['Reader B', 'open']]);
    // It waits for somebody else: nothing for the one at this window to do.
    expect(useExtraItems.getState().items).toEqual([]);
    expect(await answer(useReview.getState().questions[0]!, 'I say so.')).toBe(false);
    useReview.setState({ questions: [question('q7', 'Reader A', 'Reader B')] });
    expect(useExtraItems.getState().items).toMatchObject([{ kind: 'question', sample: 7, open: true, tab: 'beats' }]);
    useReview.setState({ questions: [] });
    expect(useExtraItems.getState().items).toEqual([]);
  });
});

describe('the worklist’s filters of people', () => {
  it('know whose a study is, who is asked, and what is read twice', async () => {
    const [row] = await useSession.getState().client!.library.list({});
    const of = (more: Partial<StudyRow>): StudyRow => ({ ...row!, ...more });
    expect([fits(of({ assignedTo: 'Reader A' }), 'mine'), fits(of({ assignedTo: 'Reader B' }), 'mine'), fits(of({}), 'mine')]).toEqual([true, false, false]);
    expect([fits(of({ questions: ['Reader A'] }), 'asked'), fits(of({ questions: [''] }), 'asked'), fits(of({ questions: ['Reader B'] }), 'asked')]).toEqual([true, true, false]);
    expect([fits(of({ readings: { first: 'x', seconds: [], settling: [] } }), 'second'), fits(of({ readings: { first: null, seconds: ['x'], settling: [] } }), 'second'), fits(of({}), 'second')]).toEqual([true, true, false]);
  });
});
