/** The benchmark in a utility process of Electron: the programs that it measures ask main for their companions, as the backend does. */
import '../backend/benchmark/entry.ts';
import { COMPANION_FILES, useProcessStarter } from '../backend/companions.ts';
import type { CompanionKind } from '../backend/environment.ts';
import { askedCompanions } from './asked-companions.ts';

const start = askedCompanions(process.parentPort);

function kindOf(file: string): CompanionKind {
  for (const kind of ['engine', 'printer', 'probe'] as const) if (COMPANION_FILES[kind] === file) return kind;
  throw new TypeError(`main starts no ${file}`);
}

useProcessStarter((file) => start(kindOf(file)));
