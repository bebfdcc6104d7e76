/**
 * One inference session: which execution provider runs the graph and why, and
 * the checks at its door. `run()` blocks the thread it is called on, so this
 * belongs into a process that does nothing else that anyone waits for.
 */
import './no-telemetry.ts';
import * as ort from 'onnxruntime-node';
import { isRemote, type DeviceWish } from '../../core/contract/device.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Classifier, Device, TensorInput } from './classifier.ts';
import type { LoadedModel } from './model.ts';
import { damaged } from './model-folder.ts';
import { openTriton } from './triton.ts';
import { missingLoader } from './vulkan.ts';

/**
 * Opens a model on a device. `auto` takes WebGPU when an adapter answers a real
 * run of the model, else the CPU; a device asked for by name that does not
 * answer is the error `device-unavailable`, never silently another one.
 *
 * `probe` is a small set of inputs with which a device is tried.
 * Errors: `model-damaged` when graph and manifest do not fit; those of a server.
 */
export async function openClassifier(model: LoadedModel, device: DeviceWish, probe: Record<string, TensorInput>): Promise<Classifier> {
  if (isRemote(device)) {
    const local = await open(model, 'cpu', 'to compare with');
    try {
      return await openTriton(model, device, local, probe);
    } finally {
      await local.close();
    }
  }
  if (device === 'cpu') return open(model, 'cpu', 'asked for');
  let trouble = device === 'auto' ? missingLoader() : '';
  if (trouble !== '') return open(model, 'cpu', trouble);
  try {
    const classifier = await open(model, 'webgpu', device === 'webgpu' ? 'asked for' : 'an adapter answered');
    await classifier.run(probe);
    return classifier;
  } catch (thrown) {
    trouble = reasonOf(thrown);
    if (device === 'webgpu') {
      throw new AppError('device-unavailable', `WebGPU does not answer on this computer: ${trouble}`, {
        hint: 'Use --device cpu, or auto to take whatever answers.',
        details: { device },
        cause: thrown,
      });
    }
  }
  return open(model, 'cpu', `no WebGPU adapter (${trouble})`);
}

async function open(model: LoadedModel, device: Device, reason: string): Promise<Classifier> {
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(model.graph, {
      executionProviders: device === 'cpu' ? ['cpu'] : ['webgpu', 'cpu'],
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
    reason,
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

/** The native library's reason without its source lines: `…cc:136 f(…) x was false. Why` says `Why`. */
export function reasonOf(thrown: unknown): string {
  const line = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]!.trim();
  return /\bwas false\. *(\S.*)$/.exec(line)?.[1] ?? line;
}
