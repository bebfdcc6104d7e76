/**
 * The command line: `isoline <command> …`. Exit codes: 0 done, 1 something
 * failed (said on standard error), 2 the words make no sense, 130 stopped by Ctrl-C.
 */
import { realpathSync } from 'node:fs';
import { AppError } from '../core/contract/errors.ts';
import { notice } from '../core/contract/notice.ts';
import { leaveEngine, startEngineAhead } from '../backend/companions.ts';
import { program } from '../backend/program.ts';
import { helpOf, parseCommandLine, UsageError, type CommandIo } from './command.ts';
import { COMMANDS } from './commands.ts';
import { processIo } from './io.ts';

function help(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length)) + 2;
  return [
    'isoline <command> [options]',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    '  isoline <command> --help    says what a command takes',
    '  isoline --version           prints the version',
    '',
    notice(program().version),
  ].join('\n');
}

/** Runs one command and returns the exit code; prints its failure rather than throwing it. */
export async function runCli(words: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(help());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    io.out(program().version);
    return 0;
  }
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    io.err(`isoline: there is no command "${name}"; isoline --help lists them`);
    return 2;
  }
  const beforeDashes = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  const asksForHelp = beforeDashes.includes('--help') || beforeDashes.includes('-h');
  if (entry.analyses && rest.length > 0 && !asksForHelp) startEngineAhead();
  try {
    const { command } = await entry.load();
    if (asksForHelp) {
      io.out(helpOf(command));
      return 0;
    }
    return await command.run(parseCommandLine(command, rest), io);
  } catch (thrown) {
    return report(thrown, name, io);
  } finally {
    await leaveEngine();
  }
}

function report(thrown: unknown, name: string, io: CommandIo): number {
  if (thrown instanceof UsageError) {
    io.err(`isoline: ${thrown.message}; isoline ${name} --help says more`);
    return 2;
  }
  if (thrown instanceof AppError) {
    io.err(`isoline: ${thrown.message}`);
    if (thrown.hint !== '') io.err(`  ${thrown.hint}`);
    return thrown.code === 'cancelled' && io.signal.aborted ? 130 : 1;
  }
  io.err(`isoline: this is a fault of the program. ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  return 1;
}

/** Runs a command on this process's own terminal; Electron's main calls it by file. */
export function runProcess(words: readonly string[]): Promise<number> {
  return runCli(words, processIo());
}

if (process.argv[1] !== undefined && import.meta.filename === realpathSync(process.argv[1])) {
  process.exitCode = await runProcess(process.argv.slice(2));
}
