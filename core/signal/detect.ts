/**
 * R peaks of one block of a recording.
 *
 * A block's result is a pure function of the signal within 30 s of it. Nothing
 * is carried from block to block but the last beat (the refractory time across
 * the seam), so blocks can be done in any order, in parallel, or again.
 *
 * Order of work: conditioned signal, quality, envelope per lead, mixture of
 * leads, decoder, where that is in doubt the beat network and the decoder again,
 * beats too wide for the envelope, noise, place of the R peak. `docs/detection.md` describes the rule
 * and gives measured figures.
 */
import type { SampleSource, Span } from '../study/recording.ts';
import type { BeatNetwork } from './beat-network.ts';
import { BEAT_NETWORK } from './beat-weights.ts';
import { ANALYSIS_RATE, conditionReach, conditionRead, type Conditioned } from './condition.ts';
import { tellLostContact } from './contact.ts';
import { candidatesOf, decode, DECODER } from './decode.ts';
import { doubtOf, oddsInDoubt, withOdds } from './doubt.ts';
import { CELL, ENVELOPE_RATE, FILTER_REACH, leadEnvelope, mixLeads, type LeadEnvelope } from './envelope.ts';
import { withoutLonePeaks } from './lone-peaks.ts';
import { withoutStillNoise } from './still.ts';
import { leadNoise } from './noise.ts';
import { placeR } from './place.ts';
import { busyShare, leadQuality, leaveToOthers, QUALITY, rangesOf, spansOf, tellMuscle, tellNoise, tellTiny, unreadableSeconds } from './quality.ts';
import { withWideBeats } from './wide-beats.ts';
import { listOf } from '../kernels/list-of.ts';

/** Length of a block in seconds, unless said otherwise. */
export const BLOCK_SECONDS = 300;
/** Seconds of conditioned signal used on either side of a block; with the filters' reach that stays within 30 s. */
const CONTEXT_SECONDS = 25;

/**
 * Least height of a beat in the conditioned signal as a share of the raw signal's range around it.
 * The envelope knows no absolute size: of mains hum alone it would make beats out of what little the
 * filters let through.
 */
const LEAST_SHARE = 0.004;
/** Seconds on either side of a beat in which its height and that range are taken. */
const SHARE_HALF = 0.08;

/** What a block's analysis is computed from; the classifier may use the same conditioned signal. */
export interface BlockSignal {
  /** The block in recording samples. */
  from: number;
  to: number;
  /** The block's first second and its length in whole seconds (the last one may be cut by the recording's end). */
  second: number;
  seconds: number;
  sampleRate: number;
  /** Raw samples (mV) from recording sample `rawFrom` on. */
  raw: Float32Array[];
  rawFrom: number;
  /** Conditioned signal of the block with 25 s or a little more on either side. */
  conditioned: Conditioned;
  /** A pacemaker's spikes were taken out. */
  despiked?: true;
}

/** R peaks of one block and the evidence beside them. */
export interface BlockDetection {
  /** The block in recording samples. */
  from: number;
  to: number;
  /** R peaks, recording sample numbers, ascending, within the block. */
  peaks: Float64Array;
  /** Height of the mixed envelope at each peak: about 1 for a plain beat. */
  strength: Float32Array;
  /**
   * `QUALITY` flags per lead and second: byte `lead * seconds + second`, where
   * `seconds = quality.length / leads` and second 0 begins with the block.
   * Leads left out by the mask are judged too.
   */
  quality: Uint8Array;
  /** Spans that cannot be read in any lead, recording samples. */
  unreadable: Span[];
  /** Peaks of the envelope that were not taken for beats, recording samples: evidence for drop-outs and missed beats. */
  doubtful: Float64Array;
  /** Numbers of the leads that were used somewhere in the block. */
  leadsUsed: number[];
}

/** Number of blocks of a recording. */
export function blockCount(source: { length: number; sampleRate: number }, blockSeconds = BLOCK_SECONDS): number {
  return Math.ceil(source.length / (source.sampleRate * blockSeconds));
}

/** Recording samples `[from, to)` of a block; a beat belongs to the block that its R peak falls in. */
export function blockSpan(source: { length: number; sampleRate: number }, block: number, blockSeconds = BLOCK_SECONDS): Span {
  const edge = (b: number): number => Math.min(source.length, Math.ceil(b * blockSeconds * source.sampleRate));
  return { from: edge(block), to: edge(block + 1) };
}

