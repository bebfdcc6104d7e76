import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtProgram } from '../../resources/scripts/built.mjs';
import { root } from './sources.ts';

describe('the bundle of a checkout', () => {
  let checkout: string;
  const complaints: string[] = [];
  const file = (path: string): string => join(checkout, path);
  const built = (now?: number): Promise<string | null> => builtProgram(checkout, (error) => complaints.push(error.message), now);
  const says = async (): Promise<string> => spawnSync(process.execPath, [join((await built())!, 'cli/main.js')], { encoding: 'utf8' }).stdout.trim();

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'isoline-built-'));
    complaints.length = 0;
    for (const folder of ['cli', 'core', 'backend']) mkdirSync(file(folder));
    symlinkSync(join(root, 'node_modules'), file('node_modules'), 'junction');
    writeFileSync(file('package.json'), '{ "name": "isoline", "type": "module" }');
    writeFileSync(file('core/word.ts'), `export const word: string = 'one';\n`);
    writeFileSync(file('cli/later.ts'), `export { started } from '../backend/start.ts';\n`);
    writeFileSync(file('backend/start.ts'), `import { spawnSync } from 'node:child_process';\nimport { fileURLToPath } from 'node:url';\nexport const started = (): string => spawnSync(process.execPath, [fileURLToPath(new URL('./beside.ts', import.meta.url))], { encoding: 'utf8' }).stdout.trim();\n`);
    writeFileSync(file('backend/beside.ts'), `import { word } from '../core/word.ts';\nconsole.log(word + ' beside');\n`);
    writeFileSync(file('cli/main.ts'), `import { word } from '../core/word.ts';\nconst { started } = await import('./later.ts');\nconsole.log(word, started());\n`);
  });
  afterEach(() => rmSync(checkout, { recursive: true, force: true }));

  it('runs, and so does what it starts by its file', async () => {
    expect(await says()).toBe('one one beside');
    expect(existsSync(join((await built())!, 'backend/beside.js'))).toBe(true);
  });

  it('is made once', async () => {
    const first = await built();
    const made = statSync(join(first!, 'cli/main.js')).ino;
    // Later, when the times of the sources are trusted, and a source was touched.
    expect(await built(Date.now() + 60_000)).toBe(first);
    const note = readFileSync(file('.cache/built/current.json'), 'utf8');
    expect(await built(Date.now() + 60_000)).toBe(first);
    expect(readFileSync(file('.cache/built/current.json'), 'utf8')).toBe(note);
    utimesSync(file('core/word.ts'), 1, 1);
    expect(await built()).toBe(first);
    expect(statSync(join(first!, 'cli/main.js')).ino).toBe(made);
    expect(readdirSync(file('.cache/built')).toSorted()).toEqual([first!.split(/[\\/]/).at(-1)!, 'current.json'].toSorted());
  });

  it('is never that of other sources: one written a moment ago, of the same length, with its old time', async () => {
    expect(await says()).toBe('one one beside');
    const { atime, mtime } = statSync(file('core/word.ts'));
    writeFileSync(file('core/word.ts'), `export const word: string = 'two';\n`);
    utimesSync(file('core/word.ts'), atime, mtime);
    expect(await says()).toBe('two two beside');
    writeFileSync(file('core/word.ts'), `export const word: string = 'one';\n`);
    expect(await says()).toBe('one one beside');
  });

  it('is never that of other sources: one written after its times were trusted', async () => {
    await built();
    await built(Date.now() + 60_000);
    expect(readFileSync(file('.cache/built/current.json'), 'utf8')).not.toContain('null');
    writeFileSync(file('backend/beside.ts'), `console.log('another');\n`);
    expect(await says()).toBe('one another');
  });

  it('is none where a source is gone or does not parse, which is told', async () => {
    await built();
    writeFileSync(file('core/word.ts'), 'export const word = ;\n');
    expect(await built()).toBeNull();
    expect(complaints.join()).toContain('word.ts');
    rmSync(file('core/word.ts'));
    expect(await built()).toBeNull();
    expect(complaints).toHaveLength(2);
    expect(readdirSync(file('.cache/built')).filter((name) => name.startsWith('making'))).toEqual([]);
  });

  it('is none where no bundler is installed', async () => {
    rmSync(file('node_modules'));
    expect(await built()).toBeNull();
    expect(complaints).toEqual([]);
    expect(existsSync(file('.cache'))).toBe(false);
  });

  it('stays while a program runs from it', async () => {
    const first = (await built())!;
    utimesSync(first, 1, 1);
    writeFileSync(file('core/word.ts'), `export const word: string = 'two';\n`);
    const second = (await built())!;
    expect(existsSync(first)).toBe(true);
    for (const folder of [first, second]) {
      rmSync(join(folder, 'used'), { recursive: true });
      utimesSync(folder, 1, 1);
    }
    writeFileSync(file('core/word.ts'), `export const word: string = 'three';\n`);
    await built();
    expect([existsSync(first), existsSync(second)]).toEqual([false, false]);
  });
});
