/**
 * Following a recording that is still written: one look at its files at a time.
 * Whole segments are staged as they are filled; what lies behind them is held
 * in memory, and labelled for those who watch. What is kept between two looks
 * only saves work: after a crash it is made again from the store and the file.
 */
import { basename } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { DEFAULT_DISPLAY, displayMargin, filterForDisplay } from '../../core/signal/display.ts';
import { INVALID_ADU, type RecordingHeader } from '../../core/study/recording.ts';
import { openGrowing, openRecording } from '../formats/open.ts';
import type { GrowingReader } from '../formats/reader.ts';
import { lendSeal } from '../store/keyring.ts';
import { segmentFrames } from '../store/segment.ts';
import { stageSegment } from '../store/staging.ts';
import type { Classifier } from './classifier.ts';
import { GrowingSource } from './growing-source.ts';
import { loadModel, type LoadedModel } from './model.ts';
import { probeInputs } from './probe.ts';
import type { FollowedEnd, FollowTask, LiveTail } from './protocol.ts';
import { ProvisionalLabels } from './provisional.ts';
import { readingHash, slowness, type StagedSegment } from './read-recording.ts';
import { openClassifier } from './session.ts';

/** Whole segments taken in at one look: others may wait for this process. */
const SEGMENTS_AT_ONCE = 48;
/** Seconds at the beginning and at the end of what is there that are looked at again, to see that the file is still the same. */
const PROOF_SECONDS = 1;
/** Seconds of the newest signal that go to whoever watches. */
const DRAWN_SECONDS = 15;

interface Followed {
  source: GrowingSource;
  labels: ProvisionalLabels;
  tail: LiveTail | null;
}

const known = new Map<string, Followed>();
let warm: { key: string; model: LoadedModel; classifier: Classifier } | null = null;

/** What one look at the files found. */
export interface Look {
  /** Samples a lead that are there, and how many of them were taken in. */
  held: number;
  taken: number;
  stated: number;
  bytes: number;
  tail: LiveTail | null;
}

export interface FollowListener {
  onHeader(header: RecordingHeader): Promise<void>;
  /** Resolves when the segment is committed. */
  onSegment(segment: StagedSegment): Promise<void>;
}

function changed(path: string, how: string): AppError {
  return new AppError('file-changed', `${basename(path)} ${how} while it was followed.`, { hint: 'What had come until then is kept: say that the recording has ended, and it is analysed to there.', details: { path } });
}

/** The classifier of a task, kept open from look to look. */
async function classifierOf(task: FollowTask): Promise<{ model: LoadedModel; classifier: Classifier }> {
  const key = task.model;
  if (warm?.key !== key) {
    await warm?.classifier.close();
    warm = null;
    const model = await loadModel(task.model);
    warm = { key, model, classifier: await openClassifier(model, 'cpu', probeInputs()) };
  }
  return warm;
}

/** One look. Errors: those of the formats, `file-changed` where the file is not the one that was followed, and those of the disk. */
export async function followOnce(task: FollowTask, listener: FollowListener): Promise<Look> {
  const begun = process.cpuUsage();
  const reader = await openGrowing(task.path);
  try {
    const { header, stated, bytes } = reader;
    const look = { held: header.sampleCount, stated, bytes };
    if (task.header === null) {
      if (look.held > 0) await listener.onHeader(header);
      return { ...look, taken: 0, tail: null };
    }
    const followed = await lent(task, () => takeIn(task, task.header!, reader, listener));
    const taken = followed.source.length;
    if (!task.provisional || taken === 0) return { ...look, taken, tail: null };
    if (followed.tail?.to !== taken || followed.tail.firstBlock !== task.firstBlock) followed.tail = await lent(task, () => label(task, followed, begun));
    return { ...look, taken, tail: followed.tail };
  } finally {
    await reader.close();
  }
}

async function lent<T>(task: FollowTask, body: () => Promise<T>): Promise<T> {
  const release = [lendSeal(task.staging, task.seal), lendSeal(task.samples, task.seal)];
  try {
    return await body();
  } finally {
    for (const giveBack of release) giveBack();
  }
}

/** What is held of a recording, made from the store where it is not; a process that was started anew knows nothing. */
function heldOf(task: FollowTask, header: RecordingHeader): Followed {
  const there = known.get(task.follow);
  if (there && there.source.segments === task.segments) return there;
  const source = new GrowingSource(header, task.samples, task.segments);
  const made = { source, labels: new ProvisionalLabels(source), tail: null };
  known.set(task.follow, made);
  return made;
}

/** Takes in what is new, segment by segment. */
async function takeIn(task: FollowTask, header: RecordingHeader, reader: GrowingReader, listener: FollowListener): Promise<Followed> {
  const followed = heldOf(task, header);
  const { source } = followed;
  if (!sameLayout(header, reader.header)) throw changed(task.path, 'was replaced by another recording');
  if (reader.header.sampleCount < source.length) throw changed(task.path, 'became shorter');
  await prove(task.path, source, reader);
  for (let segments = 0; source.length < reader.header.sampleCount && segments < SEGMENTS_AT_ONCE; ) {
    const from = source.length;
    source.append(await reader.read(from, Math.min(reader.header.sampleCount, from + source.room)));
    if (source.room > 0) break;
    await stage(task, source, reader.header.sampleCount, listener);
    source.committed();
    segments++;
  }
  return followed;
}

async function stage(task: FollowTask, source: GrowingSource, of: number, listener: FollowListener): Promise<void> {
  const { segments: index, tail } = source;
  const first = index * segmentFrames(source.sampleRate);
  const file = stageSegment(task.staging, index, first, tail);
  await listener.onSegment({ index, first, frames: tail[0]!.length, file, fraction: Math.min(1, source.length / of) });
}

