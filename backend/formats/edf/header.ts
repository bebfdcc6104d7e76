/**
 * EDF, EDF+ and BDF headers. Sources: Kemp et al. 1992 (EDF), Kemp and Olivan
 * 2003 (EDF+), BioSemi's description of BDF.
 */

import { AppError } from '../../../core/contract/errors.ts';
import { UNKNOWN_DATE, type PatientFacts, type StartTime } from '../../../core/study/recording.ts';
import { isUnfilledDate, stated, statedAge } from '../leads.ts';

/** One signal of the header. */
export interface EdfSignal {
  label: string;
  unit: string;
  physicalMin: number;
  physicalMax: number;
  digitalMin: number;
  digitalMax: number;
  prefilter: string;
  /** Samples in one data record. */
  perRecord: number;
  /** Bytes before its samples within a data record. */
  offset: number;
  isAnnotation: boolean;
}

export interface EdfHeader {
  /** `edf` or `bdf`. */
  kind: 'edf' | 'bdf';
  /** Bytes of one sample: 2 or 3. */
  sampleBytes: 2 | 3;
  plus: boolean;
  /** EDF+D: data records need not follow each other in time. */
  discontinuous: boolean;
  headerBytes: number;
  recordBytes: number;
  /** As stated; -1 where unknown. */
  records: number;
  /** Seconds. */
  recordSeconds: number;
  signals: EdfSignal[];
  patientText: string;
  recordingText: string;
  patient: PatientFacts;
  start: StartTime;
}

export const FIXED_BYTES = 256;
const MAX_SIGNALS = 2048;
const MAX_RECORD_BYTES = 64 * 1024 * 1024;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function damaged(message: string, details: Record<string, string | number> = {}): AppError {
  return new AppError('format-damaged', message, { hint: 'Export the recording again from the program that wrote it.', details });
}

function text(bytes: Uint8Array, from: number, length: number): string {
  return new TextDecoder('latin1').decode(bytes.subarray(from, from + length)).replace(/\0/g, ' ').trim();
}

function numeric(field: string): number {
  // Some writers use the comma of their country.
  return field === '' ? Number.NaN : Number(field.replace(',', '.'));
}

/** Whether the first bytes are those of an EDF or BDF file, and which. */
export function kindOf(head: Uint8Array): 'edf' | 'bdf' | null {
  if (head.length < 8) return null;
  const word = text(head, 1, 7);
  if (head[0] === 0xff && word === 'BIOSEMI') return 'bdf';
  return head[0] === 0x30 && word === '' ? 'edf' : null;
}

function isoDate(day: number, month: number, year: number): string {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate())) return '';
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** `02-MAY-1951` as `1951-05-02`, or empty. */
function wordDate(field: string | undefined): string {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(field ?? '');
  if (!match) return '';
  return isoDate(Number(match[1]), MONTHS.indexOf(match[2]!.toUpperCase()) + 1, Number(match[3]));
}

/** EDF+ patient field: code, sex, birth date, name; in plain EDF it is free text. */
export function patientOf(field: string, plus: boolean): PatientFacts {
  const patient: PatientFacts = { name: '', id: '', birth: '', sex: '' };
  const parts = field.split(/\s+/);
  const shaped = parts.length >= 4 && /^[MFX]$/.test(parts[1]!) && (parts[2] === 'X' || wordDate(parts[2]) !== '' || isUnfilledDate(parts[2]!));
  if (!shaped) {
    // EDF+ by a writer that left subfields out: what stands there is kept, if not told apart.
    const filled = parts.filter((part) => part !== 'Startdate' && !isUnfilledDate(part));
    // X stands for a subfield of EDF+ that says nothing; in plain EDF it may be a name.
    while (plus && filled[0] === 'X') filled.shift();
    patient.name = stated((filled.length < parts.length ? filled.join(' ') : field).replaceAll(plus ? '_' : ' ', ' '));
    return patient;
  }
  const spaced = (part: string): string => stated(part.replaceAll('_', ' '));
  patient.id = spaced(parts[0]!);
  patient.sex = parts[1] === 'M' || parts[1] === 'F' ? parts[1] : '';
  patient.birth = wordDate(parts[2]);
  patient.name = spaced(parts[3]!);
  // Further subfields are free; some state an age where the birth is not given.
  const age = patient.birth === '' ? statedAge(parts.slice(4).map((part) => /^age[=:_](\d+)/i.exec(part)?.[1]).find((years) => years !== undefined)) : '';
  if (age !== '') patient.age = age;
  return patient;
}

