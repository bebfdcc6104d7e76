import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { EngineHost } from '../../backend/engine/host.ts';
import type { FromEngine, Task, ToEngine } from '../../backend/engine/protocol.ts';
import type { Companion } from '../../backend/environment.ts';

/** What is answered. */
type Said = Exclude<ToEngine, { type: 'prepare' }>;

/** An engine that answers as told, with clones as a real carrier makes them. */
class FakeEngine implements Companion {
  readonly pid = 1;
  readonly received: Said[] = [];
  prepared = 0;
  killed = false;
  #listeners: ((message: unknown) => void)[] = [];
  #exits: ((reason: string) => void)[] = [];
  readonly #answer: (message: Said, engine: FakeEngine) => void;

  constructor(answer: (message: Said, engine: FakeEngine) => void) {
    this.#answer = answer;
  }

  send(message: unknown): void {
    const copy = structuredClone(message) as ToEngine;
    if (copy.type === 'prepare') return void this.prepared++;
    this.received.push(copy);
    queueMicrotask(() => this.#answer(copy, this));
  }
  say(message: FromEngine): void {
    for (const listener of this.#listeners) listener(structuredClone(message));
  }
  die(reason: string): void {
    for (const listener of this.#exits) listener(reason);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#listeners.push(listener);
  }
  onExit(listener: (reason: string) => void): void {
    this.#exits.push(listener);
  }
  kill(): void {
    this.killed = true;
  }
}

const task: Task = { kind: 'sift', folder: 'm', names: [], strangers: [] };
const done = (id: number): FromEngine => ({ type: 'sifted', id, names: [] });

async function failure(promise: Promise<unknown>): Promise<AppError> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (thrown: unknown) => {
      if (thrown instanceof AppError) return thrown;
      throw thrown;
    },
  );
}

describe('the engine host', () => {
  it('runs tasks one at a time, in order, in one process', async () => {
    const order: number[] = [];
    let started = 0;
    const host = new EngineHost(() => {
      started++;
      return Promise.resolve(
        new FakeEngine((message, engine) => {
          if (message.type !== 'task') return;
          order.push(message.id);
          setTimeout(() => engine.say(done(message.id)), 5);
        }),
      );
    });
    await Promise.all([host.run(task, async () => {}), host.run(task, async () => {}), host.run(task, async () => {})]);
    expect(order).toEqual([1, 2, 3]);
    expect(started).toBe(1);
  });

  it('rejects the task of a process that died with engine-lost and starts a fresh one for the next', async () => {
    let started = 0;
    const host = new EngineHost(() => {
      const first = started++ === 0;
      return Promise.resolve(
        new FakeEngine((message, engine) => {
          if (message.type !== 'task') return;
          if (first) engine.die('signal SIGKILL');
          else engine.say(done(message.id));
        }),
      );
    });
    const error = await failure(host.run(task, async () => {}));
    expect(error.code).toBe('engine-lost');
    expect(error.message).toContain('SIGKILL');
    await host.run(task, async () => {});
    expect(started).toBe(2);
  });

  it('has a process load ahead of its first task, once, and never beside one', async () => {
    const engines: FakeEngine[] = [];
    const host = new EngineHost(() => {
      engines.push(new FakeEngine((message, self) => self.say(done(message.id))));
      return Promise.resolve(engines.at(-1)!);
    });
    host.prepare();
    await host.run(task, async () => host.prepare());
    expect(engines.map(({ prepared }) => prepared)).toEqual([1]);
    host.close();
    host.prepare();
    expect(engines).toHaveLength(1);
  });

  it('acknowledges a segment only when the listener has taken it', async () => {
    const taken: string[] = [];
    let engine!: FakeEngine;
    const host = new EngineHost(() => {
      engine = new FakeEngine((message, self) => {
        if (message.type === 'task') self.say({ type: 'sample-segment', id: message.id, index: 0, first: 0, frames: 1, file: 'f', fraction: 0.5 });
        else self.say(done(message.id));
      });
      return Promise.resolve(engine);
    });
    await host.run(task, async (message) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      taken.push(message.type);
      if (message.type === 'sample-segment') expect(engine.received.map((received) => received.type)).toEqual(['task']);
    });
    expect(taken).toEqual(['sample-segment', 'sifted']);
  });

  it('kills the process when the listener fails, and gives that error', async () => {
    const engines: FakeEngine[] = [];
    const host = new EngineHost(() => {
      const engine = new FakeEngine((message, self) => self.say(done(message.id)));
      engines.push(engine);
      return Promise.resolve(engine);
    });
    const error = await failure(
      host.run(task, () => {
        throw new AppError('disk-full', 'The disk is full.');
      }),
    );
    expect(error.code).toBe('disk-full');
    expect(engines[0]!.killed).toBe(true);
  });

  it('cancels: a waiting task is dropped, a running one ends with its process', async () => {
    const engines: FakeEngine[] = [];
    const host = new EngineHost(() => {
      const engine = new FakeEngine(() => {});
      engines.push(engine);
      return Promise.resolve(engine);
    });
    const running = new AbortController();
    const waiting = new AbortController();
    const a = failure(host.run(task, async () => {}, running.signal));
    const b = failure(host.run(task, async () => {}, waiting.signal));
    waiting.abort();
    expect((await b).code).toBe('cancelled');
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.abort();
    expect((await a).code).toBe('cancelled');
    expect(engines[0]!.killed).toBe(true);
  });

  it('starts one process where a task is cancelled while it starts, and gives it the next task alone', async () => {
    const engines: FakeEngine[] = [];
    const host = new EngineHost(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const engine = new FakeEngine((message, self) => {
        if (message.type === 'task') self.say(done(message.id));
      });
      engines.push(engine);
      return engine;
    });
    const early = new AbortController();
    const cancelled = failure(host.run(task, async () => {}, early.signal));
    const next = host.run(task, async () => {});
    early.abort();
    expect((await cancelled).code).toBe('cancelled');
    await next;
    expect(engines.length).toBe(1);
    expect(engines[0]!.received.length).toBe(1);
  });

