/** `isoline people`, and who the other commands act for where people are kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../cli/command.ts';
import { runCli } from '../../cli/main.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoline-cli-people-'));
  writeFileSync(join(folder, 'ada'), 'correct horse\n');
  writeFileSync(join(folder, 'bo'), 'another horse\r\nsecond line\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command on the folder; `typed` is what a person answers at the terminal. */
async function run(words: string, typed?: string): Promise<{ code: number; out: string[]; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const io: CommandIo = { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => undefined, secret: () => Promise.resolve(typed), isTerminal: false, cwd: folder, signal: new AbortController().signal };
  return { code: await runCli([...words.split(' '), '--data', join(folder, 'data')], io), out, err: err.join('\n') };
}

describe('isoline people', () => {
  it('turns login on; from then on every command says for whom', async () => {
    expect(await run('library rebuild')).toMatchObject({ code: 0 });
    expect(await run('people begin Ada --shown Dr_A --new-password-file ada')).toMatchObject({ code: 0, out: [expect.stringMatching(/^Ada\tlead\tactive\tDr_A\t2/)] });
    const refused = await run('library rebuild');
    expect(refused).toMatchObject({ code: 1, out: [] });
    expect(refused.err).toContain('--user');
    expect(await run('library rebuild --user Ada')).toMatchObject({ code: 1 });
    expect((await run('library rebuild --user Ada', 'wrong horse')).err).toContain('do not fit');
    expect(await run('library rebuild --user Ada', 'correct horse')).toMatchObject({ code: 0 });
    expect(await run('people add Bo --role observer --user ada --password-file ada --new-password-file bo')).toMatchObject({ code: 0, out: ['Bo\tobserver\tactive\t\t'] });
    const small = await run('library rebuild --user Bo --password-file bo');
    expect(small).toMatchObject({ code: 1 });
    expect(small.err).toContain('lead reader');
    expect(await run('people change Bo --off --user Ada --password-file ada')).toMatchObject({ code: 0 });
    expect((await run('people list --user Ada --password-file ada')).out.map((line) => line.split('\t').slice(0, 3).join(' '))).toEqual(['Ada lead active', 'Bo observer off']);
    const log = await run('people log --user Ada --password-file ada');
    expect(log.out[1]).toMatch(/\tAda\tlogin\t$/);
    expect(log.out.some((line) => line.includes('Bo: may not log in any more'))).toBe(true);
    expect(await run('verify workplace --user Ada --password-file ada')).toMatchObject({ code: 0, out: [expect.stringMatching(/^workplace\tok\t\d+ lines\t[0-9a-f]{64}$/)] });
  });

  it('says in a line what makes no sense', async () => {
    for (const words of ['people', 'people dance', 'people add', 'people list Ada', 'people add Cy --role king --user Ada --password-file ada']) expect((await run(words)).code, words).toBe(2);
    expect((await run('people change Bo --user Ada --password-file ada')).code).toBe(2);
    expect((await run('people list --user Ada --password-file nowhere')).err).toContain('nowhere');
  });
});
