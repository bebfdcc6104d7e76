/**
 * A beat classifier on disk, checked before it is trusted: the manifest is
 * read, the graph's bytes must have the hash that the manifest states, and the
 * session's inputs and outputs must be those of the graph contract.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { graphFaults, outlineOf } from '../../core/beats/graph-outline.ts';
import { ventricularNetworkSchema, type VentricularNetwork } from '../../core/signal/ventricular-network.ts';
import { manifestSchema, misfits, type Manifest } from '../../core/beats/manifest.ts';

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
}

/**
 * Reads the model in `folder` (which holds `manifest.json` and `1/model.onnx`).
 * Errors: `model-missing`, `model-damaged` (hash or manifest does not fit).
 */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const name = basename(folder);
  let text: string;
  let graph: Uint8Array;
  try {
    text = await readFile(join(folder, 'manifest.json'), 'utf8');
    graph = await readFile(join(folder, '1', 'model.onnx'));
  } catch (cause) {
    throw new AppError('model-missing', `There is no model “${name}”.`, {
      hint: 'A model is a folder with manifest.json and 1/model.onnx. Name one that is there.',
      details: { folder },
      cause,
    });
  }
  let manifest: Manifest;
  try {
    manifest = manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(name, folder, 'its manifest cannot be read', cause);
  }
  const unfit = misfits(manifest);
  if (unfit.length > 0) throw damaged(name, folder, unfit.join('; '));
  const sha256 = createHash('sha256').update(graph).digest('hex');
  if (sha256 !== manifest.sha256) throw damaged(name, folder, 'its file is not the one that the manifest names');
  let faults: string[];
  try {
    faults = graphFaults(outlineOf(graph));
  } catch (cause) {
    throw damaged(name, folder, 'its file is no graph', cause);
  }
  if (faults.length > 0) throw damaged(name, folder, faults.join('; '));
  const ventricular = await besideNetwork(folder, name);
  return { folder, manifest, graph, sha256, ...(ventricular === null ? {} : { ventricular }) };
}

/** A model of a fold has a ventricular network of that fold beside it. */
async function besideNetwork(folder: string, name: string): Promise<VentricularNetwork | null> {
  let text: string;
  try {
    text = await readFile(join(folder, 'ventricular.json'), 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
  try {
    return ventricularNetworkSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(name, folder, 'its ventricular network cannot be read', cause);
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

export function damaged(name: string, folder: string, why: string, cause?: unknown): AppError {
  return new AppError('model-damaged', `The model “${name}” cannot be used: ${why}.`, {
    hint: 'Install the program again, or choose another model.',
    details: { folder },
    cause,
  });
}
