/** What a damaged file makes of reading it, by name. */
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import { named } from './sqlite.ts';

/** Runs `body`; what a damaged file makes of it (texts that are no JSON, beats that are not there) comes out by name. */
export function readable<T>(path: string, body: () => T): T {
  try {
    return named(path, body);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof RangeError || thrown instanceof TypeError || thrown instanceof z.ZodError)) throw thrown;
    throw new AppError('database-damaged', 'This case cannot be read: its file is damaged.', { hint: 'Restore the case from a backup.', details: { path }, cause: thrown });
  }
}
