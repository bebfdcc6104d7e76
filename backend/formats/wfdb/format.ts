/** WFDB records (PhysioNet): a header, signal files and annotation files behind the reader interface. */

import { basename, dirname, extname, join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { AppError } from '../../../core/contract/errors.ts';
import type { Annotation, Lead, RecordingHeader } from '../../../core/study/recording.ts';
import { blocksOf } from '../blocks.ts';
import { fileFailure, inAnyCase, isFile } from '../files.ts';
import { isGain, isOtherSignal, mostCommon, perMillivolt, uniqueNames } from '../leads.ts';
import type { Format, RecordingReader, SampleBlock } from '../reader.ts';
import { readAnnotationFile } from './annotations.ts';
import { isHeaderName, patientFromComments, readHeader } from './header.ts';
import type { WfdbHeader } from './header.ts';
import { openSegments } from './segments.ts';
import { openFrames } from './source.ts';
import type { FrameSource } from './source.ts';

/** adu per mV where a header leaves the gain out, as WFDB has it. */
const DEFAULT_GAIN = 200;

/** Which signals of a record are its leads. */
export interface Choice {
  /** Places of the chosen signals. */
  chosen: number[];
  leads: Lead[];
  samplesPerFrame: number;
  warnings: string[];
}

/** The voltage signals of the most common rate that are not named as something else; the others are named in warnings. */
export function choose(source: Pick<FrameSource, 'signals'>, record: string): Choice {
  const warnings: string[] = [];
  const voltage: number[] = [];
  source.signals.forEach((signal, i) => {
    if (perMillivolt(1, signal.units) !== null) {
      if (isOtherSignal(signal.description)) warnings.push(`Signal ${signal.description} was left out: it is no ECG by its name.`);
      else voltage.push(i);
    } else warnings.push(`Signal ${signal.description || i + 1} was left out: its unit is ${signal.units}.`);
  });
  const samplesPerFrame = mostCommon(voltage.map((i) => source.signals[i]!.samplesPerFrame));
  const chosen = voltage.filter((i) => {
    const signal = source.signals[i]!;
    const fits = signal.samplesPerFrame === samplesPerFrame;
    if (!fits) warnings.push(`Signal ${signal.description || i + 1} was left out: it has another sampling rate than the others.`);
    return fits;
  });
  if (chosen.length === 0) {
    throw new AppError('signal-missing', `Record ${record} holds no ECG signal.`, { hint: 'Leads are signals in volts that are not named as breath, pressure, oxygen or movement.', details: { record, signals: source.signals.length } });
  }
  const names = uniqueNames(chosen.map((i) => source.signals[i]!.description));
  const leads = chosen.map((i, n): Lead => {
    const signal = source.signals[i]!;
    if (signal.gain === 0) warnings.push(`Lead ${names[n]} states no gain; ${DEFAULT_GAIN} adu/mV are assumed.`);
    const stated = perMillivolt(signal.gain, signal.units) || DEFAULT_GAIN;
    const gain = isGain(stated) ? stated : DEFAULT_GAIN;
    if (gain !== stated) warnings.push(`Lead ${names[n]} states an impossible gain; ${DEFAULT_GAIN} adu/mV are assumed.`);
    return { name: names[n]!, gain, baseline: signal.baseline, bits: signal.bits };
  });
  return { chosen, leads, samplesPerFrame, warnings };
}

class WfdbReader implements RecordingReader {
  readonly header: RecordingHeader;
  readonly warnings: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly sourceFiles: readonly string[];
  private readonly source: FrameSource;
  private readonly choice: Choice;

  constructor(source: FrameSource, choice: Choice, header: RecordingHeader, annotations: Annotation[], warnings: string[], files: string[]) {
    this.source = source;
    this.choice = choice;
    this.header = header;
    this.annotations = annotations;
    this.warnings = warnings;
    this.sourceFiles = files;
  }

  async *blocks(frames: number): AsyncGenerator<SampleBlock> {
    const each = this.choice.samplesPerFrame;
    const width = this.source.signals.reduce((sum, signal) => sum + signal.samplesPerFrame, 0);
    for await (const { first, leads } of blocksOf(this.source.frames, width, frames / each, (from, count) => this.source.read(from, count))) {
      yield { first: first * each, leads: this.choice.chosen.map((i) => leads[i]!) };
    }
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

/** The header file that a path speaks of: itself, its neighbour, or the one that names it. */
export async function headerOf(path: string): Promise<string> {
  if (isHeaderName(path)) return path;
  const stem = path.slice(0, path.length - extname(path).length);
  for (const candidate of [`${path}.hea`, `${stem}.hea`]) {
    const file = await inAnyCase(candidate);
    if (await isFile(file)) return file;
  }
  const folder = dirname(path);
  const name = basename(path);
  try {
    for (const entry of await readdir(folder)) {
      if (!isHeaderName(entry)) continue;
      const header = await readHeader(join(folder, entry)).catch((thrown: unknown) => {
        // A damaged neighbour is not what was asked for.
        if (thrown instanceof AppError) return null;
        throw thrown;
      });
      if (header?.signals.some((signal) => signal.file.toLowerCase() === name.toLowerCase())) return join(folder, entry);
    }
  } catch (thrown) {
    throw fileFailure(thrown, folder);
  }
  throw new AppError('file-missing', `There is no header file for ${name}.`, {
    hint: `A WFDB record needs its .hea file: put ${basename(stem)}.hea beside it.`,
    details: { path },
  });
}

/** Options of opening a WFDB record. */
export interface WfdbOptions {
  /** Extension of the annotation file to read along, `atr` by default. */
  annotator?: string;
}

async function annotationsBeside(headerPath: string, rate: number, length: number, annotator: string): Promise<{ list: Annotation[]; file: string | null; warning: string | null }> {
  const path = await inAnyCase(`${headerPath.slice(0, -'.hea'.length)}.${annotator}`);
  if (!(await isFile(path))) return { list: [], file: null, warning: null };
  try {
    const all = await readAnnotationFile(path, rate);
    const list = all.filter(({ sample }) => sample < length);
    const behind = all.length - list.length;
    return { list, file: path, warning: behind === 0 ? null : `${behind} annotations lie behind the end of the signal and were left out.` };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    // The signal can be read all the same.
    return { list: [], file: path, warning: `The annotations were left out. ${thrown.message}` };
  }
}

/** The facts of a record of which so many samples are read. */
export function factsOf(headerPath: string, header: WfdbHeader, choice: Choice, sampleCount: number): RecordingHeader {
  return {
    record: basename(headerPath).slice(0, -'.hea'.length),
    format: 'wfdb',
    sampleRate: header.frameRate * choice.samplesPerFrame,
    leads: choice.leads,
    sampleCount,
    start: header.start,
    patient: patientFromComments(header.comments),
    comments: header.comments,
  };
}

/**
 * Opens a WFDB record by its header, one of its signal files, or its name.
 *
 * @throws AppError `file-missing`, `file-empty`, `file-truncated`,
 *   `format-damaged`, `format-unknown`, `signal-missing`
 */
export async function openWfdb(path: string, options: WfdbOptions = {}): Promise<RecordingReader> {
  const headerPath = await headerOf(path);
  const header: WfdbHeader = await readHeader(headerPath);
  if (header.segments.length === 0 && header.signals.length === 0) {
    throw new AppError('signal-missing', `Record ${header.record} has annotations only, no signal.`, { hint: 'Choose the record that holds the signal.', details: { path: headerPath } });
  }
  const source = header.segments.length > 0 ? await openSegments(headerPath, header) : await openFrames(headerPath, header);
  try {
    const choice = choose(source, header.record);
    const sampleRate = header.frameRate * choice.samplesPerFrame;
    const sampleCount = source.frames * choice.samplesPerFrame;
    const { list, file, warning } = await annotationsBeside(headerPath, sampleRate, sampleCount, options.annotator ?? 'atr');
    return new WfdbReader(
      source,
      choice,
      factsOf(headerPath, header, choice, sampleCount),
      list,
      [...source.warnings, ...choice.warnings, ...(warning ? [warning] : [])],
      [...new Set([headerPath, ...source.files, ...(file ? [file] : [])])],
    );
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

export const wfdb: Format = {
  name: 'wfdb',
  label: 'WFDB (PhysioNet)',
  extensions: ['.hea', '.dat'],
  sniff(path) {
    // Header text is too plain to be told from any other text, so the name decides.
    if (isHeaderName(path)) return { score: 0.9, reason: 'a WFDB header by its name' };
    if (/[.]dat$/i.test(path)) return { score: 0.2, reason: 'a WFDB signal file by its name' };
    return { score: 0, reason: 'not named as a file of a WFDB record' };
  },
  open: (path) => openWfdb(path),
};
