/** Several engines at a time: order, limits, cancelling, priority. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { EnginePool, type PoolLimits } from '../../backend/engine/pool.ts';
import type { FromEngine, Task, ToEngine } from '../../backend/engine/protocol.ts';
import type { Companion } from '../../backend/environment.ts';

/** An engine that ends a task when it is told to. */
class FakeEngine implements Companion {
  // No process of this system: nothing is done to its priority.
  readonly pid = undefined;
  killed = false;
  readonly tasks: string[] = [];
  prepared = 0;
  #id = 0;
  #message: (message: unknown) => void = () => undefined;
  #exit: (reason: string) => void = () => undefined;

  send(message: unknown): void {
    const said = message as ToEngine;
    if (said.type === 'prepare') this.prepared++;
    if (said.type !== 'task') return;
    this.#id = said.id;
    if (said.task.kind === 'sift') this.tasks.push(said.task.folder);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.#exit = listener;
  }
  kill(): void {
    this.killed = true;
  }
  finish(): void {
    this.#message({ type: 'sifted', id: this.#id, names: [] } satisfies FromEngine);
  }
  die(): void {
    this.#exit('the engine was ended by SIGSEGV');
  }
}

const task = (folder: string): Task => ({ kind: 'sift', folder, names: [], strangers: [] });
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function pool(limits: PoolLimits): { pool: EnginePool; engines: FakeEngine[]; run: (name: string, signal?: AbortSignal) => Promise<unknown>; done: string[] } {
  const engines: FakeEngine[] = [];
  const done: string[] = [];
  const made = new EnginePool(
    () => {
      engines.push(new FakeEngine());
      return Promise.resolve(engines.at(-1)!);
    },
    () => limits,
  );
  const run = (name: string, signal: AbortSignal | null = null): Promise<unknown> =>
    made.run(task(name), () => Promise.resolve(), signal).then(
      () => done.push(name),
      (thrown: unknown) => thrown,
    );
  return { pool: made, engines, run, done };
}

const code = (thrown: unknown): string => (thrown instanceof AppError ? thrown.code : String(thrown));

describe('a pool of engines', () => {
  it('one at a time: in order, on one process', async () => {
    const { engines, run, done, pool: made } = pool({ atOnce: 1, priority: 'normal' });
    const all = ['a', 'b', 'c'].map((name) => run(name));
    for (let i = 0; i < 3; i++) {
      await settled();
      expect(made.busy).toBe(true);
      engines[0]!.finish();
    }
    await Promise.all(all);
    expect([engines.length, done, made.busy]).toEqual([1, ['a', 'b', 'c'], false]);
    expect(engines[0]!.tasks).toEqual(['a', 'b', 'c']);
  });

  it('as many at a time as the limits say, also when they change on the way', async () => {
    const limits: PoolLimits = { atOnce: 2, priority: 'normal' };
    const { engines, run, done } = pool(limits);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => run(name));
    await settled();
    expect(engines.map(({ tasks }) => tasks)).toEqual([['a'], ['b']]);
    limits.atOnce = 1;
    engines[1]!.finish();
    await settled();
    // One works already: nothing new begins.
    expect(engines.map(({ tasks }) => tasks)).toEqual([['a'], ['b']]);
    engines[0]!.finish();
    await settled();
    expect(engines.map(({ tasks }) => tasks)).toEqual([['a', 'c'], ['b']]);
    limits.atOnce = 3;
    engines[0]!.finish();
    await settled();
    expect(engines.flatMap(({ tasks }) => tasks).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const engine of engines) engine.finish();
    await Promise.all(all);
    expect(done.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('a cancelled one that waits never begins; one that runs takes its process along, and the next has a fresh one', async () => {
    const { engines, run } = pool({ atOnce: 1, priority: 'normal' });
    const first = new AbortController();
    const second = new AbortController();
    const all = [run('a', first.signal), run('b', second.signal), run('c')];
    await settled();
    second.abort();
    expect(code(await all[1])).toBe('cancelled');
    first.abort();
    expect(code(await all[0])).toBe('cancelled');
    await settled();
    expect(engines.map(({ killed, tasks }) => [killed, tasks])).toEqual([[true, ['a']], [false, ['c']]]);
    engines[1]!.finish();
    await all[2];
  });

  it('one that dies fails its own task only', async () => {
    const { engines, run, done } = pool({ atOnce: 2, priority: 'normal' });
    const all = ['a', 'b', 'c'].map((name) => run(name));
    await settled();
    engines[0]!.die();
    expect(code(await all[0])).toBe('engine-lost');
    await settled();
    for (const engine of engines.slice(1)) engine.finish();
    await Promise.all(all);
    expect(done.toSorted()).toEqual(['b', 'c']);
  });

  it('another priority is a fresh process, once the old one is free', async () => {
    const limits: PoolLimits = { atOnce: 1, priority: 'normal' };
    const { engines, run } = pool(limits);
    const first = run('a');
    await settled();
    limits.priority = 'behind';
    const second = run('b');
    engines[0]!.finish();
    await first;
    await settled();
    expect(engines.map(({ killed, tasks }) => [killed, tasks])).toEqual([[true, ['a']], [false, ['b']]]);
    engines[1]!.finish();
    await second;
  });

  it('a free engine loads ahead, and is the one that has the next task', async () => {
    const { engines, run, pool: made } = pool({ atOnce: 2, priority: 'normal' });
    made.prepare();
    await settled();
    const all = [run('a'), run('b')];
    await settled();
    made.prepare();
    await settled();
    expect(engines.map(({ prepared, tasks }) => [prepared, tasks])).toEqual([[1, ['a']], [0, ['b']]]);
    for (const engine of engines) engine.finish();
    await Promise.all(all);
    made.close();
    made.prepare();
    expect(engines).toHaveLength(2);
  });

  it('engines rest when they are through, unless there is more to do; the next task has a fresh one', async () => {
    const { engines, run, pool: made } = pool({ atOnce: 1, priority: 'normal' });
    const all = [run('a'), run('b')];
    await settled();
    made.rest();
    engines[0]!.finish();
    await settled();
    expect(engines.map(({ killed, tasks }) => [killed, tasks])).toEqual([[false, ['a', 'b']]]);
    made.rest();
    engines[0]!.finish();
    await Promise.all(all);
    expect(engines[0]!.killed).toBe(true);
    const last = run('c');
    await settled();
    engines[1]!.finish();
    await last;
    expect(engines[1]!.killed).toBe(false);
    made.rest();
    expect(engines.map(({ killed }) => killed)).toEqual([true, true]);
  });

  it('closing rejects everything', async () => {
    const { engines, run, pool: made } = pool({ atOnce: 1, priority: 'normal' });
    const all = [run('a'), run('b')];
    await settled();
    made.close();
    expect((await Promise.all(all)).map(code)).toEqual(['closed', 'closed']);
    expect(engines[0]!.killed).toBe(true);
    expect(code(await run('c'))).toBe('closed');
  });
});
