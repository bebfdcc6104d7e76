/**
 * Questions to a colleague, each at a place of the recording. A question is one
 * value of the entity `question` under an id of its own; what was said to it
 * grows with it, so that the journal holds who said what in which order.
 */
import { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import { readStored } from './read-stored.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';

export const QUESTION_STATES = ['open', 'answered', 'withdrawn'] as const;

const said = z.object({
  /** `asked`, `answered`, `handed` to another, `withdrawn`. */
  what: z.enum(['asked', 'answered', 'handed', 'withdrawn']),
  by: z.string(),
  /** UTC, ISO 8601. */
  time: z.string(),
  text: z.string(),
  /** Whom it was put or handed to, empty for anybody. */
  to: z.string(),
});

const stored = z.object({ at: z.number(), to: z.string(), state: z.enum(QUESTION_STATES), steps: z.array(said).min(1) });

export interface Question extends z.infer<typeof stored> {
  id: string;
}

/** What is done to a question. */
export type QuestionStepRequest = { what: 'answered'; text: string } | { what: 'handed'; to: string; text: string } | { what: 'withdrawn'; text: string };

/** Who does it, and when. */
export interface Speaker {
  by: string;
  time: string;
}

/** Questions of a case in order of place. One whose words were erased is none any more. */
export function questionsOf(state: Pick<EditState, 'values'>): Question[] {
  return Array.from(valuesOf(state, 'question'), ([id, value]) => parsed(id, value))
    .filter((question) => question !== null)
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** Those that wait for an answer: no report is signed over them. */
export function openQuestions(state: Pick<EditState, 'values'>): Question[] {
  return questionsOf(state).filter((question) => question.state === 'open');
}

/** Throws AppError `questions-open` where a question waits for its answer: nobody signs over it. */
export function refuseIfAsked(state: Pick<EditState, 'values'>): void {
  const open = openQuestions(state);
  if (open.length === 0) return;
  const whom = [...new Set(open.map(({ to }) => (to === '' ? 'anybody' : to)))].join(', ');
  throw new AppError('questions-open', open.length === 1 ? '1 question to a colleague is not answered.' : `${open.length} questions to colleagues are not answered.`, {
    hint: `It waits for ${whom}. Have it answered, hand it to another, or let who asked it withdraw it; then sign.`,
    details: { count: open.length, question: open[0]!.id, at: open[0]!.at },
  });
}

function parsed(id: string, value: string): Question | null {
  if (value.startsWith('[')) return null;
  return { id, ...readStored(stored, value, 'A question of this case') };
}

/** The value of a new question. */
export function askedQuestion(at: number, to: string, text: string, { by, time }: Speaker): string {
  if (text.trim() === '') throw refuse('A question needs words.');
  if (to !== '' && to === by) throw refuse('This question is put to the one who asks it.');
  return valueOf({ at, to, state: 'open', steps: [{ what: 'asked', by, time, text: text.trim(), to }] });
}

/**
 * The value of a question once something is done to it.
 *
 * @throws AppError `edit-refused` where it is not open, or not for this person to do
 */
export function steppedQuestion(state: Pick<EditState, 'values'>, id: string, step: QuestionStepRequest, { by, time }: Speaker): string {
  const question = questionsOf(state).find((one) => one.id === id);
  if (!question) throw refuse('There is no such question.');
  if (question.state !== 'open') throw refuse(`This question was ${question.state} already.`);
  const asker = question.steps[0]!.by;
  const mine = question.to === '' || question.to === by;
  switch (step.what) {
    case 'answered':
      if (!mine) throw refuse(`This question is put to ${question.to}.`, 'Who asked it can hand it to another or withdraw it.');
      if (step.text.trim() === '') throw refuse('An answer needs words.');
      break;
    case 'handed':
      if (!mine && asker !== by) throw refuse(`Only ${question.to} or ${asker} hands this question on.`);
      if (step.to === question.to) throw refuse('The question is put to them already.');
      if (step.to === asker) throw refuse('This question cannot be handed to the one who asked it.');
      break;
    case 'withdrawn':
      if (asker !== by) throw refuse(`Only ${asker}, who asked it, withdraws this question.`);
      break;
  }
  const to = step.what === 'handed' ? step.to : question.to;
  return valueOf({
    at: question.at,
    to,
    state: step.what === 'handed' ? 'open' : step.what,
    steps: [...question.steps, { what: step.what, by, time, text: step.text.trim(), to }],
  });
}

function valueOf(question: z.infer<typeof stored>): string {
  return JSON.stringify(question);
}

function refuse(message: string, hint = ''): AppError {
  return new AppError('edit-refused', message, { hint });
}
