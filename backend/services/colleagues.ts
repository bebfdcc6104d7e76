/** People at one case: who has it, questions between them, second readings. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { EditResult } from '../../core/contract/types.ts';
import { ASSIGNED } from '../../core/review/case-people.ts';
import type { ValueChange } from '../../core/review/edit.ts';
import { askedQuestion, questionsOf, steppedQuestion, type QuestionStepRequest, type Speaker } from '../../core/review/questions.ts';
import { valuesOf } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import type { Blindness } from '../database/blindness.ts';
import type { Cases } from '../database/cases.ts';
import type { Comparisons } from '../database/comparison.ts';
import { makeSecondReading } from '../database/second-reading.ts';
import { ulid } from '../database/ulid.ts';

export interface ColleaguesDependencies {
  cases: Cases;
  blindness: Blindness;
  comparisons: Comparisons;
  /** Those who can log in, and whether they sign; none where no people are kept. */
  people(): { name: string; signs: boolean }[];
}

export function createColleaguesService({ cases, blindness, comparisons, people }: ColleaguesDependencies): Handlers<Contract['colleagues']> {
  const names = (author: string): string[] => {
    const kept = people().map(({ name }) => name);
    if (kept.length > 0) return kept.toSorted();
    const met = cases.list().flatMap((row) => [row.assignedTo, ...row.questions]);
    return [...new Set([cases.nameOf(author), ...met])].filter((name) => name !== '').toSorted();
  };
  const known = (name: string, author: string): void => {
    if (name === '' || people().length === 0 || names(author).includes(name)) return;
    throw new AppError('edit-refused', 'There is nobody of this name here.', { hint: `There are ${names(author).join(', ')}.` });
  };
  const enter = (caseId: string, author: string, kind: string, label: string, change: (state: EditState, speaker: Speaker, newId: string) => Pick<ValueChange, 'entity' | 'name' | 'after'>): EditResult => {
    cases.case(caseId).refuseIfSigned();
    return cases.enter(caseId, author, ({ state: { edit } }, doer) => {
      const set = change(edit, { by: doer.author, time: new Date(doer.now).toISOString() }, ulid(doer.now));
      const before = valuesOf(edit, set.entity).get(set.name) ?? null;
      if (before === set.after) throw new AppError('edit-refused', 'This changes nothing.');
      return { kind, label, reason: '', changes: [{ ...set, op: 'set', before }] };
    });
  };
  const step = (caseId: string, author: string, id: string, request: QuestionStepRequest, kind: string): EditResult =>
    enter(caseId, author, kind, `question ${request.what === 'handed' ? 'handed on' : request.what}`, (state, speaker) => ({ entity: 'question', name: id, after: steppedQuestion(state, id, request, speaker) }));
  /** Whoever a question is put to must be able to open the case. */
  const reachable = (caseId: string, to: string, author: string): void => {
    known(to, author);
    if (to !== '') blindness.refuseAsked(caseId, to);
  };
  /** Long cases are loaded on a thread, so that nobody else waits for them. */
  const bothLoaded = async ({ first, second }: { first: string; second: string }): Promise<void> => {
    for (const caseId of [first, second]) await cases.loaded(caseId);
  };
  return {
    names: (_, { author }) => names(author),
    assign: ({ caseId, to }, { author }) => {
      known(to, author);
      if (to !== '') blindness.refuseReader(caseId, to);
      return enter(caseId, author, 'assign', to === '' ? 'given to nobody' : 'given to a reader', () => ({ entity: 'assignment', name: ASSIGNED, after: to === '' ? null : to }));
    },
    ask: ({ caseId, at, to, text }, { author }) => {
      reachable(caseId, to, author);
      const { sampleCount } = cases.case(caseId).recording.header;
      const sample = Math.min(Math.round(at), sampleCount - 1);
      return enter(caseId, author, 'question-ask', 'question asked', (_, speaker, name) => ({ entity: 'question', name, after: askedQuestion(sample, to, text, speaker) }));
    },
    answer: ({ caseId, question, text }, { author }) => step(caseId, author, question, { what: 'answered', text }, 'question-answer'),
    hand: ({ caseId, question, to, text }, { author }) => {
      reachable(caseId, to, author);
      return step(caseId, author, question, { what: 'handed', to, text }, 'question-hand');
    },
    withdraw: ({ caseId, question, text }, { author }) => {
      if (!questionsOf(cases.case(caseId).state.edit).some(({ id }) => id === question)) throw new AppError('edit-refused', 'There is no such question.');
      return step(caseId, author, question, { what: 'withdrawn', text }, 'question-withdraw');
    },
    beginSecond: ({ caseId, to }, { author, signal }) => {
      known(to, author);
      if (people().some(({ name, signs }) => name === to && !signs)) throw new AppError('edit-refused', `${to} may not sign, and a second reading is signed by its reader.`, { hint: 'Choose a reader.' });
      return makeSecondReading(cases, blindness, caseId, to, author, signal);
    },
    compare: async (pair, { author }) => {
      await bothLoaded(pair);
      const comparison = comparisons.compare(pair, author);
      for (const caseId of [comparison.first.caseId, comparison.second.caseId]) blindness.refuse(caseId, author);
      return comparison;
    },
    beginSettling: async (pair, { author }) => {
      await bothLoaded(pair);
      return comparisons.begin(pair, author);
    },
    settle: async ({ difference, place, decision, ...pair }, { author }) => {
      await bothLoaded(pair);
      return comparisons.settle(pair, difference, place, decision, author);
    },
  };
}
