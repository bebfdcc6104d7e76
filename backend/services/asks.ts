/** The machine's asks. They are worked out on the thread that follows the case, so that no edit waits for them. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import type { Cases } from '../database/cases.ts';

export function createAsksService({ cases }: { cases: Cases }): Handlers<Contract['asks']> {
  return {
    next: ({ caseId }) => cases.case(caseId).follower.ask({ kind: 'asks' }),
    alike: ({ caseId, keys, elsewhere }) => cases.case(caseId).follower.ask({ kind: 'alike', keys, elsewhere }),
  };
}
