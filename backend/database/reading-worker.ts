/** The thread behind `readOnThread`. */
import { parentPort, workerData } from 'node:worker_threads';
import { join } from 'node:path';
import { errorShape } from '../../core/contract/errors.ts';
import { proveBackup } from './backups.ts';
import { packCase, peekCase, unpackCase } from './case-file.ts';
import { CaseDatabase } from './case-database.ts';
import { foldedState } from './case-state.ts';
import { OpenCase } from './open-case.ts';
import { lendSeals } from '../store/keyring.ts';
import type { FromReading, ReadingOrder, ReadingResults, ReadingTask } from './reading.ts';
import type { Snapshot } from './snapshots.ts';
import { copyDatabase } from './sqlite.ts';
import { verifyCase } from './verify.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

function say(message: FromReading): void {
  port?.postMessage(message);
}

function verify(folder: string, expected: { revision: number; digest: string }): string[] {
  const open = new OpenCase(folder, CaseDatabase.openReadOnly(join(folder, 'case.sqlite')));
  try {
    const steps = verifyCase(open, expected);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      say({ type: 'progress', fraction: step.value });
    }
  } finally {
    open.close();
  }
}

function fold(folder: string): Snapshot | null {
  const open = new OpenCase(folder, CaseDatabase.openReadOnly(join(folder, 'case.sqlite')));
  try {
    return foldedState(open.db, open.recording.header, open.state);
  } finally {
    open.close();
  }
}

function carryOut(task: ReadingTask): ReadingResults[ReadingTask['kind']] {
  switch (task.kind) {
    case 'verify':
      return verify(task.folder, task.expected);
    case 'backup':
      copyDatabase(task.source, task.target);
      return proveBackup(task.database, task.target);
    case 'pack':
      return packCase(task.folder, task.target, task.packing);
    case 'peek':
      return peekCase(task.source, task.passphrase);
    case 'unpack':
      return unpackCase(task.source, task.folder, task.passphrase);
    case 'fold':
      return fold(task.folder);
  }
}

try {
  const { task, seals } = workerData as ReadingOrder;
  lendSeals(seals);
  say({ type: 'done', result: carryOut(task) });
} catch (thrown) {
  say({ type: 'failed', error: errorShape(thrown) });
}
