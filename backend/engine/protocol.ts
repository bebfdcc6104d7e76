/**
 * What the backend and its engine process say to each other. Every message is
 * plain data with typed arrays, cloned by whatever carries it.
 *
 * The engine works on one task at a time and sends results segment by segment;
 * it goes on with the next segment only while fewer than `SEGMENTS_AHEAD` are
 * not yet acknowledged, so that a slow disk costs no memory.
 */
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import type { DeviceWish } from '../../core/contract/device.ts';
import type { ErrorShape } from '../../core/contract/errors.ts';
import type { Annotation, RecordingHeader } from '../../core/study/recording.ts';
import type { BeatMeasurement } from '../../core/waves/measure-beat.ts';
import type { Seal } from '../store/seal.ts';

export const SEGMENTS_AHEAD = 4;

/** Reads a foreign file into staged sample segments. */
export interface ReadTask {
  kind: 'read';
  path: string;
  /** Folder for staged segments; the backend takes them from there. */
  staging: string;
  /** What they are sealed with before they are written; null leaves them plain. */
  seal: Seal | null;
}

/** Makes a synthetic day and stages it as if it had been read. */
export interface SynthesiseTask {
  kind: 'synthesise';
  hours: number;
  seed: number;
  staging: string;
  seal: Seal | null;
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
  device: DeviceWish;
  /** Leads to use, null for all. */
  leads: number[] | null;
  /** First block that is not committed yet. */
  firstBlock: number;
  /** State committed with the block before it, null at the beginning. */
  carried: Uint8Array | null;
}

/** Tries each execution provider by really running the model. */
export interface DevicesTask {
  kind: 'devices';
  model: string;
}

/** Leaves out of several files those that are parts of another among them. */
export interface SiftTask {
  kind: 'sift';
  folder: string;
  names: string[];
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

export type Task = MeasureTask | SiftTask | ReadTask | SynthesiseTask | AnalyseTask | DevicesTask;

export interface DeviceProbe {
  name: string;
  available: boolean;
  reason: string;
}

/** How the analysis was made: known before the first block. */
export interface AnalysisStart {
  device: string;
  deviceReason: string;
  modelName: string;
  modelVersion: string;
  modelSha256: string;
}

export type ToEngine = { type: 'task'; id: number; task: Task } | { type: 'ack'; id: number };

export type FromEngine =
  | { type: 'ready' }
  | { type: 'header'; id: number; header: RecordingHeader }
  | { type: 'sample-segment'; id: number; index: number; first: number; frames: number; file: string; fraction: number }
  | { type: 'read-done'; id: number; sha256: string; sampleCount: number; warnings: string[]; annotations: Annotation[] }
  | { type: 'analysis-started'; id: number; start: AnalysisStart }
  | { type: 'run-segment'; id: number; segment: RunSegment; carried: Uint8Array; templates: TemplateInfo[]; fraction: number }
  | { type: 'analysis-done'; id: number; templates: TemplateInfo[]; stages: Record<string, number> }
  | { type: 'sifted'; id: number; names: string[] }
  | { type: 'devices'; id: number; devices: DeviceProbe[] }
  | { type: 'measured'; id: number; measured: BeatMeasurement }
  | { type: 'failed'; id: number; error: ErrorShape };
