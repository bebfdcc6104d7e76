/**
 * The waves of one block of a recording: an averaged beat a minute, one of the
 * block's ventricular beats, and a sample of single beats, all measured by the
 * wave network; with them the ST level of each lead.
 *
 * A stated sample, not every beat: a network over all of a day would cost more
 * than the whole analysis.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import { kernels } from '../kernels/kernels.ts';
import { averagedBeat, AVERAGE_BEFORE, levelled, TILE_LENGTH, TILE_MARGIN, TILE_PEAK, tiled, type AveragedBeat } from './averaged-beat.ts';
import { peakOf, wavesIn, type BeatWaves } from './delineate.ts';
import { middleOf } from './middle.ts';
import { stLevel } from './st-level.ts';
import type { LowBandRow, StRow, WaveRow } from './wave-columns.ts';
import { bridged, conditionedLead, WAVE_RATE } from './wave-signal.ts';
import { fused, type WaveLikelihood } from './wave-spans.ts';
import { pickedDoubles } from '../kernels/picked.ts';

/** Seconds of signal that a block's measuring reaches into on either side. */
export const WIDE_MARGIN_SECONDS = 2;
/** An averaged beat is of this long a stretch. */
const PART_SECONDS = 60;
/** Samples (250 Hz) of the stretch whose single beats are measured: 4.1 s. */
export const SINGLE_LENGTH = 1024;
/** Every second block has such a stretch. */
const SINGLES_EVERY_SECONDS = 300;
/** RR intervals of beats that are averaged, seconds; and how much shorter than the usual one. */
const RR_LEAST = 0.3;
const RR_MOST = 2.2;
const PREMATURE = 0.8;
/** What the network reads in one go: waves of so many samples, logits out (`WAVE_CLASSES` × samples each). */
export type WaveNetwork = (signals: readonly Float32Array[], length: number) => Promise<Float32Array[]>;

/** The raw signal around a block at 250 Hz, mV, NaN where never measured; sample 0 is number `from` of that grid. */
export interface WideSpan {
  from: number;
  leads: Float32Array[];
}

export interface BlockWavesInput {
  wide: WideSpan;
  /** The block, samples of the recording, and its rate. */
  from: number;
  to: number;
  sampleRate: number;
  /** R peaks of the block (samples of the recording), and their classes as indices into CLASSES. */
  peaks: Float64Array;
  classes: Uint8Array;
  /** Whether a lead can be used in a second of the block. */
  usable(lead: number, second: number): boolean;
}

export interface BlockWaves {
  waves: WaveRow[];
  singleWaves: WaveRow[];
  st: StRow[];
  lowBand: LowBandRow[];
}

/** An average waiting for the network. */
interface Job {
  from: number;
  to: number;
  beatClass: number;
  average: AveragedBeat;
  rr: number;
  given: number;
}

/** Measures a block. Depends on nothing but its input; `network` runs over at most two batches. */
export async function measureBlock(input: BlockWavesInput, network: WaveNetwork): Promise<BlockWaves> {
  const scale = WAVE_RATE / input.sampleRate;
  const places = Float64Array.from(input.peaks, (peak) => peak * scale - input.wide.from);
  const jobs = averages(input, places);
  const out: BlockWaves = { waves: [], singleWaves: [], st: [], lowBand: lowBand(input) };
  const tiles: Float32Array[] = [];
  const heights: number[] = [];
  /** Where the tiles of each average begin. */
  const begins = [0];
  for (const { average, rr } of jobs) {
    average.leads.forEach((lead, l) => {
      if (average.counts[l] === 0) return;
      const { signal, height } = conditionedLead(tiled(lead, rr));
      tiles.push(signal.subarray(TILE_MARGIN, TILE_MARGIN + TILE_LENGTH));
      heights.push(height);
    });
    begins.push(tiles.length);
  }
  const logits = tiles.length > 0 ? await network(tiles, TILE_LENGTH) : [];
  jobs.forEach((job, j) => {
    const [first, last] = [begins[j]!, begins[j + 1]!];
    const likelihood = fused(logits.slice(first, last), TILE_LENGTH, heights.slice(first, last));
    const beat = beatAt(wavesIn(likelihood).beats, TILE_PEAK);
    out.waves.push(rowOf({ from: job.from, to: job.to, beatClass: job.beatClass, beats: Math.max(...job.average.counts), leftOut: job.average.leftOut, rr: 1000 * job.rr }, beat, likelihood, tiles.slice(first, last), TILE_PEAK));
    if (beat && job.beatClass === CLASS_INDEX.N) out.st.push(...stRows(job, beat));
  });
  if (Math.round(input.from / input.sampleRate / SINGLES_EVERY_SECONDS) % 2 === 0) out.singleWaves = await singles(input, places, network);
  return out;
}

