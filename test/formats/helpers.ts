/** Small files for the tests of the readers, and what reading them must never do. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { openRecording } from '../../backend/formats/open.ts';
import type { RecordingReader } from '../../backend/formats/reader.ts';

/** Runs with a folder of its own, removed afterwards. */
export async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'isoline-formats-'));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All samples of a reader, in one array per lead; checks that blocks follow each other. */
export async function allSamples(reader: RecordingReader, frames = 1000, limit = Number.POSITIVE_INFINITY): Promise<number[][]> {
  const leads: number[][] = reader.header.leads.map(() => []);
  let next = 0;
  for await (const block of reader.blocks(frames)) {
    expect(block.first).toBe(next);
    expect(block.leads.length).toBe(leads.length);
    block.leads.forEach((lead, l) => {
      expect(lead.length).toBe(block.leads[0]!.length);
      for (const value of lead) leads[l]!.push(value);
    });
    next += block.leads[0]!.length;
    if (next >= limit) return leads;
  }
  expect(next).toBe(reader.header.sampleCount);
  return leads;
}

/** Says what went wrong, and what somebody can do who met it. */
function expectWords({ message, hint }: AppError): void {
  expect(message.length).toBeGreaterThan(10);
  expect(hint.length, message).toBeGreaterThan(10);
}

/** The AppError code of a failing promise. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof AppError) {
      expectWords(thrown);
      return thrown.code;
    }
    throw thrown;
  }
  throw new Error('expected a failure');
}

/** Opens and reads a damaged recording: it reads, or fails by name, and holds memory within bounds. */
export async function survives(path: string): Promise<void> {
  try {
    const reader = await openRecording(path);
    try {
      let blocks = 0;
      for await (const block of reader.blocks(512)) {
        const values = block.leads.reduce((sum, lead) => sum + lead.length, 0);
        expect(values).toBeLessThanOrEqual(1 << 23);
        if (++blocks > 20) break;
      }
    } finally {
      await reader.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    expectWords(thrown);
  }
}

/** Writes several files into a folder. */
export async function put(folder: string, files: Record<string, Uint8Array | string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
