/** Planted records as the program sees them: beats found in the signal, evidence, findings. */
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { classOfCode, codeOf } from '../../core/beats/classes.ts';
import { atrialColumn } from '../../core/rhythm/atrial.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { findingsOf, type FindingsInput } from '../../core/rhythm/findings.ts';
import { toModelPositions } from '../../core/beats/conditioned.ts';
import { atrialMeasures } from '../../core/beats/atrial-wave.ts';
import type { Evidence } from '../../core/beats/evidence.ts';
import { ANALYSIS_RATE, conditionSpan, type Conditioned } from '../../core/signal/condition.ts';
import { gapWaves, quietness } from '../../core/signal/gap-evidence.ts';
import { blockCount, BLOCK_SECONDS, detectBlock, joinBlocks, type BlockDetection } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { beatsOf } from './made-day.ts';

/** Beats found in the signal, of the class that the reference gives them, with the evidence of the detector. */
export async function seenIn(source: SampleSource, classes: ReadonlyMap<number, string>): Promise<FindingsInput> {
  const blocks: BlockDetection[] = [];
  for (let block = 0; block < blockCount(source); block++) blocks.push(await detectBlock({ source, block }));
  const { peaks, unreadable, doubtful } = joinBlocks(blocks, source.sampleRate);
  const leads = source.leadNames.length;
  const seconds = Math.ceil(source.length / source.sampleRate);
  const flags = new Uint8Array(leads * seconds);
  for (const { from, quality } of blocks) {
    const own = quality.length / leads;
    for (let lead = 0; lead < leads; lead++) flags.set(quality.subarray(lead * own, (lead + 1) * own), lead * seconds + Math.floor(from / source.sampleRate));
  }
  const columns = evidenceIn(await conditionSpan(source, 0, seconds * ANALYSIS_RATE), toModelPositions(peaks, source.sampleRate), seconds, source.sampleRate);
  const all = await source.read(0, source.length);
  const gaps: number[] = [];
  let open = -1;
  for (let i = 0; i <= source.length; i++) {
    const missing = i < source.length && all.every((lead) => Number.isNaN(lead[i]!));
    if (missing && open < 0) open = i;
    if (!missing && open >= 0) {
      gaps.push(open, i);
      open = -1;
    }
  }
  return {
    beats: beatsOf(Array.from(peaks), Array.from(peaks, (peak) => classNear(peak, classes, 0.075 * source.sampleRate))),
    sampleRate: source.sampleRate,
    sampleCount: source.length,
    unreadable: unreadable.flatMap(({ from, to }) => [from, to]),
    gaps,
    doubtful,
    quality: { leads, seconds, flags },
    evidence: columns,
  };
}

export async function findingsIn(source: SampleSource, classes: ReadonlyMap<number, string>): Promise<Finding[]> {
  return findingsOf(await seenIn(source, classes));
}

/** The evidence that the engine makes block by block. */
function evidenceIn(signal: Conditioned, positions: Float64Array, seconds: number, rate: number): Evidence {
  const atrial = atrialColumn(atrialMeasures(signal, positions), Array.from(positions.keys()), positions.length);
  const waves: number[] = [];
  const quiet = new Int8Array(2 * seconds);
  for (let second = 0; second < seconds; second += BLOCK_SECONDS) {
    const [from, to] = [second * ANALYSIS_RATE, Math.min(seconds, second + BLOCK_SECONDS) * ANALYSIS_RATE];
    for (const { position, like, share, correlation } of gapWaves(signal, positions, from, to)) waves.push((position * rate) / ANALYSIS_RATE, like, share, correlation);
    quiet.set(quietness(signal, from, Math.min(seconds - second, BLOCK_SECONDS)), 2 * second);
  }
  return { gapWaves: Float64Array.from(waves), quietness: quiet, atrial };
}

/** The reference's symbol for a beat; N where it has none there. */
function classNear(peak: number, classes: ReadonlyMap<number, string>, reach: number): string {
  for (let apart = 0; apart <= reach; apart++) {
    const symbol = classes.get(Math.round(peak) - apart) ?? classes.get(Math.round(peak) + apart);
    if (symbol !== undefined) return symbol;
  }
  return 'N';
}

export interface Host {
  leads: Float32Array[];
  leadNames: readonly string[];
  rate: number;
  peaks: number[];
  classes: Map<number, string>;
  ectopic: Set<number>;
}

export async function hostOf(path: string): Promise<Host> {
  const reader = await openRecording(path);
  const source = await memorySource(reader);
  await reader.close();
  const beats = reader.annotations.filter(({ symbol }) => codeOf(symbol) >= 0 && classOfCode(codeOf(symbol)) !== 'X');
  return {
    leads: (await source.read(0, source.length)).map((lead) => lead.slice()),
    leadNames: source.leadNames,
    rate: source.sampleRate,
    peaks: beats.map(({ sample }) => sample),
    classes: new Map(beats.map(({ sample, symbol }) => [sample, symbol])),
    ectopic: new Set(beats.filter(({ symbol }) => 'VSF'.includes(classOfCode(codeOf(symbol)))).map(({ sample }) => sample)),
  };
}
