/**
 * What a command of `isoline` is: one file in this folder that exports
 * `command`, and one line in `commands.ts`. A command parses nothing by itself
 * and prints through `CommandIo` only, so that tests can call it.
 */
import { parseArgs, type ParseArgsOptionDescriptor } from 'node:util';

/** One option. `value` is the placeholder in the help; options without it are switches. */
export interface OptionSpec {
  /** In words, for `--help`; may be empty where `usage` says enough. */
  help: string;
  /** Placeholder of the value (`FOLDER`, `N`, `train|test|all`); absent for a switch. */
  value?: string;
  short?: string;
  /** May be given several times. */
  multiple?: boolean;
  /** Used where the option is not given; shown in the help. */
  default?: string;
}

/** Where a command reads from and writes to. */
export interface CommandIo {
  /** Writes a line to standard output. */
  out(text: string): void;
  /** Writes a line to standard error. */
  err(text: string): void;
  /** Rewrites the last line of a terminal's standard error; nothing elsewhere. The empty text clears it. */
  progress(text: string): void;
  /** Asks a person at a terminal for what nobody else shall read; undefined, and the member may be absent, where there is none. */
  secret?(question: string): Promise<string | undefined>;
  /** True where a person watches standard error: progress bars only then. */
  readonly isTerminal: boolean;
  /** Folder that relative paths are relative to. */
  readonly cwd: string;
  /** Aborted by the first Ctrl-C; a second one ends the process. */
  readonly signal: AbortSignal;
}

export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What follows `isoline <name>`: `<recording>… --out <folder> [--device auto|cpu|webgpu]`. */
  usage: string;
  options: Readonly<Record<string, OptionSpec>>;
  /** More help, printed after the options. */
  details?: string;
  /** Returns the exit code: 0 done, 1 something failed (and was said). Throws AppError or UsageError. */
  run(args: ParsedArgs, io: CommandIo): Promise<number>;
}

/** The words on the command line do not make sense; exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Options and the words that are none, with typed access. */
export class ParsedArgs {
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly #options: Readonly<Record<string, OptionSpec>>;

  constructor(options: Readonly<Record<string, OptionSpec>>, values: Record<string, string | boolean | (string | boolean)[] | undefined>, positionals: readonly string[]) {
    this.#options = options;
    this.#values = values;
    this.positionals = positionals;
  }

  /** Value of an option, its default, or undefined. The last one counts where it was given twice. */
  text(name: string): string | undefined {
    const value = this.#value(name);
    const last = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? last : this.#options[name]?.default;
  }

  /** As `text`, refusing its absence. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw new UsageError(`--${name} is missing`);
    return value;
  }

  /** True where the switch was given. */
  flag(name: string): boolean {
    return this.#value(name) === true;
  }

  /** Every value of an option that may be given several times. */
  list(name: string): string[] {
    const value = this.#value(name);
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string');
  }

  /** A number, or undefined where neither given nor defaulted. */
  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const parsed = Number(value);
    if (value.trim() === '' || !Number.isFinite(parsed)) throw new UsageError(`--${name} wants a number, not "${value}"`);
    return parsed;
  }

  /** One of a closed list of words. */
  choice<const T extends string>(name: string, choices: readonly T[]): T {
    const value = this.required(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}, not "${value}"`);
    return found;
  }

  #value(name: string): string | boolean | (string | boolean)[] | undefined {
    if (!Object.hasOwn(this.#options, name)) throw new Error(`the command has no option --${name}`);
    return this.#values[name];
  }
}

/** Parses what follows the command's name. Throws UsageError in words. */
export function parseCommandLine(command: Command, words: readonly string[]): ParsedArgs {
  const options: Record<string, ParseArgsOptionDescriptor> = {};
  for (const [name, { value, short, multiple }] of Object.entries(command.options)) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    return new ParsedArgs(command.options, values, positionals);
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const lines = [`isoline ${command.name} ${command.usage}`.trimEnd(), '', command.summary];
  const rows = Object.entries(command.options).map(([name, spec]) => ({
    left: `  ${spec.short === undefined ? '' : `-${spec.short}, `}--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`,
    right: spec.default === undefined ? spec.help : `${spec.help} (${spec.default} by default)`.trimStart(),
  }));
  if (rows.length > 0) {
    const width = Math.min(34, Math.max(...rows.map((row) => row.left.length)) + 2);
    lines.push('', ...rows.map(({ left, right }) => `${left.padEnd(width)}${left.length >= width ? '  ' : ''}${right}`.trimEnd()));
  }
  if (command.details !== undefined) lines.push('', command.details);
  return lines.join('\n');
}
