/**
 * The wave network on disk and running: checked like the classifier before it is
 * trusted, opened once per thread, always on the CPU (it is small, and its
 * batches are).
 */
import './no-telemetry.ts';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { ALLOWED_OPERATORS } from '../../core/beats/graph-outline.ts';
import type { WaveNetwork } from '../../core/waves/block-waves.ts';
import { LOGITS_OF, WAVE_CLASSES, waveManifestSchema, waveMisfits, type Convention, type WaveManifest } from '../../core/waves/manifest.ts';
import { program } from '../program.ts';
import { damaged, readModelFolder, type ModelKind } from './model-folder.ts';

/** The wave network that the program ships. */
export const WAVE_MODEL = 'waves-unet';
/** Signals the network is shown at once: more cost memory and save nothing. */
const BATCH = 32;

export interface LoadedWaveNetwork {
  manifest: WaveManifest;
  sha256: string;
  /** Runs it in the convention of a reference set; the program's own is `manifest.convention`. */
  of(convention: Convention): WaveNetwork;
}

let opened: Promise<LoadedWaveNetwork> | null = null;

/** The shipped network, opened once. Errors: `model-missing`, `model-damaged`. */
export function waveNetwork(): Promise<LoadedWaveNetwork> {
  opened ??= openWaveNetwork(join(program().folder, 'models', 'repository', WAVE_MODEL));
  return opened;
}

const WAVES: ModelKind<WaveManifest> = {
  manifest: (json) => waveManifestSchema.parse(json),
  misfits: waveMisfits,
  faults({ operators }) {
    const strange = operators.filter((operator) => !ALLOWED_OPERATORS.includes(operator));
    return strange.length === 0 ? [] : [`its operators ${strange.join(', ')} are not ones that every device has`];
  },
  hint: 'Install the program again.',
};

/** A network of a folder that holds `manifest.json` and `1/model.onnx`. Errors: `model-missing`, `model-damaged`. */
export async function openWaveNetwork(folder: string): Promise<LoadedWaveNetwork> {
  const { manifest, graph, sha256 } = await readModelFolder(folder, WAVES);
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(graph, { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' });
  } catch (cause) {
    throw damaged(folder, 'its graph does not load', cause);
  }
  const missing = Object.values(LOGITS_OF).filter((output) => !session.outputNames.includes(output));
  if (missing.length > 0) throw damaged(folder, `its graph lacks ${missing.join(', ')}`);
  return { manifest, sha256, of: (convention) => networkOf(session, LOGITS_OF[convention]) };
}

function networkOf(session: ort.InferenceSession, output: string): WaveNetwork {
  return async (signals, length) => {
    const own = WAVE_CLASSES.length * length;
    const logits: Float32Array[] = [];
    for (let first = 0; first < signals.length; first += BATCH) {
      const batch = signals.slice(first, first + BATCH);
      const data = new Float32Array(batch.length * length);
      batch.forEach((signal, i) => data.set(signal, i * length));
      const tensor = (await session.run({ signal: new ort.Tensor('float32', data, [batch.length, 1, length]) }, [output]))[output];
      if (!tensor || !(tensor.data instanceof Float32Array)) throw new TypeError(`${output} is not float32`);
      const flat = tensor.data;
      batch.forEach((_, i) => logits.push(flat.subarray(i * own, (i + 1) * own)));
    }
    return logits;
  };
}
