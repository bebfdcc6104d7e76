/** Files that leave the program: whole under their names, or not there. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handOut, type HandOutCalls } from '../../backend/store/handed-out.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoline-handed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const outs = (): { path: string; bytes: string }[] => ['a.cnn', 'a.csv', 'a.json'].map((name) => ({ path: join(folder, name), bytes: name }));

/** The calls, noted, with one that fails or never comes back. */
function noted(at = Number.POSITIVE_INFINITY, code = 'EIO'): { calls: HandOutCalls; done: string[] } {
  const done: string[] = [];
  const step = async (words: string, work: () => Promise<void>): Promise<void> => {
    if (done.length >= at) throw Object.assign(new Error(code), { code });
    done.push(words);
    await work();
  };
  return {
    done,
    calls: {
      write: (path, bytes) => step(`write ${basename(path)}`, () => writeFile(path, bytes)),
      rename: (from, to) => step(`rename ${basename(to)}`, () => rename(from, to)),
      syncFolder: (of) => step(`sync ${of === folder}`, () => Promise.resolve()),
    },
  };
}

describe('handing out', () => {
  it('gives no file its name before all are written, and theirs in order', async () => {
    const { calls, done } = noted();
    await handOut(outs(), calls);
    expect(done).toEqual(['write a.cnn.part', 'write a.csv.part', 'write a.json.part', 'rename a.cnn', 'rename a.csv', 'rename a.json', 'sync true']);
    expect(readdirSync(folder).toSorted()).toEqual(['a.cnn', 'a.csv', 'a.json']);
  });

  it.each([0, 1, 2, 3, 4, 5])('leaves whole files or none where step %i fails, the last one never alone', async (at) => {
    for (const { path } of outs()) writeFileSync(path, 'old');
    await expect(handOut(outs(), noted(at).calls)).rejects.toMatchObject({ code: 'file-unwritable', message: 'The disk gave an error.' });
    expect(readdirSync(folder).toSorted()).toEqual(['a.cnn', 'a.csv', 'a.json']);
    for (const name of readdirSync(folder)) expect(['old', name]).toContain(readFileSync(join(folder, name), 'utf8'));
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('old');
  });

  it.each([
    ['ENOSPC', 'disk-full', 'The disk is full. Nothing of this step was kept.'],
    ['EDQUOT', 'disk-full', 'The disk is full. Nothing of this step was kept.'],
    ['EROFS', 'file-unwritable', 'The disk is read-only.'],
    ['EACCES', 'file-unwritable', 'This place on the disk may not be written.'],
    ['ENOENT', 'file-unwritable', 'The folder is not there.'],
  ])('names %s for what it is', async (system, code, message) => {
    await expect(handOut(outs(), noted(1, system).calls)).rejects.toMatchObject({ code, message, details: { path: join(folder, 'a.csv') } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that a folder is in the way', async () => {
    mkdirSync(join(folder, 'a.csv'));
    await expect(handOut(outs())).rejects.toMatchObject({ message: 'There is a folder of this name.', details: { path: join(folder, 'a.csv') } });
    expect(readdirSync(folder).toSorted()).toEqual(['a.cnn', 'a.csv']);
  });
});
