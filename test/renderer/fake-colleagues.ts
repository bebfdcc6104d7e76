/** Colleagues without a program behind them: questions are kept as in a case, readings are not compared. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { EditResult } from '../../core/contract/types.ts';
import { ASSIGNED } from '../../core/review/case-people.ts';
import type { Change, ValueEntity } from '../../core/review/edit.ts';
import { askedQuestion, steppedQuestion, type QuestionStepRequest } from '../../core/review/questions.ts';
import { valuesOf, type EditState } from '../../core/review/state.ts';

export function fakeColleagues(state: () => EditState, commit: (kind: string, label: string, changes: Change[], undoes: number | null) => EditResult): Client<Contract>['colleagues'] {
  const speaker = { by: 'Reader A', time: '2026-11-21T14:00:00.000Z' };
  let asked = 0;
  const set = (kind: string, entity: ValueEntity, name: string, after: string | null): EditResult => commit(kind, kind, [{ entity, op: 'set', name, before: valuesOf(state(), entity).get(name) ?? null, after }], null);
  const step = (kind: string, id: string, request: QuestionStepRequest): EditResult => set(kind, 'question', id, steppedQuestion(state(), id, request, speaker));
  const alone = (): never => {
    throw new AppError('edit-refused', 'There is no second reading here.');
  };
  return {
    names: async () => ['Reader A', 'Reader B', 'Reader C'],
    assign: async ({ to }) => set('assign', 'assignment', ASSIGNED, to === '' ? null : to),
    ask: async ({ at, to, text }) => set('question-ask', 'question', `q${++asked}`, askedQuestion(at, to, text, speaker)),
    answer: async ({ question, text }) => step('question-answer', question, { what: 'answered', text }),
    hand: async ({ question, to, text = '' }) => step('question-hand', question, { what: 'handed', to, text }),
    withdraw: async ({ question, text = '' }) => step('question-withdraw', question, { what: 'withdrawn', text }),
    beginSecond: async () => alone(),
    compare: async () => alone(),
    beginSettling: async () => alone(),
    settle: async () => alone(),
  };
}