/** Start date and time; `01.01.85`, what anonymised files say, counts as unknown. */
export function startOf(date: string, time: string, recordingText: string): StartTime {
  const short = /^(\d{2})[.:\-/](\d{2})[.:\-/](\d{2})$/.exec(date);
  const clock = /^(\d{2})[.:](\d{2})[.:](\d{2})$/.exec(time);
  let day = '';
  if (short) {
    const year = Number(short[3]);
    // Two digits: 85 to 99 are of the last century.
    day = isoDate(Number(short[1]), Number(short[2]), year >= 85 ? 1900 + year : 2000 + year);
  }
  const words = recordingText.split(/\s+/);
  const full = words[0] === 'Startdate' ? wordDate(words[1]) : '';
  if (full !== '') day = full;
  const known = day !== '' && day !== '1985-01-01';
  // EDF+ with `Startdate X`, or with its form unfilled: whoever wrote the file does not stand by its date.
  const denied = words[0] === 'Startdate' && full === '';
  let hour = '00:00:00';
  if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60 && Number(clock[3]) < 60) hour = `${clock[1]}:${clock[2]}:${clock[3]}`;
  else return { local: `${known ? day : UNKNOWN_DATE}T00:00:00.000`, assumed: true };
  return { local: `${known ? day : UNKNOWN_DATE}T${hour}.000`, assumed: !known || denied };
}

/** Bytes of the whole header, once its first 256 are there. @throws AppError `format-damaged`, `file-truncated` */
export function headerLength(head: Uint8Array): number {
  if (head.length < FIXED_BYTES) throw new AppError('file-truncated', 'The file ends within its header.', { hint: 'Copy the file again from where it came from.', details: { bytes: head.length } });
  const count = numeric(text(head, 252, 4));
  if (!Number.isInteger(count) || count < 1 || count > MAX_SIGNALS) {
    throw damaged('The header states an impossible number of signals.', { signals: text(head, 252, 4) });
  }
  return FIXED_BYTES * (count + 1);
}

/**
 * Parses a whole header.
 *
 * @throws AppError `format-damaged`, `file-truncated`
 */
export function parseEdfHeader(bytes: Uint8Array): EdfHeader {
  const kind = kindOf(bytes);
  if (!kind) throw damaged('The file does not begin as an EDF or BDF file.');
  const headerBytes = headerLength(bytes);
  if (bytes.length < headerBytes) throw new AppError('file-truncated', 'The file ends within its header.', { hint: 'Copy the file again from where it came from.', details: { bytes: bytes.length, headerBytes } });
  const count = headerBytes / FIXED_BYTES - 1;
  const sampleBytes = kind === 'bdf' ? 3 : 2;
  const reserved = text(bytes, 192, 44);
  const columns = [16, 80, 8, 8, 8, 8, 8, 80, 8];
  const fields: string[][] = [];
  let at = FIXED_BYTES;
  for (const width of columns) {
    fields.push(Array.from({ length: count }, (_, i) => text(bytes, at + i * width, width)));
    at += width * count;
  }
  let offset = 0;
  const signals = fields[0]!.map((label, i): EdfSignal => {
    const perRecord = numeric(fields[8]![i]!);
    if (!Number.isInteger(perRecord) || perRecord < 0 || perRecord > MAX_RECORD_BYTES) {
      throw damaged(`Signal ${label || i + 1} states an impossible number of samples.`, { samples: fields[8]![i]! });
    }
    const signal: EdfSignal = {
      label,
      unit: fields[2]![i]!,
      physicalMin: numeric(fields[3]![i]!),
      physicalMax: numeric(fields[4]![i]!),
      digitalMin: numeric(fields[5]![i]!),
      digitalMax: numeric(fields[6]![i]!),
      prefilter: fields[7]![i]!,
      perRecord,
      offset,
      isAnnotation: label === 'EDF Annotations' || label === 'BDF Annotations',
    };
    offset += perRecord * sampleBytes;
    return signal;
  });
  if (offset === 0 || offset > MAX_RECORD_BYTES) throw damaged('The header states an impossible size of a data record.', { bytes: offset });
  const recordSeconds = numeric(text(bytes, 244, 8));
  if (!(recordSeconds >= 0) || recordSeconds > 1e6) throw damaged('The header states an impossible duration of a data record.', { seconds: text(bytes, 244, 8) });
  const records = numeric(text(bytes, 236, 8));
  if (!Number.isInteger(records) || records < -1) throw damaged('The header states an impossible number of data records.', { records: text(bytes, 236, 8) });
  const patientText = text(bytes, 8, 80);
  const recordingText = text(bytes, 88, 80);
  const plus = /^[EB]DF\+/.test(reserved);
  return {
    kind,
    sampleBytes,
    plus,
    discontinuous: /^[EB]DF\+D/.test(reserved),
    headerBytes,
    recordBytes: offset,
    records,
    recordSeconds,
    signals,
    patientText,
    recordingText,
    patient: patientOf(patientText, plus),
    start: startOf(text(bytes, 168, 8), text(bytes, 176, 8), recordingText),
  };
}
