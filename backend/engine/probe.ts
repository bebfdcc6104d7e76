/** A small set of inputs with which a device is tried: one stretch of one lead of silence with one beat. */
import { batchOf, STRETCH_LENGTH } from '../../core/beats/stretches.ts';
import { CONTEXT_LENGTH } from '../../core/beats/context.ts';
import { TEMPLATE_LENGTH } from '../../core/beats/dominant.ts';
import type { TensorInput } from './classifier.ts';

export function probeInputs(): Record<string, TensorInput> {
  return batchOf([
    {
      leadCount: 1,
      signal: new Float32Array(STRETCH_LENGTH),
      leadMask: Float32Array.of(1),
      template: new Float32Array(TEMPLATE_LENGTH),
      beats: Int32Array.of(STRETCH_LENGTH / 2),
      context: new Float32Array(CONTEXT_LENGTH),
      first: 0,
    },
  ]);
}
