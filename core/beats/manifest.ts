/** What a beat classifier says about itself: `manifest.json` beside its graph. */
import { z } from 'zod';

const tensor = z.object({
  name: z.string(),
  /** Dimensions by letter or number: S stretches, L leads, T samples, B beats. */
  shape: z.array(z.union([z.string(), z.number()])),
  type: z.enum(['float32', 'int32']),
  /** Unit of the values, or what they are. */
  unit: z.string(),
});

const manifest = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  /** Of `1/model.onnx`, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  inputs: z.array(tensor).min(1),
  outputs: z.array(tensor).min(1),
  /** Samples a second of `signal` and `template`. */
  sampleRate: z.number(),
  /** What a label may depend on, seconds before and after the beat. */
  horizon: z.object({ backSeconds: z.number(), aheadSeconds: z.number() }),
  /** Order of the logits. */
  classes: z.array(z.string()),
  /** The fixed wavelets of the graph. */
  cwt: z.object({ wavelet: z.string(), scales: z.number(), lowHz: z.number(), highHz: z.number() }),
  /** Names of the context numbers, in order. */
  context: z.array(z.string()),
  operatingPoint: z.object({
    temperature: z.number().positive(),
    shift: z.array(z.number()),
    bias: z.object({ N: z.number(), S: z.number(), V: z.number() }),
    fusionBias: z.number(),
    readableShare: z.number(),
  }),
  /** The int8 embedding of a beat times this is the graph's embedding. */
  embeddingScale: z.number().positive(),
  /** What it was trained on. */
  trainedOn: z.object({ records: z.record(z.string(), z.array(z.string())), beats: z.number(), note: z.string() }),
  licence: z.string(),
});

export type Manifest = z.infer<typeof manifest>;

/** A manifest from parsed JSON. Throws zod's error in words where it does not fit. */
export function parseManifest(value: unknown): Manifest {
  return manifest.parse(value);
}
