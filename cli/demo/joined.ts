/**
 * Real WFDB records joined end to end, with their reference annotations, a
 * note at each seam and a gap between: the cases that figures are stated for.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { fileFailure } from '../../backend/formats/files.ts';
import type { RecordingReader } from '../../backend/formats/reader.ts';
import { openWfdb } from '../../backend/formats/wfdb/format.ts';
import { AppError } from '../../core/contract/errors.ts';
import { resample, resampledLength } from '../../core/signal/resample.ts';
import { INVALID_ADU, toMillivolts, type Annotation, type Lead } from '../../core/study/recording.ts';
import type { DemoMaterial } from './material.ts';

/** Longer than the minute of silence after which the horizon starts anew, so that patients do not mix. */
export const SEAM_SECONDS = 61;

export const CASES = ['24h', '3h', '14d', 'ds2', 'svdb-test'] as const;
export type CaseName = (typeof CASES)[number];

/** How a case is joined. */
export interface JoinPlan {
  /** `set/record` in order. */
  records: string[];
  /** Rate of the joined recording, Hz; records of another rate are resampled. */
  sampleRate: number;
  /** Leads of each record, by place. */
  take: number[];
  /** Names of the leads; one more than `take` adds the difference of the first two. */
  names: string[];
  /** adu per mV. */
  gain: number;
  format: 16 | 212;
}

const THREE_HOURS = ['111', '113', '117', '121', '123', '232'];

const Splits = z.object({
  mitdb: z.object({ ds2: z.array(z.string()) }),
  svdb: z.object({ test: z.array(z.string()) }),
});

async function splitsOf(folder: string): Promise<z.infer<typeof Splits>> {
  const path = join(folder, 'splits.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    throw fileFailure(thrown, path);
  }
  try {
    return Splits.parse(JSON.parse(text));
  } catch (thrown) {
    throw new AppError('format-damaged', 'splits.json does not list the records of mitdb and svdb.', { details: { path }, cause: thrown });
  }
}

/** The plan of a named case made from the sets in `folder`. */
export async function planOf(name: Exclude<CaseName, '14d'>, folder: string): Promise<JoinPlan> {
  if (name === '3h') {
    return { records: THREE_HOURS.map((record) => `mitdb/${record}`), sampleRate: 360, take: [0], names: ['MLII'], gain: 200, format: 212 };
  }
  const splits = await splitsOf(folder);
  const ds2 = splits.mitdb.ds2.map((record) => `mitdb/${record}`);
  const svdb = splits.svdb.test.map((record) => `svdb/${record}`);
  const two = { take: [0, 1], names: ['A', 'B'], gain: 200, format: 212 } as const;
  switch (name) {
    case 'ds2':
      return { ...two, take: [...two.take], names: [...two.names], records: ds2, sampleRate: 360 };
    case 'svdb-test':
      return { ...two, take: [...two.take], names: [...two.names], records: svdb, sampleRate: 128 };
    case '24h':
      // 16 bits at 1 µV: resampled values and differences lie between the steps of the original.
      return { take: [0, 1], names: ['A', 'B', 'A-B'], gain: 1000, format: 16, records: [...ds2, ...svdb], sampleRate: 250 };
  }
}

/** The sample that a mark of the record falls on at another rate. */
export function sampleAt(sample: number, fromRate: number, toRate: number): number {
  return fromRate === toRate ? sample : Math.round((sample * toRate) / fromRate);
}

/** Marks of one record on the grid of the whole, the seam before it included. */
function marksOf(record: string, reader: RecordingReader, plan: JoinPlan, first: number, length: number, quality: { now: number }): Annotation[] {
  const plain = { subtype: 0, chan: 0, num: 0, aux: '' };
  const list: Annotation[] = [];
  // A record starts clean, whatever the one before ended with.
  if (quality.now !== 0) list.push({ ...plain, sample: first, symbol: '~' });
  quality.now = 0;
  list.push({ ...plain, sample: first, symbol: '"', aux: record });
  for (const mark of reader.annotations) {
    const sample = sampleAt(mark.sample, reader.header.sampleRate, plan.sampleRate);
    if (mark.symbol === '~') quality.now = mark.subtype;
    list.push({ ...mark, sample: first + Math.min(sample, length - 1) });
  }
  return list;
}

