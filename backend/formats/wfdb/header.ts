/**
 * WFDB header files (`.hea`): the record line, a line per signal or segment,
 * comments. Source: WFDB Applications Guide, header(5).
 */

import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { UNKNOWN_DATE, type PatientFacts, type StartTime } from '../../../core/study/recording.ts';
import { decodeText, inAnyCase, readWhole } from '../files.ts';
import { stated, statedAge } from '../leads.ts';

/** One signal line. */
export interface WfdbSignal {
  /** Signal file as named in the header, `~` for none. */
  file: string;
  /** Signal format: 212, 16, … */
  format: number;
  samplesPerFrame: number;
  /** Frames by which this signal lies later in its file than the others. */
  skew: number;
  /** Bytes before the first sample in the signal file. */
  byteOffset: number;
  /** adu per physical unit; 0 where the signal is not calibrated. */
  gain: number;
  baseline: number;
  /** Physical unit, `mV` where the header says nothing. */
  units: string;
  bits: number;
  adcZero: number;
  initialValue: number;
  checksum: number | null;
  description: string;
}

/** One segment line of a multi-segment header. */
export interface WfdbSegment {
  /** Record name, `~` for a gap. */
  name: string;
  /** Frames. */
  frames: number;
}

/** A parsed header file. */
export interface WfdbHeader {
  record: string;
  /** Frames a second. */
  frameRate: number;
  signalCount: number;
  /** Frames as stated; 0 where the header says nothing. */
  frames: number;
  start: StartTime;
  signals: WfdbSignal[];
  /** Empty for a plain record. */
  segments: WfdbSegment[];
  /** Comment lines without the `#`. */
  comments: string[];
}

const MAX_SIGNALS = 1024;
const MAX_SAMPLES_PER_FRAME = 4096;
/** Samples have 32 bits at most. */
const MAX_BASELINE = 2 ** 31;

function damaged(message: string, details: Record<string, string | number> = {}): AppError {
  return new AppError('format-damaged', message, { hint: 'Copy the header file again from where the recording came from.', details });
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Base time (`H:M:S` or `M:S`) and date (`D/M/Y`) of a record line; some writers give `Y-M-D`. */
export function startOf(tokens: readonly string[]): StartTime {
  let time = '00:00:00.000';
  let date = UNKNOWN_DATE;
  let timeStated = false;
  let dateStated = false;
  for (const token of tokens) {
    const clock = /^\[?(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2})(\.\d+)?\]?$/.exec(token);
    const european = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\]?$/.exec(token);
    const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(token);
    if (clock) {
      const [hours, minutes, seconds] = [Number(clock[1] ?? 0), Number(clock[2]), Number(clock[3])];
      if (hours > 23 || minutes > 59 || seconds > 59) continue;
      const millis = Math.min(999, Math.round(Number(`0${clock[4] ?? ''}`) * 1000));
      time = `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds)}.${String(millis).padStart(3, '0')}`;
      timeStated = true;
    } else if (european || iso) {
      const [day, month, year] = european
        ? [Number(european[1]), Number(european[2]), Number(european[3])]
        : [Number(iso![3]), Number(iso![2]), Number(iso![1])];
      if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) continue;
      date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
      dateStated = true;
    }
  }
  return { local: `${date}T${time}`, assumed: !(timeStated && dateStated) };
}

function integer(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : fallback;
}

