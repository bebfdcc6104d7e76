/**
 * The committed samples of a case, readable anywhere. A few segments are held;
 * of the others only the coarse overview, so that a fortnight costs little memory.
 */
import { join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import type { EnvelopeWindow } from '../../core/contract/types.ts';
import { kernels } from '../../core/kernels/kernels.ts';
import { spareSingles } from '../../core/kernels/spare.ts';
import type { PyramidLevel } from '../../core/signal/pyramid.ts';
import { INVALID_ADU } from '../../core/study/recording.ts';
import type { RecordingHeader, SampleSource } from '../../core/study/recording.ts';
import { files, systemCode } from './files.ts';
import type { FileCalls } from './files.ts';
import { readOverview, readSegment } from './kept-file.ts';
import { LEVELS, segmentFrames, segmentName } from './segment.ts';
import type { SampleSegment } from './segment.ts';

export interface StoredSource extends SampleSource {
  /** One array per lead (mV, NaN where never measured) for `[from, to)`. */
  read(from: number, to: number): Float32Array[];
  /** The stored integers for `[from, to)`, INVALID_ADU outside. */
  adu(from: number, to: number): Int32Array[];
  /**
   * Least and largest value per bucket. A bucket wider than the pyramid's cells
   * takes every cell that reaches into it, so that no peak is lost.
   */
  envelope(from: number, to: number, buckets: number, leads: readonly number[] | null): EnvelopeWindow;
  /** Samples that are committed so far. */
  readonly committed: number;
}

export interface StoredSourceOptions {
  /** Folder of the segments. */
  folder: string;
  header: Pick<RecordingHeader, 'sampleRate' | 'leads' | 'sampleCount'>;
  /** Samples a lead, asked anew at every read, of a recording that still grows; those of the header where absent. */
  sampleCount?: () => number;
  /** How many segments are committed; asked anew at every read. */
  segmentCount: () => number;
  /** Segments held decoded. */
  held?: number;
  calls?: FileCalls;
}

/** Least recently used goes first. */
class Held<T> {
  readonly #most: number;
  readonly #items = new Map<number, T>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: number, make: () => T): T {
    const known = this.#items.get(key);
    const item = known ?? make();
    this.#items.delete(key);
    this.#items.set(key, item);
    if (this.#items.size > this.#most) this.#items.delete(this.#items.keys().next().value!);
    return item;
  }
}

/**
 * Opens the committed samples of a case.
 *
 * Reads throw AppError `store-damaged` where a segment is missing or fails its CRC.
 */
export function openStoredSource(options: StoredSourceOptions): StoredSource {
  const { folder, header, segmentCount } = options;
  const calls = options.calls ?? files;
  const frames = segmentFrames(header.sampleRate);
  const segments = new Held<SampleSegment>(options.held ?? 8);
  const fine = new Held<PyramidLevel[][]>(64);
  const coarse = new Map<number, PyramidLevel[]>();

  const guarded = <T>(index: number, read: (path: string) => T): T => {
    const path = join(folder, segmentName(index));
    try {
      return read(path);
    } catch (thrown) {
      if (systemCode(thrown) === '') throw thrown;
      throw new AppError('store-damaged', 'A segment of the recording is not there.', {
        hint: 'Import the recording again; labels and edits are kept apart from it.',
        details: { path, system: systemCode(thrown) },
        cause: thrown,
      });
    }
  };
  const segment = (index: number): SampleSegment => segments.get(index, () => guarded(index, (path) => readSegment(path, calls)));
  const readPyramid = (index: number): PyramidLevel[][] => guarded(index, (path) => readOverview(path, calls).pyramid);
  const cells = (index: number, level: number): PyramidLevel[] => {
    if (level < LEVELS.length - 1) return fine.get(index, () => readPyramid(index))[level]!;
    const known = coarse.get(index) ?? readPyramid(index)[level]!.map(({ factor, min, max }) => ({ factor, min: min.slice(), max: max.slice() }));
    coarse.set(index, known);
    return known;
  };
  const sampleCount = options.sampleCount ?? ((): number => header.sampleCount);
  const committed = (): number => Math.min(sampleCount(), segmentCount() * frames);

  const adu = (from: number, to: number): Int32Array[] => {
    const length = Math.max(0, to - from);
    const out = header.leads.map(() => new Int32Array(length).fill(INVALID_ADU));
    const last = Math.min(to, committed());
    for (let at = Math.max(0, from); at < last; ) {
      const index = Math.floor(at / frames);
      const start = index * frames;
      const end = Math.min(last, start + frames);
      const part = segment(index);
      part.adu.forEach((lead, l) => out[l]!.set(lead.subarray(at - start, end - start), at - from));
      at = end;
    }
    return out;
  };

  const read = (from: number, to: number): Float32Array[] => {
    const out = header.leads.map(() => spareSingles(Math.max(0, to - from)));
    const last = Math.min(to, committed());
    const begin = Math.max(0, from);
    for (const lead of out) lead.fill(Number.NaN, 0, Math.max(0, begin - from)).fill(Number.NaN, Math.max(0, Math.max(begin, last) - from));
    for (let at = begin; at < last; ) {
      const index = Math.floor(at / frames);
      const start = index * frames;
      const end = Math.min(last, start + frames);
      segment(index).adu.forEach((lead, l) => {
        const { gain, baseline } = header.leads[l]!;
        kernels().millivolts(lead.subarray(at - start, end - start), baseline, 1 / gain, out[l]!.subarray(at - from, end - from));
      });
      at = end;
    }
    return out;
  };

  const envelope = (from: number, to: number, buckets: number, asked: readonly number[] | null): EnvelopeWindow => {
    const leads = (asked ?? header.leads.map((_, l) => l)).filter((l) => l < header.leads.length);
    const width = (to - from) / buckets;
    // −1: the samples themselves.
    const level: number = width >= 2 * LEVELS[1] ? 1 : width >= 2 * LEVELS[0] ? 0 : -1;
    const factor = LEVELS[level] ?? 1;
    const out: EnvelopeWindow = {
      from,
      to,
      min: leads.map(() => new Float32Array(buckets).fill(Number.NaN)),
      max: leads.map(() => new Float32Array(buckets).fill(Number.NaN)),
    };
    if (!(width > 0)) return out;
    const last = Math.min(to, committed());
    for (let index = Math.max(0, Math.floor(from / frames)); index * frames < last; index++) {
      const start = index * frames;
      const cellsOf: Pick<PyramidLevel, 'min' | 'max'>[] = level < 0 ? segment(index).adu.map((lead) => ({ min: lead, max: lead })) : cells(index, level);
      leads.forEach((l, k) => {
        const { gain, baseline } = header.leads[l]!;
        const { min: lows, max: highs } = cellsOf[l]!;
        const firstCell = Math.max(0, Math.floor((from - start) / factor));
        const lastCell = Math.min(lows.length, Math.ceil((last - start) / factor));
        const min = out.min[k]!;
        const max = out.max[k]!;
        for (let cell = firstCell; cell < lastCell; cell++) {
          const low = lows[cell]!;
          if (low === INVALID_ADU) continue;
          const a = (low - baseline) / gain;
          const b = (highs[cell]! - baseline) / gain;
          const cellFrom = start + cell * factor;
          const first = Math.max(0, Math.floor((cellFrom - from) / width));
          const end = Math.min(buckets - 1, Math.ceil((cellFrom + factor - from) / width) - 1);
          for (let bucket = first; bucket <= end; bucket++) {
            if (!(min[bucket]! <= Math.min(a, b))) min[bucket] = Math.min(a, b);
            if (!(max[bucket]! >= Math.max(a, b))) max[bucket] = Math.max(a, b);
          }
        }
      });
    }
    return out;
  };

  return {
    sampleRate: header.sampleRate,
    leadNames: header.leads.map((lead) => lead.name),
    get length() {
      return sampleCount();
    },
    get committed() {
      return committed();
    },
    read,
    adu,
    envelope,
  };
}
