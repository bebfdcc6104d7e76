/** What is asked of colleagues: the dialogs that are open, who may be named, and the calls behind them. */
import { create } from 'zustand';
import type { EditResult } from '../../core/contract/types.ts';
import type { Question } from '../../core/review/questions.ts';
import { WC } from '../parts/words-colleagues.ts';
import { ownName } from './own-name.ts';
import { useExtraItems } from './queue.ts';
import { client, say, sayFailure } from './session.ts';
import { useReview } from './review.ts';
import { goToSample, useView } from './view.ts';

interface Colleagues {
  names: readonly string[];
  /** Sample at which a question is being written. */
  asking: number | null;
  /** Case whose people are shown. */
  people: string | null;
  /** Question that is shown in full. */
  shown: string | null;
}

export const useColleagues = create<Colleagues>()(() => ({ names: [], asking: null, people: null, shown: null }));
const set = useColleagues.setState;

/** Asks who may be named; called when a dialog opens. */
export function askNames(): void {
  client()
    .colleagues.names({})
    .then((names) => set({ names }))
    .catch(sayFailure);
}

/** Opens the card for a question at a place. */
export function beginAsking(at: number): void {
  askNames();
  set({ asking: Math.round(at) });
}

export function openPeople(caseId: string): void {
  askNames();
  set({ people: caseId });
}

/** True where it is in the journal. What came of it, the window hears with every other edit. */
async function done(call: Promise<EditResult>, words = ''): Promise<boolean> {
  try {
    await call;
    if (words !== '') say(words);
    return true;
  } catch (thrown) {
    sayFailure(thrown);
    return false;
  }
}

const here = (): string => useReview.getState().caseId;

export async function ask(at: number, to: string, text: string): Promise<boolean> {
  return done(client().colleagues.ask({ caseId: here(), at, to, text }), WC.questions.asked);
}

export async function answer(question: Question, text: string): Promise<boolean> {
  return done(client().colleagues.answer({ caseId: here(), question: question.id, text }));
}

export async function handOn(question: Question, to: string, text: string): Promise<boolean> {
  return done(client().colleagues.hand({ caseId: here(), question: question.id, to, text }));
}

export async function withdraw(question: Question): Promise<boolean> {
  return done(client().colleagues.withdraw({ caseId: here(), question: question.id }));
}

export async function assign(caseId: string, to: string): Promise<boolean> {
  return done(client().colleagues.assign({ caseId, to }), WC.people.given(to));
}

/** Makes the case of a second reading. Its id, or null where it was refused. */
export async function beginSecond(caseId: string, to: string): Promise<string | null> {
  try {
    const { caseId: made } = await client().colleagues.beginSecond({ caseId, to });
    say(WC.people.begun(to));
    return made;
  } catch (thrown) {
    sayFailure(thrown);
    return null;
  }
}

/** Whether a question waits for the person at this window. */
export function isForMe(question: Pick<Question, 'state' | 'to' | 'steps'>, me: string): boolean {
  return question.state === 'open' && (question.to === me || (question.to === '' && question.steps[0]?.by !== me));
}

/** Questions in the order of the list: what waits for me, what is open, then the rest, newest first. */
export function listed(questions: readonly Question[], me: string): Question[] {
  const rank = (question: Question): number => (isForMe(question, me) ? 0 : question.state === 'open' ? 1 : 2);
  const last = ({ steps }: Question): string => steps.at(-1)?.time ?? '';
  return questions.toSorted((a, b) => rank(a) - rank(b) || (rank(a) === 2 ? last(b).localeCompare(last(a)) : a.at - b.at));
}

/** Shows a question at its place. */
export function goToQuestion({ id, at }: Pick<Question, 'id' | 'at'>): void {
  goToSample(at);
  // Where the window is narrow, its list lies behind.
  useView.setState({ inspector: true });
  set({ shown: id });
}

// What waits for the person here stands in the queue of what needs an eye.
useReview.subscribe(({ questions }, before) => {
  if (questions === before.questions) return;
  const mine = questions.filter((question) => isForMe(question, ownName()));
  useExtraItems.setState({
    items: mine.map((question) => ({ kind: 'question', id: `question ${question.id}`, title: WC.questions.item(question.steps[0]?.by ?? ''), words: question.steps[0]?.text ?? '', sample: question.at, tab: 'beats', open: true, go: () => goToQuestion(question) })),
  });
});