function sameLayout(a: RecordingHeader, b: RecordingHeader): boolean {
  const said = ({ sampleRate, leads }: RecordingHeader): string => JSON.stringify([sampleRate, leads.map(({ name, gain, baseline }) => [name, gain, baseline])]);
  return said(a) === said(b);
}

/** Looks at the beginning and at the end of what was taken in. Throws `file-changed` where the file says otherwise. */
async function prove(path: string, source: GrowingSource, reader: GrowingReader): Promise<void> {
  const least = Math.min(source.length, Math.ceil(PROOF_SECONDS * source.sampleRate));
  for (const from of new Set([0, source.length - least])) {
    const there = await reader.read(from, from + least);
    if (!same(source.adu(from, from + least), there)) throw changed(path, 'was replaced by another recording');
  }
}

function same(a: readonly Int32Array[], b: readonly Int32Array[]): boolean {
  return a.every((lead, l) => lead.every((value, i) => value === b[l]![i]));
}

/** Labels what lies behind the blocks that are told for good, and filters the newest of it for the eye. */
async function label(task: FollowTask, { source, labels }: Followed, begun: NodeJS.CpuUsage): Promise<LiveTail> {
  const { model, classifier } = await classifierOf(task);
  const beats = await labels.update(task.firstBlock, classifier, model.manifest.operatingPoint);
  const to = source.length;
  const drawnFrom = Math.max(0, to - Math.round(DRAWN_SECONDS * source.sampleRate));
  const margin = Math.min(drawnFrom, Math.ceil(displayMargin(DEFAULT_DISPLAY) * source.sampleRate));
  const drawn = source.read(drawnFrom - margin, to).map((lead) => filterForDisplay(lead, source.sampleRate).slice(margin));
  const { user, system } = process.cpuUsage(begun);
  return { firstBlock: task.firstBlock, to, ...beats, drawnFrom, drawn, milliseconds: (user + system) / 1000 };
}

/**
 * The recording has ended: takes in the rest, the last segment as it is. Without
 * the file (`kept`) it ends with what was followed. The hash is that of the same
 * recording imported whole. Errors: as `followOnce`; `signal-missing`.
 */
export async function followToEnd(task: FollowTask & { header: RecordingHeader }, kept: boolean, listener: FollowListener): Promise<FollowedEnd> {
  return lent(task, async () => {
    const { source } = heldOf(task, task.header);
    if (!kept) await refuseShorter(task, source);
    const about = kept
      ? { header: task.header, annotations: [], warnings: [`${basename(task.path)} was changed or taken away while it was followed; what had come until then was kept.`] }
      : await takeInRest(task, source, listener);
    const { hash, measured } = hashOf(task.header, source);
    if (!measured) throw new AppError('signal-missing', `${task.header.record} holds no measured sample.`, { hint: 'Check that the recorder’s card was read out completely.' });
    if (source.tail[0]!.length > 0) await stage(task, source, source.length, listener);
    known.delete(task.follow);
    return { ...about, warnings: [...about.warnings, ...slowness(task.header.sampleRate)], sha256: hash, sampleCount: source.length };
  });
}

/**
 * Takes in what of the finished file is not there yet, as an import would, and looks at all the rest again: from here on
 * nobody asks the file.
 */
async function takeInRest(task: FollowTask & { header: RecordingHeader }, source: GrowingSource, listener: FollowListener): Promise<Pick<FollowedEnd, 'header' | 'annotations' | 'warnings'>> {
  const reader = await openRecording(task.path);
  try {
    const { header, annotations } = reader;
    if (!sameLayout(task.header, header)) throw changed(task.path, 'was replaced by another recording');
    const warnings = [...reader.warnings];
    const { sampleCount } = header;
    if (sampleCount < source.length) warnings.push(`The header states ${((source.length - sampleCount) / source.sampleRate).toFixed(1)} s less than was followed; what had come was kept.`);
    for await (const { first, leads } of reader.blocks(segmentFrames(source.sampleRate))) {
      const to = first + leads[0]!.length;
      const there = Math.min(source.length, to);
      if (there > first && !same(source.adu(first, there), leads)) throw changed(task.path, 'was replaced by another recording');
      for (let from = Math.max(first, there); from < to; ) {
        const end = Math.min(to, from + source.room);
        source.append(leads.map((lead) => lead.subarray(from - first, end - first)));
        from = end;
        if (source.room > 0) continue;
        await stage(task, source, sampleCount, listener);
        source.committed();
      }
    }
    return { header, warnings, annotations: annotations.filter(({ sample }) => sample < source.length) };
  } finally {
    await reader.close();
  }
}

async function refuseShorter(task: FollowTask, source: GrowingSource): Promise<void> {
  const reader = await openGrowing(task.path);
  try {
    if (reader.header.sampleCount < source.length) throw changed(task.path, 'became shorter');
  } finally {
    await reader.close();
  }
}

/** The hash that an import of the same samples gives. */
function hashOf(header: RecordingHeader, source: GrowingSource): { hash: string; measured: boolean } {
  const frames = segmentFrames(header.sampleRate);
  const hash = readingHash(header);
  let measured = false;
  for (let from = 0; from < source.length; from += frames) {
    for (const lead of source.adu(from, Math.min(source.length, from + frames))) {
      hash.update(new Uint8Array(lead.buffer, lead.byteOffset, lead.byteLength));
      measured ||= lead.some((value) => value !== INVALID_ADU);
    }
  }
  return { hash: hash.digest('hex'), measured };
}
