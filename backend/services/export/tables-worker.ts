/** The thread behind `writeTablesApart`. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { errorShape } from '../../../core/contract/errors.ts';
import { CaseDatabase } from '../../database/case-database.ts';
import { OpenCase } from '../../database/open-case.ts';
import { lendSeals } from '../../store/keyring.ts';
import { writeTables } from './tables.ts';
import type { TablesOrder } from './tables-thread.ts';

const { folder, target, version, seals } = workerData as TablesOrder;
try {
  lendSeals(seals);
  const open = new OpenCase(folder, CaseDatabase.openReadOnly(join(folder, 'case.sqlite')));
  try {
    writeTables(open, target, version);
  } finally {
    open.close();
  }
  parentPort?.postMessage({ type: 'done', result: null });
} catch (thrown) {
  parentPort?.postMessage({ type: 'failed', error: errorShape(thrown) });
}
