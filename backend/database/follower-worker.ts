/** The thread behind `Follower`. */
import { parentPort, workerData } from 'node:worker_threads';
import { join } from 'node:path';
import { errorShape } from '../../core/contract/errors.ts';
import { lendSeals } from '../store/keyring.ts';
import { alikeOf, asksOf } from './asks.ts';
import { CaseDatabase } from './case-database.ts';
import type { FollowOrder, FollowResults, FollowTask, FromFollower, ToFollower } from './follower.ts';
import { OpenCase } from './open-case.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

let followed: { open: OpenCase; revision: number } | null = null;

function present(): { open: OpenCase; revision: number } {
  if (followed) {
    followed.revision = followed.open.follow(followed.revision);
    return followed;
  }
  const { folder, seals } = workerData as FollowOrder;
  lendSeals(seals);
  const open = new OpenCase(folder, CaseDatabase.openReadOnly(join(folder, 'case.sqlite')));
  followed = { open, revision: open.db.journal.head().sequence };
  return followed;
}

function carryOut(task: FollowTask): FollowResults[FollowTask['kind']] {
  const { open, revision } = present();
  switch (task.kind) {
    case 'state':
      return { revision, state: open.state, ledger: open.db.journal.ledger() };
    case 'day':
      return { revision, analysedTo: open.state.run?.analysedTo ?? 0, told: open.told };
    case 'events':
      return { revision, events: open.events() };
    case 'impact':
      return open.impact(task.request, task.doer);
    case 'asks':
      return { revision, ...asksOf(open) };
    case 'alike':
      return { revision, ...alikeOf(open, task.keys, task.elsewhere) };
  }
}

port.on('message', ({ id, task }: ToFollower) => {
  let answer: FromFollower;
  try {
    answer = { id, result: carryOut(task) };
  } catch (thrown) {
    answer = { id, error: errorShape(thrown) };
  } finally {
    followed?.open.db.rest();
  }
  port.postMessage(answer);
});
