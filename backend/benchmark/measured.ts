/** A measured process: one job, then it ends. Its backend, engine and printer are all that is counted. */
import { errorShape } from '../../core/contract/errors.ts';
import type { FromMeasured, Job } from './jobs.ts';
import { perform } from './perform.ts';

function send(message: FromMeasured): void {
  process.send?.(message);
}

process.on('message', (job: Job) => {
  perform(job, { progress: (share) => send({ type: 'progress', share }), phase: (name) => send({ type: 'phase', name }) }).then(
    (outcome) => send({ type: 'done', outcome }),
    (thrown: unknown) => send({ type: 'failed', error: errorShape(thrown) }),
  );
});
// Who asked has the answer, or is gone.
process.on('disconnect', () => process.exit(0));