/** The beat whose QRS complex an R peak lies in, or hard beside it. */
export function beatAt(beats: readonly BeatWaves[], place: number): BeatWaves | null {
  const reach = 0.06 * WAVE_RATE;
  return beats.find(({ qrs }) => place >= qrs.from - reach && place <= qrs.to + reach) ?? null;
}

const MS = 1000 / WAVE_RATE;

/** A row from what was measured around an R peak at sample `place` of the stretch. */
export function rowOf(
  facts: Pick<WaveRow, 'from' | 'to' | 'beatClass' | 'beats' | 'leftOut' | 'rr'>,
  beat: BeatWaves | null,
  likelihood: WaveLikelihood,
  leads: readonly Float32Array[],
  place: number,
): WaveRow {
  const ms = (at: number | undefined): number => (at === undefined ? Number.NaN : (at - place) * MS);
  return {
    ...facts,
    pOnset: ms(beat?.p?.from),
    pEnd: ms(beat?.p?.to),
    qrsOnset: ms(beat?.qrs.from),
    qrsEnd: ms(beat?.qrs.to),
    tPeak: beat?.t ? ms(peakOf(leads, beat.t)) : Number.NaN,
    tEnd: ms(beat?.t?.to),
    pLikelihood: beat ? highest(likelihood.P, beat.qrs.from - 0.32 * WAVE_RATE, beat.qrs.from) : Number.NaN,
  };
}

function highest(p: Float32Array, from: number, to: number): number {
  let top = 0;
  for (let i = Math.max(0, Math.round(from)); i < to && i < p.length; i++) top = Math.max(top, p[i]!);
  return top;
}

function stRows({ from, to, average }: Job, beat: BeatWaves): StRow[] {
  const qrs = { from: beat.qrs.from - TILE_PEAK, to: beat.qrs.to - TILE_PEAK };
  const pEnd = beat.p ? beat.p.to - TILE_PEAK : null;
  return average.leads.flatMap((lead, l) => {
    const beats = average.counts[l]!;
    if (beats === 0 || qrs.from < -AVERAGE_BEFORE + 8) return [];
    const { st60, st80, slope, r, s } = stLevel(lead, qrs, pEnd);
    return [{ from, to, lead: l, beats, st60, st80, slope, r, s }];
  });
}

/** The places of the beats of a class. */
function placesOf(places: Float64Array, classes: Uint8Array, beatClass: number): Float64Array {
  const out = new Float64Array(places.length);
  let count = 0;
  for (let i = 0; i < places.length; i++) if (classes[i] === beatClass) out[count++] = places[i]!;
  return out.subarray(0, count);
}

/** The averaged beats of a block: N by the minute, V of the whole block. */
function averages(input: BlockWavesInput, places: Float64Array): Job[] {
  const { peaks, classes, sampleRate, wide } = input;
  const usable = (lead: number, at: number): boolean => input.usable(lead, Math.floor(((at + wide.from) / WAVE_RATE) - input.from / sampleRate));
  /** Seconds since the beat before. */
  const before = new Float64Array(peaks.length).fill(Number.NaN);
  for (let i = 1; i < peaks.length; i++) before[i] = (peaks[i]! - peaks[i - 1]!) / sampleRate;
  const levels = placesOf(places, classes, CLASS_INDEX.N);
  const memory = kernels().span(wide.leads.length, wide.leads[0]?.length ?? 0).leads;
  const leads = wide.leads.map((lead, l) => levelled(lead, levels, memory[l]));
  const jobs: Job[] = [];
  const add = (from: number, to: number, beatClass: number, chosen: readonly number[], given: number): void => {
    const average = averagedBeat({ leads, peaks: pickedDoubles(places, chosen), usable });
    if (!average) return;
    let sum = 0;
    for (const i of chosen) sum += before[i]!;
    const rr = sum / chosen.length;
    jobs.push({ from, to, beatClass, average: { ...average, leftOut: average.leftOut + given - chosen.length }, rr, given });
  };
  const width = PART_SECONDS * sampleRate;
  let next = 0;
  for (let part = 0; input.from + part * width < input.to; part++) {
    const from = Math.round(input.from + part * width);
    const to = Math.min(input.to, Math.round(from + width));
    while (next > 0 && peaks[next - 1]! >= from) next--;
    while (next < peaks.length && peaks[next]! < from) next++;
    const candidates: number[] = [];
    const intervals: number[] = [];
    let given = 0;
    for (; next < peaks.length && peaks[next]! < to; next++) {
      if (classes[next] !== CLASS_INDEX.N) continue;
      given++;
      if (next === 0 || classes[next - 1] !== CLASS_INDEX.N || !(before[next]! >= RR_LEAST && before[next]! <= RR_MOST)) continue;
      candidates.push(next);
      intervals.push(before[next]!);
    }
    const least = PREMATURE * middleOf(intervals);
    const chosen: number[] = [];
    for (const i of candidates) if (before[i]! >= least && (i + 1 >= peaks.length || before[i + 1]! >= least)) chosen.push(i);
    add(from, to, CLASS_INDEX.N, chosen, given);
  }
  const ventricular: number[] = [];
  for (let i = 1; i < peaks.length; i++) if (classes[i] === CLASS_INDEX.V) ventricular.push(i);
  add(input.from, input.to, CLASS_INDEX.V, ventricular, ventricular.length);
  return jobs;
}

