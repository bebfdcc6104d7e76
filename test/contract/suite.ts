/**
 * What every carrier must keep: the same list of trials for all of them, in any
 * environment. Written as plain functions, so that a page or a utility process
 * of a real Electron can run it as well as a test runner.
 */
import { AppError } from '../../core/contract/errors.ts';
import { query } from '../../core/contract/define.ts';
import { connect, type Connection } from '../../core/contract/rpc/client.ts';
import type { Carrier } from '../../core/contract/rpc/frames.ts';
import { z } from 'zod';
import { checksum, sampleContract, samples } from './sample-contract.ts';

/** Opens a fresh connection to `serveSample` and gives the caller's end. */
export type OpenCarrier = () => Promise<Carrier>;

export interface Trial {
  name: string;
  run(open: OpenCarrier): Promise<void>;
}

function same(found: unknown, wanted: unknown, what: string): void {
  const show = (value: unknown): string => JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'number' && !Number.isFinite(entry) ? String(entry) : entry)) ?? 'undefined';
  if (show(found) !== show(wanted)) throw new Error(`${what}: found ${show(found).slice(0, 300)}, wanted ${show(wanted).slice(0, 300)}`);
}

async function refused(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

const turns = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 200) throw new Error('waited in vain');
    await turns(10);
  }
}

async function connected(open: OpenCarrier, use: (connection: Connection<typeof sampleContract>) => Promise<void>, token = ''): Promise<void> {
  const connection = connect(sampleContract, await open(), token);
  try {
    await use(connection);
  } finally {
    connection.close();
  }
}

const trial = (name: string, use: (connection: Connection<typeof sampleContract>) => Promise<void>): Trial => ({ name, run: (open) => connected(open, use) });

