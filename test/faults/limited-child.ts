/**
 * Does one thing to a data folder while no file may grow beyond a limit that
 * its parent has set: a disk that is full for this one write. Says how it ended.
 */
import { writeSync } from 'node:fs';
import { AppError } from '../../core/contract/errors.ts';
import { Cases } from '../../backend/database/cases.ts';
import { environment } from '../database/helpers.ts';

const [folder, what, caseId = '', path = ''] = process.argv.slice(2);
if (folder === undefined || what === undefined) throw new Error('usage: limited-child FOLDER WHAT [CASE] [PATH]');

async function work(cases: Cases, task: string): Promise<void> {
  switch (task) {
    case 'backup':
      return void (await cases.safety.make(caseId));
    case 'restore':
      return void cases.safety.restore(caseId, '', 'Ada');
    case 'receive':
      return void (await cases.receive(path, 'Ada'));
    case 'sign':
      return void cases.sign(caseId, { pdf: Buffer.alloc(600_000, 'pdf '), pages: 3, revision: cases.study(caseId).revision }, 'Ada');
    case 'edit':
      return void cases.edit(caseId, { kind: 'text', name: 'comment', value: 'words '.repeat(100_000) }, cases.study(caseId).revision, 'Ada');
    case 'rebuild':
      return void cases.rebuild();
    case 'open':
      return void cases.study(caseId);
  }
}

let said = 'done';
try {
  const cases = new Cases(environment(folder));
  try {
    await work(cases, what);
  } finally {
    cases.close();
  }
} catch (thrown) {
  said = thrown instanceof AppError ? thrown.code : `not named: ${String(thrown)}`;
}
writeSync(1, `${said}\n`);
