/**
 * One inference session: the execution provider that runs the graph, and the
 * checks at its door. `run()` blocks the thread it is called on, so this
 * belongs into a process that does nothing else that anyone waits for.
 */
import './no-telemetry.ts';
import * as ort from 'onnxruntime-node';
import { DEVICE_NAMES, isRemote, type DeviceWish } from '../../core/contract/device.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Classifier, Device, TensorInput } from './classifier.ts';
import type { LoadedModel } from './model.ts';
import { damaged } from './model-folder.ts';
import { openTriton } from './triton.ts';
import { missingLoader } from './vulkan.ts';

/** What the runtime is asked for: what a device cannot run, the next one does. */
const PROVIDERS: Readonly<Record<Device, string[]>> = { cpu: ['cpu'], webgpu: ['webgpu', 'cpu'], cuda: ['cuda', 'cpu'], tensorrt: ['tensorrt', 'cuda', 'cpu'], coreml: ['coreml', 'cpu'], dml: ['dml', 'cpu'] };

/** Opens a session of this computer. Throws what the runtime throws; `model-damaged` where the graph does not fit. */
export type SessionOpener = (model: LoadedModel, device: Device) => Promise<Classifier>;

let opener: SessionOpener = openOnRuntime;

/** Sets how sessions are opened: tests let devices fail that this computer does not have. */
export function useSessionOpener(own: SessionOpener): void {
  opener = own;
}

/** A session on a device of this computer, as it comes: without a run to try it. */
export function openSession(model: LoadedModel, device: Device): Promise<Classifier> {
  return opener(model, device);
}

/**
 * Opens a model on a device that somebody named or that was chosen. Any but the
 * processor is tried by a run; one that does not answer is the error
 * `device-unavailable`, never silently another one. `auto` is the processor here:
 * which other is the fastest, `DeviceKeeper` knows.
 *
 * `probe` is a small set of inputs with which a device is tried.
 * Errors: `model-damaged` when graph and manifest do not fit; those of a server.
 */
export async function openClassifier(model: LoadedModel, device: DeviceWish, probe: Record<string, TensorInput>): Promise<Classifier> {
  if (isRemote(device)) {
    const local = await openSession(model, 'cpu');
    try {
      return await openTriton(model, device, local, probe);
    } finally {
      await local.close();
    }
  }
  if (device === 'cpu' || device === 'auto') return openSession(model, 'cpu');
  const missing = device === 'webgpu' ? missingLoader() : '';
  if (missing !== '') throw unavailable(device, missing);
  try {
    const classifier = await openSession(model, device);
    await classifier.run(probe);
    return classifier;
  } catch (thrown) {
    throw unavailable(device, reasonOf(thrown), thrown);
  }
}

function unavailable(device: Device, why: string, cause?: unknown): AppError {
  return new AppError('device-unavailable', `${DEVICE_NAMES[device]} does not answer on this computer: ${why}`, {
    hint: 'Use --device cpu, or auto to take whatever answers.',
    details: { device, reason: why },
    cause,
  });
}

/** A session of the runtime itself. */
export async function openOnRuntime(model: LoadedModel, device: Device): Promise<Classifier> {
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(model.graph, {
      executionProviders: PROVIDERS[device],
      // One thread: two processes scale, two threads of one session waste up to 40 %.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      // Levels below `all` miss the blocked layout of the convolutions (half the speed).
      graphOptimizationLevel: 'all',
    });
  } catch (thrown) {
    if (device === 'cpu') throw damaged(model.folder, 'its graph does not load', thrown);
    throw thrown;
  }
  const expected = new Set(model.manifest.inputs.map((input) => input.name));
  const missing = [...expected].filter((name) => !session.inputNames.includes(name));
  const outputs = model.manifest.outputs.map((output) => output.name).filter((name) => !session.outputNames.includes(name));
  if (missing.length + outputs.length > 0) {
    throw damaged(model.folder, `its graph lacks ${[...missing, ...outputs].join(', ')}`);
  }
  return {
    device,
    atOnce: 1,
    async run(inputs) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const name of session.inputNames) {
        const input = inputs[name];
        if (!input) throw new TypeError(`the graph wants an input ${name}`);
        feeds[name] = input.data instanceof Int32Array ? new ort.Tensor('int32', input.data, input.dims) : new ort.Tensor('float32', input.data, input.dims);
      }
      const results = await session.run(feeds);
      const flat: Record<string, Float32Array> = {};
      for (const [name, tensor] of Object.entries(results)) {
        // A float64 tensor slipping through would halve the speed unseen and differ between devices.
        if (!(tensor.data instanceof Float32Array)) throw new TypeError(`${name} is ${tensor.type}, not float32`);
        flat[name] = tensor.data;
      }
      return flat;
    },
    close: () => session.release(),
  };
}

/** The native library's reason without its source lines and its functions' names: `…cc:136 f(…) x was false. Why` says `Why`. */
export function reasonOf(thrown: unknown): string {
  const line = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]!.trim();
  return (/\bwas false\. *(\S.*)$/.exec(line)?.[1] ?? line).replace(/^Ort\w+: /, '');
}