export const TRIALS: readonly Trial[] = [
  trial('answers calls, many at once, each with its own answer', async ({ client, version }) => {
    same(await version, '9.9.9', 'version');
    const sums = await Promise.all(Array.from({ length: 200 }, (_, i) => client.values.add({ a: i, b: 1000 })));
    same(
      sums,
      Array.from({ length: 200 }, (_, i) => i + 1000),
      'sums',
    );
  }),
  trial('keeps plain values and typed arrays of every type as they are', async ({ client }) => {
    const value = {
      none: null,
      yes: true,
      text: 'P-Welle äöü ⌇ \u0000 " \\',
      odd: [Number.NaN, Infinity, -Infinity, 0],
      deep: [{ a: [{ b: 1 }] }],
      ['__proto__x']: 1,
      arrays: [new Int8Array([-1]), new Uint8Array([255]), new Int16Array([-32768, 7]), new Uint16Array([65535]), new Int32Array([-2147483648]), new Uint32Array([4294967295]), new Float32Array([1.5, Number.NaN]), new Float64Array([0.1, -0])],
      empty: new Float32Array(0),
      missing: undefined,
    };
    const echoed = await client.values.echo({ value });
    if (typeof echoed !== 'object' || echoed === null || !('arrays' in echoed) || !Array.isArray(echoed.arrays) || !('odd' in echoed) || !Array.isArray(echoed.odd)) throw new Error('echo lost its shape');
    for (const [index, array] of value.arrays.entries()) {
      const found: unknown = echoed.arrays[index];
      same(Object.prototype.toString.call(found), Object.prototype.toString.call(array), 'type');
      same(found, array, 'content');
    }
    same(echoed, value, 'everything');
    same(Number.isNaN(echoed.odd[0]), true, 'NaN');
    same('missing' in echoed, true, 'a name without a value');
  }),
  trial('sends only what a view shows and leaves the sender its buffer', async ({ client }) => {
    const day = new Float32Array(1_000_000);
    day.set([1, 2, 3], 500);
    const echoed = await client.values.echo({ value: day.subarray(500, 503) });
    if (!(echoed instanceof Float32Array)) throw new Error('no Float32Array');
    same([...echoed], [1, 2, 3], 'values');
    same(echoed.buffer.byteLength, 12, 'bytes');
    same(day.length, 1_000_000, 'the sender\u2019s buffer');
  }),
  trial('brings 10 MB of samples across intact, both ways', async ({ client }) => {
    const count = 2_621_440;
    const { lead, checksum: sum } = await client.values.samples({ count });
    same(lead.length, count, 'length');
    same(checksum(lead), sum, 'checksum on the way here');
    const mine = samples(count);
    same(await client.values.checksum({ lead: mine }), sum, 'checksum on the way there');
    same(mine.length, count, 'the sender still has its samples');
  }),
  {
    name: 'names an unknown procedure, also one with a name that every object has',
    run: async (open) => {
      const wider = { ...sampleContract, values: { ...sampleContract.values, gone: query<void>()(z.object({})), constructor: query<void>()(z.object({})) }, people: { list: query<void>()(z.object({})) } } as const;
      const connection = connect(wider, await open());
      same((await refused(connection.client.values.gone({}))).code, 'unknown-procedure', 'a procedure');
      same((await refused(connection.client.values.constructor({}))).code, 'unknown-procedure', 'an inherited name');
      same((await refused(connection.client.people.list({}))).code, 'unknown-procedure', 'a group');
      same(await connection.client.values.add({ a: 1, b: 1 }), 2, 'and goes on');
      connection.close();
    },
  },
  trial('refuses an input of the wrong form by name', async ({ client }) => {
    const input: { a: number; b: number } = JSON.parse('{"a":1,"b":"two"}');
    const error = await refused(client.values.add(input));
    same(error.code, 'invalid-input', 'code');
    same(error.details['at'], 'b', 'where');
  }),
  trial('brings errors across with code, words, hint and details', async ({ client }) => {
    const error = await refused(client.values.fail({ code: 'file-missing' }));
    same(error.toShape(), { code: 'file-missing', message: 'There is no 100.dat', hint: 'Copy it beside 100.hea.', details: { bytes: 3, path: '100.dat' } }, 'error');
    same((await refused(client.values.fail({ code: 'bug' }))).code, 'bug', 'fault of the program');
  }),
  trial('refuses what cannot be cloned, either way, and goes on', async ({ client }) => {
    same((await refused(client.values.echo({ value: () => 1 }))).code, 'bug', 'a function in the input');
    same((await refused(client.values.echo({ value: new Map() }))).code, 'bug', 'a Map in the input');
    same((await refused(client.values.uncloneable({}))).code, 'bug', 'a function in the output');
    same(await client.values.add({ a: 1, b: 2 }), 3, 'and goes on');
  }),
  trial('streams the items of a job in order, then its output', async ({ client }) => {
    const running = client.work.count({ to: 500 });
    const found: number[] = [];
    for await (const { at } of running.items) found.push(at);
    same(
      found,
      Array.from({ length: 500 }, (_, i) => i),
      'items',
    );
    same(await running.result, { emitted: 500 }, 'output');
  }),
  trial('finishes a job whose items nobody reads', async ({ client }) => {
    same(await client.work.count({ to: 2000 }).result, { emitted: 2000 }, 'output');
  }),
  trial('throws a job\u2019s failure from its items and from its result', async ({ client }) => {
    const running = client.work.breaks({ after: 3 });
    const found: number[] = [];
    const error = await refused(
      (async () => {
        for await (const { at } of running.items) found.push(at);
      })(),
    );
    same(found, [0, 1, 2], 'items before it');
    same(error.code, 'engine-lost', 'from the items');
    same((await refused(running.result)).code, 'engine-lost', 'from the result');
  }),
  trial('cancels a job by a frame of its own', async ({ client }) => {
    const running = client.work.forever({});
    const error = await refused(
      (async () => {
        for await (const { at } of running.items) {
          if (at === 5) running.cancel();
          if (at > 5000) throw new Error('the job runs on');
        }
      })(),
    );
    same(error.code, 'cancelled', 'code');
  }),
  trial('tells the handler of the cancelling', async ({ client }) => {
    const running = client.work.forever({});
    const error = refused(running.result);
    await turns(20);
    running.cancel();
    same((await error).code, 'cancelled', 'code');
    same((await client.values.shown({})).aborted, 1, 'aborted');
  }),
  trial('makes the producer wait for a slow consumer', async ({ client }) => {
    const running = client.work.flood({ blockBytes: 100_000 });
    const reader = running.items[Symbol.asyncIterator]();
    same((await reader.next()).done, false, 'first event');
    await turns(150);
    const { emitted } = await client.values.shown({});
    if (emitted > 40) throw new Error(`the producer ran ${emitted} events ahead of its listener`);
    for (let at = 1; at < 100; at++) {
      const { value, done } = await reader.next();
      if (done === true) throw new Error('the stream ended');
      same(value.at, at, 'order');
      same(value.block[99_999], at & 255, 'content');
    }
    await reader.return?.();
    await until(async () => (await client.values.shown({})).aborted === 1);
  }),
  trial('tells how many questions wait for their answers, streams left out', async ({ client, onWaiting, close }) => {
    const told: number[] = [];
    onWaiting((calls) => told.push(calls));
    const running = client.work.forever({});
    const sums = [client.values.add({ a: 1, b: 2 }), client.values.add({ a: 3, b: 4 })];
    same(told.at(-1), 2, 'both wait');
    await Promise.all(sums);
    same(told.join(' '), '1 2 1 0', 'one by one');
    const late = refused(client.values.add({ a: 5, b: 6 }));
    close();
    await late;
    await refused(running.result);
    same(told.at(-1), 0, 'nothing waits on a closed connection');
  }),
  trial('rejects everything outstanding when it closes', async ({ client, close, onClose }) => {
    let told = 0;
    onClose(() => told++);
    const running = client.work.forever({});
    const stream = (async () => {
      for await (const _ of client.work.flood({ blockBytes: 10 }).items) await turns(1);
    })();
    const errors = Promise.all([refused(running.result), refused(stream)]);
    await turns(20);
    close();
    for (const error of await errors) same(error.code, 'closed', 'code');
    same((await refused(client.values.add({ a: 1, b: 1 }))).code, 'closed', 'a call after it');
    await turns(20);
    same(told, 1, 'told once');
  }),
  {
    name: 'refuses a wrong token before any call',
    run: (open) =>
      connected(
        open,
        async ({ client, version }) => {
          same((await refused(client.values.add({ a: 1, b: 1 }))).code, 'unauthorised', 'code');
          same((await refused(version)).code, 'unauthorised', 'version');
        },
        'wrong',
      ),
  },
  {
    name: 'hears nothing before a hello, and no hello of another protocol',
    run: async (open) => {
      for (const frame of [
        { kind: 'call', id: 1, group: 'values', name: 'add', input: { a: 1, b: 1 }, credit: 0 },
        { kind: 'hello', protocol: 999, token: '' },
      ] as const) {
        const carrier = await open();
        const answer = new Promise<string>((resolve) => carrier.onFrame((got) => resolve(got.kind === 'fail' ? `${got.id} ${got.error.code}` : got.kind)));
        carrier.send(frame);
        same(await answer, frame.kind === 'call' ? '0 unauthorised' : '0 version-mismatch', 'answer');
        carrier.close();
      }
    },
  },
  {
    name: 'refuses a list of buffers to move',
    run: async (open) => {
      const carrier = await open();
      let message = '';
      try {
        carrier.send({ kind: 'cancel', id: 1 }, [new ArrayBuffer(8)]);
      } catch (thrown) {
        message = thrown instanceof Error ? thrown.message : '';
      }
      same(message, 'a carrier clones; buffers are never moved', 'message');
      carrier.close();
    },
  },
];

/** Runs every trial and tells of each; for places without a test runner. */
export async function runTrials(open: OpenCarrier): Promise<{ name: string; milliseconds: number; failure: string }[]> {
  const results: { name: string; milliseconds: number; failure: string }[] = [];
  for (const { name, run } of TRIALS) {
    const from = performance.now();
    let failure = '';
    try {
      await run(open);
    } catch (thrown) {
      failure = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    }
    results.push({ name, milliseconds: Math.round(performance.now() - from), failure });
  }
  return results;
}
