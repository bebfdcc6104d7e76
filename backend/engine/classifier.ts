/** What runs the classifier's graph, wherever it runs. */
import type { LocalDevice, RemoteDevice } from '../../core/contract/device.ts';

/** A device of this computer. */
export type Device = LocalDevice;

/** A tensor going in: float32 or int32, nothing else passes the door. */
export interface TensorInput {
  data: Float32Array | Int32Array;
  dims: readonly number[];
}

export interface Classifier {
  readonly device: Device | RemoteDevice;
  /** How many stretches are given to it at once: one where a session fills its thread. */
  readonly atOnce: number;
  /** Output tensors by name, float32, flat. */
  run(inputs: Record<string, TensorInput>): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}
