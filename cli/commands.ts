/** Every command, in the order of `isoline --help`. A new one is a file beside this and a line here. */
import type { Command } from './command.ts';

export interface CommandEntry {
  name: string;
  summary: string;
  /** Whether it analyses a recording with each call: the engine is started first, and loads meanwhile. */
  analyses?: true;
  /** Loaded when it is called: a command must not pay for its neighbours. */
  load(): Promise<{ command: Command }>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'analyze', summary: 'labels recordings and writes annotations, CSV, JSON and a PDF report for each', analyses: true, load: () => import('./analyze.ts') },
  { name: 'serve', summary: 'serves the window on 127.0.0.1 and prints its address', load: () => import('./serve.ts') },
  { name: 'import', summary: 'imports recordings into the data folder and analyses them', load: () => import('./import.ts') },
  { name: 'watch', summary: 'follows a recording that is still written, and prints its beats as they come', load: () => import('./watch.ts') },
  { name: 'export', summary: 'writes corrected labels of cases', load: () => import('./export.ts') },
  { name: 'verify', summary: 'checks samples, run and journal of cases', load: () => import('./verify.ts') },
  { name: 'compare', summary: 'compares two readings of one recording: kappa, and each difference', load: () => import('./compare.ts') },
  { name: 'backup', summary: 'backs up cases and the workplace now, or lists the backups', load: () => import('./backup.ts') },
  { name: 'restore', summary: 'puts the backup of a case or of the workplace back', load: () => import('./restore.ts') },
  { name: 'erase', summary: 'takes away for ever what names the patient of a case', load: () => import('./erase.ts') },
  { name: 'vault', summary: 'encrypts the data folder, takes it back, changes its passphrase', load: () => import('./vault.ts') },
  { name: 'people', summary: 'lists, adds and changes people; turns login on', load: () => import('./people.ts') },
  { name: 'library', summary: 'lists the cases, or reads the worklist in anew from them', load: () => import('./library.ts') },
  { name: 'evaluate', summary: 'scores beat by beat against reference annotations', load: () => import('./evaluate.ts') },
  { name: 'devices', summary: 'lists what can run the network here, how fast each is, and which is taken', load: () => import('./devices.ts') },
  { name: 'demo', summary: 'writes a synthetic recording or a joined case with its true annotations', load: () => import('./demo.ts') },
  { name: 'benchmark', summary: 'measures how long analysis, review and report take on this computer, and how much memory', load: () => import('./benchmark.ts') },
];
