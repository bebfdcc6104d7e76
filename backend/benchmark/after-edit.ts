/** How long the findings of a day take after an edit of it: many edits at random places, one upon the other. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { codeOf } from '../../core/beats/classes.ts';
import { Chance } from '../../core/synthesis/chance.ts';

/** Most beats that one edit relabels. */
const MOST_BEATS = 4;
const CLASSES = ['N', 'S', 'V'] as const;

export interface AfterEdit {
  /** Seconds from the asking for the findings after each edit until they are there: by the clock, and on the cores. */
  wall: number[];
  cores: number[];
}

/** Makes so many edits and takes the findings after each. The backend must run in this process, or the time on the cores is not its own. */
export async function findingsAfterEdits(client: Client<Contract>, caseId: string, keys: ArrayLike<number>, edits: number): Promise<AfterEdit> {
  const chance = new Chance(200, 0);
  const out: AfterEdit = { wall: [], cores: [] };
  await client.review.findings({ caseId });
  while (out.wall.length < edits) {
    const { revision } = await client.library.study({ caseId });
    const count = chance.whole(1, Math.min(MOST_BEATS, keys.length));
    const first = chance.whole(0, keys.length - count);
    const code = codeOf(CLASSES[chance.whole(0, CLASSES.length - 1)]!);
    const made = await client.review
      .edit({ caseId, baseRevision: revision, request: { kind: 'relabel', keys: Int32Array.from({ length: count }, (_, i) => keys[first + i]!), code } })
      .catch((thrown: unknown) => refusedAsNothing(thrown));
    // Beats that had the class already: nothing has changed, and nothing is to be computed.
    if (made === null) continue;
    const before = process.cpuUsage();
    const start = performance.now();
    await client.review.findings({ caseId });
    out.wall.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(before);
    out.cores.push((user + system) / 1e6);
  }
  return out;
}

/** Null for an edit that would change nothing; throws everything else on. */
function refusedAsNothing(thrown: unknown): null {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'edit-refused') return null;
  throw thrown;
}
