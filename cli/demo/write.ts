/** Writes demo material as a WFDB record with its annotations, or as EDF+. */
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { createEdfFile } from '../../backend/formats/edf/writer.ts';
import { writeFailure } from '../../backend/formats/files.ts';
import { createWfdbRecord, writeAnnotationFile } from '../../backend/formats/wfdb/writer.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { DemoMaterial } from './material.ts';

/** What `--out` asks for, or null for an extension that is neither. */
export function targetOf(out: string): { kind: 'wfdb' | 'edf'; path: string } | null {
  const extension = extname(out);
  switch (extension.toLowerCase()) {
    case '.edf':
      return { kind: 'edf', path: out };
    case '.hea':
    case '.dat':
      return { kind: 'wfdb', path: out.slice(0, -extension.length) };
    case '':
      return { kind: 'wfdb', path: out };
    default:
      return null;
  }
}

export interface WriteOptions {
  /** Called with the share written, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

interface Sink {
  write(leads: readonly Int32Array[]): Promise<void>;
  finish(): Promise<string[]>;
  abort(): Promise<void>;
}

async function sinkOf(material: DemoMaterial, target: { kind: 'wfdb' | 'edf'; path: string }): Promise<Sink> {
  const { path, kind } = target;
  if (kind === 'edf') {
    const writer = await createEdfFile({ path, leads: material.leads, sampleRate: material.sampleRate, sampleCount: material.sampleCount, start: material.start, patient: material.patient, annotations: material.annotations, equipment: 'Isoline' });
    return { write: (leads) => writer.write(leads), finish: () => writer.finish(), abort: async () => { await writer.abort(); await rm(path, { force: true }); } };
  }
  const { name, id } = material.patient;
  const comments = [...(name === '' ? [] : [`<name>: ${name}`]), ...(id === '' ? [] : [`<id>: ${id}`]), ...material.comments];
  const writer = await createWfdbRecord({ path, leads: material.leads, sampleRate: material.sampleRate, format: material.format, start: material.start, comments });
  return {
    write: (leads) => writer.write(leads),
    async finish() {
      await writeAnnotationFile(`${path}.atr`, material.annotations);
      return [...(await writer.finish()), `${path}.atr`];
    },
    async abort() {
      await writer.abort();
      await rm(`${path}.dat`, { force: true });
      await rm(`${path}.atr`, { force: true });
    },
  };
}

/**
 * Writes the material; what was begun is removed where it fails or is cancelled.
 *
 * @returns the files written
 * @throws AppError `file-unwritable`, `disk-full`, `cancelled`, or what reading the material throws
 */
export async function writeMaterial(material: DemoMaterial, target: { kind: 'wfdb' | 'edf'; path: string }, options: WriteOptions = {}): Promise<string[]> {
  const folder = dirname(target.path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (thrown) {
    throw writeFailure(thrown, folder);
  }
  const sink = await sinkOf(material, target);
  let done = 0;
  try {
    for await (const leads of material.blocks()) {
      if (options.signal?.aborted) throw new AppError('cancelled', `Writing ${basename(target.path)} was cancelled.`);
      await sink.write(leads);
      done += leads[0]!.length;
      options.onProgress?.(done / material.sampleCount);
    }
    return await sink.finish();
  } catch (thrown) {
    await sink.abort();
    throw thrown;
  }
}
