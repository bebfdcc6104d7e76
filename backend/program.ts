/** Where the program lies and which version it is; the same from source, built and packed. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Program {
  /** Folder that holds `package.json`, `models`, `resources` and `out`. */
  folder: string;
  version: string;
}

let found: Program | undefined;

/** The nearest folder above this file whose `package.json` is ours. */
export function program(): Program {
  if (found !== undefined) return found;
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const described: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (typeof described === 'object' && described !== null && 'name' in described && described.name === 'isoline' && 'version' in described) {
        found = { folder, version: String(described.version) };
        return found;
      }
    }
    if (dirname(folder) === folder) throw new Error(`no package.json of isoline above ${import.meta.dirname}`);
  }
}

/** The data folder where none is named: `ISOLINE_HOME`, else the system's place for a program's data. */
export function defaultDataFolder(): string {
  const { ISOLINE_HOME, XDG_DATA_HOME, APPDATA } = process.env;
  if (ISOLINE_HOME) return ISOLINE_HOME;
  if (process.platform === 'win32') return join(APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Isoline');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Isoline');
  return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'isoline');
}
