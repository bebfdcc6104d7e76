/**
 * Multi-segment WFDB records: segments of one layout, or of a varying one that
 * a layout segment of length 0 describes. Signals are matched by place or by
 * name, and brought to the gain and baseline of the first segment that has them.
 */

import { AppError } from '../../../core/contract/errors.ts';
import { INVALID_ADU } from '../../../core/study/recording.ts';
import { besideHeader, readHeader } from './header.ts';
import type { WfdbHeader, WfdbSignal } from './header.ts';
import { openFrames } from './source.ts';
import type { FrameSource } from './source.ts';

interface Segment {
  from: number;
  frames: number;
  /** null for a gap. */
  path: string | null;
  header: WfdbHeader | null;
  /** For each signal of the whole, its place in the segment, or -1. */
  places: number[];
}

const MAX_SEGMENTS = 100_000;
const COPY_AGAIN = 'Copy the files again from where they came from.';
const MAX_FRAMES = 2 ** 45;

function rescaled(adu: Int32Array, from: WfdbSignal, to: WfdbSignal): Int32Array {
  const [gainFrom, gainTo] = [from.gain || 200, to.gain || 200];
  if (gainFrom === gainTo && from.baseline === to.baseline) return adu;
  const factor = gainTo / gainFrom;
  const out = new Int32Array(adu.length);
  for (let i = 0; i < adu.length; i++) {
    const value = adu[i]!;
    if (value === INVALID_ADU) {
      out[i] = INVALID_ADU;
      continue;
    }
    const scaled = Math.round((value - from.baseline) * factor) + to.baseline;
    out[i] = scaled === INVALID_ADU ? INVALID_ADU + 1 : scaled;
  }
  return out;
}

/**
 * Opens a multi-segment record. Segments are opened one after the other while
 * reading; their headers are read at once.
 *
 * @throws AppError as `openFrames`, and `format-damaged` for segments that do not fit together
 */
export async function openSegments(headerPath: string, whole: WfdbHeader): Promise<FrameSource> {
  if (whole.segments.length > MAX_SEGMENTS) {
    throw new AppError('format-damaged', `Record ${whole.record} names ${whole.segments.length} segments.`, { hint: COPY_AGAIN, details: { path: headerPath } });
  }
  const warnings: string[] = [];
  const files = [headerPath];
  const segments: Segment[] = [];
  let layout: WfdbSignal[] | null = null;
  let varying = false;
  let at = 0;
  for (const [number, { name, frames }] of whole.segments.entries()) {
    let header: WfdbHeader | null = null;
    let path: string | null = null;
    if (name !== '~') {
      path = await besideHeader(headerPath, `${name}.hea`);
      header = await readHeader(path);
      files.push(path);
      if (header.segments.length > 0) throw new AppError('format-damaged', `Segment ${name} of record ${whole.record} has segments of its own.`, { hint: COPY_AGAIN });
      if (Math.abs(header.frameRate - whole.frameRate) > 1e-6) {
        throw new AppError('format-damaged', `Segment ${name} of record ${whole.record} has another sampling rate.`, {
          hint: COPY_AGAIN,
          details: { rate: header.frameRate, expected: whole.frameRate },
        });
      }
    }
    if (frames === 0 && number === 0 && header) {
      layout = header.signals;
      varying = true;
      continue;
    }
    if (header && !layout) layout = header.signals;
    if (frames > 0) segments.push({ from: at, frames, path, header, places: [] });
    at += frames;
    if (at > MAX_FRAMES) throw new AppError('format-damaged', `Record ${whole.record} states an impossible length.`, { hint: COPY_AGAIN, details: { frames: at } });
  }
  const signals = (layout ?? []).map((signal) => ({ ...signal }));
  const calibrated = signals.map(() => false);
  for (const segment of segments) {
    if (!segment.header) continue;
    const theirs = segment.header.signals;
    segment.places = signals.map((signal, i) =>
      varying ? theirs.findIndex((other) => other.description === signal.description) : i < theirs.length ? i : -1);
    segment.places.forEach((place, i) => {
      const other = theirs[place];
      // A layout segment has no files; its gains are often placeholders.
      if (other && varying && !calibrated[i]) {
        Object.assign(signals[i]!, { gain: other.gain, baseline: other.baseline, units: other.units, bits: other.bits, samplesPerFrame: other.samplesPerFrame });
        calibrated[i] = true;
      }
      if (other && other.samplesPerFrame !== signals[i]!.samplesPerFrame) {
        throw new AppError('format-damaged', `Segments of record ${whole.record} sample ${signals[i]!.description || `signal ${i}`} at different rates.`, { hint: COPY_AGAIN });
      }
    });
  }
  // Segments are checked now, so that a missing file is said before any sample is read.
  for (const segment of segments) {
    if (!segment.path || !segment.header || segment.header.signals.length === 0) continue;
    const source = await openFrames(segment.path, { ...segment.header, frames: segment.header.frames || segment.frames });
    warnings.push(...source.warnings);
    files.push(...source.files);
    await source.close();
  }

  let current: { segment: Segment; source: FrameSource } | null = null;
  const closeCurrent = async (): Promise<void> => {
    const open = current;
    current = null;
    await open?.source.close();
  };
  const sourceOf = async (segment: Segment): Promise<FrameSource | null> => {
    if (!segment.path || !segment.header || segment.header.signals.length === 0) return null;
    if (current?.segment !== segment) {
      await closeCurrent();
      current = { segment, source: await openFrames(segment.path, segment.header) };
    }
    return current.source;
  };
  return {
    signals,
    frames: at,
    whole: at,
    warnings,
    files: [...new Set(files)],
    async read(first, count) {
      const leads = signals.map((signal) => new Int32Array(count * signal.samplesPerFrame).fill(INVALID_ADU));
      for (const segment of segments) {
        const from = Math.max(first, segment.from);
        const to = Math.min(first + count, segment.from + segment.frames);
        if (from >= to) continue;
        const source = await sourceOf(segment);
        if (!source) continue;
        const got = Math.min(to - from, source.frames - (from - segment.from));
        if (got <= 0) continue;
        const parts = await source.read(from - segment.from, got);
        segment.places.forEach((place, i) => {
          const part = parts[place];
          if (part) leads[i]!.set(rescaled(part, source.signals[place]!, signals[i]!), (from - first) * signals[i]!.samplesPerFrame);
        });
      }
      return leads;
    },
    close: closeCurrent,
  };
}
