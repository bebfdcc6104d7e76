/** The caller's side: calls by name, answers matched by id, items paced by credit. */
import type { Client, ContractShape, Running } from '../define.ts';
import { AppError, ERROR_CODES, errorFromShape, type ErrorShape } from '../errors.ts';
import { INITIAL_CREDIT, PROTOCOL, type Carrier, type Frame } from './frames.ts';

interface Outstanding {
  item(value: unknown): void;
  done(output: unknown): void;
  fail(error: AppError): void;
}

export interface Connection<C extends ContractShape> {
  readonly client: Client<C>;
  /** Version of the program on the other side, once it has said hello; rejects as the first call would. */
  readonly version: Promise<string>;
  /** Calls back with the number of queries and commands that wait for their answers, whenever it changes. Streams are not counted. */
  onWaiting(listener: (calls: number) => void): void;
  /** Calls back once when the connection is gone. */
  onClose(listener: () => void): void;
  /** Closes the carrier; everything outstanding is rejected with `closed`. */
  close(): void;
}

const closed = (): AppError => new AppError('closed', 'The connection to the program is closed.', { hint: 'Open the window again; nothing that was saved is lost.' });

/**
 * Connects to a server and gives its procedures as functions. Calls may be made
 * at once; they fail with `unauthorised` or `version-mismatch` where the server
 * refuses the connection, with `closed` where it goes away.
 *
 * A job whose items nobody iterates runs on, its items dropped. A subscription
 * whose items nobody iterates makes its producer wait. Leaving a subscription's
 * loop cancels it. `result` rejects as the items throw; it may be left unread.
 */
export function connect<C extends ContractShape>(contract: C, carrier: Carrier, token = ''): Connection<C> {
  const outstanding = new Map<number, Outstanding>();
  let nextId = 1;
  let ended: AppError | undefined;
  const hello = Promise.withResolvers<string>();
  hello.promise.catch(() => undefined);

  const end = (error: AppError): void => {
    ended ??= error;
    const calls = [...outstanding.values()];
    outstanding.clear();
    for (const call of calls) call.fail(ended);
    hello.reject(ended);
  };

  const take = (frame: Frame): void => {
    switch (frame.kind) {
      case 'ack':
        return hello.resolve(frame.version);
      case 'item':
      case 'event':
        return outstanding.get(frame.id)?.item(frame.value);
      case 'done': {
        const call = outstanding.get(frame.id);
        outstanding.delete(frame.id);
        return call?.done(frame.output);
      }
      case 'fail': {
        if (frame.id === 0) {
          end(errorFromShape(shapeOf(frame.error)));
          return carrier.close();
        }
        const call = outstanding.get(frame.id);
        outstanding.delete(frame.id);
        return call?.fail(errorFromShape(shapeOf(frame.error)));
      }
      case 'hello':
      case 'call':
      case 'credit':
      case 'cancel':
        // Frames of a caller: the other side has taken the wrong role.
        return carrier.close();
    }
  };

  carrier.onFrame(take);
  carrier.onClose(() => end(closed()));
  carrier.send({ kind: 'hello', protocol: PROTOCOL, token });

  const send = (id: number, group: string, name: string, input: unknown, credit: number, call: Outstanding): void => {
    if (ended !== undefined) return call.fail(ended);
    outstanding.set(id, call);
    try {
      carrier.send({ kind: 'call', id, group, name, input, credit });
    } catch (thrown) {
      outstanding.delete(id);
      call.fail(thrown instanceof AppError ? thrown : new AppError('bug', String(thrown), { cause: thrown }));
    }
  };

  let waiting = 0;
  const waits: ((calls: number) => void)[] = [];
  const wait = (more: 1 | -1): void => {
    waiting += more;
    for (const listener of waits) listener(waiting);
  };

  const callOnce = (group: string, name: string) => (input: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      wait(1);
      const answered =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          wait(-1);
          then(value);
        };
      send(nextId++, group, name, input, 0, { item: () => undefined, done: answered(resolve), fail: answered(reject) });
    });

  const callStream =
    (group: string, name: string, dropUnread: boolean) =>
    (input: unknown): Running<unknown, unknown> => {
      const id = nextId++;
      const stream = new ItemStream(dropUnread, {
        credit: (more) => outstanding.has(id) && carrier.send({ kind: 'credit', id, more }),
        left: () => {
          if (!dropUnread) cancel();
        },
      });
      const result = Promise.withResolvers<unknown>();
      result.promise.catch(() => undefined);
      const cancel = (): void => {
        if (outstanding.has(id)) carrier.send({ kind: 'cancel', id });
      };
      send(id, group, name, input, INITIAL_CREDIT, {
        item: (value) => stream.push(value),
        done: (output) => {
          stream.end();
          result.resolve(output);
        },
        fail: (error) => {
          stream.end(error);
          result.reject(error);
        },
      });
      return { items: stream, result: result.promise, cancel };
    };

  const groups = Object.entries(contract).map(([group, procedures]) => {
    const calls = Object.entries(procedures).map(([name, { kind }]) => [name, kind === 'query' || kind === 'command' ? callOnce(group, name) : callStream(group, name, kind === 'job')] as const);
    return [group, Object.fromEntries(calls)] as const;
  });
  const client: unknown = Object.fromEntries(groups);
  if (!fits(contract, client)) throw new Error('a contract without procedures');
  return { client, version: hello.promise, onWaiting: (listener) => void waits.push(listener), onClose: (listener) => carrier.onClose(listener), close: () => carrier.close() };
}

