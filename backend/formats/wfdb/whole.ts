/** Which headers of a folder are records by themselves, and which are segments of another. */
import { join } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { readHeader } from './header.ts';

/**
 * The headers that no other of them names as its segment, in their order. One
 * that cannot be read stays: opening it says what is wrong with it.
 *
 * @param names headers of the folder
 */
export async function wholeRecords(folder: string, names: readonly string[]): Promise<string[]> {
  if (names.length < 2) return [...names];
  const segments = new Set<string>();
  for (const name of names) {
    try {
      for (const segment of (await readHeader(join(folder, name))).segments) {
        const header = `${segment.name}.hea`.toLowerCase();
        if (header !== name.toLowerCase()) segments.add(header);
      }
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
    }
  }
  const whole = names.filter((name) => !segments.has(name.toLowerCase()));
  // Headers that name each other are damaged, all of them.
  return whole.length > 0 ? whole : [...names];
}
