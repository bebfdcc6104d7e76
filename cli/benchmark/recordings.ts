/** The recordings that are measured: synthetic, the same on every computer. */
import { join } from 'node:path';
import { syntheticMaterial } from '../demo/synthetic.ts';
import { writeMaterial } from '../demo/write.ts';

export interface BenchmarkRecording {
  name: '3h-1lead' | '24h-3lead' | '24h-1lead' | '14d-1lead';
  hours: number;
  leads: number;
  sampleRate: number;
  seed: number;
  /** How often it is taken from file to reviewable case. */
  repetitions: number;
}

/** Three hours at the rate of the MIT-BIH records, a Holter day, and a patch's day and fortnight. A quick run takes minutes of each, once. */
export function recordingsFor(quick: boolean): { short: BenchmarkRecording; day: BenchmarkRecording; patchDay: BenchmarkRecording; patch: BenchmarkRecording } {
  return {
    short: { name: '3h-1lead', hours: quick ? 0.1 : 3, leads: 1, sampleRate: 360, seed: 3, repetitions: quick ? 1 : 5 },
    day: { name: '24h-3lead', hours: quick ? 0.2 : 24, leads: 3, sampleRate: 250, seed: 24, repetitions: quick ? 1 : 3 },
    patchDay: { name: '24h-1lead', hours: quick ? 0.1 : 24, leads: 1, sampleRate: 200, seed: 14, repetitions: quick ? 1 : 3 },
    patch: { name: '14d-1lead', hours: quick ? 0.2 : 336, leads: 1, sampleRate: 200, seed: 14, repetitions: 1 },
  };
}

/** Writes a recording as WFDB format 212 without its truth, which nobody asks for here. Returns the path of the header. */
export async function writeRecording(folder: string, recording: BenchmarkRecording, onProgress: (share: number) => void, signal: AbortSignal): Promise<string> {
  const { hours, leads, sampleRate, seed, name } = recording;
  const path = join(folder, name);
  const material = syntheticMaterial({ hours, leads, rate: sampleRate, seed });
  await writeMaterial({ ...material, annotations: [] }, { kind: 'wfdb', path }, { onProgress, signal });
  return `${path}.hea`;
}
