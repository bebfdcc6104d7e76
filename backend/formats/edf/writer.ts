/** Writes EDF+C files: 16-bit signals in mV, events as time-stamped annotation lists. */

import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { INVALID_ADU } from '../../../core/study/recording.ts';
import type { Annotation, Lead, PatientFacts, StartTime } from '../../../core/study/recording.ts';
import { writeFailure } from '../files.ts';
import { writeTal } from './tal.ts';

export interface EdfWriterOptions {
  path: string;
  leads: readonly Lead[];
  sampleRate: number;
  /** Samples per lead that will be written. */
  sampleCount: number;
  start?: StartTime;
  patient?: PatientFacts;
  annotations: readonly Annotation[];
  /** What made the recording; a word. */
  equipment?: string;
}

export interface EdfWriter {
  /** Appends samples (adu, one array per lead), clipped to 16 bits. */
  write(leads: readonly ArrayLike<number>[]): Promise<void>;
  finish(): Promise<string[]>;
  abort(): Promise<void>;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DIGITAL_MAX = 32767;

/** Seconds of a data record that make a whole number of samples. */
function recordSeconds(rate: number): number {
  for (const seconds of [1, 2, 4, 5, 8, 10]) if (Number.isInteger(rate * seconds)) return seconds;
  throw new AppError('invalid-input', `A recording of ${rate} Hz cannot be written as EDF+.`, { details: { rate } });
}

/** A number in at most eight characters, as exact as they allow. */
function eight(value: number): string {
  for (let digits = 8; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 8) return text;
  }
  throw new AppError('invalid-input', `${value} does not fit into an EDF header.`, { details: { value } });
}

function field(text: string, width: number): string {
  return text.replace(/[^\x20-\x7e]/g, '_').slice(0, width).padEnd(width);
}

function wordDate(local: string): string {
  return `${local.slice(8, 10)}-${MONTHS[Number(local.slice(5, 7)) - 1] ?? 'JAN'}-${local.slice(0, 4)}`;
}

function word(text: string): string {
  return text === '' ? 'X' : text.trim().replace(/\s+/g, '_');
}

/** The text of an event; see `docs/formats.md`. */
function eventText(mark: Annotation): string {
  return mark.aux === '' ? mark.symbol : mark.aux;
}

/** Annotation bytes of every data record, all of one length; what does not fit goes into later records. */
function layOutEvents(options: EdfWriterOptions, records: number, seconds: number): { perRecord: Uint8Array[]; bytes: number } {
  const queue = options.annotations.map((mark) => ({
    record: Math.floor(mark.sample / (options.sampleRate * seconds)),
    bytes: writeTal(`+${Number((mark.sample / options.sampleRate).toFixed(6))}`, [eventText(mark)]),
  }));
  const longest = queue.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  const keeping = (record: number): Uint8Array => writeTal(`+${record * seconds}`, []);
  const base = keeping(records).length;
  for (let bytes = 64; ; bytes *= 2) {
    if (bytes < longest + base) continue;
    const perRecord: Uint8Array[] = [];
    let next = 0;
    for (let record = 0; record < records; record++) {
      const out = new Uint8Array(bytes);
      const keeper = keeping(record);
      out.set(keeper);
      let used = keeper.length;
      while (next < queue.length && queue[next]!.record <= record && used + queue[next]!.bytes.length <= bytes) {
        out.set(queue[next]!.bytes, used);
        used += queue[next]!.bytes.length;
        next++;
      }
      perRecord.push(out);
    }
    if (next === queue.length) return { perRecord, bytes };
    if (queue[next]!.record >= records) throw new AppError('invalid-input', 'An annotation lies behind the end of the recording.');
  }
}

/**
 * Begins an EDF+ file. The last data record is filled up with values that were
 * never measured.
 *
 * @throws AppError `invalid-input`, `file-unwritable`, `disk-full`
 */
