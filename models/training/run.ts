/** Runs a model over a record just as the engine does: block by block, stretch by stretch, one thread. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { spanLength, type ConditionedSpan } from '../../core/beats/conditioned.ts';
import { blockRange, BLOCK_SAMPLES, labelParts } from '../../core/beats/horizon.ts';
import { batchOf, stretchesOf, type TensorData } from '../../core/beats/stretches.ts';

/** A session of one thread on an ONNX file or on its bytes. */
export async function openModel(model: string | Uint8Array): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3 };
  return typeof model === 'string' ? InferenceSession.create(model, options) : InferenceSession.create(model, options);
}

/** A batch as the runtime takes it. */
export function tensorsOf(batch: Readonly<Record<string, TensorData>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(batch).map(([name, { data, dims }]) => [name, data instanceof Int32Array ? new Tensor('int32', data, dims) : new Tensor('float32', data, dims)]));
}

/** Seconds that the parts took, summed. */
export interface Times {
  context: number;
  network: number;
}

/** Logits of every peak, `[peaks.length, 5]`. `peaks` are 125 Hz positions. */
export async function logitsOf(session: InferenceSession, span: ConditionedSpan, peaks: Float64Array, times?: Times): Promise<Float32Array> {
  const out = new Float32Array(peaks.length * 5);
  for (let index = 0; index * BLOCK_SAMPLES < spanLength(span); index++) {
    const block = blockRange(index);
    let begun = performance.now();
    const stretches = labelParts({ block, peaks, span }).flatMap((part) => stretchesOf(block, part, span));
    if (times) times.context += (performance.now() - begun) / 1000;
    for (const stretch of stretches) {
      begun = performance.now();
      const { logits } = await session.run(tensorsOf(batchOf([stretch])), ['logits']);
      if (!logits || !(logits.data instanceof Float32Array)) throw new Error('the model gave no float32 logits');
      out.set(logits.data, stretch.first * 5);
      if (times) times.network += (performance.now() - begun) / 1000;
    }
  }
  return out;
}