/**
 * Reads and conditions what a block's analysis needs.
 *
 * @param block index from 0
 * @throws RangeError where the recording has no such block; errors of the source pass through
 */
export async function readBlock(source: SampleSource, block: number, blockSeconds = BLOCK_SECONDS): Promise<BlockSignal> {
  const { from, to } = blockSpan(source, block, blockSeconds);
  if (block < 0 || to <= from) throw new RangeError(`the recording has no block ${block}`);
  const second = block * blockSeconds;
  const seconds = Math.ceil((to - from) / source.sampleRate);
  // The first sample lies on the grid of cells, the same for every block.
  const from125 = Math.floor(((second - CONTEXT_SECONDS) * ANALYSIS_RATE) / (2 * CELL)) * 2 * CELL;
  // Behind the recording's end there is nothing to be seen: a strip of ten seconds is no block of five minutes.
  const to125 = Math.ceil(((second + Math.min(seconds, blockSeconds) + CONTEXT_SECONDS) * ANALYSIS_RATE) / (2 * CELL)) * 2 * CELL;
  const reach = conditionReach(source.sampleRate, from125, to125);
  const raw = await source.read(reach.from, reach.to);
  const conditioned = conditionRead(raw, reach.from, source.sampleRate, from125, to125);
  return { from, to, second, seconds, sampleRate: source.sampleRate, raw, rawFrom: reach.from, conditioned };
}

/** What `detectBlock` is asked. */
export interface DetectInput {
  source: SampleSource;
  /** Index of the block. */
  block: number;
  blockSeconds?: number;
  /** Per lead, false to leave it out. All leads where absent. */
  leadMask?: readonly boolean[];
  /** Another beat network than the shipped one. */
  network?: BeatNetwork | undefined;
}

/**
 * R peaks of one block: a pure function of the signal within the block and 30 s
 * around it. Works from one lead to twelve, of any names.
 *
 * @throws RangeError where the recording has no such block or the mask leaves no lead
 */
export async function detectBlock(input: DetectInput): Promise<BlockDetection> {
  return detectIn(await readBlock(input.source, input.block, input.blockSeconds), input.leadMask, input.network);
}

