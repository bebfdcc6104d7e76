/** What the model that labelled the records says it was trained on. */
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { program } from '../../backend/program.ts';
import { isFolder } from '../../backend/formats/files.ts';
import type { ModelFacts, RecordOutcome } from './report.ts';

const manifest = z.looseObject({ sha256: z.string(), trainedOn: z.unknown().optional() });

/** Folders in which the manifest of a model may lie. */
async function candidates(named: string | undefined): Promise<string[]> {
  const repository = join(program().folder, 'models', 'repository');
  const folders = named === undefined ? [] : isAbsolute(named) || (await isFolder(named)) ? [named] : [join(repository, named)];
  if (!(await isFolder(repository))) return folders;
  return [...folders, ...(await readdir(repository)).map((name) => join(repository, name))];
}

/**
 * Name, hash and training set of the model behind the outcomes. With several
 * models (`--folds`) the training set is of none, and both hash and it are null.
 */
export async function modelFacts(outcomes: readonly RecordOutcome[], named: string | undefined): Promise<ModelFacts> {
  const found = new Map<string, string>();
  for (const { result } of outcomes) {
    if (!('failed' in result) && result.machine) found.set(result.machine.modelSha256, result.machine.modelName);
  }
  const names = [...new Set(found.values())];
  if (found.size !== 1) return { name: names.length > 0 ? names.join(', ') : null, sha256: null, trainedOn: null };
  const [[sha256, name]] = [...found] as [[string, string]];
  for (const folder of await candidates(named)) {
    let text: string;
    try {
      text = await readFile(join(folder, 'manifest.json'), 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown) continue;
      throw thrown;
    }
    const parsed = manifest.safeParse(JSON.parse(text));
    if (parsed.success && parsed.data.sha256 === sha256) return { name, sha256, trainedOn: parsed.data.trainedOn ?? null };
  }
  return { name, sha256, trainedOn: null };
}
