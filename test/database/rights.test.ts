import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { analyseCase, environment, failureOf, importCase } from './helpers.ts';

let folder = '';
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Rights of everything in a folder, as `0700 name` where they are not what they should be. */
function wrong(root: string): string[] {
  return ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })].flatMap((name) => {
    const { mode } = statSync(join(root, name));
    const isFolder = statSync(join(root, name)).isDirectory();
    return (mode & 0o777) === (isFolder ? 0o700 : 0o600) ? [] : [`${(mode & 0o777).toString(8)} ${name}`];
  });
}

// Windows keeps rights in another way, and gives them to the owner of the profile by itself.
describe.each(process.platform === 'win32' ? [] : ['posix'])('rights (%s)', () => {
  it('are the owner’s alone, whatever is written, and whatever the person’s umask is', async () => {
    const before = process.umask(0);
    try {
      folder = join(mkdtempSync(join(tmpdir(), 'isoline-rights-')), 'data');
      const cases = new Cases(environment(folder));
      cases.lock.announce({ pid: 1, socket: 'x', token: 'y' });
      const caseId = importCase(cases, 20, 'aa');
      rmSync(join(folder, 'incoming'), { recursive: true });
      analyseCase(cases, caseId, 20);
      cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Erika', reason: '' }, 0, '');
      cases.sign(caseId, { pdf: Buffer.from('%PDF'), pages: 1, revision: 1 }, '');
      const { name } = await cases.safety.make(caseId);
      await cases.safety.make('workplace');
      cases.safety.restore(caseId, name, '');
      expect(wrong(folder)).toEqual([]);
      cases.close();
      expect(wrong(folder)).toEqual([]);
    } finally {
      process.umask(before);
    }
  });

  it('that others have are taken away, and it is said', () => {
    folder = mkdtempSync(join(tmpdir(), 'isoline-rights-'));
    const cases = new Cases(environment(folder));
    importCase(cases, 20, 'aa');
    cases.close();
    mkdirSync(join(folder, 'cases', 'X'));
    for (const name of ['.', 'cases', 'cases/X', 'library.sqlite']) chmodSync(join(folder, name), name.endsWith('sqlite') ? 0o644 : 0o755);
    const said = vi.spyOn(console, 'error').mockReturnValue();
    const again = new Cases(environment(folder));
    again.close();
    expect(wrong(folder).filter((line) => !line.endsWith('incoming') && !line.includes('incoming/'))).toEqual([]);
    expect(said.mock.calls.flat().join()).toContain('is yours only now');
    said.mockClear();
    expect(failureOf(() => new Cases(environment(folder)).close())).toBe('none');
    expect(said).not.toHaveBeenCalled();
  });
});