function fits<C extends ContractShape>(contract: C, client: unknown): client is Client<C> {
  return typeof client === 'object' && client !== null && Object.keys(contract).every((group) => group in client);
}

/** What came over the wire as an error, made fit: an unknown code is a `bug`. */
function shapeOf(error: unknown): ErrorShape {
  const given: Partial<ErrorShape> = typeof error === 'object' && error !== null ? error : {};
  return { code: ERROR_CODES.find((code) => code === given.code) ?? 'bug', message: String(given.message ?? 'failed without a word'), hint: String(given.hint ?? ''), details: given.details ?? {} };
}

/** Items of one call, for one reader. */
class ItemStream implements AsyncIterable<unknown> {
  readonly #dropUnread: boolean;
  readonly #to: { credit(more: number): void; left(): void };
  readonly #waiting: unknown[] = [];
  #reader: { resolve(result: IteratorResult<unknown>): void; reject(error: AppError): void } | undefined;
  #state: 'unread' | 'read' | 'left' = 'unread';
  #ended = false;
  #error: AppError | undefined;

  constructor(dropUnread: boolean, to: { credit(more: number): void; left(): void }) {
    this.#dropUnread = dropUnread;
    this.#to = to;
  }

  push(value: unknown): void {
    if (this.#reader !== undefined) {
      const reader = this.#reader;
      this.#reader = undefined;
      this.#to.credit(1);
      reader.resolve({ done: false, value });
      return;
    }
    const unread = this.#state === 'left' || (this.#state === 'unread' && this.#dropUnread);
    if (unread && (this.#state === 'left' || this.#waiting.length >= INITIAL_CREDIT / 2)) {
      this.#waiting.shift();
      this.#to.credit(1);
    }
    if (this.#state !== 'left') this.#waiting.push(value);
  }

  end(error?: AppError): void {
    this.#ended = true;
    this.#error = error;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) return;
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else reader.reject(error);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    if (this.#state !== 'unread') throw new Error('the items of a call are read once');
    this.#state = 'read';
    return {
      next: () => this.#next(),
      return: () => {
        this.#state = 'left';
        for (const _ of this.#waiting.splice(0)) this.#to.credit(1);
        if (!this.#ended) this.#to.left();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<IteratorResult<unknown>> {
    if (this.#waiting.length > 0) {
      const value = this.#waiting.shift();
      this.#to.credit(1);
      return Promise.resolve({ done: false, value });
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    if (this.#reader !== undefined) return Promise.reject(new Error('one item is waited for at a time'));
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }
}