/** `detectBlock` on a block already read. */
export function detectIn(signal: BlockSignal, leadMask?: readonly boolean[], network: BeatNetwork = BEAT_NETWORK): BlockDetection {
  const { conditioned, sampleRate } = signal;
  const leadCount = conditioned.leads.length;
  const chosen = conditioned.leads.map((_, lead) => lead).filter((lead) => leadMask === undefined || leadMask[lead] === true);
  if (chosen.length === 0) throw new RangeError('detection needs at least one lead');
  const conditionedCount = conditioned.leads[0]!.length;
  const n = Math.ceil(conditionedCount / 2);

  // Whole seconds that lie in the context; the context's own ends are not whole.
  const firstSecond = Math.ceil(conditioned.from / ANALYSIS_RATE);
  const secondCount = Math.floor((conditioned.from + conditionedCount) / ANALYSIS_RATE) - firstSecond;
  const skip = (firstSecond * ANALYSIS_RATE - conditioned.from) / 2;

  const flags = listOf(signal.raw, (raw) => leadQuality(raw, signal.rawFrom, sampleRate, firstSecond, secondCount));
  const ranges = listOf(conditioned.leads, (lead) => rangesOf(lead, 2 * skip, secondCount, ANALYSIS_RATE));
  ranges.forEach((own, l) => tellTiny(flags[l]!, own));
  tellLostContact(flags, conditioned.leads, ranges, 2 * skip);
  const usable = listOf(conditioned.valid, (valid, lead) => usableSamples(valid, flags[lead]!, skip));
  const envelopes = new Map<number, LeadEnvelope>();
  const busy = new Map<number, Float32Array>();
  for (const lead of chosen) {
    const envelope = leadEnvelope(conditioned.leads[lead]!, usable[lead]!);
    busy.set(lead, busyShare(envelope.curve, skip, ENVELOPE_RATE, secondCount));
    tellMuscle(flags[lead]!, busy.get(lead)!);
    envelopes.set(lead, envelope);
  }
  const used = listOf(chosen, (lead) => envelopes.get(lead)!);
  const usedUsable = listOf(chosen, (lead) => usable[lead]!);
  const mixture = mixLeads(used, usedUsable, n);
  let candidates = candidatesOf(mixture, ENVELOPE_RATE);
  let decoded = decode(candidates, ENVELOPE_RATE);
  // What spikes leave looks like a beat to a network that knows no pacemakers.
  const doubt = signal.despiked ? new Uint8Array(0) : doubtOf(candidates, decoded.beats, ENVELOPE_RATE, n);
  if (doubt.includes(1)) {
    candidates = withOdds(candidates, mixture, oddsInDoubt(network, conditioned, chosen, used, usedUsable, doubt));
    decoded = decode(candidates, ENVELOPE_RATE);
  }
  decoded = withoutLonePeaks(decoded, candidates, ENVELOPE_RATE);
  const heard = { leads: listOf(chosen, (lead) => conditioned.leads[lead]!), usable: usedUsable, rate: ENVELOPE_RATE };
  decoded = withWideBeats(decoded, candidates, heard);
  decoded = withoutStillNoise(decoded, candidates, heard);

  const beats = new Int32Array(decoded.beats.length);
  for (let i = 0; i < beats.length; i++) beats[i] = 2 * candidates.at[decoded.beats[i]!]!;
  const hissing: Uint8Array[] = [];
  for (const lead of chosen) {
    const noise = leadNoise(conditioned.leads[lead]!, beats, 2 * skip, busy.get(lead)!);
    tellNoise(flags[lead]!, noise);
    hissing.push(noise.hissing);
  }
  const marked = unreadableSeconds(listOf(chosen, (lead) => flags[lead]!), hissing);
  leaveToOthers(listOf(chosen, (lead) => flags[lead]!));
  const inBlock = (sample: number): boolean => {
    if (sample < signal.from || sample >= signal.to) return false;
    const s = Math.floor(sample / sampleRate) - firstSecond;
    return !marked[s];
  };
  const fiducials = listOf(chosen, (lead) => conditioned.leads[lead]!);
  const peaks: number[] = [];
  const strength: number[] = [];
  for (const j of decoded.beats) {
    const at = candidates.at[j]!;
    if (isResidue(signal, chosen, 2 * at)) continue;
    const lead = fiducialLead(used, usedUsable, at);
    const sample = Math.round(((conditioned.from + placeR(fiducials[lead]!, 2 * at)) * sampleRate) / ANALYSIS_RATE);
    // Two envelope peaks may be drawn to one R peak; it is one beat.
    if (!inBlock(sample) || (peaks.length > 0 && sample - peaks[peaks.length - 1]! < DECODER.refractory * sampleRate * 0.75)) continue;
    peaks.push(sample);
    strength.push(candidates.height[j]!);
  }
  const doubtful = Array.from(decoded.doubtful, (j) => Math.round(((conditioned.from + 2 * candidates.at[j]!) * sampleRate) / ANALYSIS_RATE)).filter(inBlock);

  const blockSkip = signal.second - firstSecond;
  const quality = new Uint8Array(leadCount * signal.seconds);
  flags.forEach((lead, l) => quality.set(lead.subarray(blockSkip, blockSkip + signal.seconds), l * signal.seconds));
  const inner = marked.subarray(blockSkip, blockSkip + signal.seconds);
  const leadsUsed = chosen.filter((lead) => flags[lead]!.subarray(blockSkip, blockSkip + signal.seconds).some((flag) => flag & QUALITY.usable));
  return {
    from: signal.from,
    to: signal.to,
    peaks: Float64Array.from(peaks),
    strength: Float32Array.from(strength),
    quality,
    unreadable: spansOf(inner, signal.second, sampleRate, signal.from, signal.to),
    doubtful: Float64Array.from(doubtful),
    leadsUsed,
  };
}

