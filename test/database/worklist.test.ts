/** The worklist's index: it is closed once, and what still comes in then is let go. */
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { Worklist, type PresentLine } from '../../backend/database/worklist.ts';
import { environment, importCase, temporaryFolders } from './helpers.ts';

const folders = temporaryFolders();
afterEach(() => {
  vi.useRealTimers();
  folders.clear();
});

function lineOfACase(): PresentLine {
  const cases = new Cases(environment(folders.make()));
  importCase(cases, 60, 'day');
  const [row] = cases.list();
  cases.close();
  return { row: row!, sha256: 'day', whole: true };
}

describe('the worklist', () => {
  it('writes what is pending as it closes, and asks for no line afterwards', () => {
    const line = lineOfACase();
    vi.useFakeTimers();
    const asked: string[] = [];
    const path = join(folders.make(), 'library.sqlite');
    const worklist = new Worklist(path, (caseId) => {
      asked.push(caseId);
      // Looked at for its line, a case may say that it has changed; so may a thread that ends its work later.
      worklist.notify('B');
      return line;
    });
    worklist.notify('A');
    worklist.close();
    worklist.notify('C');
    vi.runAllTimers();
    expect(asked).toEqual(['A']);
    const again = new Worklist(path, () => line);
    expect(again.list()).toEqual([line.row]);
    again.close();
  });
});
