import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { command } from '../../cli/evaluate.ts';
import { parseCommandLine, type CommandIo } from '../../cli/command.ts';
import { readHistory } from '../../cli/evaluate/history.ts';
import { AppError } from '../../core/contract/errors.ts';
import { annotations } from '../scoring/cases.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-page-'));
  await mkdir(join(folder, 'few'));
  await writeFile(join(folder, 'few', 'a&1.hea'), 'a 1 100 60000\na.dat 16 200 12 0 0 0 0 MLII\n');
  await writeFile(join(folder, 'few', 'a&1.atr'), writeAnnotations(annotations([[40_000, 'N'], [40_100, 'V'], [40_200, 'V'], [40_300, 'S']])));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Scores annotation files of `few`, in which some V were found. */
async function score(found: string, ...words: string[]): Promise<number> {
  await writeFile(join(folder, 'few', 'a&1.own'), writeAnnotations(annotations([[40_000, 'N'], [40_100, 'V'], [40_200, found], [40_300, 'S']])));
  const io: CommandIo = { out: () => {}, err: () => {}, progress: () => {}, isTerminal: false, cwd: folder, signal: new AbortController().signal };
  return command.run(parseCommandLine(command, ['--data', folder, '--set', 'few', '--list', 'all', '--annotator', 'own', ...words]), io);
}

describe('the page of an evaluation', () => {
  it('shows figures and records, with names as text', async () => {
    expect(await score('V', '--html', 'out.html')).toBe(0);
    const page = await readFile(join(folder, 'out.html'), 'utf8');
    expect(page).toContain('<title>few, ec57, nobody asked</title>');
    expect(page).toContain('a&#38;1');
    expect(page).not.toContain('a&1');
    expect(page.match(/<rect class="v"/g)).toHaveLength(1);
    expect(page).not.toContain('Results so far');
  });

  it('shows what changed since the last result that was scored alike', async () => {
    await score('N', '--history', 'h.jsonl');
    await score('N', '--history', 'h.jsonl', '--protocol', 'literature');
    await score('V', '--history', 'h.jsonl', '--html', 'out.html');
    const page = await readFile(join(folder, 'out.html'), 'utf8');
    expect(page.match(/<tr><td>/g)).toHaveLength(2);
    // V: one of two found, 66.7, then both.
    expect(page).toContain('<td>66.7</td>');
    expect(page).toContain('<td>100.0 (+33.3)</td>');
    expect(await readHistory(join(folder, 'h.jsonl'))).toHaveLength(3);
  });

  it('is refused by name where the history is none, or a file cannot be written', async () => {
    await writeFile(join(folder, 'h.jsonl'), '{"at":1}\n');
    await expect(score('V', '--history', 'h.jsonl')).rejects.toMatchObject({ code: 'format-damaged', message: expect.stringContaining('Line 1 of h.jsonl') });
    await expect(score('V', '--history', 'nowhere/h.jsonl')).rejects.toMatchObject({ code: 'file-unwritable' });
    await expect(score('V', '--html', 'nowhere/out.html')).rejects.toMatchObject({ code: 'file-unwritable' });
  });
});

describe('a history file', () => {
  it('gives its lines or says what is wrong, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const path = join(folder, 'noise');
        await writeFile(path, bytes);
        const read = await readHistory(path).catch((thrown: unknown) => thrown);
        expect(Array.isArray(read) || read instanceof AppError).toBe(true);
      }),
      { numRuns: 50 },
    );
    expect(await readHistory(join(folder, 'not-there'))).toEqual([]);
  });
});
