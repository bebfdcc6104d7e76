/** The foot of every page: what program this is, which model said so and where it ran, and on which record it stands. */
import { SERVER_PREFIX } from '../contract/device.ts';
import { notice } from '../contract/notice.ts';
import type { Study } from '../contract/types.ts';
import { grouped } from './clock.ts';

export interface FooterInput {
  version: string;
  study: Pick<Study, 'run' | 'head'>;
  beats: number;
  /** Beats that a person changed. */
  changed: number;
  /** Templates that were seen, and there are. */
  seen: number;
  items: number;
}

/** Two lines. Signal that left the computer for the analysis is said here. */
export function footerLines({ version, study: { run, head }, beats, changed, seen, items }: FooterInput): [string, string] {
  if (!run) return [notice(version), `Not analysed; record ${shortHash(head)}.`];
  const elsewhere = run.device.startsWith(SERVER_PREFIX) ? `, run by ${run.device.slice(SERVER_PREFIX.length)}` : '';
  return [
    notice(version),
    `Model ${run.modelName} ${run.modelVersion}, sha256 ${shortHash(run.modelSha256)}${elsewhere}; record ${shortHash(head)}. Labels ${grouped(beats)}, of them ${grouped(changed)} changed by the reader. ${seen} of ${items} templates reviewed.`,
  ];
}

function shortHash(hash: string): string {
  if (/^0*$/.test(hash)) return 'without edits';
  return hash.length > 12 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash;
}
