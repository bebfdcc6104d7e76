/**
 * The signals of one plain WFDB record, readable at any frame: signal files
 * with their offsets, interleaving and skews. What a file does not hold comes
 * back as never measured.
 */

import { basename } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { letGo } from '../../../core/kernels/spare.ts';
import { INVALID_ADU } from '../../../core/study/recording.ts';
import { openSource } from '../files.ts';
import type { SourceFile } from '../files.ts';
import { besideHeader } from './header.ts';
import type { WfdbHeader, WfdbSignal } from './header.ts';
import { PACKINGS, READABLE_FORMATS, samplesIn } from './samples.ts';
import type { Packing } from './samples.ts';

/** Signals that can be read frame by frame. */
export interface FrameSource {
  readonly signals: readonly WfdbSignal[];
  /** Frames that can be read. */
  readonly frames: number;
  /** Of these, frames that are there whole, every signal of them: in a file that is still written others may end earlier. */
  readonly whole: number;
  readonly warnings: readonly string[];
  readonly files: readonly string[];
  /** One array per signal, `count * samplesPerFrame` long. */
  read(first: number, count: number): Promise<Int32Array[]>;
  close(): Promise<void>;
}

interface Member {
  /** Place among the record's signals. */
  index: number;
  /** Place of its first sample within a frame of the group. */
  slot: number;
  signal: WfdbSignal;
}

/** Signals that share one file. */
interface Group {
  file: SourceFile;
  offset: number;
  /** null for format 8. */
  pack: Packing | null;
  members: Member[];
  samplesPerFrame: number;
  frames: number;
  maxSkew: number;
  /** Format 8 alone: where decoding stands and the last value per slot's signal. */
  running: { frame: number; values: Int32Array };
}

/** Bytes read at once while format 8 is brought forward. */
const CATCH_UP_FRAMES = 65536;

function initialValues(members: readonly Member[]): Int32Array {
  return Int32Array.from(members, (member) => member.signal.initialValue);
}

function layOut(header: WfdbHeader): Map<string, Member[]> {
  const groups = new Map<string, Member[]>();
  header.signals.forEach((signal, index) => {
    if (!READABLE_FORMATS.includes(signal.format)) {
      throw new AppError('format-unknown', `Signal format ${signal.format} of record ${header.record} cannot be read.`, {
        hint: `Formats that can be read: ${[...READABLE_FORMATS].sort((a, b) => a - b).join(', ')}. Convert the record with xform of the WFDB tools.`,
        details: { format: signal.format },
      });
    }
    const members = groups.get(signal.file) ?? [];
    const before = members.at(-1);
    if (before && before.signal.format !== signal.format) {
      throw new AppError('format-damaged', `${signal.file} would hold signals of two formats.`, { hint: 'Copy the header file again from where the recording came from.', details: { file: signal.file } });
    }
    members.push({ index, signal, slot: before ? before.slot + before.signal.samplesPerFrame : 0 });
    groups.set(signal.file, members);
  });
  return groups;
}

async function openGroup(headerPath: string, record: string, name: string, members: Member[]): Promise<Group> {
  const path = await besideHeader(headerPath, name);
  let file: SourceFile;
  try {
    file = await openSource(path);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'file-missing') throw thrown;
    throw new AppError('file-missing', `The signal file ${basename(path)} of record ${record} is missing.`, {
      hint: 'A WFDB record is its .hea and all files named in it: put them into one folder.',
      details: thrown.details,
      cause: thrown,
    });
  }
  const first = members[0]!.signal;
  const last = members.at(-1)!;
  const samplesPerFrame = last.slot + last.signal.samplesPerFrame;
  const pack = PACKINGS.get(first.format) ?? null;
  const bytes = Math.max(0, file.size - first.byteOffset);
  const samples = pack ? samplesIn(pack, bytes) : bytes;
  return {
    file,
    offset: first.byteOffset,
    pack,
    members,
    samplesPerFrame,
    frames: Math.floor(samples / samplesPerFrame),
    maxSkew: Math.max(...members.map((member) => member.signal.skew)),
    running: { frame: 0, values: initialValues(members) },
  };
}

/** Interleaved samples of frames `[first, first + count)`, which the file holds. */
async function readPacked(group: Group, pack: Packing, first: number, count: number): Promise<Int32Array> {
  const from = first * group.samplesPerFrame;
  const lead = from % pack.samples;
  const wanted = lead + count * group.samplesPerFrame;
  const packs = Math.ceil(wanted / pack.samples);
  const bytes = await group.file.read(group.offset + ((from - lead) / pack.samples) * pack.bytes, packs * pack.bytes);
  const out = new Int32Array(wanted);
  // The file may have shrunk since it was opened: decode only what came.
  const got = Math.min(wanted, samplesIn(pack, bytes.length));
  pack.decode(bytes, got, out);
  letGo(bytes);
  out.fill(INVALID_ADU, got);
  return lead === 0 ? out : out.subarray(lead);
}

