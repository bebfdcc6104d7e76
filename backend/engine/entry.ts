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
import { runPipeline } from './pipeline.ts';
import { loadModel } from './model.ts';
import { preparedHere } from './prepared-here.ts';
import { preparedOnThread } from './prepare-thread.ts';
import type { PreparedBlock } from './prepared-block.ts';
import type { PrepareOptions } from './prepared-blocks.ts';
import { followOnce, followToEnd, type FollowListener } from './follow.ts';
import { SEGMENTS_AHEAD, type AnalyseTask, type FollowTask, type FromEngine, type ReadTask, type SynthesiseTask, type Task, type ToEngine } from './protocol.ts';
import { readHere } from './read-here.ts';
import type { StagingListener } from './read-recording.ts';
import { readOnThread } from './read-thread.ts';
import { measureTask } from './measure-task.ts';

const line = parentLine();

/** What of a task is sent and not yet acknowledged. */
class Pace {
  #ahead = 0;
  #room: (() => void) | null = null;

  acknowledged(): void {
    this.#ahead--;
    this.#room?.();
    this.#room = null;
  }

  /** Sends when there is room. */
  async send(message: FromEngine): Promise<void> {
    await this.#fewerThan(SEGMENTS_AHEAD);
    this.#ahead++;
    await line.send(message);
  }

  /** Resolves when all segments that were sent are acknowledged. */
  allTaken(): Promise<void> {
    return this.#fewerThan(1);
  }

  async #fewerThan(limit: number): Promise<void> {
    while (this.#ahead >= limit) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }
}

/** A task that is worked on. */
interface Underway {
  id: number;
  pace: Pace;
  /** Of an analysis of what is still being read. */
  growth: Growth | null;
}

const underway = new Map<number, Underway>();

async function follow({ id, pace }: Underway, task: FollowTask): Promise<void> {
  const listener: FollowListener = {
    onHeader: (header) => line.send({ type: 'header', id, header } satisfies FromEngine),
    async onSegment(segment) {
      await pace.send({ type: 'sample-segment', id, ...segment });
      await pace.allTaken();
    },
  };
  const { header, end } = task;
  if (end === 'no' || header === null) await line.send({ type: 'followed', id, ...(await followOnce(task, listener)) } satisfies FromEngine);
  else await line.send({ type: 'follow-ended', id, end: await followToEnd({ ...task, header }, end === 'kept', listener) } satisfies FromEngine);
}

async function read({ id, pace }: Underway, task: ReadTask | SynthesiseTask): Promise<void> {
  const listener: StagingListener = {
    onHeader: (header) => line.send({ type: 'header', id, header } satisfies FromEngine),
    onSegment: (segment) => pace.send({ type: 'sample-segment', id, ...segment }),
  };
  const result = await (task.apart ? readOnThread(task, listener) : readHere(task, listener));
  await line.send({ type: 'read-done', id, ...result } satisfies FromEngine);
}

async function analyse({ id, pace, growth }: Underway, task: AnalyseTask): Promise<void> {
  const model = await loadModel(task.model);
  const { samples, segments, header, leads } = task;
  const prepare = (from: PrepareOptions): AsyncIterable<PreparedBlock> => {
    const order = { ...from, ahead: task.limits.ahead, until: task.until, samples, seal: task.seal, segments, header, leads };
    return task.limits.threads === 1 && !growth ? preparedHere(order) : preparedOnThread(order, growth);
  };
  const result = await runPipeline(leads?.length ?? header.leads.length, model, prepare, {
    device: task.device,
    deviceReason: task.deviceReason,
    insist: task.insist,
    onDevice: (change) => line.send({ type: 'device-changed', id, change } satisfies FromEngine),
    firstBlock: task.firstBlock,
    carried: task.carried,
    onStart: (start) => line.send({ type: 'analysis-started', id, start } satisfies FromEngine),
    onSegment: (part) => pace.send({ type: 'run-segment', id, ...part }),
  });
  await line.send({ type: 'analysis-done', id, templates: result.templates, stages: result.stages } satisfies FromEngine);
}

async function perform(one: Underway, task: Task): Promise<void> {
  const { id } = one;
  switch (task.kind) {
    case 'read':
    case 'synthesise':
      return read(one, task);
    case 'sift':
      return line.send({ type: 'sifted', id, names: await wholeRecordingsIn(task.folder, task.names) } satisfies FromEngine);
    case 'follow':
      return follow(one, task);
    case 'analyse':
      return analyse(one, task);
    case 'measure':
      return line.send({ type: 'measured', id, measured: await measureTask(task) } satisfies FromEngine);
  }
}

line.onMessage((received) => {
  const message = received as ToEngine;
  if (message.type === 'ack') return underway.get(message.id)?.pace.acknowledged();
  if (message.type === 'grown') return underway.get(message.id)?.growth?.take(message.grown);
  const { id, task } = message;
  const one: Underway = { id, pace: new Pace(), growth: task.kind === 'analyse' && task.grown ? new Growth(task.grown) : null };
  underway.set(id, one);
  perform(one, task)
    .catch((thrown: unknown) => line.send({ type: 'failed', id, error: errorShape(thrown) } satisfies FromEngine))
    // Now rather than at the end, for this process is killed at its end. Nothing is written where Node keeps no compiled code.
    .finally(() => {
      underway.delete(id);
      flushCompileCache();
    });
});

await line.send({ type: 'ready' } satisfies FromEngine);
