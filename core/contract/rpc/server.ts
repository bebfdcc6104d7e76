/** The answering side: looks procedures up, checks inputs, runs handlers, paces their items. */
import type { CallContext, ContractShape, Handlers, ProcedureKind } from '../define.ts';
import { AppError, errorShape } from '../errors.ts';
import { CancelSource } from './cancel.ts';
import { PROTOCOL, type Carrier, type Frame } from './frames.ts';

/** One implementation of every group of a contract. */
export type AllHandlers<C extends ContractShape> = { readonly [G in keyof C]: Handlers<C[G]> };

/** The way of a call to its handler: lets it through by `run`, with the context that it shall have, or throws. */
export type Through = (call: { group: string; name: string; kind: ProcedureKind }, context: CallContext<unknown>, run: (context: CallContext<unknown>) => unknown) => Promise<unknown>;

export interface ServerOptions {
  /** Version of this program, told in the `ack`. */
  version: string;
  /** Who calls over this carrier, for the journal. */
  author: string;
  /** True where the token of the `hello` opens the door. Where absent, it is open. */
  authorise?(token: string): boolean;
  /** Every call passes here. Where absent, all go through. */
  through?: Through;
  /** Told of every handler's failure that is a fault of the program, for the log. */
  onBug?(thrown: unknown, procedure: string): void;
}

/** Items that a producer may pile up without waiting for `emit`, before that is taken for a fault. */
const RUNAWAY_ITEMS = 10_000;

interface RunningCall {
  cancel: CancelSource;
  pacer: Pacer;
  cancelled: boolean;
}

/**
 * Serves a contract over one carrier until it closes; then every handler's
 * signal is aborted. Nothing but `hello` is heard before a hello that fits.
 */
export function createServer<C extends ContractShape>(contract: C, handlers: AllHandlers<C>, carrier: Carrier, options: ServerOptions): void {
  const calls = new Map<number, RunningCall>();
  let greeted = false;

  const greet = (frame: Frame): void => {
    const refuse = (error: AppError): void => {
      carrier.send({ kind: 'fail', id: 0, error: error.toShape() });
      carrier.close();
    };
    if (frame.kind !== 'hello') return refuse(new AppError('unauthorised', 'The first frame must be a hello'));
    if (frame.protocol !== PROTOCOL) {
      return refuse(new AppError('version-mismatch', `The running program is Isoline ${options.version} and speaks another version of the protocol.`, { hint: 'Use the same version of Isoline for both.', details: { ours: PROTOCOL, theirs: Number(frame.protocol) } }));
    }
    if (options.authorise !== undefined && !options.authorise(String(frame.token))) {
      return refuse(new AppError('unauthorised', 'This address does not open the running program.', { hint: 'Use the whole address that it printed, with what follows the #.' }));
    }
    greeted = true;
    carrier.send({ kind: 'ack', protocol: PROTOCOL, version: options.version });
  };

  const run = async (frame: Frame & { kind: 'call' }): Promise<void> => {
    const { id, group, name } = frame;
    const cancel = new CancelSource();
    const call: RunningCall = { cancel, pacer: new Pacer(), cancelled: false };
    try {
      if (calls.has(id)) throw new AppError('invalid-input', `Call ${id} is running already`);
      const found = lookUp(contract, handlers, group, name);
      if (found === undefined) throw new AppError('unknown-procedure', `There is no procedure ${group}.${name}`, { details: { procedure: `${group}.${name}` } });
      calls.set(id, call);
      call.pacer.grant(frame.credit);
      const itemKind = found.procedure.kind === 'subscription' ? 'event' : 'item';
      const context: CallContext<unknown> = {
        signal: cancel.signal,
        author: options.author,
        emit: (value) => call.pacer.send(() => carrier.send({ kind: itemKind, id, value })),
      };
      // Who may not call it need not hear what it takes.
      const handle = (given: CallContext<unknown>): unknown => {
        const parsed = found.procedure.input.safeParse(frame.input);
        if (!parsed.success) {
          const issue = parsed.error.issues[0];
          const where = issue?.path.map(String).join('.') ?? '';
          throw new AppError('invalid-input', `${group}.${name} was called with what it does not take${where === '' ? '' : `, at ${where}`}: ${issue?.message ?? ''}`, { details: { procedure: `${group}.${name}`, at: where } });
        }
        return found.handler(parsed.data, given);
      };
      const output = await (options.through ? options.through({ group, name, kind: found.procedure.kind }, context, handle) : handle(context));
      await call.pacer.drained();
      if (call.cancelled) throw new AppError('cancelled', 'Cancelled');
      carrier.send({ kind: 'done', id, output });
    } catch (thrown) {
      const error = errorShape(call.cancelled && !(thrown instanceof AppError && thrown.code !== 'closed') ? new AppError('cancelled', 'Cancelled') : thrown);
      if (error.code === 'bug') options.onBug?.(thrown, `${group}.${name}`);
      carrier.send({ kind: 'fail', id, error });
    } finally {
      if (calls.get(id) === call) calls.delete(id);
    }
  };

  carrier.onFrame((frame) => {
    if (!greeted) return greet(frame);
    switch (frame.kind) {
      case 'call':
        void run(frame);
        return;
      case 'credit':
        return calls.get(frame.id)?.pacer.grant(frame.more);
      case 'cancel': {
        const call = calls.get(frame.id);
        if (call === undefined) return;
        call.cancelled = true;
        call.pacer.stop();
        return call.cancel.cancel();
      }
      case 'hello':
      case 'ack':
      case 'item':
      case 'event':
      case 'done':
      case 'fail':
        // No frame of a caller that has been greeted: the other side does not speak the protocol.
        return carrier.close();
    }
  });
  carrier.onClose(() => {
    for (const { cancel, pacer } of calls.values()) {
      pacer.stop();
      cancel.cancel();
    }
  });
}

