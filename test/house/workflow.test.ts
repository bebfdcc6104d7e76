/** The workflow for archives names files and options that are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../../cli/analyze.ts';
import { program } from '../../backend/program.ts';

const { folder } = program();
const text = (name: string): string => readFileSync(join(folder, 'resources', 'workflow', name), 'utf8');

describe('the workflow for archives', () => {
  it('calls analyze with options that it has', () => {
    const called = /analyze \{params\.recording:q\}(.*?) >/.exec(text('Snakefile'))?.[1] ?? '';
    const used = Array.from(called.matchAll(/--([a-z-]+)/g), ([, name]) => name!);
    expect(used).toEqual(['out', 'device', 'cores']);
    expect(Object.keys(command.options)).toEqual(expect.arrayContaining(used));
  });

  it('puts into its image what is there, and what the command line imports', () => {
    const copied = Array.from(text('Containerfile').matchAll(/^COPY (.+) \S+$/gm), ([, from]) => from!.split(' ')).flat();
    for (const name of copied) expect([name, existsSync(join(folder, name))]).toEqual([name, true]);
    expect(copied).toEqual(expect.arrayContaining(['core', 'backend', 'cli', 'models/repository', 'resources/fonts', 'package-lock.json']));
  });
});
