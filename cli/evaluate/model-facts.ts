/** What the models that labelled the records say they were trained on. */
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { program } from '../../backend/program.ts';
import { isFolder } from '../../backend/formats/files.ts';
import { originOf } from './splits.ts';

/** What a model was trained on, as its manifest says; more keys may stand there. */
export const trainedOnSchema = z.looseObject({ lists: z.record(z.string(), z.array(z.string())), beats: z.number() });
export type TrainedOn = z.infer<typeof trainedOnSchema>;

/** As much of a manifest as is told here; the engine checks the whole. */
const manifestShape = z.looseObject({ sha256: z.string(), trainedOn: trainedOnSchema });

/** Folder of the model that has not seen a group of patients. */
export function foldModel(fold: number): string {
  return join(program().folder, 'models', 'training', 'folds', String(fold));
}

async function below(folder: string): Promise<string[]> {
  return (await isFolder(folder)) ? (await readdir(folder)).map((name) => join(folder, name)) : [];
}

/**
 * Training sets by hash of the model's graph, of every model that may have run:
 * the shipped ones, those of the cross-validation, and the one named.
 */
export async function trainingSets(named: string | undefined): Promise<Map<string, TrainedOn>> {
  const models = join(program().folder, 'models');
  const folders = [...(named === undefined ? [] : [resolve(named)]), ...(await below(join(models, 'repository'))), ...(await below(join(models, 'training', 'folds')))];
  const found = new Map<string, TrainedOn>();
  for (const folder of folders) {
    let text: string;
    try {
      text = await readFile(join(folder, 'manifest.json'), 'utf8');
    } catch (thrown) {
      // No model lies there; one that ran has been read by the engine.
      if (thrown instanceof Error && 'code' in thrown) continue;
      throw thrown;
    }
    const parsed = manifestShape.safeParse(JSON.parse(text));
    if (parsed.success) found.set(parsed.data.sha256, parsed.data.trainedOn);
  }
  return found;
}

/** List of a manifest that holds records of one's own, which may lie in a folder of any name (models/training/manifest.ts). */
const OWN = 'own';

/** Whether a model was trained on the patient of a record (`set/record`). */
export function wasTrainedOn(training: TrainedOn | undefined, id: string): boolean {
  const [set = '', record = ''] = originOf(id).split('/');
  return (training?.lists[set] ?? training?.lists[OWN])?.includes(record) ?? false;
}
