/** A measured process: one job, then it ends. Its backend, engine and printer are all that is counted. */
import { errorShape } from '../../core/contract/errors.ts';
import { parentLine } from '../parent.ts';
import type { FromMeasured, Job } from './jobs.ts';
import { perform } from './perform.ts';

// Who asked has the answer or is gone when the line ends: the process ends with it.
const line = parentLine();
const say = (message: FromMeasured): void => void line.send(message);

line.onMessage((asked) => {
  perform(asked as Job, { progress: (share) => say({ type: 'progress', share }), phase: (name) => say({ type: 'phase', name }) }).then(
    (outcome) => say({ type: 'done', outcome }),
    (thrown: unknown) => say({ type: 'failed', error: errorShape(thrown) }),
  );
});