/** Every whole beat of one stretch in the middle of the block, measured by itself. */
async function singles(input: BlockWavesInput, places: Float64Array, network: WaveNetwork): Promise<WaveRow[]> {
  const { wide, peaks, classes, sampleRate } = input;
  const length = wide.leads[0]?.length ?? 0;
  const margin = TILE_MARGIN;
  const first = Math.round(((input.from + input.to) / 2 / sampleRate) * WAVE_RATE) - wide.from - SINGLE_LENGTH / 2;
  if (first < margin || first + SINGLE_LENGTH + margin > length) return [];
  const second = (at: number): number => Math.floor((at + wide.from) / WAVE_RATE - input.from / sampleRate);
  const shown: Float32Array[] = [];
  const heights: number[] = [];
  wide.leads.forEach((lead, l) => {
    for (let s = second(first); s <= second(first + SINGLE_LENGTH); s++) if (!input.usable(l, s)) return;
    const { signal, height } = conditionedLead(lead.subarray(first - margin, first + SINGLE_LENGTH + margin));
    shown.push(signal.subarray(margin, margin + SINGLE_LENGTH));
    heights.push(height);
  });
  if (shown.length === 0) return [];
  const likelihood = fused(await network(shown, SINGLE_LENGTH), SINGLE_LENGTH, heights);
  const { beats } = wavesIn(likelihood);
  const rows: WaveRow[] = [];
  for (let i = 1; i + 1 < peaks.length; i++) {
    const place = places[i]! - first;
    const next = places[i + 1]! - first;
    if (place < 0.4 * WAVE_RATE || next > SINGLE_LENGTH || classes[i]! > CLASS_INDEX.Q) continue;
    const beat = beatAt(beats, place);
    rows.push(rowOf({ from: peaks[i]!, to: peaks[i + 1]!, beatClass: classes[i]!, beats: 1, leftOut: beat ? 0 : 1, rr: (1000 * (peaks[i]! - peaks[i - 1]!)) / sampleRate }, beat, likelihood, shown, place));
  }
  return rows;
}

/** Seconds of a slow mean; 1 s for the fast ones. */
const SLOW_SECONDS = 8;

/** What each lead of a block holds far below the heart's own frequencies: whether its recorder passes ST. */
function lowBand({ wide, from }: BlockWavesInput): LowBandRow[] {
  return wide.leads.flatMap((lead, l) => {
    const seconds = Math.floor(lead.length / WAVE_RATE);
    if (seconds < 4 * SLOW_SECONDS) return [];
    const means = bridged(secondMeans(lead, seconds));
    const slow: number[] = [];
    const away: number[] = [];
    for (let s = 0; s + SLOW_SECONDS <= seconds; s += SLOW_SECONDS) {
      const own = mean(means, s, s + SLOW_SECONDS);
      slow.push(own);
      for (let k = s; k < s + SLOW_SECONDS; k++) away.push(means[k]! - own);
    }
    return [{ from, lead: l, slow: spread(slow), fast: spread(away) }];
  });
}

/** Mean of each second of a lead; four sums side by side, each in the order of its samples. */
function secondMeans(lead: Float32Array, seconds: number): Float64Array {
  const out = new Float64Array(seconds);
  let s = 0;
  for (; s + 4 <= seconds; s += 4) {
    const at = s * WAVE_RATE;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = at; i < at + WAVE_RATE; i++) {
      a += lead[i]!;
      b += lead[i + WAVE_RATE]!;
      c += lead[i + 2 * WAVE_RATE]!;
      d += lead[i + 3 * WAVE_RATE]!;
    }
    out[s] = a / WAVE_RATE;
    out[s + 1] = b / WAVE_RATE;
    out[s + 2] = c / WAVE_RATE;
    out[s + 3] = d / WAVE_RATE;
  }
  for (; s < seconds; s++) out[s] = mean(lead, s * WAVE_RATE, (s + 1) * WAVE_RATE);
  return out;
}

function mean(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum / (to - from);
}

/** Robust spread: 1.48 × the median distance from the median. */
function spread(values: readonly number[]): number {
  const middle = middleOf(values);
  const away = new Float64Array(values.length);
  for (let i = 0; i < away.length; i++) away[i] = Math.abs(values[i]! - middle);
  return 1.4826 * middleOf(away);
}
