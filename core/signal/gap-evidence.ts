/**
 * What lies between two beats that are far apart: small waves of the beats' own
 * shape (amplitude has fallen, beats were missed), P waves that no QRS complex
 * follows, and how quiet each lead is beside what it usually is (contact lost).
 *
 * Templates are the mean of the block's like beats, over all leads at once, so
 * that a wave counts only where it has the shape it should have in each lead.
 */
import { kernels } from '../kernels/kernels.ts';
import { ANALYSIS_RATE, type Conditioned } from './condition.ts';
import { gapAnswers, type GapAnswer } from './gap-filters.ts';
import { lastWave } from './last-wave.ts';
import { listOf } from '../kernels/list-of.ts';

/**
 * What a wave in a gap looks like; the last three are told in intervals as long as a pause: where a matched filter
 * answers (`gap-filters.ts`), and the T wave of the beat before (`last-wave.ts`).
 */
export const GAP_WAVE = { beat: 0, p: 1, qrsAnswer: 2, pAnswer: 3, lastT: 4 } as const;
/**
 * Numbers of one wave: place, what it looks like (`GAP_WAVE`), its height as a share of the template's, correlation or, of an answer, its height in
 * deviations of the noise, of the last T wave how many deviations it stands above what is usual.
 */
export const GAP_WAVE_VALUES = 4;

export interface GapWave {
  /** 125 Hz position; of a beat-like wave where its R peak would be, of a P wave its middle. */
  position: number;
  like: (typeof GAP_WAVE)[keyof typeof GAP_WAVE];
  share: number;
  correlation: number;
}

const at = (seconds: number): number => Math.round(seconds * ANALYSIS_RATE);
/** Window of a beat around its R peak, as much of its T wave as tells it from a P wave, and of a P wave before it. */
const BEAT = { from: -at(0.2), to: at(0.3) };
const P = { from: -at(0.27), to: -at(0.07) };
/** Nearer to a beat than this, a wave is the beat's own T or P. */
const AFTER_BEAT = at(0.46);
const BEFORE_BEAT = at(0.34);
const P_AFTER_BEAT = at(0.36);
/** Only intervals longer than this are searched. */
const LEAST_GAP = at(1.2);
/** Fewest beats that a template is made of, and most. */
const LEAST_BEATS = 8;
const MOST_BEATS = 60;
/** Correlation of a beat with the template, from which it is one of its kind. */
const OWN = 0.8;
/** Least correlation of a wave with the template, over all leads, and the heights it may have; which are believed, the reader says. */
const BEAT_LIKE = { correlation: 0.45, least: 0.015, most: 0.85 };
const P_LIKE = { correlation: 0.65, least: 0.35, most: 2.2 };
/** In a gap as long as a pause fainter ones are told, too: the rhythm decides. */
const LONG_GAP = at(1.8);
const P_FAINT = { correlation: 0.2, least: 0.1, most: 4 };
/** A P wave is there where the beats' PQ parts agree with their mean on average as well as this. */
const P_AGREES = 0.55;
/** Middle of a T wave behind its R peak, where it is told. */
const LAST_T = at(0.33);
/** Waves of one kind are no nearer than this. */
const APART = at(0.24);

/** A template over several leads, each without offset and slope. */
interface Template {
  leads: number[];
  shapes: Float64Array[];
  energy: number;
  from: number;
  length: number;
}

/**
 * Waves in the gaps of a block.
 *
 * @param span conditioned signal of the block and some seconds around it
 * @param positions R peaks around the block, 125 Hz, ascending
 * @param from first position of the block, and the one behind its last
 */
export function gapWaves(span: Conditioned, positions: Float64Array, from: number, to: number): GapWave[] {
  const gaps = gapsOf(positions, from, to);
  if (gaps.length === 0) return [];
  const inside: number[] = [];
  for (let i = 0; i < positions.length; i++) if (positions[i]! >= from && positions[i]! < to) inside.push(positions[i]!);
  const beats = spread(inside, MOST_BEATS).map((position) => Math.round(position) - span.from);
  const beat = templateOf(span, beats, BEAT, OWN);
  const soft = smoothed(span);
  const p = templateOf(soft, beats, P, P_AGREES);
  const long = gaps.filter((gap) => gap.to - gap.from >= LONG_GAP);
  const answers = long.length > 0 ? gapAnswers(span, beats, long) : { p: [], qrs: [] };
  const lastT = long.flatMap((gap): GapWave[] => {
    const told = lastWave(span, inside.map((position) => Math.round(position) - span.from), inside.findIndex((position) => Math.round(position) === gap.from));
    const position = gap.from + LAST_T;
    return told !== null && position < to ? [{ position, like: GAP_WAVE.lastT, share: told.share, correlation: told.deviations }] : [];
  });
  const told = (like: GapWave['like']) => ({ position, share, score }: GapAnswer): GapWave => ({ position, like, share, correlation: score });
  const seen = gaps.flatMap((gap) => {
    const beats = beat ? search(span, beat, gap.from + AFTER_BEAT, gap.to - BEFORE_BEAT, BEAT_LIKE, GAP_WAVE.beat, -BEAT.from) : [];
    const waves = p ? search(soft, p, gap.from + P_AFTER_BEAT, gap.to - BEFORE_BEAT, gap.to - gap.from < LONG_GAP ? P_LIKE : P_FAINT, GAP_WAVE.p, (P.to - P.from) >> 1) : [];
    return beats.concat(waves);
  });
  // Not spread into a new list: empty and full ones are of different kinds, for which V8 would compile all of this anew.
  return lastT.concat(answers.qrs.map(told(GAP_WAVE.qrsAnswer)), answers.p.map(told(GAP_WAVE.pAnswer)), seen).sort((a, b) => a.position - b.position);
}

