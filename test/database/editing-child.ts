/** Edits a case without end and says each revision once it is committed; killed from outside. */
import { writeSync } from 'node:fs';
import { Cases } from '../../backend/database/cases.ts';
import { environment } from './helpers.ts';

const [folder, caseId] = process.argv.slice(2);
if (folder === undefined || caseId === undefined) throw new Error('usage: editing-child FOLDER CASE');
const cases = new Cases(environment(folder));
for (;;) {
  const { revision } = cases.study(caseId);
  const { beats } = cases.case(caseId).review();
  const key = (revision * 7) % 800;
  const made =
    revision % 5 === 4
      ? cases.undo(caseId, null, 'Ada')
      : cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(key, key + 1, key + 2), code: ((beats.code[key] ?? 0) + 1) % 5 }, revision, 'Ada');
  writeSync(1, `${made.revision} ${made.entry.hash}\n`);
}
