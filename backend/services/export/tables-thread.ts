/** Tables of a long case take a while: they are written by a thread of their own, as the case stands when it begins. */
import { answerOf } from '../../database/reading.ts';
import { sealsFor } from '../../store/keyring.ts';
import type { Seal } from '../../store/seal.ts';
import { startThread } from '../../threads.ts';

/** What the thread is started with. */
export interface TablesOrder {
  /** Folder of the case. */
  folder: string;
  target: string;
  version: string;
  seals: [string, Seal][];
}

/** See `writeTables`. */
export async function writeTablesApart(order: Omit<TablesOrder, 'seals'>): Promise<void> {
  const workerData: TablesOrder = { ...order, seals: sealsFor([order.folder]) };
  await answerOf(startThread(new URL('./tables-worker.ts', import.meta.url), workerData));
}
