/** `manifest.json` of a beat classifier: what the program must know to feed it, and refuses to run without. */
import { z } from 'zod';
import { MODEL_RATE } from './conditioned.ts';
import { CONTEXT_NAMES } from './context.ts';
import { MODEL_CLASSES } from './decide.ts';
import { TEMPLATE_LENGTH } from './dominant.ts';
import { BLOCK_SECONDS, GAP_SECONDS, HORIZON_SECONDS } from './horizon.ts';

const tensor = z.object({
  name: z.string(),
  /** Names of free axes, numbers of fixed ones; batch axis first. */
  shape: z.array(z.union([z.string(), z.number().int().positive()])),
  type: z.enum(['float32', 'int32']),
  unit: z.string(),
  what: z.string(),
});

/** Schema of a classifier's manifest. */
export const manifestSchema = z.object({
  name: z.string().min(1),
  version: z.number().int().positive(),
  graph: z.literal('beat-classifier-1'),
  /** Of `1/model.onnx`, lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  inputs: z.array(tensor),
  outputs: z.array(tensor),
  sampleRate: z.number(),
  horizon: z.object({ backSeconds: z.number(), aheadSeconds: z.number(), blockSeconds: z.number(), gapSeconds: z.number() }),
  classes: z.array(z.string()),
  /** Classes the network gives though it saw no examples: their outputs are constants. */
  untrainedClasses: z.array(z.string()),
  wavelet: z.object({
    family: z.string(),
    w0: z.number(),
    lowHz: z.number(),
    highHz: z.number(),
    frequenciesHz: z.array(z.number()),
    banks: z.array(z.object({ inputRate: z.number(), taps: z.number().int(), scales: z.number().int(), outputRate: z.number() })),
  }),
  context: z.object({ names: z.array(z.string()), normalisation: z.string() }),
  operatingPoint: z.object({
    temperature: z.number().positive(),
    shift: z.array(z.number()).length(5),
    bias: z.object({ N: z.number(), S: z.number(), V: z.number() }),
    fusionBias: z.number(),
    ambiguityPenalty: z.number().min(0).optional(),
    readableShare: z.number(),
  }),
  trainedOn: z.object({ lists: z.record(z.string(), z.array(z.string())), beats: z.number().int(), synthetic: z.string() }),
  licence: z.string(),
});

/** What a manifest says. */
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Why a manifest that is well formed cannot be run by this program, in words;
 * empty where it can. The hash and the graph's own shapes are the engine's to check.
 */
export function misfits(manifest: Manifest): string[] {
  const found: string[] = [];
  if (manifest.sampleRate !== MODEL_RATE) found.push(`it wants ${manifest.sampleRate} Hz, this program gives ${MODEL_RATE} Hz`);
  const { horizon } = manifest;
  if (horizon.backSeconds !== HORIZON_SECONDS || horizon.aheadSeconds !== HORIZON_SECONDS || horizon.blockSeconds !== BLOCK_SECONDS || horizon.gapSeconds !== GAP_SECONDS) {
    found.push(`its horizon is not ${HORIZON_SECONDS} s in blocks of ${BLOCK_SECONDS} s`);
  }
  if (manifest.classes.join() !== MODEL_CLASSES.join()) found.push(`its classes are ${manifest.classes.join(' ')}, not ${MODEL_CLASSES.join(' ')}`);
  if (manifest.context.names.join() !== CONTEXT_NAMES.join()) found.push('its context numbers are not those of this program');
  const template = manifest.inputs.find((input) => input.name === 'template');
  if (template?.shape[2] !== TEMPLATE_LENGTH) found.push(`its dominant beat has not ${TEMPLATE_LENGTH} samples`);
  for (const name of ['signal', 'lead_mask', 'template', 'beats', 'context']) {
    if (!manifest.inputs.some((input) => input.name === name)) found.push(`it has no input ${name}`);
  }
  for (const name of ['logits', 'embedding']) if (!manifest.outputs.some((output) => output.name === name)) found.push(`it has no output ${name}`);
  return found;
}
