/**
 * The engine process. It knows no database: it reads foreign files, analyses
 * stored samples, and sends what it finds to the backend segment by segment.
 * It may crash or be killed at any moment.
 */
import { flushCompileCache } from 'node:module';
import { errorShape } from '../../core/contract/errors.ts';
import { wholeRecordingsIn } from '../formats/among.ts';
import { parentLine } from '../parent.ts';
import { Growth } from './growth.ts';
import type { FollowListener } from './follow.ts';
import { prepareAhead } from './prepare-thread.ts';
import type { FollowTask, ReadTask, SynthesiseTask, Task, ToEngine } from './protocol.ts';
import { readHere } from './read-here.ts';
import type { StagingListener } from './read-recording.ts';
import { readAhead, readOnThread } from './read-thread.ts';
import { leaveThreads } from './thread-ahead.ts';
import { Pace, type Send, type Underway } from './underway.ts';

const line = parentLine();
const say: Send = (message) => line.send(message);

// Loading what analyses takes as long as reading hours of a recording: it is loaded when it is needed, and while a recording is read.
const analysing = () => import('./analyse-task.ts');

const underway = new Map<number, Underway>();

async function follow({ id, pace }: Underway, task: FollowTask): Promise<void> {
  const listener: FollowListener = {
    onHeader: (header) => say({ type: 'header', id, header }),
    async onSegment(segment) {
      await pace.send({ type: 'sample-segment', id, ...segment });
      await pace.allTaken();
    },
  };
  const { followOnce, followToEnd } = await import('./follow.ts');
  const { header, end } = task;
  if (end === 'no' || header === null) await say({ type: 'followed', id, ...(await followOnce(task, listener)) });
  else await say({ type: 'follow-ended', id, end: await followToEnd({ ...task, header }, end === 'kept', listener) });
}

/** Loads what analyses, on both its threads at once. What fails here fails again where it is needed, and is told then. */
async function analyseAhead(): Promise<void> {
  try {
    prepareAhead();
    await analysing();
    await (await import('./wave-network.ts')).waveNetwork();
  } catch {
    // See above.
  }
}

async function read({ id, pace }: Underway, task: ReadTask | SynthesiseTask): Promise<void> {
  const listener: StagingListener = {
    onHeader: (header) => say({ type: 'header', id, header }),
    onSegment: (segment) => pace.send({ type: 'sample-segment', id, ...segment }),
  };
  const [result] = task.apart ? await Promise.all([readOnThread(task, listener), analyseAhead()]) : [await readHere(task, listener)];
  await say({ type: 'read-done', id, ...result });
}

async function perform(one: Underway, task: Task): Promise<void> {
  const { id } = one;
  switch (task.kind) {
    case 'read':
    case 'synthesise':
      return read(one, task);
    case 'sift':
      return say({ type: 'sifted', id, names: await wholeRecordingsIn(task.folder, task.names, task.strangers) });
    case 'follow':
      return follow(one, task);
    case 'analyse':
      return (await analysing()).analyseTask(one, task);
    case 'measure':
      return say({ type: 'measured', id, measured: await (await import('./measure-task.ts')).measureTask(task) });
  }
}

line.onMessage((received) => {
  const message = received as ToEngine;
  if (message.type === 'ack') return underway.get(message.id)?.pace.acknowledged();
  if (message.type === 'prepare') {
    readAhead();
    return void analyseAhead();
  }
  if (message.type === 'grown') return underway.get(message.id)?.growth?.take(message.grown);
  const { id, task } = message;
  const one: Underway = { id, say, pace: new Pace(say), growth: task.kind === 'analyse' && task.grown ? new Growth(task.grown) : null };
  underway.set(id, one);
  perform(one, task)
    .catch((thrown: unknown) => say({ type: 'failed', id, error: errorShape(thrown) }))
    // Now rather than at the end, for this process is killed at its end. Nothing is written where Node keeps no compiled code.
    .finally(() => {
      underway.delete(id);
      if (underway.size === 0) void leaveThreads();
      flushCompileCache();
    });
});

await say({ type: 'ready' });
