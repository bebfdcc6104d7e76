/** `manifest.json` of a wave network: what the program must know to feed it. */
import { z } from 'zod';
import { WAVE_RATE } from './wave-signal.ts';

/** Classes of a sample, in the order of the network's logits. */
export const WAVE_CLASSES = ['none', 'P', 'QRS', 'T', 'U'] as const;

/** Whose idea of a wave's bounds an output follows: the readers of two reference sets disagree. */
export const CONVENTIONS = ['ludb', 'qtdb'] as const;
export type Convention = (typeof CONVENTIONS)[number];

/** Output tensor by convention. */
export const LOGITS_OF: Readonly<Record<Convention, string>> = { ludb: 'logits_ludb', qtdb: 'logits_qtdb' };

const tensor = z.object({
  name: z.string(),
  shape: z.array(z.union([z.string(), z.number().int().positive()])),
  type: z.literal('float32'),
  unit: z.string(),
  what: z.string(),
});

/** Schema of a wave network's manifest. */
export const waveManifestSchema = z.object({
  name: z.string().min(1),
  version: z.number().int().positive(),
  graph: z.literal('waves-1'),
  /** Of `1/model.onnx`, lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  inputs: z.array(tensor),
  outputs: z.array(tensor),
  sampleRate: z.number(),
  /** A stretch is a whole number of these samples. */
  multipleOf: z.number().int().positive(),
  classes: z.array(z.string()),
  conventions: z.array(z.string()),
  /** The convention in which the program measures. */
  convention: z.enum(CONVENTIONS),
  trainedOn: z.object({ lists: z.record(z.string(), z.array(z.string())), steps: z.number().int() }),
  licence: z.string(),
});
export type WaveManifest = z.infer<typeof waveManifestSchema>;

/** Why a well-formed manifest cannot be run by this program, in words; empty where it can. */
export function waveMisfits(manifest: WaveManifest): string[] {
  const found: string[] = [];
  if (manifest.sampleRate !== WAVE_RATE) found.push(`it wants ${manifest.sampleRate} Hz, this program gives ${WAVE_RATE} Hz`);
  if (manifest.classes.join() !== WAVE_CLASSES.join()) found.push(`its classes are ${manifest.classes.join(' ')}, not ${WAVE_CLASSES.join(' ')}`);
  if (!manifest.inputs.some(({ name }) => name === 'signal')) found.push('it has no input signal');
  for (const name of Object.values(LOGITS_OF)) if (!manifest.outputs.some((output) => output.name === name)) found.push(`it has no output ${name}`);
  return found;
}
