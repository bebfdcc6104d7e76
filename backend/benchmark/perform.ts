/** Does one measured job in this process. */
import { startEngineAhead } from '../companions.ts';
import type { Job, Outcomes, Reports } from './jobs.ts';

/** @param from seconds after the start of this process from which a case's seconds count. Throws the AppErrors of what is measured. */
export async function perform(job: Job, reports: Reports, from = 0): Promise<Outcomes[Job['kind']]> {
  switch (job.kind) {
    case 'idle':
      return (await import('./case-job.ts')).idle(job, reports);
    case 'case':
      // As `isoline analyze` begins.
      startEngineAhead();
      return (await import('./case-job.ts')).makeCase(job, reports, from);
    case 'opened':
      return (await import('./opened-job.ts')).useCase(job, reports);
    case 'scale':
      return (await import('./scale-job.ts')).scale(job, reports);
    case 'strip':
      return (await import('./strip-job.ts')).labelStrips(job, reports);
    case 'live':
      return (await import('./live-job.ts')).growLive(job, reports);
    case 'busy':
      return (await import('./busy-job.ts')).keysWhileBusy(job, reports);
    case 'unfused':
      return (await import('./unfused-job.ts')).compareWithUnfused(job, reports);
  }
}
