/** Does one measured job in this process. */
import { idle, makeCase } from './case-job.ts';
import type { Job, Outcomes, Reports } from './jobs.ts';
import { useCase } from './opened-job.ts';
import { compareWithUnfused } from './unfused-job.ts';

/** Throws the AppErrors of what is measured. */
export function perform(job: Job, reports: Reports): Promise<Outcomes[Job['kind']]> {
  switch (job.kind) {
    case 'idle':
      return idle(job, reports);
    case 'case':
      return makeCase(job, reports);
    case 'opened':
      return useCase(job, reports);
    case 'unfused':
      return compareWithUnfused(job, reports);
  }
}