export async function createEdfFile(options: EdfWriterOptions): Promise<EdfWriter> {
  const { path, leads, sampleRate, sampleCount } = options;
  const seconds = recordSeconds(sampleRate);
  const perRecord = sampleRate * seconds;
  const records = Math.ceil(sampleCount / perRecord);
  const events = layOutEvents(options, records, seconds);
  const start = options.start && !options.start.assumed ? options.start.local : null;
  const patient = options.patient;
  const count = leads.length + 1;
  const columns: [number, string[]][] = [
    [16, [...leads.map((lead) => `ECG ${lead.name}`), 'EDF Annotations']],
    [80, leads.map(() => '').concat('')],
    [8, [...leads.map(() => 'mV'), '']],
    [8, [...leads.map((lead) => eight((-DIGITAL_MAX - lead.baseline) / lead.gain)), '-1']],
    [8, [...leads.map((lead) => eight((DIGITAL_MAX - lead.baseline) / lead.gain)), '1']],
    [8, [...leads.map(() => String(-DIGITAL_MAX)), '-32768']],
    [8, [...leads.map(() => String(DIGITAL_MAX)), '32767']],
    [80, leads.map(() => '').concat('')],
    [8, [...leads.map(() => String(perRecord)), String(events.bytes / 2)]],
    [32, leads.map(() => '').concat('')],
  ];
  const birth = patient && patient.birth !== '' ? wordDate(patient.birth) : 'X';
  const header = [
    field('0', 8),
    field(`${word(patient?.id ?? '')} ${patient?.sex || 'X'} ${birth} ${word(patient?.name ?? '')}`, 80),
    field(`Startdate ${start ? wordDate(start) : 'X'} X X ${word(options.equipment ?? '')}`, 80),
    field(start ? `${start.slice(8, 10)}.${start.slice(5, 7)}.${start.slice(2, 4)}` : '01.01.85', 8),
    field(start ? start.slice(11, 19).replaceAll(':', '.') : '00.00.00', 8),
    field(String(256 * (count + 1)), 8),
    field('EDF+C', 44),
    field(String(records), 8),
    field(String(seconds), 8),
    field(String(count), 4),
    ...columns.flatMap(([width, texts]) => texts.map((text) => field(text, width))),
  ].join('');

  let handle: FileHandle;
  try {
    handle = await open(path, 'w');
  } catch (thrown) {
    throw writeFailure(thrown, path);
  }
  const append = async (bytes: Uint8Array): Promise<void> => {
    try {
      let done = 0;
      while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
    } catch (thrown) {
      throw writeFailure(thrown, path);
    }
  };
  const recordBytes = leads.length * perRecord * 2 + events.bytes;
  let current = new Uint8Array(recordBytes);
  let record = 0;
  let filled = 0;
  let ready: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    const bytes = new Uint8Array(ready.length * recordBytes);
    ready.forEach((part, i) => bytes.set(part, i * recordBytes));
    ready = [];
    await append(bytes);
  };
  const put = (block: readonly ArrayLike<number>[] | null, from: number, length: number): void => {
    leads.forEach((_, l) => {
      for (let i = 0, p = 2 * (l * perRecord + filled); i < length; i++, p += 2) {
        const value = block ? block[l]![from + i]! : INVALID_ADU;
        const kept = value === INVALID_ADU ? INVALID_ADU : Math.max(-DIGITAL_MAX, Math.min(DIGITAL_MAX, Math.round(value)));
        current[p] = kept & 0xff;
        current[p + 1] = (kept >> 8) & 0xff;
      }
    });
    filled += length;
    if (filled < perRecord) return;
    const list = events.perRecord[record];
    if (!list) throw new RangeError(`${basename(path)}: more samples than announced`);
    current.set(list, leads.length * perRecord * 2);
    ready.push(current);
    current = new Uint8Array(recordBytes);
    record++;
    filled = 0;
  };
  await append(new TextEncoder().encode(header));
  return {
    async write(block) {
      const length = block[0]?.length ?? 0;
      for (let from = 0; from < length;) {
        const part = Math.min(perRecord - filled, length - from);
        put(block, from, part);
        from += part;
      }
      await flush();
    },
    async finish() {
      if (filled > 0) put(null, 0, perRecord - filled);
      await flush();
      try {
        await handle.sync();
      } catch (thrown) {
        throw writeFailure(thrown, path);
      } finally {
        await handle.close();
      }
      return [path];
    },
    abort: () => handle.close(),
  };
}
