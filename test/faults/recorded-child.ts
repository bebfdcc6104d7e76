/**
 * Does a little of all that writes to a data folder, and says what is done once
 * it is: run under a tracer that notes every write, sync and rename.
 */
import { writeSync } from 'node:fs';
import { AppError } from '../../core/contract/errors.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { foldedState } from '../../backend/database/case-state.ts';
import { Cases } from '../../backend/database/cases.ts';
import { analyseCase, environment, header, importCase } from '../database/helpers.ts';

const [folder, editsText] = process.argv.slice(2);
if (folder === undefined || editsText === undefined) throw new Error('usage: recorded-child FOLDER EDITS');
const SECONDS = 400;
const chance = new Chance(5, 0);
const say = (...words: (string | number)[]): void => void writeSync(1, `${words.join(' ')}\n`);

const cases = new Cases(environment(folder));
cases.workplace.setSetting('laboratory', 'Haus 3');
say('setting', 'Haus 3');
const caseId = importCase(cases, SECONDS, 'aa');
say('case', caseId);
const told = (): void => {
  const { sequence, hash } = cases.case(caseId).db.journal.head();
  say('edit', sequence, hash);
};
analyseCase(cases, caseId, SECONDS);
say('sealed', cases.case(caseId).db.runs.all().length);
const edit = (request: Parameters<Cases['edit']>[1]): void => {
  try {
    cases.edit(caseId, request, cases.case(caseId).db.journal.head().sequence, 'Ada');
    told();
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
  }
};
const fold = (): void => {
  const { db, recording, state } = cases.case(caseId);
  const made = foldedState(db, recording.header, state);
  if (made) db.write(() => db.snapshots.keep(made));
};

for (let i = 0; i < Number(editsText); i++) {
  const key = chance.whole(0, 400);
  if (i % 7 === 3) edit({ kind: 'text', name: 'comment', value: `words ${i} `.repeat(chance.whole(1, 600)) });
  else if (i % 7 === 5) edit({ kind: 'insert', sample: 100 * i + 7, code: 2 });
  else edit({ kind: 'relabel', keys: Int32Array.of(key, key + 1), code: chance.whole(0, 4) });
  if (i % 9 === 8) {
    cases.undo(caseId, null, 'Ada');
    told();
  }
  if (i % 11 === 10) fold();
  if (i % 13 === 12) cases.case(caseId).db.checkpoint();
}
// An import that is taken back, and one that is never finished.
const { caseId: aborted } = cases.createCase(header(SECONDS), 'bb');
cases.abortImport(aborted);
const backup = await cases.safety.make(caseId);
say('backup', backup.name);
const { sequence: revision } = cases.case(caseId).db.journal.head();
cases.sign(caseId, { pdf: Buffer.from('%PDF a report '.repeat(500)), pages: 3, revision }, 'Ada');
told();
say('signed');
cases.reopen(caseId, 'a word was wrong', 'Ada');
told();
edit({ kind: 'text', name: 'comment', value: 'after the report' });
say('restoring');
const { revision: back, head } = cases.safety.restore(caseId, backup.name, 'Ada');
say('restored', back, head);
edit({ kind: 'insert', sample: 12_345, code: 1 });
cases.close();
say('closed');
