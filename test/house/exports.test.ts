/** What a file of the program exports is used by the program: what tests alone call is dead code that looks alive. */
import { describe, expect, it } from 'vitest';
import { readSources, type Source } from './sources.ts';

/** Doors for tests alone: other ends of carriers, a runtime that fails, readers of what the program only writes, and tables that the documentation is held to. */
const FOR_TESTS: readonly string[] = ['nodePort', 'dialUrl', 'useSessionOpener', 'readAnnotations', 'unitOf'];
/** Used by nothing but their tests, and still here; none may join them. */
const LEFT: readonly string[] = ['stripCaption', 'highPassTaps', 'joinLevels'];

/** Names of a file, without what its comments say. */
const namesIn = (text: string): string[] => text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '').match(/[A-Za-z_$][\w$]*/g) ?? [];
const EXPORT = /^export (?:async )?(?:function\*?|const|let|class|interface|type) ([\w$]+)/gm;

/** `path: name` of each export of the program that no file of it uses, its own among them. */
function unused(sources: readonly Source[]): string[] {
  const program = sources.filter(({ path }) => !path.startsWith('test/')).map(({ path, text }) => ({ path, text, names: namesIn(text) }));
  const files = new Map<string, number>();
  for (const { names } of program) for (const name of new Set(names)) files.set(name, (files.get(name) ?? 0) + 1);
  return program.flatMap(({ path, text, names }) =>
    [...text.matchAll(EXPORT)].map(([, name = '']) => name).filter((name) => files.get(name) === 1 && names.filter((other) => other === name).length === 1).map((name) => `${path}: ${name}`),
  );
}

describe('exports', () => {
  it('are used by the program, but for the doors for tests', () => {
    const found = unused(readSources());
    const known = [...FOR_TESTS, ...LEFT];
    expect(found.filter((line) => !known.includes(line.split(': ')[1]!))).toEqual([]);
    expect(known.filter((name) => !found.some((line) => line.endsWith(`: ${name}`)))).toEqual([]);
  });

  it('are found where nothing uses them', () => {
    const source = (path: string, text: string): Source => ({ path, text });
    const sources = [
      source('core/a.ts', '/** dead, used, own */\nexport function dead(): void {}\nexport const used = 1;\nexport type Own = 1;\nexport const typed: Own = 1;\n'),
      source('core/b.ts', "import { used, typed } from './a.ts';\nexport const main = used + typed; main;\n"),
      source('test/a.test.ts', "import { dead } from '../core/a.ts';\ndead();\n"),
    ];
    expect(unused(sources)).toEqual(['core/a.ts: dead']);
  });
});
