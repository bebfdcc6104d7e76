/** What a measured process is asked to do, and what it answers. Plain data: it crosses processes. */
import type { ErrorShape } from '../../core/contract/errors.ts';

export type DeviceChoice = 'auto' | 'cpu' | 'webgpu';

/** Opens a data folder and does nothing for a while: what memory is counted from. */
export interface IdleJob {
  kind: 'idle';
  data: string;
  waitMs: number;
}

/** From file to reviewable case in a data folder of its own. */
export interface CaseJob {
  kind: 'case';
  data: string;
  /** Path of the recording. */
  recording: string;
  device: DeviceChoice;
}

export interface CaseOutcome {
  caseId: string;
  device: string;
  beats: number;
  /** From the process's start to the sealed run. */
  seconds: number;
  /** Seconds per stage, start of the process first. */
  stages: Record<string, number>;
  /** Seconds from the process's start until an hour could be reviewed; null where the recording is shorter. */
  firstHour: number | null;
}

/** What is done with a case that is there. */
export interface OpenedJob {
  kind: 'opened';
  data: string;
  caseId: string;
  repetitions: number;
}

/** Seconds of each repetition. */
export interface OpenedOutcome {
  beats: number;
  open: number[];
  window: number[];
  /** Beats in each edit. */
  edited: number;
  commit: number[];
  /** The printer's start included. */
  firstPdf: number;
  pdf: number[];
  export: number[];
}

/** Parts of an `OpenedJob`, told as they begin. */
export type OpenedPhase = 'open' | 'window' | 'commit' | 'pdf' | 'export';

/** The unfused transform beside our network, over the same beats in the same process. */
export interface UnfusedJob {
  kind: 'unfused';
  recording: string;
  device: 'cpu' | 'webgpu';
  repetitions: number;
}

export interface UnfusedOutcome {
  beats: number;
  /** Seconds of each repetition of the unfused transform. */
  unfused: number[];
  /** Seconds per stage of each repetition of ours, session warm. */
  ours: Record<string, number>[];
  /** Seconds from samples in memory to classified beats of each repetition of ours. */
  total: number[];
}

export interface Outcomes {
  idle: null;
  case: CaseOutcome;
  opened: OpenedOutcome;
  unfused: UnfusedOutcome;
}
export type Job = IdleJob | CaseJob | OpenedJob | UnfusedJob;
export type OutcomeOf<J extends Job> = Outcomes[J['kind']];

export interface Reports {
  /** Share done, 0…1. */
  progress(share: number): void;
  /** A part of the job begins. */
  phase(name: string): void;
}

export type FromMeasured =
  | { type: 'progress'; share: number }
  | { type: 'phase'; name: string }
  | { type: 'done'; outcome: Outcomes[Job['kind']] }
  | { type: 'failed'; error: ErrorShape };
