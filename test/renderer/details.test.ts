/** The card of a study's facts: what is typed, over what somebody else has made of them meanwhile. */
import { expect, it } from 'vitest';
import { draftOf, draftOver } from '../../renderer/screens/details/draft.ts';

const facts = { name: 'Ada', id: '1', birth: '', age: '', sex: '', start: '2026-11-14T09:12:00.000', indication: '', referredBy: '', medicines: '' };

it('shows a start as people write it', () => {
  expect(draftOf(facts).start).toBe('2026-11-14 09:12');
  expect(draftOf({ ...facts, start: '2026-11-14T09:12:07.250' }).start).toBe('2026-11-14 09:12:07.25');
  expect(draftOf({ ...facts, start: '' }).start).toBe('');
});

it('keeps what was typed where a fact was refused, and takes nobody’s words back in the other fields', () => {
  const before = draftOf(facts);
  const typed = { ...before, id: '2', medicines: 'Digoxin' };
  const now = draftOf({ ...facts, id: '3', name: 'Ada Byron', indication: 'palpitations' });
  expect(draftOver(typed, before, now)).toEqual({ ...now, id: '2', medicines: 'Digoxin' });
  // What is kept by now is no change any more; a blank behind a word is none.
  expect(draftOver({ ...typed, name: 'Ada ' }, before, { ...now, medicines: 'Digoxin' })).toEqual({ ...now, id: '2', medicines: 'Digoxin' });
});