type AnyHandler = (input: unknown, context: CallContext<unknown>) => unknown;

function isHandler(value: unknown): value is AnyHandler {
  return typeof value === 'function';
}

/** Own properties only: a name like `constructor` is as unknown as any other. */
function lookUp<C extends ContractShape>(contract: C, handlers: AllHandlers<C>, group: string, name: string) {
  if (!Object.hasOwn(contract, group)) return undefined;
  const procedures = contract[group];
  if (procedures === undefined || !Object.hasOwn(procedures, name)) return undefined;
  const procedure = procedures[name];
  const handler: unknown = handlers[group]?.[name];
  return procedure !== undefined && isHandler(handler) ? { procedure, handler: handler.bind(handlers[group]) } : undefined;
}

/** Lets items go as far as there is credit; the rest waits with its producer. */
class Pacer {
  #credit = 0;
  #stopped = false;
  readonly #queue: (() => void)[] = [];
  #waiting: (() => void)[] = [];

  grant(more: number): void {
    if (!Number.isSafeInteger(more) || more <= 0) return;
    this.#credit += more;
    while (this.#credit > 0 && this.#queue.length > 0) {
      this.#credit--;
      this.#queue.shift()?.();
    }
    this.#wake();
  }

  /** Sends now or when there is credit; resolves when there is room for another. */
  async send(go: () => void): Promise<void> {
    if (this.#stopped) return;
    if (this.#credit > 0 && this.#queue.length === 0) {
      this.#credit--;
      go();
    } else {
      if (this.#queue.length >= RUNAWAY_ITEMS) throw new Error('a producer of items does not wait for its listener');
      this.#queue.push(go);
    }
    await this.#until(() => this.#credit > 0 && this.#queue.length === 0);
  }

  /** Resolves when everything has gone. */
  drained(): Promise<void> {
    return this.#until(() => this.#queue.length === 0);
  }

  /** Nobody listens any more: drops what waits and lets producers go on to see their signal. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#wake();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!this.#stopped && !condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