/** Adds up differences (format 8); starts again from the front where the wanted frame lies behind. */
async function readDifferences(group: Group, first: number, count: number): Promise<Int32Array> {
  const { running, members, samplesPerFrame } = group;
  if (first < running.frame) {
    running.frame = 0;
    running.values = initialValues(members);
  }
  const out = new Int32Array(count * samplesPerFrame);
  while (running.frame < first + count) {
    const kept = running.frame >= first;
    const step = Math.min(kept ? first + count - running.frame : first - running.frame, CATCH_UP_FRAMES);
    const bytes = await group.file.read(group.offset + running.frame * samplesPerFrame, step * samplesPerFrame);
    let at = 0;
    for (let frame = 0; frame < step; frame++) {
      for (let m = 0; m < members.length; m++) {
        let value = running.values[m]!;
        for (let k = members[m]!.signal.samplesPerFrame; k > 0; k--, at++) {
          value += ((bytes[at] ?? 0) << 24) >> 24;
          if (kept) out[(running.frame - first) * samplesPerFrame + at] = value;
        }
        running.values[m] = value;
      }
    }
    running.frame += step;
  }
  return out;
}

async function readGroup(group: Group, first: number, count: number, leads: Int32Array[]): Promise<void> {
  const { samplesPerFrame } = group;
  // One stretch of the file serves all signals of the group, the skewed ones further on.
  const end = Math.min(first + count + group.maxSkew, group.frames);
  const held = Math.max(0, end - first);
  const flat = held === 0
    ? new Int32Array(0)
    : group.pack ? await readPacked(group, group.pack, first, held) : await readDifferences(group, first, held);
  for (const { index, slot, signal } of group.members) {
    const lead = leads[index]!;
    const each = signal.samplesPerFrame;
    const frames = Math.max(0, Math.min(count, held - signal.skew));
    let at = signal.skew * samplesPerFrame + slot;
    if (each === 1) {
      for (let frame = 0; frame < frames; frame++, at += samplesPerFrame) lead[frame] = flat[at]!;
    } else {
      for (let frame = 0; frame < frames; frame++, at += samplesPerFrame) {
        for (let k = 0; k < each; k++) lead[frame * each + k] = flat[at + k]!;
      }
    }
    lead.fill(INVALID_ADU, frames * each);
  }
  letGo(flat);
}

function seconds(frames: number, rate: number): string {
  return `${(frames / rate).toFixed(1)} s`;
}

/**
 * Opens the signal files of a plain record.
 *
 * @throws AppError `file-missing`, `file-empty`, `file-truncated`,
 *   `format-damaged`, `format-unknown` (a signal format that is not read)
 */
export async function openFrames(headerPath: string, header: WfdbHeader): Promise<FrameSource> {
  const groups: Group[] = [];
  const closeAll = async (): Promise<void> => {
    for (const group of groups) await group.file.close();
  };
  try {
    for (const [name, members] of layOut(header)) groups.push(await openGroup(headerPath, header.record, name, members));
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
  const held = Math.max(0, ...groups.map((group) => group.frames));
  if (held === 0) {
    await closeAll();
    const empty = groups.every((group) => group.file.size === 0);
    throw new AppError(empty ? 'file-empty' : 'file-truncated', `The signal files of record ${header.record} hold not one sample.`, {
      hint: 'Copy the files again from where they came from.',
      details: { path: groups[0]?.file.path ?? headerPath, promised: header.frames },
    });
  }
  const frames = header.frames === 0 ? held : Math.min(header.frames, held);
  const promised = header.frames === 0 ? held : header.frames;
  const warnings: string[] = [];
  for (const group of groups) {
    if (group.frames < promised) {
      warnings.push(
        `${basename(group.file.path)} ends early: ${seconds(group.frames, header.frameRate)} of ${seconds(promised, header.frameRate)} are there and were kept.`,
      );
    }
  }
  return {
    signals: header.signals,
    frames,
    whole: Math.max(0, Math.min(frames, ...groups.map((group) => group.frames - group.maxSkew))),
    warnings,
    files: groups.map((group) => group.file.path),
    async read(first, count) {
      const leads = header.signals.map((signal) => new Int32Array(count * signal.samplesPerFrame));
      for (const group of groups) await readGroup(group, first, count, leads);
      return leads;
    },
    close: closeAll,
  };
}
