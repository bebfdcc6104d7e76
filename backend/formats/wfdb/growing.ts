/** A WFDB record that is still written: its header states no length yet, or one that its signal files have left behind. */

import { stat } from 'node:fs/promises';
import { AppError } from '../../../core/contract/errors.ts';
import { INVALID_ADU } from '../../../core/study/recording.ts';
import { fileFailure } from '../files.ts';
import type { GrowingReader } from '../reader.ts';
import { besideHeader, readHeader } from './header.ts';
import type { WfdbHeader } from './header.ts';
import { openFrames } from './source.ts';
import type { FrameSource } from './source.ts';
import { choose, factsOf, headerOf } from './format.ts';

/** Differences (format 8) can be read from the front only, and what is compressed only when it is closed. */
const FOLLOWED: ReadonlySet<number> = new Set([16, 24, 32, 61, 80, 160, 212, 310, 311]);

function refused(record: string, why: string): AppError {
  return new AppError('format-unknown', `Record ${record} cannot be followed while it is written: ${why}.`, { hint: 'Import it when it is finished.', details: { record } });
}

/** Bytes of the signal files. */
async function sizeOf(headerPath: string, header: WfdbHeader): Promise<number> {
  let bytes = 0;
  for (const name of new Set(header.signals.map(({ file }) => file))) {
    const path = await besideHeader(headerPath, name);
    try {
      bytes += (await stat(path)).size;
    } catch (thrown) {
      throw fileFailure(thrown, path);
    }
  }
  return bytes;
}

/** The signal files, or null where they hold not one frame yet. */
async function framesOf(headerPath: string, header: WfdbHeader): Promise<FrameSource | null> {
  try {
    return await openFrames(headerPath, { ...header, frames: 0 });
  } catch (thrown) {
    if (thrown instanceof AppError && (thrown.code === 'file-empty' || thrown.code === 'file-truncated')) return null;
    throw thrown;
  }
}

/**
 * Opens a record that may still be written, by its header, a signal file or its name.
 *
 * @throws AppError `format-unknown` for a layout that cannot be followed, and as `openWfdb` does
 */
export async function growingWfdb(path: string): Promise<GrowingReader> {
  const headerPath = await headerOf(path);
  const header = await readHeader(headerPath);
  if (header.segments.length > 0) throw refused(header.record, 'it is made of segments');
  if (header.signals.length === 0) throw new AppError('signal-missing', `Record ${header.record} has annotations only, no signal.`, { hint: 'Choose the record that holds the signal.', details: { path: headerPath } });
  const other = header.signals.find(({ format }) => !FOLLOWED.has(format));
  if (other) throw refused(header.record, `its signals are of format ${other.format}`);
  const choice = choose(header, header.record);
  const bytes = await sizeOf(headerPath, header);
  const source = await framesOf(headerPath, header);
  const each = choice.samplesPerFrame;
  return {
    header: factsOf(headerPath, header, choice, (source?.whole ?? 0) * each),
    stated: header.frames * each,
    bytes,
    async read(from, to) {
      if (!source) return choice.chosen.map(() => new Int32Array(to - from).fill(INVALID_ADU));
      const first = Math.floor(from / each);
      const leads = await source.read(first, Math.ceil(to / each) - first);
      return choice.chosen.map((signal) => leads[signal]!.slice(from - first * each, to - first * each));
    },
    close: async () => source?.close(),
  };
}
