/**
 * Requests and answers of the open inference protocol, version 2, over HTTP with
 * the binary tensor extension: a JSON head, then the tensors' bytes in the order
 * of the head, little-endian, as a Triton Inference Server has them.
 *
 * Source: github.com/kserve/open-inference-protocol (rest), and Triton's
 * "Binary Tensor Data Extension".
 */
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import type { TensorInput } from './classifier.ts';

/** How long the JSON head is, in bytes. */
export const HEAD_LENGTH = 'Inference-Header-Content-Length';

export interface InferenceRequest {
  body: Uint8Array<ArrayBuffer>;
  headLength: number;
}

/** The body that asks for `outputs`, all of them as bytes. */
export function inferenceRequest(inputs: Readonly<Record<string, TensorInput>>, outputs: readonly string[]): InferenceRequest {
  const tensors = Object.entries(inputs);
  const head = new TextEncoder().encode(
    JSON.stringify({
      inputs: tensors.map(([name, { data, dims }]) => ({ name, shape: dims, datatype: data instanceof Int32Array ? 'INT32' : 'FP32', parameters: { binary_data_size: data.byteLength } })),
      outputs: outputs.map((name) => ({ name, parameters: { binary_data: true } })),
    }),
  );
  const body = new Uint8Array(tensors.reduce((length, [, { data }]) => length + data.byteLength, head.length));
  body.set(head);
  let at = head.length;
  for (const [, { data }] of tensors) {
    body.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return { body, headLength: head.length };
}

const answerSchema = z.object({
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.number().int().min(0)),
      parameters: z.object({ binary_data_size: z.number().int().min(0).optional() }).optional(),
      data: z.array(z.unknown()).optional(),
    }),
  ),
});

/**
 * The float32 tensors of an answer by name, flat.
 *
 * @param headLength the value of the `HEAD_LENGTH` header; null where the answer is JSON alone
 * @throws AppError `device-unavailable` where the answer is not one: cut short, of another type, or of other sizes than it says
 */
export function inferenceAnswer(body: Uint8Array, headLength: number | null): Record<string, Float32Array> {
  const headEnd = headLength ?? body.length;
  if (!Number.isInteger(headEnd) || headEnd < 0 || headEnd > body.length) throw unreadable('its head is longer than all of it');
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body.subarray(0, headEnd))));
  } catch (cause) {
    throw unreadable('its head is no answer', cause);
  }
  const tensors: Record<string, Float32Array> = {};
  let at = headEnd;
  for (const { name, datatype, shape, parameters, data } of answer.outputs) {
    if (datatype !== 'FP32') throw unreadable(`${name} is ${datatype}, not FP32`);
    const length = shape.reduce((product, dim) => product * dim, 1);
    const size = parameters?.binary_data_size;
    if (size === undefined) {
      const numbers = z.array(z.number()).safeParse((data ?? []).flat(Number.POSITIVE_INFINITY));
      if (!numbers.success || numbers.data.length !== length) throw unreadable(`${name} has other values than its shape says`);
      tensors[name] = Float32Array.from(numbers.data);
      continue;
    }
    if (size !== length * Float32Array.BYTES_PER_ELEMENT || at + size > body.length) throw unreadable(`${name} has other bytes than its shape says`);
    // A copy of its own: bytes of an answer lie where floats may not.
    tensors[name] = new Float32Array(body.slice(at, at + size).buffer);
    at += size;
  }
  return tensors;
}

function unreadable(why: string, cause?: unknown): AppError {
  return new AppError('device-unavailable', `The inference server's answer cannot be read: ${why}.`, { hint: 'Look whether it speaks the inference protocol, version 2.', cause });
}
