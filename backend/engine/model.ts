/** A beat classifier on disk: where it lies, and what goes with it. */
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { graphFaults } from '../../core/beats/graph-outline.ts';
import type { BeatNetwork } from '../../core/signal/beat-network.ts';
import { beatNetworkSchema, ventricularNetworkSchema } from '../../core/signal/network-schemas.ts';
import type { VentricularNetwork } from '../../core/signal/ventricular-network.ts';
import { manifestSchema, misfits, type Manifest } from '../../core/beats/manifest.ts';
import { damaged, readModelFolder, type ModelKind } from './model-folder.ts';

/** The model that is used where none is named. */
export const DEFAULT_MODEL = 'wtcnn-s';

/** Folder of a model given by name, by path, or by nothing (the shipped one). */
export function modelFolder(programFolder: string, nameOrFolder = ''): string {
  if (nameOrFolder === '') return join(programFolder, 'models', 'repository', DEFAULT_MODEL);
  return /[\\/]/.test(nameOrFolder) || nameOrFolder === '.' ? resolve(nameOrFolder) : join(programFolder, 'models', 'repository', nameOrFolder);
}

export interface LoadedModel {
  folder: string;
  manifest: Manifest;
  /** The ONNX file. */
  graph: Uint8Array;
  sha256: string;
  /** The ventricular network that goes with it, where another than the shipped one does: that of a fold. */
  ventricular?: VentricularNetwork;
  /** Likewise the beat network. */
  beats?: BeatNetwork;
}

/**
 * Reads the model in `folder` (which holds `manifest.json` and `1/model.onnx`).
 * Errors: `model-missing`, `model-damaged` (hash or manifest does not fit).
 */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const files = await readModelFolder(folder, CLASSIFIER);
  const ventricular = await besideNetwork(folder, 'ventricular', ventricularNetworkSchema);
  const beats = await besideNetwork(folder, 'beats', beatNetworkSchema);
  return { folder, ...files, ...(ventricular === null ? {} : { ventricular }), ...(beats === null ? {} : { beats }) };
}

const CLASSIFIER: ModelKind<Manifest> = {
  manifest: (json) => manifestSchema.parse(json),
  misfits,
  faults: graphFaults,
  hint: 'A model is a folder with manifest.json and 1/model.onnx. Name one that is there.',
};

/** A model of a fold has the small networks of that fold beside it: `ventricular.json`, `beats.json`. */
async function besideNetwork<T>(folder: string, name: 'ventricular' | 'beats', schema: z.ZodType<T>): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(join(folder, `${name}.json`), 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(folder, name === 'beats' ? 'its beat network cannot be read' : 'its ventricular network cannot be read', cause);
  }
}

/** Models of a repository folder, by name; those that cannot be read are left out with their reason. */
export async function listModels(repository: string): Promise<{ models: LoadedModel[]; troubles: string[] }> {
  const models: LoadedModel[] = [];
  const troubles: string[] = [];
  for (const entry of (await readdir(repository, { withFileTypes: true })).filter((item) => item.isDirectory())) {
    try {
      models.push(await loadModel(join(repository, entry.name)));
    } catch (thrown) {
      troubles.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  return { models, troubles };
}
