/**
 * The door between a carrier and the services: every call passes here, with its
 * role looked up in one table. While a connection is locked, what was under way
 * goes on, but nothing of it leaves until the same person unlocks.
 */
import { needOf } from '../../core/contract/access.ts';
import type { CallContext, CancelSignal, ProcedureKind } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { CancelSource } from '../../core/contract/rpc/cancel.ts';
import type { Through } from '../../core/contract/rpc/server.ts';
import type { Session } from './session.ts';

/** What a signed-off connection is told of work that another one began. */
const gone = (): AppError => new AppError('login-needed', 'Somebody else is here now, or nobody.', { hint: 'Log in, then look again.', details: { locked: false } });

/** The way of every call of one connection. */
export function door(session: Session): Through {
  return async ({ group, name, kind }, context, run) => {
    const need = needOf(group, name);
    if (need === 'anyone') return run({ ...context, author: session.author });
    session.admit(need);
    // A window asks by itself; only what is done, or said to be a hand, counts as one.
    if (kind === 'command' || kind === 'job') session.touch();
    // These change who is here, and answer for the one who comes.
    if (group === 'people') return run({ ...context, author: session.author });
    const visit = new Visit(session, context.signal, kind);
    try {
      const output = await run({ ...context, author: session.author, signal: visit.signal, emit: (item) => visit.emit(() => context.emit(item)) } satisfies CallContext<unknown>);
      await visit.open();
      return output;
    } finally {
      visit.end();
    }
  };
}

/** One call under way, for the one who made it. */
class Visit {
  readonly #session: Session;
  readonly #identity: string;
  readonly #caller: CancelSignal;
  readonly #kind: ProcedureKind;
  readonly #source = new CancelSource();
  readonly #stop: () => void;
  #waiting: (() => void)[] = [];

  constructor(session: Session, caller: CancelSignal, kind: ProcedureKind) {
    this.#session = session;
    this.#identity = session.identity;
    this.#caller = caller;
    this.#kind = kind;
    const aborted = (): void => this.#source.cancel();
    if (caller.aborted) aborted();
    caller.addEventListener('abort', aborted);
    this.#source.signal.addEventListener('abort', () => this.#wake());
    const stop = session.onChange(() => this.#changed());
    this.#stop = () => {
      stop();
      caller.removeEventListener('abort', aborted);
    };
  }

  /** Aborted when the caller goes; a stream of events also when the person does. Work that was begun is finished. */
  get signal(): CancelSignal {
    return this.#source.signal;
  }

  end(): void {
    this.#stop();
  }

  get #mine(): boolean {
    return this.#session.identity === this.#identity;
  }

  #changed(): void {
    if (!this.#mine && this.#kind === 'subscription') this.#source.cancel();
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Events wait behind the lock, coalesced by whoever sends them; progress is left out. */
  async emit(send: () => Promise<void>): Promise<void> {
    if (this.#kind === 'job') {
      if (this.#mine && !this.#session.locked) await send();
      return;
    }
    await this.#unlocked();
    if (this.#mine) await send();
  }

  /** Resolves once what the call gave may be given. Throws AppError `login-needed` where it no longer may. */
  async open(): Promise<void> {
    await this.#unlocked();
    // A stream of events was to end some day: with the person is soon enough.
    if (!this.#mine && this.#kind !== 'subscription') throw gone();
  }

  async #unlocked(): Promise<void> {
    while (this.#mine && this.#session.locked && !this.#caller.aborted) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
