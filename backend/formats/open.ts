/**
 * The door to all formats: finds out what a path is and opens it. A new format
 * is one folder here and one entry in `FORMATS`.
 */

import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import { edf } from './edf/format.ts';
import { ishne } from './ishne/format.ts';
import { foreignFormat } from './foreign.ts';
import { fileFailure, inAnyCase, isFile, isFolder, readHead } from './files.ts';
import type { Format, GrowingReader, RecordingReader } from './reader.ts';
import { openWfdb, wfdb } from './wfdb/format.ts';
import { growingWfdb } from './wfdb/growing.ts';
import { isHeaderName } from './wfdb/header.ts';
import { wholeRecords } from './wfdb/whole.ts';

/** Every format that Isoline reads. */
export const FORMATS: readonly Format[] = [wfdb, edf, ishne];

/** Bytes of a file that a format sees to recognise it. */
export const HEAD_BYTES = 4096;

/** What a path was taken for. */
export interface Identified {
  format: Format;
  /** The file to open: the path itself, or the header of a record named without extension. */
  path: string;
  score: number;
  reason: string;
}

/** Samples a second that are taken for a recording's. From below 100 on its reader is warned; fewer than one is no signal, and more has no recorder. */
const RATES = { least: 1, most: 100_000 };
/** Samples of all leads in a second: 64 leads at 8,000 a second, or 12 at 40,000. */
const MOST_A_SECOND = 500_000;

/** Refuses a header that would have memory set aside for what no heart and no recorder makes. Throws AppError `format-damaged`. */
function refuseImpossible({ sampleRate, leads }: RecordingHeader, path: string): void {
  const refused = (what: string): AppError =>
    new AppError('format-damaged', `${basename(path)} states ${what}: that is no ECG, or its header is damaged.`, {
      hint: 'Copy the file again from where it came from, or export it again from the program that wrote it.',
      details: { path, sampleRate, leads: leads.length },
    });
  if (!(sampleRate >= RATES.least && sampleRate <= RATES.most)) throw refused(`${Number(sampleRate.toPrecision(3))} samples a second`);
  if (sampleRate * leads.length > MOST_A_SECOND) throw refused(`${leads.length} leads of ${Number(sampleRate.toPrecision(3))} samples a second`);
}

/** A reader whose header is possible; one that is not is closed. */
async function possible<R extends { header: RecordingHeader; close(): Promise<void> }>(opened: Promise<R>, path: string): Promise<R> {
  const reader = await opened;
  try {
    refuseImpossible(reader.header, path);
    return reader;
  } catch (thrown) {
    await reader.close();
    throw thrown;
  }
}

export interface OpenOptions {
  /** Extension of the WFDB annotation file to read along, `atr` by default. */
  annotator?: string;
}

/** The one recording of a folder. */
async function inFolder(folder: string): Promise<string> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (thrown) {
    throw fileFailure(thrown, folder);
  }
  const main = FORMATS.flatMap((format) => format.extensions).filter((extension) => extension !== '.dat');
  const found = names.filter((name) => main.includes(extname(name).toLowerCase()));
  // A segment's header beside the whole record's is no recording of its own, nor is an .ecg beside a .hea (annotations).
  const headers = found.filter(isHeaderName);
  const stems = new Set(headers.map((name) => name.slice(0, -4).toLowerCase()));
  const others = found.filter((name) => !isHeaderName(name) && !stems.has(name.slice(0, -extname(name).length).toLowerCase()));
  const candidates = [...(await wholeRecords(folder, headers)), ...others];
  if (candidates.length === 1) return join(folder, candidates[0]!);
  if (candidates.length === 0) {
    throw new AppError('format-unknown', `The folder ${basename(folder)} holds no recording.`, { hint: `Formats: ${FORMATS.map((format) => format.label).join(', ')}.`, details: { path: folder } });
  }
  throw new AppError('format-unknown', `The folder ${basename(folder)} holds ${candidates.length} recordings.`, {
    hint: 'Name one of them.',
    details: { path: folder, count: candidates.length },
  });
}

/** What an unknown file seems to be, in words. */
function impression(path: string, head: Uint8Array): string {
  const foreign = foreignFormat(path, head);
  if (foreign !== null) return `its format is ${foreign}`;
  const text = head.subarray(0, 512).every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127));
  return text ? 'it is text' : 'its first bytes belong to no format that Isoline reads';
}

/**
 * Finds the format of a file, record name or folder.
 *
 * @throws AppError `file-missing`, `file-empty`, `format-unknown`
 */
export async function identify(path: string): Promise<Identified> {
  if (await isFolder(path)) {
    // MIT-BIH style: `folder/100` may be both a folder and a record; the record has a header.
    const header = await inAnyCase(`${path}.hea`);
    if (await isFile(header)) return { format: wfdb, path: header, score: 1, reason: 'a record name' };
    return identify(await inFolder(path));
  }
  if (!(await isFile(path))) {
    const header = await inAnyCase(`${path}.hea`);
    if (await isFile(header)) return { format: wfdb, path: header, score: 1, reason: 'a record name' };
    throw new AppError('file-missing', `${basename(path)} is not there.`, { hint: 'Check the name and the folder.', details: { path } });
  }
  const head = await readHead(path, HEAD_BYTES);
  if (head.length === 0) {
    throw new AppError('file-empty', `${basename(path)} is empty.`, { hint: 'Copy the file again from where it came from.', details: { path } });
  }
  let best: Identified | null = null;
  for (const format of FORMATS) {
    const { score, reason } = format.sniff(path, head);
    if (score > (best?.score ?? 0)) best = { format, path, score, reason };
  }
  if (best) return best;
  const extension = extname(path).toLowerCase();
  const named = FORMATS.find((format) => format.extensions.includes(extension));
  const stem = path.slice(0, path.length - extension.length);
  // An annotation or signal file of a record, by whatever extension.
  const beside = await inAnyCase(`${stem}.hea`);
  if (!named && extension !== '' && (await isFile(beside))) return { format: wfdb, path: beside, score: 0.3, reason: 'a file beside a WFDB header' };
  throw new AppError(
    'format-unknown',
    named ? `${basename(path)} ends in ${extension} but is no such recording: ${impression(path, head)}.` : `${basename(path)} is no recording that Isoline can read: ${impression(path, head)}.`,
    { hint: `Formats: ${FORMATS.map((format) => format.label).join(', ')}.`, details: { path } },
  );
}

/**
 * Opens a recording: a file of any known format, a WFDB record by its name
 * without extension, or a folder that holds one recording.
 *
 * @throws AppError `file-missing`, `file-empty`, `file-truncated`,
 *   `format-unknown`, `format-damaged`, `signal-missing`
 */
export async function openRecording(path: string, options: OpenOptions = {}): Promise<RecordingReader> {
  const { format, path: file } = await identify(path);
  return possible(format === wfdb ? openWfdb(file, options) : format.open(file), file);
}

/**
 * Opens a recording that may still be written: a WFDB record or an EDF file, as it is at this moment.
 *
 * @throws AppError as `openRecording`, and `format-unknown` where the format cannot be followed
 */
export async function openGrowing(path: string): Promise<GrowingReader> {
  const { format, path: file } = await identify(path);
  const open = format === wfdb ? growingWfdb : format.openGrowing;
  if (!open) throw new AppError('format-unknown', `${format.label} files cannot be followed while they are written.`, { hint: 'Import the file when it is finished.', details: { path } });
  return possible(open(file), file);
}
