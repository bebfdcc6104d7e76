/**
 * Procedures as they are for a caller that names no place on this computer: a
 * browser. It hands files over byte by byte and takes them as downloads; whoever
 * holds its address neither reads nor writes a file by its path.
 */
import type { CallContext } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';

/** Keys of an input that name places. */
const PLACES = ['path', 'paths'];

function namesPlace(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  return Object.entries(input).some(([key, value]) => PLACES.includes(key) && value !== '' && value !== undefined);
}

type AnyHandler = (input: unknown, context: CallContext<unknown>) => unknown;

const isHandler = (value: unknown): value is AnyHandler => typeof value === 'function';

function placelessGroup<H extends object>(handlers: H): H {
  return new Proxy(handlers, {
    get(target, name, receiver): unknown {
      const handler: unknown = Reflect.get(target, name, receiver);
      if (!isHandler(handler)) return handler;
      return (input: unknown, context: CallContext<unknown>): unknown => {
        if (namesPlace(input)) throw new AppError('not-allowed', 'A browser names no place on this computer.', { hint: 'Choose files in the window and take them as downloads, or use the program’s own window.' });
        return handler.call(target, input, context);
      };
    },
  });
}

/** Every group of procedures; an input that names a place is refused with `not-allowed`, that of a procedure which is new, too. */
export function placeless<H extends object>(groups: H): H {
  return new Proxy(groups, {
    get(target, name, receiver): unknown {
      const group: unknown = Reflect.get(target, name, receiver);
      return typeof group === 'object' && group !== null ? placelessGroup(group) : group;
    },
  });
}
