/** What a measured process is asked to do, and what it answers. Plain data: it crosses processes. */
import type { LocalDevice } from '../../core/contract/device.ts';
import type { ErrorShape } from '../../core/contract/errors.ts';
import type { AfterEdit } from './after-edit.ts';

/** `auto` is resolved before anything is measured. */
export type DeviceChoice = LocalDevice;

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
  /** Another one that the same program takes from file to findings before. */
  before?: string;
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
  /** Seconds from the process's start until findings and tables were served, and how many findings there are. */
  withFindings: number;
  findings: number;
}

/** Short strips to labels, session and code warm. */
export interface StripJob {
  kind: 'strip';
  device: DeviceChoice;
  leads: number;
  sampleRate: number;
  repetitions: number;
}

export interface StripOutcome {
  /** Of the last strip. */
  beats: number;
  /** Seconds of each strip, by the clock and on the cores. */
  seconds: number[];
  cores: number[];
}

/** A recording that grows second by second, its newest beats labelled each time. */
export interface LiveJob {
  kind: 'live';
  leads: number;
  sampleRate: number;
  /** How long it grows. */
  seconds: number;
}

export interface LiveOutcome {
  /** Seconds on the cores of each update. */
  cores: number[];
  /** Of each beat: how many came after it until it was told. */
  behind: number[];
  /** Share of beats that kept the class they were first told with. */
  kept: number;
}

/** What is done with a case that is there. */
export interface OpenedJob {
  kind: 'opened';
  data: string;
  caseId: string;
  repetitions: number;
  /** Random edits after each of which the findings are asked for. */
  randomEdits: number;
}

/** Seconds of each repetition. */
export interface OpenedOutcome {
  beats: number;
  open: number[];
  window: number[];
  /** Beats in each edit. */
  edited: number;
  commit: number[];
  /** Beats in each of the larger edits, and seconds of their commits. */
  relabelled: number;
  relabel: number[];
  /** Of telling what an edit of a few beats would change. */
  preview: number[];
  /** Of the findings after each of the random edits. */
  afterEdit: AfterEdit;
  /** The longest that another request waited while each went on. */
  waits: Record<WaitedFor, number[]>;
  /** The printer's start included. */
  firstPdf: number;
  pdf: number[];
  export: number[];
}

/** What others are measured to wait for. */
export type WaitedFor = 'open' | 'commit' | 'backup' | 'verify' | 'export';

/** Parts of an `OpenedJob`, told as they begin. */
export type OpenedPhase = 'open' | 'window' | 'commit' | 'preview' | 'after-edit' | 'pdf' | 'export' | 'backup' | 'verify';

/** A long recording, a long journal and a long worklist. */
export interface ScaleJob {
  kind: 'scale';
  /** An empty folder. */
  data: string;
  days: number;
  edits: number;
  cases: number;
  repetitions: number;
}

/** Seconds of a piece of work, and the longest that another request waited meanwhile. */
export interface Waited {
  took: number;
  longestWait: number;
}

export interface ScaleOutcome {
  beats: number;
  open: Waited[];
  openEdited: Waited[];
  /** Seconds of the first opening, before the journal was folded. */
  firstEdited: number;
  cases: number;
  /** `started`: seconds until the data folder was open. */
  list: (Waited & { started: number })[];
}

/** Keys in an open case, at rest and while recordings are imported and analysed. */
export interface BusyJob {
  kind: 'busy';
  /** An empty folder. */
  data: string;
  hours: number;
  imports: number;
  device: DeviceChoice;
}

export interface BusyOutcome {
  /** Seconds of each key. */
  atRest: number[];
  whileImporting: number[];
  /** Seconds that the imports took in all. */
  importing: number;
  beats: number;
}

/** The unfused way beside ours, over the same recording in the same process. */
export interface UnfusedJob {
  kind: 'unfused';
  recording: string;
  device: DeviceChoice;
  repetitions: number;
}

export interface UnfusedOutcome {
  beats: number;
  /** Seconds of each repetition of the unfused way: finding the beats, the transform, the network asked for one beat at a time. */
  unfused: Record<'segmentation' | 'cwt' | 'network', number>[];
  /** Seconds per stage of each repetition of ours on one thread, session warm. */
  ours: Record<string, number>[];
  /** Seconds from stored samples to classified beats of each repetition of ours, signal and networks on a thread each. */
  total: number[];
  /** Seconds on the cores of each repetition of both, and joules where the computer tells them. */
  spent: Record<'unfused' | 'total', Spent[]>;
}

export interface Spent {
  coreSeconds: number;
  joules: number | null;
}

export interface Outcomes {
  idle: null;
  case: CaseOutcome;
  opened: OpenedOutcome;
  scale: ScaleOutcome;
  strip: StripOutcome;
  live: LiveOutcome;
  unfused: UnfusedOutcome;
  busy: BusyOutcome;
}
export type Job = IdleJob | CaseJob | OpenedJob | ScaleJob | StripJob | LiveJob | UnfusedJob | BusyJob;
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