/** Whether what is left of the signal at a place of the conditioned leads is only what the filters let through of something far larger. */
function isResidue(signal: BlockSignal, chosen: readonly number[], at: number): boolean {
  const { conditioned, raw, rawFrom, sampleRate } = signal;
  const centre = ((conditioned.from + at) * sampleRate) / ANALYSIS_RATE - rawFrom;
  for (const lead of chosen) {
    const own = rangeOf(conditioned.leads[lead]!, at - SHARE_HALF * ANALYSIS_RATE, at + SHARE_HALF * ANALYSIS_RATE);
    if (!(own < LEAST_SHARE * rangeOf(raw[lead]!, centre - SHARE_HALF * sampleRate, centre + SHARE_HALF * sampleRate))) return false;
  }
  return true;
}

/** Largest less least value between two places; what was not measured is passed over. */
function rangeOf(x: Float32Array, from: number, to: number): number {
  let least = Infinity;
  let most = -Infinity;
  // Whole numbers, told as such: with fractions as bounds each sample is looked up by one.
  const last = Math.min(x.length - 1, Math.floor(to)) | 0;
  for (let i = Math.max(0, Math.ceil(from)) | 0; i <= last; i++) {
    const value = x[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}

/**
 * At the envelope's rate, 1 where a sample was measured and its second is
 * usable. Beside seconds that were measured but are not usable (flat, on the
 * rail) there is a step, so the filter's reach is left out too; beside samples
 * never measured there is none.
 */
function usableSamples(valid: Uint8Array, flags: Uint8Array, skip: number): Uint8Array {
  const out = new Uint8Array(Math.ceil(valid.length / 2));
  if (valid.includes(0)) for (let i = 0; i < out.length; i++) out[i] = valid[2 * i]!;
  else out.fill(1);
  for (let s = 0; s < flags.length; s++) {
    const flag = flags[s]!;
    if (flag & QUALITY.usable) continue;
    const reach = flag & QUALITY.leadOff ? 0 : FILTER_REACH / 2;
    out.fill(0, Math.max(0, Math.ceil(skip + s * ENVELOPE_RATE - reach)), Math.max(0, Math.ceil(skip + (s + 1) * ENVELOPE_RATE + reach)));
  }
  return out;
}

/** The first lead, unless another is four times as good: the R peak should not hop between leads. */
function fiducialLead(leads: readonly LeadEnvelope[], usable: readonly Uint8Array[], at: number): number {
  const cell = (at / CELL) | 0;
  let best = 0;
  let bestWeight = -1;
  for (let l = leads.length - 1; l >= 0; l--) {
    if (!usable[l]![at]) continue;
    const weight = leads[l]!.weight[cell]! * (l === 0 ? 4 : 1);
    if (weight >= bestWeight) {
      best = l;
      bestWeight = weight;
    }
  }
  return best;
}

/**
 * How many leading peaks of a block are dropped because they fall within the
 * refractory time of the last beat before it.
 *
 * @param lastPeak R peak before the block, or undefined at the start
 */
export function keepAcrossSeam(lastPeak: number | undefined, peaks: Float64Array, sampleRate: number): number {
  if (lastPeak === undefined) return 0;
  let drop = 0;
  while (drop < peaks.length && peaks[drop]! - lastPeak < DECODER.refractory * sampleRate) drop++;
  return drop;
}

/** The R peaks, strengths, doubtful peaks and unreadable spans of blocks in order, as of one piece. */
export function joinBlocks(blocks: readonly BlockDetection[], sampleRate: number): Pick<BlockDetection, 'peaks' | 'strength' | 'unreadable' | 'doubtful'> {
  const peaks: number[] = [];
  const strength: number[] = [];
  const doubtful: number[] = [];
  const unreadable: Span[] = [];
  for (const block of blocks) {
    const drop = keepAcrossSeam(peaks[peaks.length - 1], block.peaks, sampleRate);
    for (let i = drop; i < block.peaks.length; i++) {
      peaks.push(block.peaks[i]!);
      strength.push(block.strength[i]!);
    }
    for (const at of block.doubtful) doubtful.push(at);
    for (const span of block.unreadable) {
      const last = unreadable[unreadable.length - 1];
      if (last && last.to === span.from) last.to = span.to;
      else unreadable.push({ ...span });
    }
  }
  return { peaks: Float64Array.from(peaks), strength: Float32Array.from(strength), unreadable, doubtful: Float64Array.from(doubtful) };
}
