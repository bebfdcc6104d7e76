/**
 * A model's folder, checked before anything in it is trusted: the manifest is
 * read, the graph's bytes must have the hash that the manifest states, and the
 * graph must be one of its kind.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { outlineOf, type GraphOutline } from '../../core/beats/graph-outline.ts';
import { AppError } from '../../core/contract/errors.ts';

/** What a kind of model asks of its folder. */
export interface ModelKind<M> {
  /** The manifest of its JSON; throws where it is none. */
  manifest(json: unknown): M;
  /** What in a manifest does not fit this version, in words. */
  misfits(manifest: M): string[];
  /** What in a graph is not as the kind has it, in words. */
  faults(outline: GraphOutline): string[];
  /** What to do where there is no such model. */
  hint: string;
}

export interface ModelFiles<M> {
  manifest: M;
  /** The ONNX file. */
  graph: Uint8Array;
  sha256: string;
}

/**
 * Reads the model in `folder`, which holds `manifest.json` and `1/model.onnx`.
 * Errors: `model-missing`, `model-damaged` (manifest, hash or graph do not fit).
 */
export async function readModelFolder<M extends { sha256: string }>(folder: string, kind: ModelKind<M>): Promise<ModelFiles<M>> {
  const name = basename(folder);
  let text: string;
  let graph: Uint8Array;
  try {
    text = await readFile(join(folder, 'manifest.json'), 'utf8');
    graph = await readFile(join(folder, '1', 'model.onnx'));
  } catch (cause) {
    throw new AppError('model-missing', `There is no model “${name}”.`, { hint: kind.hint, details: { folder }, cause });
  }
  let manifest: M;
  try {
    manifest = kind.manifest(JSON.parse(text));
  } catch (cause) {
    throw damaged(folder, 'its manifest cannot be read', cause);
  }
  const unfit = kind.misfits(manifest);
  if (unfit.length > 0) throw damaged(folder, unfit.join('; '));
  const sha256 = createHash('sha256').update(graph).digest('hex');
  if (sha256 !== manifest.sha256) throw damaged(folder, 'its file is not the one that the manifest names');
  let faults: string[];
  try {
    faults = kind.faults(outlineOf(graph));
  } catch (cause) {
    throw damaged(folder, 'its file is no graph', cause);
  }
  if (faults.length > 0) throw damaged(folder, faults.join('; '));
  return { manifest, graph, sha256 };
}

/** A model that is there and cannot be used. */
export function damaged(folder: string, why: string, cause?: unknown): AppError {
  return new AppError('model-damaged', `The model “${basename(folder)}” cannot be used: ${why}.`, {
    hint: 'Install the program again, or choose another model.',
    details: { folder },
    cause,
  });
}
