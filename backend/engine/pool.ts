/**
 * The engines of a backend: one, or as many as may work at the same time. Tasks
 * go out in the order in which they came, each to an engine that is free.
 */
import { constants, setPriority } from 'node:os';
import type { CancelSignal } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Companion } from '../environment.ts';
import { EngineHost, type OnMessage } from './host.ts';
import type { Task } from './protocol.ts';

/** What services need of engines. */
export interface Engine {
  /** Whether a task given now would have to wait. */
  readonly busy: boolean;
  run(task: Task, onMessage: OnMessage, signal?: CancelSignal | null): Promise<void>;
  /** A recording will come soon. */
  prepare(): void;
  /** What was done took much memory: engines that have nothing to do end, now or when they are through; the next task starts another. */
  rest(): void;
}

export interface PoolLimits {
  atOnce: number;
  priority: 'normal' | 'behind';
}

interface Waiting {
  task: Task;
  onMessage: OnMessage;
  signal: CancelSignal | null;
  resolve: (done: Promise<void>) => void;
  reject: (error: Error) => void;
}

interface Member {
  host: EngineHost;
  priority: PoolLimits['priority'];
  working: number;
  /** Ends when it is through, unless there is more to do by then. */
  rests: boolean;
}

export class EnginePool implements Engine {
  readonly #start: () => Promise<Companion>;
  readonly #limits: () => PoolLimits;
  readonly #queue: Waiting[] = [];
  #members: Member[] = [];
  #closed = false;

  /** `limits` is asked before each task. */
  constructor(start: () => Promise<Companion>, limits: () => PoolLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  get busy(): boolean {
    return this.#queue.length > 0 || this.#members.filter(({ working }) => working > 0).length >= this.#limits().atOnce;
  }

  /** Whether any task is done or waits. */
  get working(): boolean {
    return this.#queue.length > 0 || this.#members.some(({ working }) => working > 0);
  }

  /** As `EngineHost.run`. What follows a recording goes to one engine always, since that one knows how far it read. */
  run(task: Task, onMessage: OnMessage, signal: CancelSignal | null = null): Promise<void> {
    if (this.#closed) return Promise.reject(new AppError('closed', 'The program is closing.'));
    if (task.kind === 'follow') return this.#give(this.#member(0), { task, onMessage, signal });
    return new Promise<void>((resolve, reject) => {
      const waiting: Waiting = { task, onMessage, signal, resolve, reject };
      this.#queue.push(waiting);
      signal?.addEventListener('abort', () => this.#drop(waiting), { once: true });
      this.#next();
    });
  }

  /** Has an engine that is free load what reading a recording and analysing it beside need. */
  prepare(): void {
    if (this.#closed || this.#queue.length > 0) return;
    const free = this.#free();
    if (free !== undefined) this.#member(free).host.prepare();
  }

  rest(): void {
    for (const member of this.#members) {
      member.rests = member.working > 0;
      if (!member.rests) member.host.rest();
    }
  }

  /** Ends all engines and rejects all tasks. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#queue.splice(0)) reject(new AppError('closed', 'The program is closing.'));
    for (const { host } of this.#members) host.close();
  }

  /** An engine that has the task already hears of the cancelling itself. */
  #drop(waiting: Waiting): void {
    const at = this.#queue.indexOf(waiting);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    waiting.reject(new AppError('cancelled', 'Cancelled.'));
  }

  #next(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      const free = this.#free();
      if (free === undefined) return;
      const waiting = this.#queue.shift()!;
      waiting.resolve(this.#give(this.#member(free), waiting));
    }
  }

  /** The place of an engine that may be given a task. */
  #free(): number | undefined {
    const { atOnce } = this.#limits();
    if (this.#members.filter(({ working }) => working > 0).length >= atOnce) return undefined;
    return Array.from({ length: atOnce }, (_, i) => i).find((i) => (this.#members[i]?.working ?? 0) === 0);
  }

  /** The engine in this place, fresh where the priority was changed: a process may lower its own and never raise it again. */
  #member(place: number): Member {
    const { priority } = this.#limits();
    const there = this.#members[place];
    if (there && (there.priority === priority || there.working > 0)) return there;
    there?.host.close();
    const made: Member = { host: new EngineHost(() => this.#started(priority)), priority, working: 0, rests: false };
    this.#members[place] = made;
    return made;
  }

  async #started(priority: PoolLimits['priority']): Promise<Companion> {
    const companion = await this.#start();
    if (priority === 'behind' && companion.pid !== undefined) standBehind(companion.pid);
    return companion;
  }

  async #give(member: Member, { task, onMessage, signal }: Pick<Waiting, 'task' | 'onMessage' | 'signal'>): Promise<void> {
    member.working++;
    member.rests = false;
    try {
      await member.host.run(task, onMessage, signal);
    } finally {
      member.working--;
      this.#next();
      if (member.rests && member.working === 0) member.host.rest();
    }
  }
}

/** Lets everything else on the computer go before a process that has just started; threads that it makes later are alike. */
function standBehind(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (thrown) {
    // It may have ended already, which is told elsewhere; a system that forbids it leaves it as it was.
    if (!(thrown instanceof Error) || !('code' in thrown)) throw thrown;
  }
}
