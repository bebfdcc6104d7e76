/** An analysis process for tests: answers at once, fails, dies or hangs by the record's name. */
import type { FromWorker, ToWorker } from '../../cli/evaluate/worker.ts';

process.on('message', ({ id, job }: ToWorker) => {
  if (job.path === 'dies') process.exit(3);
  if (job.path === 'hangs') return;
  const answer: FromWorker =
    job.path === 'fails'
      ? { id, type: 'failed', error: { code: 'file-truncated', message: 'It ends early.', hint: '', details: {} } }
      : {
          id,
          type: 'done',
          output: {
            samples: job.peaks ?? Float64Array.of(1, 2),
            codes: Uint8Array.of(0, 2),
            probabilities: new Uint8Array(10),
            shares: new Float32Array(10),
            template: new Int32Array(2),
            embedding: new Int8Array(2),
            bias: { N: 0, S: 0, V: 0, F: 0 },
            unreadable: [],
            findings: [],
            length: 100,
            leads: [job.path],
            modelName: 'stand-in',
            modelSha256: 'ab',
            seconds: { pid: process.pid },
          },
        };
  process.send?.({ id, type: 'progress', fraction: 0.5 } satisfies FromWorker);
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
