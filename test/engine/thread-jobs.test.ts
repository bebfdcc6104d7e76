/** Threads that do jobs for an order, and how a process ends while they do. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { JobThread } from '../../backend/engine/thread-jobs.ts';
import { BEFORE_THREADS } from '../../backend/threads.ts';

const SERVING = new URL('../../backend/engine/thread-jobs.ts', import.meta.url).href;

/** Does each job by the words of `desk`. */
function moduleOf(desk: string): string {
  return `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    import { serveJobs } from '${SERVING}';
    await serveJobs(parentPort, async (order) => ({ do: async (job) => (${desk}), close: async () => undefined }));`)}`;
}

/** Runs words in a process of their own that has one order open on a thread whose job never ends. */
function withOrderOpen(words: string): { signal: NodeJS.Signals | null; errors: string } {
  const script = `
    import { JobThread } from '${SERVING}';
    const thread = new JobThread(new URL(process.argv[1]), 'order');
    void thread.do('job');
    setTimeout(() => { ${words} }, 50);`;
  const { signal, stderr } = spawnSync(process.execPath, [...BEFORE_THREADS, '--input-type=module', '--eval', script, moduleOf('await new Promise(() => undefined)')], { encoding: 'utf8', timeout: 60_000 });
  return { signal, errors: stderr };
}

it('answers jobs in turn, says what one failed with, and serves the next order', async () => {
  const module = new URL(moduleOf("job === 'bad' ? Promise.reject(new Error('no such job')) : { result: order + job, transfer: [] }"));
  for (const order of ['a', 'b']) {
    const thread = new JobThread<string, string, string>(module, order);
    const [one, bad, two] = await Promise.allSettled([thread.do('1'), thread.do('bad'), thread.do('2')]);
    expect([one, two]).toEqual([`${order}1`, `${order}2`].map((value) => ({ status: 'fulfilled', value })));
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'no such job' } });
    expect(thread.busy).toBe(0);
    await thread.end(order === 'a' ? 1 : 0);
  }
});

it('a process that ends while an order is open is killed without a word', () => {
  expect(withOrderOpen('process.exit(0)')).toEqual({ signal: 'SIGKILL', errors: '' });
});

it('and one that falls over says why, then is killed', () => {
  const { signal, errors } = withOrderOpen("throw new Error('a bug of the first thread')");
  expect(signal).toBe('SIGKILL');
  expect(errors).toMatch(/a bug of the first thread/);
});
