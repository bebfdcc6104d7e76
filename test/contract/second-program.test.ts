/** A second program on a data folder, and what a killed one leaves behind. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dialLocal } from '../../backend/carriers/sockets.ts';
import { connectOrOpen, nodeEnvironment, openBackend } from '../../backend/open.ts';
import { readHolder } from '../../backend/database/lock.ts';
import { contract } from '../../core/contract/contract.ts';
import { connect } from '../../core/contract/rpc/client.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoline-second-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a second program on a data folder', () => {
  it('goes through the first one while that runs, and opens the folder itself afterwards', async () => {
    const environment = nodeEnvironment(folder);
    const first = await openBackend(environment);
    const second = await connectOrOpen(environment);
    expect(second.throughOther).toBe(true);
    expect(await second.connection.client.library.list({})).toEqual([]);
    await second.close();
    await expect(openBackend(environment)).rejects.toMatchObject({ code: 'data-folder-held' });
    await first.close();
    const third = await connectOrOpen(environment);
    expect(third.throughOther).toBe(false);
    await third.close();
  });

  it('turns away whoever has another token, of letters that are longer in bytes too', async () => {
    const first = await openBackend(nodeEnvironment(folder));
    const { socket, token } = readHolder(folder)!;
    for (const other of ['', 'x'.repeat(token.length), 'ä'.repeat(token.length)]) {
      const stranger = connect(contract, await dialLocal(socket), other);
      await expect(stranger.client.library.list({})).rejects.toMatchObject({ code: 'unauthorised' });
    }
    await first.close();
  });

  it('takes over from one that was killed, its socket too', async () => {
    const held = `import { nodeEnvironment, openBackend } from ${JSON.stringify(new URL('../../backend/open.ts', import.meta.url).href)};\nawait openBackend(nodeEnvironment(${JSON.stringify(folder)}));\nconsole.log('open');\nsetInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', held], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const socket = readHolder(folder)?.socket ?? '';
    expect(existsSync(socket)).toBe(true);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const backend = await openBackend(nodeEnvironment(folder));
    expect(existsSync(socket)).toBe(false);
    await backend.close();
  });
});
