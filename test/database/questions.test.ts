import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { settledOf } from '../../core/review/case-people.ts';
import { questionsOf } from '../../core/review/questions.ts';
import type { EditState } from '../../core/review/state.ts';
import { failureOf, temporaryFolders } from './helpers.ts';
import { workplace, type Workplace } from './readers.ts';

const folders = temporaryFolders();
const open: Workplace[] = [];
afterEach(() => {
  for (const { cases } of open.splice(0)) cases.close();
  folders.clear();
});

function begun(): Workplace {
  const made = workplace(folders.make());
  open.push(made);
  return made;
}

const SIGNED = { pdf: Buffer.from('%PDF'), pages: 1 };

describe('a question to a colleague', () => {
  it('stands at its place, is handed on and answered, and keeps who said what', async () => {
    const { services, cases, caseId, as } = begun();
    const { colleagues } = services;
    const asked = await colleagues.ask({ caseId, at: 1234.4, to: 'Ben', text: ' Is this a run? ' }, as('Ada'));
    expect(asked.entry).toMatchObject({ kind: 'question-ask', label: 'question asked', author: 'Ada' });
    const [question] = questionsOf(cases.case(caseId).state.edit);
    const { id } = question!;
    expect(question).toMatchObject({ at: 1234, to: 'Ben', state: 'open' });
    expect(cases.row(caseId)).toMatchObject({ questions: ['Ben'], edits: 0, state: 'ready' });
    const refused = [
      () => colleagues.answer({ caseId, question: id, text: 'Yes' }, as('Cleo')),
      () => colleagues.hand({ caseId, question: id, to: 'Cleo', text: '' }, as('Cleo')),
      () => colleagues.hand({ caseId, question: id, to: 'Ada', text: '' }, as('Ben')),
      () => colleagues.hand({ caseId, question: id, to: 'Ben', text: '' }, as('Ben')),
      () => colleagues.withdraw({ caseId, question: id, text: '' }, as('Ben')),
      () => colleagues.answer({ caseId, question: id, text: '  ' }, as('Ben')),
      () => colleagues.answer({ caseId, question: 'nowhere', text: 'Yes' }, as('Ben')),
      () => colleagues.ask({ caseId, at: 1, to: 'Ada', text: 'Do I?' }, as('Ada')),
    ];
    expect(refused.map(failureOf)).toEqual(refused.map(() => 'edit-refused'));
    await colleagues.hand({ caseId, question: id, to: 'Cleo', text: 'You know these.' }, as('Ben'));
    await colleagues.answer({ caseId, question: id, text: 'Yes, of five.' }, as('Cleo'));
    const [answered] = cases.case(caseId).review().questions;
    expect(answered!.steps.map(({ what, by, text, to }) => [what, by, text, to])).toEqual([
      ['asked', 'Ada', 'Is this a run?', 'Ben'],
      ['handed', 'Ben', 'You know these.', 'Cleo'],
      ['answered', 'Cleo', 'Yes, of five.', 'Cleo'],
    ]);
    expect(failureOf(() => colleagues.answer({ caseId, question: id, text: 'No' }, as('Cleo')))).toBe('edit-refused');
    expect(cases.row(caseId).questions).toEqual([]);
  });

  it('that is put to anybody is answered by anybody, also by the one who asked', async () => {
    const { services, cases, caseId, as } = begun();
    for (const who of ['Ben', 'Ada']) {
      await services.colleagues.ask({ caseId, at: 10, to: '', text: 'Anyone?' }, as('Ada'));
      const { id } = questionsOf(cases.case(caseId).state.edit).find(({ state }) => state === 'open')!;
      expect(cases.row(caseId).questions).toEqual(['']);
      await services.colleagues.answer({ caseId, question: id, text: 'Settled.' }, as(who));
    }
    expect(cases.row(caseId).questions).toEqual([]);
  });

  it('blocks signing until it is answered or withdrawn, by name, with the count and the place', async () => {
    const { services, cases, caseId, as } = begun();
    await services.colleagues.ask({ caseId, at: 500, to: 'Ben', text: 'One?' }, as('Ada'));
    await services.colleagues.ask({ caseId, at: 300, to: '', text: 'Two?' }, as('Ada'));
    const sign = (): unknown => cases.sign(caseId, { ...SIGNED, revision: cases.case(caseId).db.journal.head().sequence }, 'Ada');
    try {
      sign();
      throw new Error('it was signed');
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      expect(thrown.code).toBe('questions-open');
      expect(thrown.message).toContain('2 questions');
      expect(thrown.hint).toContain('Ben');
      expect(thrown.details).toMatchObject({ count: 2, at: 300 });
    }
    const [two, one] = questionsOf(cases.case(caseId).state.edit);
    await services.colleagues.withdraw({ caseId, question: two!.id, text: 'Found it.' }, as('Ada'));
    expect(failureOf(sign)).toBe('questions-open');
    await services.colleagues.answer({ caseId, question: one!.id, text: 'No.' }, as('Ben'));
    expect(failureOf(sign)).toBe('none');
    expect(failureOf(() => services.colleagues.ask({ caseId, at: 3, to: '', text: 'Late?' }, as('Ada')))).toBe('case-locked');
  });

  it('is no edit that undo takes back, and its words go with the patient’s facts', async () => {
    const { services, cases, caseId, as } = begun();
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(3), code: 2 }, 0, 'Ada');
    await services.colleagues.ask({ caseId, at: 500, to: 'Ben', text: 'Mrs Example, is it?' }, as('Ada'));
    await services.colleagues.assign({ caseId, to: 'Ben' }, as('Tess'));
    expect(cases.undo(caseId, null, 'Ada').entry).toMatchObject({ undoes: 1 });
    expect(cases.row(caseId)).toMatchObject({ assignedTo: 'Ben', questions: ['Ben'] });
    expect(cases.case(caseId).db.journal.newest(10).map(({ label }) => label).join()).not.toMatch(/Ben|Example/);
    await services.library.erase({ caseId }, as('Lead'));
    expect(cases.case(caseId).review()).toMatchObject({ questions: [], assignedTo: '' });
    // What nobody can read any more keeps nobody from signing.
    expect(failureOf(() => cases.sign(caseId, { ...SIGNED, revision: cases.case(caseId).db.journal.head().sequence }, 'Ada'))).toBe('none');
  });

  it('names those who may be asked: who is here, and who was met', async () => {
    const { services, caseId, as } = begun();
    expect(await services.colleagues.names({}, as('Ada'))).toEqual(['Ada']);
    await services.colleagues.assign({ caseId, to: 'Ben' }, as('Ada'));
    expect(await services.colleagues.names({}, as('Ada'))).toEqual(['Ada', 'Ben']);
    expect(failureOf(() => services.colleagues.assign({ caseId, to: 'Ben' }, as('Ada')))).toBe('edit-refused');
    await services.colleagues.assign({ caseId, to: '' }, as('Ada'));
  });
});

describe('what stands in a damaged file', () => {
  it('is told by name, never read as a question or a decision', () => {
    const of = (entity: 'question' | 'assignment', name: string, value: string): EditState['values'] => new Map([[entity, new Map([[name, value]])]]);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.json().map((text) => `{"at":1,"to":"","state":"open","steps":${text}}`)), (text) => {
        for (const read of [() => questionsOf({ values: of('question', 'q', text) }), () => settledOf({ values: of('assignment', 'settled/S/d', text) }, 'S')]) expect(['none', 'database-damaged']).toContain(failureOf(read));
      }),
    );
    // What was erased is no damage.
    expect(questionsOf({ values: of('question', 'q', '[erased]') })).toEqual([]);
    expect([...settledOf({ values: of('assignment', 'settled/S/d', '[erased]') }, 'S')]).toEqual([['d', { by: '', time: '', as: '' }]]);
  });
});
