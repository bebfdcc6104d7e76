/** Values that stand as JSON in a case, read as what they must be. */
import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';

/** @throws AppError `database-damaged`, naming `what`, where the text is not what was written */
export function readStored<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch (cause) {
    throw damaged(what, cause);
  }
  const read = schema.safeParse(plain);
  if (!read.success) throw damaged(what, read.error);
  return read.data;
}

function damaged(what: string, cause: unknown): AppError {
  return new AppError('database-damaged', `${what} cannot be read: its file is damaged.`, { hint: 'Restore the case from a backup.', cause });
}
