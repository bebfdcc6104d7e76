/** Reads a reference record as the classifier sees it: conditioned signal, R peaks, classes. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { openWfdb } from '../../backend/formats/wfdb/format.ts';
import { CODES } from '../../core/beats/classes.ts';
import { placePeaks } from '../../core/beats/place-peaks.ts';
import type { ConditionedSpan } from '../../core/beats/conditioned.ts';
import { markUnusable, MODEL_RATE, toModelPositions } from '../../core/beats/conditioned.ts';
import { conditionedLength, conditionSpan } from '../../core/signal/condition.ts';
import { blockCount, BLOCK_SECONDS, detectBlock, joinBlocks, type BlockDetection } from '../../core/signal/detect.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import { toMillivolts, type SampleSource } from '../../core/study/recording.ts';

/** One record with its reference beats. */
export interface ReferenceRecord {
  /** `mitdb/100` */
  name: string;
  leadNames: string[];
  sampleRate: number;
  /** The whole record, 125 Hz. */
  span: ConditionedSpan;
  /** R peaks, 125 Hz positions, ascending. */
  peaks: Float64Array;
  /** WFDB mnemonic of each beat. */
  symbols: string[];
  /** R peaks that the detector found by itself, 125 Hz positions. */
  own: Float64Array;
}

/** Record lists of `splits.json`. */
export interface Splits {
  mitdb: { ds1: string[]; ds2: string[]; train: string[]; test: string[]; paced: string[] };
  svdb: { train: string[]; test: string[] };
  folds: { lists: string[][] };
}

export async function readSplits(data: string): Promise<Splits> {
  return JSON.parse(await readFile(join(data, 'splits.json'), 'utf8')) as Splits;
}

/** Records that the shipped model trains on: both training lists without svdb/865 (nearly all its beats are labelled S). */
export function trainingRecords(splits: Splits): string[] {
  return [...splits.mitdb.train.map((r) => `mitdb/${r}`), ...splits.svdb.train.filter((r) => r !== '865').map((r) => `svdb/${r}`)];
}

/** Fold that a training record belongs to. */
export function foldOf(splits: Splits, name: string): number {
  return splits.folds.lists.findIndex((list) => list.includes(name));
}

/** Whole record in memory; reference records are half an hour. */
export async function readSignal(data: string, name: string, annotator = 'atr'): Promise<{ source: SampleSource; annotations: { sample: number; symbol: string }[] }> {
  const reader = await openWfdb(join(data, name), { annotator });
  const { header } = reader;
  const leads = header.leads.map(() => new Float32Array(header.sampleCount).fill(Number.NaN));
  for await (const block of reader.blocks(1 << 20)) {
    block.leads.forEach((adu, lead) => leads[lead]!.set(toMillivolts(adu, header.leads[lead]!), block.first));
  }
  const annotations = reader.annotations.map(({ sample, symbol }) => ({ sample, symbol }));
  await reader.close();
  const source: SampleSource = {
    sampleRate: header.sampleRate,
    leadNames: header.leads.map((lead) => lead.name),
    length: header.sampleCount,
    read: (from, to) =>
      leads.map((lead) => {
        const out = new Float32Array(to - from).fill(Number.NaN);
        const first = Math.max(0, from);
        const last = Math.min(lead.length, to);
        if (last > first) out.set(lead.subarray(first, last), first - from);
        return out;
      }),
  };
  return { source, annotations };
}

/**
 * The record `name` (`mitdb/100`) below `data`: the signal as the engine hands it
 * over (seconds of a lead that cannot be read are taken out), the reference
 * beats moved onto the R peak as the detector places it, and the detector's own.
 *
 * @param annotator ending of the file that the beats stand in
 */
export async function readReference(data: string, name: string, annotator = 'atr'): Promise<ReferenceRecord> {
  const { source, annotations } = await readSignal(data, name, annotator);
  const span = await conditionSpan(source, 0, conditionedLength(source));
  const blocks: BlockDetection[] = [];
  for (let block = 0; block < blockCount(source); block++) {
    const detection = await detectBlock({ source, block });
    const seconds = detection.quality.length / span.leads.length;
    for (let lead = 0; lead < span.leads.length; lead++) {
      markUnusable(span, lead, detection.quality.subarray(lead * seconds, (lead + 1) * seconds), block * BLOCK_SECONDS, QUALITY.usable);
    }
    blocks.push(detection);
  }
  const own = toModelPositions(joinBlocks(blocks, source.sampleRate).peaks, source.sampleRate);
  const beats = annotations.filter(({ symbol }) => CODES.some(([code, c]) => code === symbol && c !== 'X'));
  const positions = Float64Array.from(beats, ({ sample }) => (sample * MODEL_RATE) / source.sampleRate);
  return {
    name,
    leadNames: [...source.leadNames],
    sampleRate: source.sampleRate,
    span,
    peaks: placePeaks(span, positions, own),
    symbols: beats.map(({ symbol }) => symbol),
    own,
  };
}

/** The same record with only some of its leads. */
export function withLeads(span: ConditionedSpan, leads: readonly number[]): ConditionedSpan {
  return { from: span.from, leads: leads.map((l) => span.leads[l]!), valid: leads.map((l) => span.valid[l]!) };
}