  it('leaves no process behind where it is closed while one starts', async () => {
    const engines: FakeEngine[] = [];
    const host = new EngineHost(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const engine = new FakeEngine(() => {});
      engines.push(engine);
      return engine;
    });
    const outstanding = failure(host.run(task, async () => {}));
    host.close();
    expect((await outstanding).code).toBe('closed');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(engines.map((engine) => engine.killed)).toEqual([true]);
  });

  it('passes on the named error of the engine', async () => {
    const host = new EngineHost(() =>
      Promise.resolve(
        new FakeEngine((message, engine) => engine.say({ type: 'failed', id: message.id, error: { code: 'format-unknown', message: 'no', hint: '', details: {} } })),
      ),
    );
    expect((await failure(host.run(task, async () => {}))).code).toBe('format-unknown');
  });

  it('closing rejects everything outstanding', async () => {
    const host = new EngineHost(() => Promise.resolve(new FakeEngine(() => {})));
    const outstanding = [failure(host.run(task, async () => {})), failure(host.run(task, async () => {}))];
    await new Promise((resolve) => setTimeout(resolve, 5));
    host.close();
    expect((await Promise.all(outstanding)).map((error) => error.code)).toEqual(['closed', 'closed']);
    expect((await failure(host.run(task, async () => {}))).code).toBe('closed');
  });

  describe('beside a reading', () => {
    const segment = (id: number): FromEngine => ({ type: 'sample-segment', id, index: 0, first: 0, frames: 1, file: 'f', fraction: 0 });
    const settled = (promise: Promise<void>): Promise<string> => promise.then(() => 'done', (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)));

    /** A host whose engine says a segment of its first task; what else it says, the test says. */
    function besideHost(): { host: EngineHost; engines: FakeEngine[] } {
      const engines: FakeEngine[] = [];
      const host = new EngineHost(() => {
        engines.push(new FakeEngine((message, self) => void (message.type === 'task' && message.id === 1 && self.say(segment(1)))));
        return Promise.resolve(engines.at(-1)!);
      });
      return { host, engines };
    }

    it('another task goes on in the same process, is told of what came, and outlasts it', async () => {
      const { host, engines } = besideHost();
      const ended: string[] = [];
      const main = host.run(task, async (message, beside) => {
        if (message.type !== 'sample-segment') return;
        void settled(beside.run(task, async () => {})).then((how) => ended.push(`beside ${how}`));
        beside.grown({ segments: 1, samples: 1, whole: true });
        queueMicrotask(() => engines[0]!.say(done(1)));
      });
      void settled(main).then((how) => ended.push(`main ${how}`));
      await vi.waitFor(() => expect(engines[0]!.received.map((received) => [received.type, received.id])).toEqual([['task', 1], ['task', 2], ['grown', 2], ['ack', 1]]));
      expect(host.busy).toBe(true);
      expect(ended).toEqual([]);
      engines[0]!.say(done(2));
      await main;
      await vi.waitFor(() => expect(ended).toEqual(['beside done', 'main done']));
      expect(host.busy).toBe(false);
    });

    it('it fails alone, and with the reading or its process', async () => {
      for (const [end, expected] of [
        [(engine: FakeEngine) => engine.say({ type: 'failed', id: 1, error: { code: 'format-damaged', message: 'bad', hint: '', details: {} } }), ['format-damaged', 'format-damaged']],
        [(engine: FakeEngine) => engine.die('SIGKILL'), ['engine-lost', 'engine-lost']],
        [
          (engine: FakeEngine) => {
            engine.say({ type: 'failed', id: 2, error: { code: 'model-damaged', message: 'bad', hint: '', details: {} } });
            engine.say(done(1));
          },
          ['done', 'model-damaged'],
        ],
        [
          (engine: FakeEngine) => {
            engine.say(done(1));
            setImmediate(() => engine.die('SIGKILL'));
          },
          ['done', 'engine-lost'],
        ],
      ] as const) {
        const { host, engines } = besideHost();
        let beside = Promise.resolve('never');
        const main = host.run(task, async (message, place) => {
          if (message.type !== 'sample-segment') return;
          beside = settled(place.run(task, async () => {}));
          queueMicrotask(() => end(engines[0]!));
        });
        expect([await settled(main), await beside]).toEqual(expected);
        expect(host.busy).toBe(false);
      }
    });

    it('it is left with its process where what was read is not wanted, and cannot begin after that', async () => {
      const { host, engines } = besideHost();
      let beside = Promise.resolve('never');
      let late = beside;
      await host.run(task, async (message, place) => {
        if (message.type === 'sample-segment') {
          beside = settled(place.run(task, async () => {}));
          queueMicrotask(() => engines[0]!.say(done(1)));
          return;
        }
        place.leave();
        late = settled(place.run(task, async () => {}));
      });
      expect([await beside, await late, engines[0]!.killed]).toEqual(['cancelled', 'cancelled', true]);
    });
  });
});
