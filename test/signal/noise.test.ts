import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { labelsOf } from '../../core/scoring/labels.ts';
import { blockCount, detectBlock, joinBlocks, type BlockDetection } from '../../core/signal/detect.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import type { Annotation, SampleSource, Span } from '../../core/study/recording.ts';
import { withData } from '../helpers/data.ts';
import { beatTimes, compare, leadOf, noiseAt, PLAIN, sourceOf } from './synthetic.ts';

const RATE = 250;

async function blocksOf(source: SampleSource): Promise<BlockDetection[]> {
  const blocks: BlockDetection[] = [];
  for (let block = 0; block < blockCount(source); block++) blocks.push(await detectBlock({ source, block }));
  return blocks;
}

async function detect(source: SampleSource): Promise<ReturnType<typeof joinBlocks>> {
  return joinBlocks(await blocksOf(source), source.sampleRate);
}

/** Heavy muscle noise and motion between two moments (s). */
function burst(lead: Float32Array, from: number, to: number, seed: number): Float32Array {
  return lead.map((value, i) => {
    const t = i / RATE;
    if (t < from || t >= to) return value;
    const motion = noiseAt(Math.floor(t * 7) + seed) * (1 - ((t * 7) % 1)) + noiseAt(Math.floor(t * 7) + 1 + seed) * ((t * 7) % 1);
    return value + 0.7 * noiseAt(i + seed) + 2 * motion;
  });
}

function seconds(spans: readonly Span[], rate: number): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0) / rate;
}

function overlap(a: readonly Span[], b: readonly Span[], rate: number): number {
  return a.reduce((sum, x) => sum + b.reduce((part, y) => part + Math.max(0, Math.min(x.to, y.to) - Math.max(x.from, y.from)), 0), 0) / rate;
}

describe('noise', () => {
  const times = beatTimes(120);
  const plain = leadOf(times, 120, RATE);
  const other = leadOf(times, 120, RATE, PLAIN, () => -0.7);

  it.each([
    [50, 62],
    [50, 75],
    [80, 85],
  ])('in all leads from %d to %d s is unreadable and holds no beat', async (from, to) => {
    const found = await detect(sourceOf(RATE, burst(plain, from, to, 1), burst(other, from, to, 100_000)));
    expect(found.unreadable).toHaveLength(1);
    const [span] = found.unreadable;
    expect(Math.abs(span!.from / RATE - from)).toBeLessThanOrEqual(2);
    expect(Math.abs(span!.to / RATE - to)).toBeLessThanOrEqual(2);
    const outside = times.filter((t) => t < span!.from / RATE - 0.1 || t > span!.to / RATE + 0.1);
    const { missed, invented } = compare(outside, found.peaks, RATE, 0.05);
    expect(missed).toEqual([]);
    expect(invented.length).toBeLessThanOrEqual(1);
  });

  it('in one lead leaves that lead out and costs no beat', async () => {
    const [block] = await blocksOf(sourceOf(RATE, burst(plain, 50, 70, 1), other));
    expect(block!.unreadable).toEqual([]);
    const flags = (lead: number, second: number): number => block!.quality[lead * 120 + second]!;
    for (let s = 53; s < 67; s++) {
      expect(flags(0, s) & QUALITY.noisy).toBe(QUALITY.noisy);
      expect(flags(0, s) & QUALITY.usable).toBe(0);
      expect(flags(1, s) & QUALITY.usable).toBe(QUALITY.usable);
    }
    for (const s of [10, 40, 80, 110]) expect(flags(0, s) & (QUALITY.noisy | QUALITY.usable)).toBe(QUALITY.usable);
    expect(compare(times, block!.peaks, RATE, 0.05).missed).toEqual([]);
  });

  it('is judged the same at any gain', async () => {
    const leads = [burst(plain, 50, 62, 1), burst(other, 50, 62, 100_000)];
    const { unreadable } = await detect(sourceOf(RATE, ...leads));
    for (const gain of [1 / 8, 16]) expect((await detect(sourceOf(RATE, ...leads.map((lead) => lead.map((value) => value * gain))))).unreadable).toEqual(unreadable);
  });

  it('is neither fibrillation nor a ventricular run, even with some muscle noise', async () => {
    const fibrillation = plain.map((value, i) => (i < 60 * RATE ? value : 0.6 * Math.sin((2 * Math.PI * 5.3 * i) / RATE + Math.sin(i / 170)) * (1 + 0.4 * Math.sin(i / 400)) + 0.05 * noiseAt(i)));
    expect((await detect(sourceOf(RATE, fibrillation))).unreadable).toEqual([]);
    const wide = [[1.6, 0, 0.05], [-0.7, 0.16, 0.06]] as const;
    const fast = Array.from({ length: 75 }, (_, k) => 50 + k * 0.33);
    const before = times.filter((t) => t < 49.5 || t > 75.5);
    const ventricularRun = leadOf(fast, 120, RATE, wide, () => 1, 0.05);
    const run = leadOf(before, 120, RATE).map((value, i) => value + ventricularRun[i]!);
    expect((await detect(sourceOf(RATE, run))).unreadable).toEqual([]);
  });

  it('is found where a synthetic recording has it', async () => {
    const recording = synthesise({ hours: 2, seed: 22, leads: 3, rate: RATE });
    const truth = labelsOf(recording.annotations(), 'ec57', recording.length).unreadable;
    const { unreadable } = await detect(recording);
    const both = overlap(truth, unreadable, RATE);
    expect(both / seconds(truth, RATE)).toBeGreaterThan(0.85);
    expect(both / seconds(unreadable, RATE)).toBeGreaterThan(0.95);
  }, 60_000);
});

/** Ventricular fibrillation, flutter and tachycardia as the reference marks them. */
function ventricular(annotations: readonly Annotation[], length: number): Span[] {
  const spans: Span[] = [];
  let since = -1;
  for (const { symbol, aux, sample } of annotations) {
    const begins = symbol === '[' || /^\((VF|VFL|VT|VFIB)\b/.test(aux);
    if (since >= 0 && (begins || symbol === ']' || aux.startsWith('('))) {
      spans.push({ from: since, to: sample });
      since = -1;
    }
    if (begins) since = sample;
  }
  if (since >= 0) spans.push({ from: since, to: length });
  return spans;
}

withData('fibrillation of real records', (data) => {
  it.each(['cudb/cu01', 'cudb/cu05', 'cudb/cu08', 'cudb/cu16', 'vfdb/418', 'vfdb/422', 'vfdb/427', 'vfdb/430', 'vfdb/602', 'vfdb/612', 'vfdb/614'])('in %s is never called noise', async (record) => {
    const reader = await openRecording(join(data, record));
    const source = await memorySource(reader);
    await reader.close();
    const spans = ventricular(reader.annotations, source.length);
    expect(seconds(spans, source.sampleRate)).toBeGreaterThan(5);
    expect(overlap(spans, (await detect(source)).unreadable, source.sampleRate)).toBeLessThan(1);
  });
});
