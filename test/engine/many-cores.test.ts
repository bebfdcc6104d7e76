/** The engine as it is on a computer of many cores, whatever this one has. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownArguments } from '../../backend/companions.ts';
import { modelFolder } from '../../backend/engine/model.ts';
import type { AnalyseTask, FromEngine, ToEngine } from '../../backend/engine/protocol.ts';
import { readWhole } from '../../backend/engine/read-here.ts';
import { program } from '../../backend/program.ts';

describe('an engine on a computer of many cores', () => {
  let task: AnalyseTask;
  beforeAll(async () => {
    const samples = await mkdtemp(join(tmpdir(), 'isoline-cores-'));
    const staged = await readWhole({ kind: 'synthesise', hours: 1.1, seed: 5, staging: samples, seal: null });
    const limits = { threads: 'all', ahead: 3, atOnce: 1 } as const;
    task = { kind: 'analyse', ...staged, model: modelFolder(program().folder), device: 'cpu', deviceReason: '', insist: true, limits, leads: null, firstBlock: 0, carried: null };
  });
  afterAll(() => rm(task.samples, { recursive: true, force: true }));

  function engine(cores: number): ChildProcess {
    const preload = fileURLToPath(new URL('./many-cores.cjs', import.meta.url));
    return fork(fileURLToPath(new URL('../../backend/engine/entry.ts', import.meta.url)), [], {
      env: { ...process.env, ISOLINE_TEST_CORES: String(cores) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [...ownArguments(), '--require', preload],
    });
  }

  /** Has it analyse. `onSegment` hears how many blocks came. */
  async function analysed(child: ChildProcess, onSegment: (count: number) => void = () => {}): Promise<FromEngine[]> {
    const said: FromEngine[] = [];
    const say = (message: ToEngine): void => void (child.connected && child.send(message));
    const ended = new Promise<void>((resolve, reject) => {
      child.on('exit', () => resolve());
      child.on('message', (message: FromEngine) => {
        if (message.type === 'ready') return say({ type: 'task', id: 1, task });
        if (message.type === 'failed') return reject(new Error(message.error.message));
        if (message.type === 'analysis-done') return resolve();
        said.push(message);
        if (message.type !== 'run-segment') return;
        onSegment(said.length - 1);
        say({ type: 'ack', id: 1 });
      });
    });
    await ended;
    return said;
  }

  it('says what it says on two', async () => {
    const [two, many] = [engine(2), engine(8)];
    try {
      const alone = await analysed(two);
      expect(alone.length).toBe(1 + 14);
      expect(await analysed(many)).toEqual(alone);
    } finally {
      two.kill('SIGKILL');
      many.kill('SIGKILL');
    }
  });

  it('ends without a word when its parent goes in the middle of a block', async () => {
    const child = engine(8);
    try {
      let said = '';
      child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
      // There is no `close` where the line was ended from here.
      const gone = Promise.all([once(child, 'exit'), once(child.stderr!, 'end')]);
      await analysed(child, (count) => {
        // Ended while messages of one piece are still handed out, the line would stay open.
        if (count === 3) setImmediate(() => child.disconnect());
      });
      await gone;
      expect(said).toBe('');
    } finally {
      child.kill('SIGKILL');
    }
  });
});
