/** Does one measured job in this process. */
import { keysWhileBusy } from './busy-job.ts';
import { idle, makeCase } from './case-job.ts';
import type { Job, Outcomes, Reports } from './jobs.ts';
import { growLive } from './live-job.ts';
import { useCase } from './opened-job.ts';
import { scale } from './scale-job.ts';
import { labelStrips } from './strip-job.ts';
import { compareWithUnfused } from './unfused-job.ts';

/** @param from seconds after the start of this process from which a case's seconds count. Throws the AppErrors of what is measured. */
export function perform(job: Job, reports: Reports, from = 0): Promise<Outcomes[Job['kind']]> {
  switch (job.kind) {
    case 'idle':
      return idle(job, reports);
    case 'case':
      return makeCase(job, reports, from);
    case 'opened':
      return useCase(job, reports);
    case 'scale':
      return scale(job, reports);
    case 'strip':
      return labelStrips(job, reports);
    case 'live':
      return growLive(job, reports);
    case 'busy':
      return keysWhileBusy(job, reports);
    case 'unfused':
      return compareWithUnfused(job, reports);
  }
}
