import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './sources.ts';

/** One small house under the real settings of each room, with one planted file at a time. */
describe('the types of each room', () => {
  let house: string;
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'isoline-types-'));
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
    writeFileSync(join(house, 'package.json'), '{"type":"module"}');
    writeFileSync(join(house, 'tsconfig.base.json'), readFileSync(join(root, 'tsconfig.base.json')));
    for (const room of ['core', 'backend', 'renderer']) {
      mkdirSync(join(house, room));
      writeFileSync(join(house, room, 'tsconfig.json'), readFileSync(join(root, room, 'tsconfig.json')));
      writeFileSync(join(house, room, 'kept.ts'), 'export const kept = 1;\n');
    }
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  function typeErrors(room: string, text: string): Promise<string> {
    const file = join(house, room, 'planted.ts');
    writeFileSync(file, `${text}\nexport {};\n`);
    return new Promise((settle) => {
      execFile(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', room], { cwd: house }, (error, output) => {
        rmSync(file);
        settle(error ? output : '');
      });
    });
  }

  it('pass where nothing is wrong', async () => expect(await typeErrors('backend', `import 'node:fs';`)).toBe(''));
  it('find a planted type error', async () => expect(await typeErrors('core', 'const n: number = "one"; void n;')).toContain('TS2322'));
  it('give core no Node', async () => expect(await typeErrors('core', `import 'node:fs'; process.exit();`)).toContain('TS2'));
  it('give core no DOM', async () => expect(await typeErrors('core', 'document.title;')).toContain('TS2584'));
  it('give backend no DOM', async () => expect(await typeErrors('backend', 'document.title;')).toContain('TS2584'));
  it('give renderer no Node', async () => expect(await typeErrors('renderer', 'process.exit();')).toContain('TS2591'));
  it('take no syntax that must be compiled', async () => expect(await typeErrors('core', 'enum E { a }')).toContain('TS1294'));
});