/** Memory of `smoothed`, the same for every block of one length. */
const soft: Float32Array[] = [];

/** Without what is finer than a P wave: means of five samples. It holds until the next call. */
function smoothed(span: Conditioned): Conditioned {
  const leads = listOf(span.leads, (x, lead) => {
    const held = soft[lead];
    const out = held?.length === x.length ? held : new Float32Array(x.length);
    soft[lead] = out;
    kernels().meansOfFive(x, out);
    return out;
  });
  return { from: span.from, leads, valid: span.valid };
}

/** Long intervals, as far as they lie in the block. */
function gapsOf(positions: Float64Array, from: number, to: number): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  for (let i = 0; i <= positions.length; i++) {
    const first = i === 0 ? from - AFTER_BEAT : positions[i - 1]!;
    const last = i === positions.length ? to + BEFORE_BEAT : positions[i]!;
    if (last - first < LEAST_GAP || last <= from || first >= to) continue;
    // A wave belongs to the block that it lies in; what reaches over a seam is cut at the seam.
    gaps.push({ from: Math.max(Math.round(first), from - AFTER_BEAT), to: Math.min(Math.round(last), to + BEFORE_BEAT) });
  }
  return gaps;
}

function spread(list: readonly number[], count: number): number[] {
  return list.length <= count ? [...list] : Array.from({ length: count }, (_, k) => list[Math.floor(((k + 0.5) * list.length) / count)]!);
}

/** Mean window of the beats that are like it; null where too few are, or no lead has any. */
function templateOf(span: Conditioned, beats: readonly number[], window: { from: number; to: number }, agree: number): Template | null {
  const length = window.to - window.from + 1;
  const leads: number[] = [];
  const shapes: Float64Array[] = [];
  const starts = Int32Array.from(beats, (beat) => beat + window.from);
  const parts = new Float64Array(starts.length * length);
  const readable = new Uint8Array(starts.length);
  span.leads.forEach((signal, lead) => {
    kernels().windows(signal, span.valid[lead]!, starts, length, parts, readable);
    let shape: Float64Array | null = null;
    // Twice: the second mean is of the beats that are like the first.
    for (let turn = 0; turn < 2; turn++) {
      const sum = new Float64Array(length);
      let count = 0;
      let total = 0;
      let seen = 0;
      for (let beat = 0; beat < starts.length; beat++) {
        if (readable[beat] === 0) continue;
        const first = beat * length;
        const r = shape === null ? 1 : correlation(parts, first, shape);
        seen++;
        total += r;
        if (r < agree && shape !== null) continue;
        addTo(sum, parts, first);
        count++;
      }
      if (count < LEAST_BEATS || (turn === 1 && total < agree * seen)) return;
      shape = shared(sum, count);
    }
    if (shape === null) return;
    leads.push(lead);
    shapes.push(shape);
  });
  const energy = shapes.reduce((sum, shape) => sum + shape.reduce((own, value) => own + value * value, 0), 0);
  return leads.length === 0 || energy === 0 ? null : { leads, shapes, energy, from: window.from, length };
}

function addTo(sum: Float64Array, parts: Float64Array, first: number): void {
  for (let k = 0; k < sum.length; k++) sum[k]! += parts[first + k]!;
}

