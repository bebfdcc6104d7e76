/** A process that analyses records one after another: inference blocks the thread it runs on. */
import { errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import { parentLine } from '../../backend/parent.ts';
import { analyseRecord } from './machine.ts';
import type { MachineJob, MachineOutput } from './machine-labels.ts';

export type ToWorker = { id: number; job: MachineJob };
export type FromWorker =
  | { id: number; type: 'progress'; fraction: number }
  | { id: number; type: 'done'; output: MachineOutput }
  | { id: number; type: 'failed'; error: ErrorShape };

const line = parentLine();

function send(message: FromWorker): void {
  void line.send(message);
}

async function run({ id, job }: ToWorker): Promise<void> {
  try {
    send({ id, type: 'done', output: await analyseRecord(job, (fraction) => send({ id, type: 'progress', fraction })) });
  } catch (thrown) {
    send({ id, type: 'failed', error: errorShape(thrown) });
  }
}

line.onMessage((message) => void run(message as ToWorker));
