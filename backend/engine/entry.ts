/**
 * The engine process. It knows no database: it reads foreign files, analyses
 * stored samples, and sends what it finds to the backend segment by segment.
 * It may crash or be killed at any moment.
 */
import { flushCompileCache } from 'node:module';
import { errorShape } from '../../core/contract/errors.ts';
import { wholeRecordingsIn } from '../formats/among.ts';
import { parentLine } from '../parent.ts';
import { lendSeal } from '../store/keyring.ts';
import { runPipeline } from './pipeline.ts';
import { loadModel } from './model.ts';
import { preparedHere } from './prepared-here.ts';
import { preparedOnThread } from './prepare-thread.ts';
import type { PreparedBlock } from './prepared-block.ts';
import type { PrepareOptions } from './prepared-blocks.ts';
import { followOnce, followToEnd, type FollowListener } from './follow.ts';
import { SEGMENTS_AHEAD, type AnalyseTask, type FollowTask, type FromEngine, type ReadTask, type SynthesiseTask, type Task, type ToEngine } from './protocol.ts';
import { readRecording, stageMaterial, type StagingListener } from './read-recording.ts';
import { syntheticDay } from './synthetic-day.ts';
import { measureTask } from './measure-task.ts';

const line = parentLine();

/** Segments sent and not yet acknowledged, and who waits for room. */
let ahead = 0;
let room: (() => void) | null = null;

async function sendSegment(message: FromEngine): Promise<void> {
  while (ahead >= SEGMENTS_AHEAD) {
    await new Promise<void>((resolve) => {
      room = resolve;
    });
  }
  ahead++;
  await line.send(message);
}

/** Resolves when all segments that were sent are acknowledged. */
async function allTaken(): Promise<void> {
  while (ahead > 0) {
    await new Promise<void>((resolve) => {
      room = resolve;
    });
  }
}

async function follow(id: number, task: FollowTask): Promise<void> {
  const listener: FollowListener = {
    onHeader: (header) => line.send({ type: 'header', id, header } satisfies FromEngine),
    async onSegment(segment) {
      await sendSegment({ type: 'sample-segment', id, ...segment });
      await allTaken();
    },
  };
  const { header, end } = task;
  if (end === 'no' || header === null) await line.send({ type: 'followed', id, ...(await followOnce(task, listener)) } satisfies FromEngine);
  else await line.send({ type: 'follow-ended', id, end: await followToEnd({ ...task, header }, end === 'kept', listener) } satisfies FromEngine);
}

async function read(id: number, task: ReadTask | SynthesiseTask): Promise<void> {
  const listener: StagingListener = {
    onHeader: (header) => line.send({ type: 'header', id, header } satisfies FromEngine),
    onSegment: (segment) => sendSegment({ type: 'sample-segment', id, ...segment }),
  };
  const release = lendSeal(task.staging, task.seal);
  try {
    const result = task.kind === 'read' ? await readRecording(task.path, task.staging, listener) : await stageMaterial(syntheticDay(task), task.staging, listener);
    await line.send({ type: 'read-done', id, ...result } satisfies FromEngine);
  } finally {
    release();
  }
}

async function analyse(id: number, task: AnalyseTask): Promise<void> {
  const model = await loadModel(task.model);
  const { samples, segments, header, leads } = task;
  const prepared = task.limits.threads === 1 ? preparedHere : preparedOnThread;
  const prepare = (from: PrepareOptions): AsyncIterable<PreparedBlock> => prepared({ ...from, ahead: task.limits.ahead, until: task.until, samples, seal: task.seal, segments, header, leads });
  const result = await runPipeline(leads?.length ?? header.leads.length, model, prepare, {
    device: task.device,
    deviceReason: task.deviceReason,
    insist: task.insist,
    onDevice: (change) => line.send({ type: 'device-changed', id, change } satisfies FromEngine),
    firstBlock: task.firstBlock,
    carried: task.carried,
    onStart: (start) => line.send({ type: 'analysis-started', id, start } satisfies FromEngine),
    onSegment: (part) => sendSegment({ type: 'run-segment', id, ...part }),
  });
  await line.send({ type: 'analysis-done', id, templates: result.templates, stages: result.stages } satisfies FromEngine);
}

async function perform(id: number, task: Task): Promise<void> {
  switch (task.kind) {
    case 'read':
    case 'synthesise':
      return read(id, task);
    case 'sift':
      return line.send({ type: 'sifted', id, names: await wholeRecordingsIn(task.folder, task.names) } satisfies FromEngine);
    case 'follow':
      return follow(id, task);
    case 'analyse':
      return analyse(id, task);
    case 'measure':
      return line.send({ type: 'measured', id, measured: await measureTask(task) } satisfies FromEngine);
  }
}

line.onMessage((received) => {
  const message = received as ToEngine;
  if (message.type === 'ack') {
    ahead--;
    room?.();
    room = null;
    return;
  }
  ahead = 0;
  perform(message.id, message.task)
    .catch((thrown: unknown) => line.send({ type: 'failed', id: message.id, error: errorShape(thrown) } satisfies FromEngine))
    // Now rather than at the end, for this process is killed at its end. Nothing is written where Node keeps no compiled code.
    .finally(() => flushCompileCache());
});

await line.send({ type: 'ready' } satisfies FromEngine);
