/**
 * What the backend and its engine process say to each other. Every message is
 * plain data with typed arrays, cloned by whatever carries it.
 *
 * The engine works on one task at a time, and beside the reading of a recording
 * on its analysis. It sends results segment by segment and goes on with the
 * next one only while fewer than `SEGMENTS_AHEAD` of that task are not yet
 * acknowledged, so that a slow disk costs no memory.
 */
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import type { EngineLimits } from '../../core/contract/analysis-limits.ts';
import type { LocalDevice, RemoteDevice } from '../../core/contract/device.ts';
import type { DeviceChange } from '../../core/contract/devices.ts';
import type { ErrorShape } from '../../core/contract/errors.ts';
import type { Annotation, RecordingHeader } from '../../core/study/recording.ts';
import type { BeatMeasurement } from '../../core/waves/measure-beat.ts';
import type { Seal } from '../store/seal.ts';
import type { Grown } from './growth.ts';
import type { Trial } from './trial.ts';

export const SEGMENTS_AHEAD = 4;

/** Reads a foreign file into staged sample segments. */
export interface ReadTask {
  kind: 'read';
  path: string;
  /** Folder for staged segments; the backend takes them from there. */
  staging: string;
  /** What they are sealed with before they are written; null leaves them plain. */
  seal: Seal | null;
  /** Read on a thread of its own, since its analysis goes on beside it. */
  apart?: boolean;
}

/** Makes a synthetic day and stages it as if it had been read. */
export interface SynthesiseTask {
  kind: 'synthesise';
  hours: number;
  seed: number;
  staging: string;
  seal: Seal | null;
  apart?: boolean;
}

/** Analyses the stored samples of a case. */
export interface AnalyseTask {
  kind: 'analyse';
  /** Folder of the committed sample segments and their number. */
  samples: string;
  /** What they are sealed with; null where they are plain. */
  seal: Seal | null;
  segments: number;
  header: RecordingHeader;
  /** Folder of the model: holds `manifest.json` and `1/model.onnx`. */
  model: string;
  device: LocalDevice | RemoteDevice;
  /** Why this device, in words. */
  deviceReason: string;
  /** A person named the device: where it cannot be opened the analysis fails rather than taking the processor. */
  insist: boolean;
  /** What the analysis may take of the computer. */
  limits: EngineLimits;
  /** Leads to use, null for all. */
  leads: number[] | null;
  /** First block that is not committed yet. */
  firstBlock: number;
  /** State committed with the block before it, null at the beginning. */
  carried: Uint8Array | null;
  /** Block to end before, in a recording that still grows. */
  until?: number;
  /** The recording is still being read: so far it has come, and `grown` tells of more. */
  grown?: Grown;
}

/** Looks once at a recording that is still written, and takes in what is new. */
export interface FollowTask {
  kind: 'follow';
  /** Names the recording among those that are followed. */
  follow: string;
  path: string;
  staging: string;
  /** Folder of the committed sample segments and their number. */
  samples: string;
  segments: number;
  /** What both are sealed with; null where they are plain. */
  seal: Seal | null;
  /** Null before there is a case: then nothing is taken in. */
  header: RecordingHeader | null;
  /** Block that is not told for good yet. */
  firstBlock: number;
  /** Folder of the model. What is not told for good is labelled on this computer's processor. */
  model: string;
  /** Whether somebody watches and the newest beats are to be labelled. */
  provisional: boolean;
  /** The recording has ended: the rest is taken in; `kept` does so without the file. */
  end: 'no' | 'file' | 'kept';
}

/** The newest beats of a recording that is still written, none of them told for good. */
export interface LiveTail {
  /** The labels are of the beats from this block on. */
  firstBlock: number;
  /** Samples that are there. */
  to: number;
  sample: Float64Array;
  code: Uint8Array;
  /** n × PROBABILITIES in 255ths. */
  probability: Uint8Array;
  /** The newest signal of all leads, mV, filtered for the eye. */
  drawnFrom: number;
  drawn: Float32Array[];
  /** Core time that this took. */
  milliseconds: number;
}

/** What is known of a recording that has ended. */
export interface FollowedEnd {
  /** As the finished file says them. */
  header: RecordingHeader;
  sha256: string;
  sampleCount: number;
  warnings: string[];
  annotations: Annotation[];
}

/** Leaves out of several files those that are parts of another among them. */
export interface SiftTask {
  kind: 'sift';
  folder: string;
  names: string[];
  /** Files that came with them; those that are recordings after all are added. */
  strangers: string[];
}

/** Measures the waves of one beat out of a few seconds of signal that come along. */
export interface MeasureTask {
  kind: 'measure';
  /** mV per lead, NaN where never measured. */
  leads: Float32Array[];
  sampleRate: number;
  /** R peak, sample of `leads`. */
  place: number;
  /** ms since the beat before, or null. */
  rr: number | null;
}

export type Task = FollowTask | MeasureTask | SiftTask | ReadTask | SynthesiseTask | AnalyseTask;

/** What the process is asked in which devices are tried; one question, one answer. */
export type ToProbe = { type: 'offered' } | { type: 'try'; device: LocalDevice; model: string };
export type FromProbe = { type: 'offered'; devices: LocalDevice[] } | { type: 'tried'; trial: Trial } | { type: 'refused'; reason: string };

/** How the analysis was made: known before the first block. */
export interface AnalysisStart {
  device: string;
  deviceReason: string;
  /** The device that was wished for did not open, so that the processor has it from this block on; null where it did. */
  change: DeviceChange | null;
  modelName: string;
  modelVersion: string;
  modelSha256: string;
}

export type ToEngine =
  /** A recording will come to be read and analysed: load what that needs. */
  | { type: 'prepare' }
  | { type: 'task'; id: number; task: Task }
  | { type: 'ack'; id: number }
  /** The recording that task `id` analyses has come so far. */
  | { type: 'grown'; id: number; grown: Grown };

export type FromEngine =
  | { type: 'ready' }
  | { type: 'header'; id: number; header: RecordingHeader }
  | { type: 'sample-segment'; id: number; index: number; first: number; frames: number; file: string; fraction: number }
  | { type: 'read-done'; id: number; sha256: string; sampleCount: number; warnings: string[]; annotations: Annotation[] }
  | { type: 'analysis-started'; id: number; start: AnalysisStart }
  | { type: 'run-segment'; id: number; segment: RunSegment; carried: Uint8Array; templates: TemplateInfo[]; fraction: number }
  | { type: 'analysis-done'; id: number; templates: TemplateInfo[]; stages: Record<string, number> }
  | { type: 'followed'; id: number; held: number; taken: number; stated: number; bytes: number; tail: LiveTail | null }
  | { type: 'follow-ended'; id: number; end: FollowedEnd }
  | { type: 'sifted'; id: number; names: string[] }
  | { type: 'device-changed'; id: number; change: DeviceChange }
  | { type: 'measured'; id: number; measured: BeatMeasurement }
  | { type: 'failed'; id: number; error: ErrorShape };