function signalLine(line: string, number: number): WfdbSignal {
  const fields = line.split(/\s+/);
  const kind = /^(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?$/.exec(fields[1] ?? '');
  if (!kind) throw damaged(`Line ${number} of the header is no signal line.`, { line: line.slice(0, 120) });
  const samplesPerFrame = integer(kind[2], 1);
  const skew = integer(kind[3], 0);
  const byteOffset = integer(kind[4], 0);
  if (samplesPerFrame < 1 || samplesPerFrame > MAX_SAMPLES_PER_FRAME || skew > 1e6) {
    throw damaged(`Line ${number} of the header states an impossible layout of samples.`, { samplesPerFrame, skew });
  }
  // Everything after the format may be left out; the description, the last, may hold spaces.
  const stated = /^([-+]?[\d.]+(?:[eE][-+]?\d+)?)(?:\(([-+]?\d+)\))?(?:\/(\S+))?$/.exec(fields[2] ?? '');
  const adcZero = integer(fields[4], 0);
  const gain = stated ? Number(stated[1]) : 0;
  const baseline = integer(stated?.[2], adcZero);
  if (Math.abs(baseline) > MAX_BASELINE) throw damaged(`Line ${number} of the header states an impossible baseline.`, { baseline });
  return {
    file: fields[0]!,
    format: Number(kind[1]),
    samplesPerFrame,
    skew,
    byteOffset,
    gain: Number.isFinite(gain) ? gain : 0,
    baseline,
    units: stated?.[3] ?? 'mV',
    bits: Math.max(0, integer(fields[3], 0)),
    adcZero,
    initialValue: integer(fields[5], adcZero),
    checksum: fields[6] === undefined ? null : integer(fields[6], 0),
    description: fields.slice(8).join(' '),
  };
}

/**
 * Parses the text of a header file.
 *
 * @throws AppError `file-empty`, `format-damaged`
 */
export function parseHeader(text: string): WfdbHeader {
  const lines = text.split(/\r\n|\n|\r/);
  const comments: string[] = [];
  const content: { line: string; number: number }[] = [];
  lines.forEach((raw, i) => {
    const line = raw.trim();
    if (line.startsWith('#')) comments.push(line.slice(1).trim());
    else if (line !== '') content.push({ line, number: i + 1 });
  });
  const first = content[0];
  if (!first) throw new AppError('file-empty', 'The header file holds nothing.', { hint: 'Copy the header file again from where the recording came from.' });
  const fields = first.line.split(/\s+/);
  const name = /^([^\s/\\]+)(?:\/(\d+))?$/.exec(fields[0]!);
  const signalCount = Number(fields[1]);
  if (!name || !/^\d+$/.test(fields[1] ?? '') || signalCount > MAX_SIGNALS) {
    throw damaged('The first line of the header is no record line.', { line: first.line.slice(0, 120) });
  }
  const rate = fields[2] === undefined ? 250 : Number(/^[^/(]+/.exec(fields[2])?.[0]);
  if (!(rate > 0) || rate > 1e6) throw damaged('The header states no usable sampling rate.', { rate: fields[2] ?? '' });
  const frames = /^\d+$/.test(fields[3] ?? '') ? Number(fields[3]) : 0;
  if (!Number.isSafeInteger(frames)) throw damaged('The header states an impossible length.', { samples: fields[3]! });
  const segmentCount = name[2] === undefined ? 0 : Number(name[2]);
  const header: WfdbHeader = {
    record: name[1]!,
    frameRate: rate,
    signalCount,
    frames,
    start: startOf(fields.slice(/^\d+$/.test(fields[3] ?? '') ? 4 : 3)),
    signals: [],
    segments: [],
    comments,
  };
  const rest = content.slice(1);
  if (name[2] !== undefined) {
    if (segmentCount < 1 || rest.length < segmentCount) {
      throw damaged(`The header promises ${segmentCount} segments and names ${rest.length}.`, { promised: segmentCount, named: rest.length });
    }
    for (const { line, number } of rest.slice(0, segmentCount)) {
      const [segment, length] = line.split(/\s+/);
      if (!/^\d+$/.test(length ?? '')) throw damaged(`Line ${number} of the header is no segment line.`, { line: line.slice(0, 120) });
      header.segments.push({ name: segment!, frames: Number(length) });
    }
    return header;
  }
  if (rest.length < signalCount) {
    throw damaged(`The header promises ${signalCount} signals and describes ${rest.length}.`, { promised: signalCount, described: rest.length });
  }
  for (const { line, number } of rest.slice(0, signalCount)) header.signals.push(signalLine(line, number));
  return header;
}

/** Whether a file is a header by its name, in capitals too. */
export function isHeaderName(name: string): boolean {
  return /[.]hea$/i.test(name);
}

/**
 * Reads a header file; works for annotation-only records too.
 *
 * @param path the `.hea` file, or the record's path without extension.
 * @throws AppError `file-missing`, `file-empty`, `format-damaged`
 */
export async function readHeader(path: string): Promise<WfdbHeader> {
  const file = isHeaderName(path) ? path : `${path}.hea`;
  const bytes = await readWhole(file, 4 * 1024 * 1024);
  if (bytes.length === 0) {
    throw new AppError('file-empty', `${basename(file)} is empty.`, { hint: 'Copy the file again from where it came from.', details: { path: file } });
  }
  try {
    return parseHeader(decodeText(bytes));
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new AppError(thrown.code, `${basename(file)}: ${thrown.message}`, { hint: thrown.hint, details: { ...thrown.details, path: file }, cause: thrown });
  }
}

/**
 * Where a file named in a header lies, whatever the case of its letters. A name that leads out of the header's
 * folder is refused: headers come from strangers.
 */
export async function besideHeader(headerPath: string, name: string): Promise<string> {
  if (name === '' || name.includes('\0') || name.startsWith('/') || name.includes('\\') || name.split('/').includes('..') || /^[A-Za-z]:/.test(name)) {
    throw damaged(`The header names a file outside its own folder: ${name.slice(0, 80)}`, { name: name.slice(0, 200) });
  }
  return inAnyCase(join(dirname(headerPath), name));
}

/** What header comments say of the patient: `69 M …` (MIT-BIH), `Age: 64 Sex: F`, `<age>: 51`, `<sex>: F`. */
export function patientFromComments(comments: readonly string[]): PatientFacts {
  const patient: PatientFacts = { name: '', id: '', birth: '', sex: '' };
  for (const comment of comments) {
    const sex = /(?:^|\s|<)(?:sex|gender)>?\s*[:=]\s*(male|female|m|f)\b/i.exec(comment) ?? /^\d{1,3}\s+(M|F)\b/.exec(comment);
    const age = statedAge((/(?:^|\s|<)age>?\s*[:=]\s*(\d{1,3})\b/i.exec(comment) ?? /^(\d{1,3})\s+[MF]\b/.exec(comment))?.[1]);
    if (age !== '' && patient.age === undefined) patient.age = age;
    if (sex && patient.sex === '') patient.sex = sex[1]!.toUpperCase().startsWith('F') ? 'F' : 'M';
    const birth = /(?:^|\s|<)birth(?:\s?date)?>?\s*[:=]\s*(\d{4}-\d{2}-\d{2})\b/i.exec(comment);
    if (birth && patient.birth === '') patient.birth = birth[1]!;
    const name = /^<name>\s*:\s*(.+)$/i.exec(comment);
    if (name && patient.name === '') patient.name = stated(name[1]!);
    const id = /^<id>\s*:\s*(.+)$/i.exec(comment);
    if (id && patient.id === '') patient.id = stated(id[1]!);
  }
  return patient;
}
