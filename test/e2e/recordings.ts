/** The recordings that end-to-end tests run on: a synthetic one always, real ones where `ISOLINE_DATA` names them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shells.ts';

/** Runs the command line of this checkout; throws with what it said where it failed. Returns standard output. */
export function isoline(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'cli/main.ts'), ...words], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`isoline ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

export interface Recording {
  /** The header that a person chooses; its other files lie beside it. */
  header: string;
  record: string;
  /** All files of it, for an upload. */
  files: string[];
}

/** A synthetic recording with beats of every class that matters. */
export function synthetic(folder: string, hours: number, seed = 7, record = 'synthetic', leads = 3): Recording {
  const header = join(folder, `${record}.hea`);
  isoline('demo', '--hours', String(hours), '--seed', String(seed), '--leads', String(leads), '--out', header);
  return { header, record, files: [header, join(folder, `${record}.dat`)] };
}

/** A record of a real set, or undefined where `ISOLINE_DATA` is not set. Throws where it names a wrong folder. */
export function real(set: string, record: string): Recording | undefined {
  const data = process.env['ISOLINE_DATA'];
  if (!data) return undefined;
  const header = join(data, set, `${record}.hea`);
  if (!existsSync(header)) throw new Error(`ISOLINE_DATA names ${data}, but there is no ${header}`);
  return { header, record, files: [header, join(data, set, `${record}.dat`)] };
}

export type Counts = Record<string, number>;

/** Class counts as `isoline analyze` writes them. */
export function analyzedCounts(header: string, record: string, folder: string): Counts {
  isoline('analyze', header, '--out', folder, '--no-pdf');
  const { counts }: { counts: Counts } = JSON.parse(readFileSync(join(folder, `${record}.json`), 'utf8'));
  return counts;
}
