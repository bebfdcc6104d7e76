import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { helpOf, parseCommandLine, UsageError, type Command, type CommandIo } from '../../cli/command.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { runCli } from '../../cli/main.ts';

function recorder(): { io: CommandIo; out: string[]; err: string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  return { io: { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => undefined, isTerminal: false, cwd: '/', signal: new AbortController().signal }, out, err };
}

const sample: Command = {
  name: 'sample',
  summary: 'Does nothing.',
  usage: '<word>… [--count N]',
  options: { count: { value: 'N', help: 'how many', default: '3' }, only: { value: 'NAME', help: '', multiple: true }, quick: { help: 'less' } },
  run: () => Promise.reject(new AppError('file-missing', 'nothing there')),
};

describe('the command line', () => {
  it('lists every command and its own help', async () => {
    const { io, out } = recorder();
    expect(await runCli(['--help'], io)).toBe(0);
    for (const { name } of COMMANDS) expect(out.join('\n')).toContain(name);
    for (const { name } of COMMANDS) expect(await runCli([name, '--help'], io)).toBe(0);
  });

  it('has a file for each command, by its name', async () => {
    for (const { name, load } of COMMANDS) expect((await load()).command.name).toBe(name);
  });

  it('says in a line what makes no sense, and ends with 2', async () => {
    const { io, err } = recorder();
    expect(await runCli(['nonsense'], io)).toBe(2);
    expect(await runCli(['serve', '--nonsense'], io)).toBe(2);
    expect(await runCli(['serve', '--port', 'x'], io)).toBe(2);
    expect(await runCli([], io)).toBe(2);
    expect(err.length).toBe(3);
    for (const line of err) expect(line).toMatch(/^isoline: /);
  });

  it('parses options with types, defaults and choices', () => {
    const args = parseCommandLine(sample, ['a', '--only', 'x', '--only', 'y', 'b', '--quick']);
    expect([args.positionals, args.number('count'), args.list('only'), args.flag('quick')]).toEqual([['a', 'b'], 3, ['x', 'y'], true]);
    expect(() => parseCommandLine(sample, ['--count', 'many']).number('count')).toThrow(UsageError);
    expect(() => parseCommandLine(sample, ['--count', '4']).choice('count', ['1', '2'])).toThrow(UsageError);
    expect(helpOf(sample)).toContain('how many (3 by default)');
  });

  it('does not mind when nobody reads on, as in `isoline … | head`', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../cli/main.ts'), '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([code, said]).toEqual([0, '']);
  });
});