/** The samples of one record in mV at the rate of the plan, and the difference where the plan has it. */
async function leadsOf(reader: RecordingReader, plan: JoinPlan): Promise<Float32Array[]> {
  const { header } = reader;
  const whole = plan.take.map(() => new Float32Array(header.sampleCount));
  for await (const block of reader.blocks(1 << 16)) {
    plan.take.forEach((lead, i) => whole[i]!.set(toMillivolts(block.leads[lead]!, header.leads[lead]!), block.first));
  }
  const leads = whole.map((mv) => resample(mv, header.sampleRate, plan.sampleRate));
  const [a, b] = leads;
  if (plan.names.length > plan.take.length && a && b) leads.push(a.map((value, i) => value - b[i]!));
  return leads;
}

function aduOf(mv: Float32Array, gain: number, limit: number): Int32Array {
  const out = new Int32Array(mv.length);
  for (let i = 0; i < mv.length; i++) {
    const value = mv[i]!;
    out[i] = Number.isNaN(value) ? INVALID_ADU : Math.max(-limit, Math.min(limit, Math.round(value * gain)));
  }
  return out;
}

async function open(folder: string, record: string, plan: JoinPlan): Promise<RecordingReader> {
  const reader = await openWfdb(join(folder, record));
  const short = plan.take.some((lead) => lead >= reader.header.leads.length);
  if (short || reader.annotations.length === 0) {
    await reader.close();
    throw new AppError('signal-missing', `Record ${record} lacks ${short ? 'a lead' : 'its reference annotations (.atr)'} that the case needs.`, { details: { record } });
  }
  return reader;
}

/**
 * Joins records. Headers and annotations are read at once, samples record by record.
 *
 * @param folder holds the sets, `mitdb/100.hea` and so on
 * @throws AppError for records that are missing or cannot be read
 */
export async function joinedMaterial(name: string, folder: string, plan: JoinPlan): Promise<DemoMaterial> {
  const seam = Math.round(SEAM_SECONDS * plan.sampleRate);
  const annotations: Annotation[] = [];
  const quality = { now: 0 };
  let at = 0;
  for (const [i, record] of plan.records.entries()) {
    if (i > 0) at += seam;
    const reader = await open(folder, record, plan);
    const length = resampledLength(reader.header.sampleCount, reader.header.sampleRate, plan.sampleRate);
    annotations.push(...marksOf(record, reader, plan, at, length, quality));
    at += length;
    await reader.close();
  }
  const bits = plan.format === 212 ? 12 : 16;
  const limit = plan.format === 212 ? 2047 : 32767;
  return {
    leads: plan.names.map((lead): Lead => ({ name: lead, gain: plan.gain, baseline: 0, bits })),
    sampleRate: plan.sampleRate,
    sampleCount: at,
    format: plan.format,
    start: { local: '2000-01-01T00:00:00.000', assumed: true },
    patient: { name: '', id: '', birth: '', sex: '' },
    comments: [
      `Case ${name} of Isoline: ${plan.records.length} records joined end to end, ${SEAM_SECONDS} s of no signal between them. Not one patient.`,
      `Records: ${plan.records.map((record) => basename(record)).join(' ')}`,
      'From PhysioNet (MIT-BIH Arrhythmia Database, MIT-BIH Supraventricular Arrhythmia Database), ODC-By 1.0.',
    ],
    annotations,
    async *blocks() {
      for (const [i, record] of plan.records.entries()) {
        if (i > 0) yield plan.names.map(() => new Int32Array(seam).fill(INVALID_ADU));
        const reader = await open(folder, record, plan);
        try {
          yield (await leadsOf(reader, plan)).map((mv) => aduOf(mv, plan.gain, limit));
        } finally {
          await reader.close();
        }
      }
    },
  };
}