/** Of one of the windows with a shape. */
function correlation(parts: Float64Array, first: number, shape: Float64Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let k = 0; k < shape.length; k++) {
    const a = parts[first + k]!;
    const b = shape[k]!;
    ab += a * b;
    aa += a * a;
    bb += b * b;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Best places of a template between two positions. `centre`: from the window's start to the place that is told. */
function search(span: Conditioned, template: Template, from: number, to: number, rule: { correlation: number; least: number; most: number }, like: GapWave['like'], centre: number): GapWave[] {
  const found: GapWave[] = [];
  const first = Math.round(from);
  const count = Math.max(0, Math.ceil(to) - first);
  // Products and energies of the signal with the template, over the leads that can be read there.
  const [dots, owns, energies] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  template.leads.forEach((lead, k) => kernels().likeness(span.leads[lead]!, span.valid[lead]!, first - centre - span.from, template.shapes[k]!, dots, owns, energies));
  for (let i = 0; i < count; i++) {
    const position = first + i;
    const dot = dots[i]!;
    const own = owns[i]!;
    const energy = energies[i]!;
    if (own === 0 || 2 * energy < template.energy) continue;
    const r = dot / Math.sqrt(own * energy);
    const share = dot / energy;
    if (r < rule.correlation || share < rule.least || share > rule.most) continue;
    const wave: GapWave = { position, like, share, correlation: r };
    const last = found.at(-1);
    if (last && position - last.position < APART) {
      if (r > last.correlation) found[found.length - 1] = wave;
    } else {
      found.push(wave);
    }
  }
  return found;
}

/** Step of `quietness`: a sixteenth of a doubling. */
export const QUIET_STEP = 1 / 16;
/** Samples of a piece whose range is taken: 48 ms. */
const PIECE = 6;
/** A sum as a mean. A loop: see `kernels/picked.ts`. */
function shared(sum: Float64Array, count: number): Float64Array {
  const mean = new Float64Array(sum.length);
  for (let i = 0; i < mean.length; i++) mean[i] = sum[i]! / count;
  return mean;
}

/** Median of the ranges that are known, 0 where none is. */
function usualRange(ranges: ArrayLike<number>): number {
  const known = new Float64Array(ranges.length);
  let count = 0;
  for (let s = 0; s < ranges.length; s++) if (ranges[s]! >= 0) known[count++] = ranges[s]!;
  return count > 0 ? known.subarray(0, count).sort()[count >> 1]! : 0;
}

/** A range below this is nothing that a recorder resolves: 1 µV. */
const LEAST_RANGE = 0.001;

/**
 * How quiet each second is beside what is usual, in steps of `QUIET_STEP`: two
 * numbers a second, that of the lead that fell least, and of the one that fell
 * most. The quiet of a second is the 20th percentile of the ranges of its pieces
 * of 48 ms, so that beats do not count; usual is the median of the block's
 * seconds. −127 is silence; 0 is as usual or more.
 *
 * @param seconds of the block, from position `from` on
 */
export function quietness(span: Conditioned, from: number, seconds: number): Int8Array {
  const out = new Int8Array(2 * seconds);
  const ranges = listOf(span.leads, (x) => quietOf(x, from - span.from, seconds));
  const usual = new Float64Array(ranges.length);
  for (let l = 0; l < ranges.length; l++) usual[l] = usualRange(ranges[l]!);
  for (let s = 0; s < seconds; s++) {
    let least = -127;
    let most = 0;
    let any = false;
    for (let l = 0; l < ranges.length; l++) {
      const range = ranges[l]![s]!;
      // A lead that is silent throughout tells nothing.
      if (range < 0 || usual[l]! < LEAST_RANGE) continue;
      any = true;
      const step = Math.max(-127, Math.min(0, Math.round(Math.log2(Math.max(range, 1e-6) / usual[l]!) / QUIET_STEP)));
      least = Math.max(least, step);
      most = Math.min(most, step);
    }
    if (!any) continue;
    out[2 * s] = least;
    out[2 * s + 1] = most;
  }
  return out;
}

/** Pieces of a second, and how many of them lie at or below the 20th percentile. */
const PIECES = Math.floor(ANALYSIS_RATE / PIECE);
const smallest = new Float64Array(Math.floor(0.2 * PIECES) + 1);

/** Memory for the ranges of pieces. */
let pieces = new Float64Array(0);

/** How loud the noise of each second is (mV), beats or none: the 20th percentile of the ranges of its pieces; −1 where the second is not there. `start`: sample of the first one. */
export function quietOf(x: Float32Array, start: number, seconds: number): Float64Array {
  const quiet = new Float64Array(seconds).fill(-1);
  const first = Math.max(0, Math.ceil(-start / ANALYSIS_RATE));
  const there = Math.min(seconds, Math.floor((x.length - start) / ANALYSIS_RATE)) - first;
  if (there <= 0) return quiet;
  if (pieces.length < there * PIECES) pieces = new Float64Array(there * PIECES);
  const ranges = pieces.subarray(0, there * PIECES);
  kernels().pieceRanges(x, start + first * ANALYSIS_RATE, ANALYSIS_RATE, PIECE, PIECES, ranges);
  for (let s = 0; s < there; s++) quiet[first + s] = percentileOf(ranges, s * PIECES);
  return quiet;
}

/** The 20th percentile of the pieces of one second. */
function percentileOf(ranges: Float64Array, from: number): number {
  smallest.fill(Infinity);
  for (let piece = from; piece < from + PIECES; piece++) {
    const range = ranges[piece]!;
    // Only the smallest are kept, in order; the percentile is the largest of them.
    let place = smallest.length - 1;
    if (range >= smallest[place]!) continue;
    for (; place > 0 && smallest[place - 1]! > range; place--) smallest[place] = smallest[place - 1]!;
    smallest[place] = range;
  }
  return smallest[smallest.length - 1]!;
}
