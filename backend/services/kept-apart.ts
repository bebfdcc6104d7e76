/**
 * Procedures as they are while two readers of one recording are kept from each
 * other: each is asked first whether its caller may see, or change, the case.
 */
import type { Contract } from '../../core/contract/contract.ts';
import type { CallContext, Handlers } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { packLines } from '../../core/study/worklist-lines.ts';
import type { Blindness } from '../database/blindness.ts';
import type { Cases } from '../database/cases.ts';
import type { Comparisons } from '../database/comparison.ts';
import { relink } from '../database/second-reading.ts';

/** What a call asks for: to see what a case says, to change it, or neither. */
type Ask = 'see' | 'change' | 'neither';

/** Procedures that show nothing of what a reader made, or that any reader of the recording may have. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  review: ['signal', 'envelope', 'thumbnails'],
  analysis: ['engine', 'engineChanges', 'devices', 'models'],
  library: ['list', 'lines', 'study', 'changes', 'setPriority', 'remove', 'access', 'verify', 'erase', 'backups', 'backup', 'restore', 'receive', 'rebuild'],
  colleagues: ['names', 'assign', 'beginSecond', 'compare', 'beginSettling', 'settle'],
};
const CHANGING: Readonly<Record<string, readonly string[]>> = { review: ['edit', 'undo', 'redo'], report: ['sign', 'reopen'], analysis: ['start'] };

function askOf(group: string, name: string): Ask {
  if (OPEN[group]?.includes(name)) return 'neither';
  return CHANGING[group]?.includes(name) ? 'change' : 'see';
}

type AnyHandler = (input: unknown, context: CallContext<unknown>) => unknown;

function isHandler(value: unknown): value is AnyHandler {
  return typeof value === 'function';
}

function caseOf(input: unknown): string | null {
  return typeof input === 'object' && input !== null && 'caseId' in input && typeof input.caseId === 'string' ? input.caseId : null;
}

/** Every group of procedures with the question asked before each: a group that is new is asked about, too. */
export function allKeptApart<H extends object>(groups: H, readings: { blindness: Blindness; comparisons: Comparisons }): H {
  return new Proxy(groups, {
    get(target, name, receiver): unknown {
      const group: unknown = Reflect.get(target, name, receiver);
      return typeof name === 'string' && typeof group === 'object' && group !== null ? keptApart(name, group, readings) : group;
    },
  });
}

/** A group of procedures with the question asked before each. */
export function keptApart<H extends object>(group: string, handlers: H, { blindness, comparisons }: { blindness: Blindness; comparisons: Comparisons }): H {
  return new Proxy(handlers, {
    get(target, name, receiver): unknown {
      const handler: unknown = Reflect.get(target, name, receiver);
      if (!isHandler(handler) || typeof name !== 'string') return handler;
      const ask = askOf(group, name);
      if (ask === 'neither') return handler;
      return (input: unknown, context: CallContext<unknown>): unknown => {
        const caseId = caseOf(input);
        const refuse = (): void => {
          if (caseId === null) return;
          if (ask === 'see') blindness.refuse(caseId, context.author);
          else blindness.refuseEdit(caseId, context.author);
          if (group === 'report' && name === 'sign') comparisons.refuseUnsettled(caseId);
          if (group === 'report' && name === 'reopen') comparisons.refuseSettled(caseId);
        };
        const asked = (): unknown => {
          refuse();
          return handler.call(target, input, context);
        };
        // Who may see a case stands in its state, and that of a long case is loaded on a thread.
        const loading = caseId === null ? null : blindness.loading(caseId);
        return loading ? loading.then(asked) : asked();
      };
    },
  });
}

/** The worklist as it is for people who are kept apart, and for cases that belong together: what concerns the one may concern the other. */
export function libraryOfReadings(library: Handlers<Contract['library']>, { cases, blindness }: { cases: Cases; blindness: Blindness }): Handlers<Contract['library']> {
  return {
    ...library,
    list: async (input, context) => blindness.allSeenBy(await library.list(input, context), context.author),
    lines: (_, { author }) => packLines(blindness.allSeenBy(cases.list(), author)),
    changes: (input, context) => library.changes(input, { ...context, emit: (event) => context.emit(event.row ? { ...event, row: blindness.seenBy(event.row, context.author) } : event) }),
    setPriority: async (input, context) => blindness.seenBy(await library.setPriority(input, context), context.author),
    receive: async (input, context) => {
      const received = await library.receive(input, context);
      relink(cases, received.caseId, context.author);
      return received;
    },
    restore: async (input, context) => {
      const restored = await library.restore(input, context);
      if (restored.of !== 'workplace') relink(cases, restored.of, context.author);
      return restored;
    },
    /** The patient is one: what names them goes from every reading. */
    erase: async (input, context) => {
      const others = blindness.pairs(input.caseId).map(({ first, second }) => (first === input.caseId ? second : first));
      const working = others.find((caseId) => cases.busy(caseId));
      if (working !== undefined) throw new AppError('not-ready', 'The other reading of this recording is being worked on.', { hint: 'Cancel the work first.', details: { caseId: working } });
      for (const caseId of others) await library.erase({ caseId }, context);
      return library.erase(input, context);
    },
  };
}
