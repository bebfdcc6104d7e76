/** What crosses the contract besides plain values: the shapes that windows draw from. */
import type { BeatColumns, TemplateInfo } from '../beats/columns.ts';
import type { CaseReadings } from '../review/case-people.ts';
import type { DiaryMark } from '../review/diary.ts';
import type { Change, JournalEntry } from '../review/edit.ts';
import type { Question } from '../review/questions.ts';
import type { DeviceChange } from './devices.ts';
import type { OpenItems } from '../study/open-items.ts';
import type { Lead, StartTime } from '../study/recording.ts';
import type { DaySketch, StudySummary } from '../study/summary-types.ts';

/** `recording`: it is still written, and analysed as it grows. `broken-off`: it did not come in whole, and stays since people had corrected it by then. */
export type StudyState = 'importing' | 'broken-off' | 'recording' | 'waiting' | 'analysing' | 'ready' | 'in-review' | 'signed' | 'part-readable' | 'failed';

/** Patient and study facts that a person may correct. Names are the `fact` entity's names. */
export const FACT_FIELDS = ['name', 'id', 'birth', 'age', 'sex', 'indication', 'referredBy', 'medicines', 'start'] as const;
export type FactField = (typeof FACT_FIELDS)[number];
export type Facts = Record<FactField, string> & { startAssumed: boolean };

/** One line of the worklist. */
export interface StudyRow {
  caseId: string;
  facts: Facts;
  format: string;
  record: string;
  leadCount: number;
  seconds: number;
  state: StudyState;
  /** Share done while importing or analysing, 0…1. */
  progress: number;
  /** Share that is labelled while the recording comes in, 0…1: as far it can be corrected. Absent otherwise. */
  analysed?: number;
  /** What is wrong, in words, or empty. */
  trouble: string;
  priority: 'urgent' | 'soon' | 'routine';
  importedAt: string;
  sketch: DaySketch | null;
  /** Percent and seconds; null until analysed, and where there is no beat. */
  burdenV: number | null;
  burdenS: number | null;
  /** Share of the readable time in atrial fibrillation. Absent where there is no beat, and in lines of older versions. */
  burdenAf?: number;
  longestRrSeconds: number | null;
  /** Items that are neither findings nor questions, decided and all: templates, marks of the diary, conflicts of a new analysis. */
  seen: number;
  items: number;
  /** Urgent findings that nobody has decided on, and urgent and important ones as items: decided, and there are. Absent in lines of older versions. */
  urgent?: number;
  findings?: { decided: number; of: number };
  /** Edits that stand. */
  edits: number;
  /** Who signed it and when (UTC, ISO 8601). Absent where it is not signed, and in lines of older versions. */
  signed?: { author: string; time: string };
  /** Who has the case, empty for nobody. */
  assignedTo: string;
  /** Whom each unanswered question is put to; empty for anybody. */
  questions: string[];
  readings: CaseReadings;
  /** Who has read the case, where it is read twice. */
  readers: string[];
  /** True where whoever asks may not open this case: they read the same recording in another one, and it is left out what this one says. */
  blind: boolean;
}

/** Which run is shown, and what made it. */
export interface RunInfo {
  runId: number;
  modelName: string;
  modelVersion: string;
  modelSha256: string;
  /** A name of `LOCAL_DEVICES`, or the server: `triton:https://…`; the last one where it was changed on the way. */
  device: string;
  /** Where a device failed on the way and the processor went on; absent where none did. */
  deviceChanges?: DeviceChange[];
  leads: number[];
  programVersion: string;
  startedAt: string;
  /** Null while the run is open. */
  sealedAt: string | null;
  /** Samples analysed to the end; beats before it can be edited. */
  analysedTo: number;
  /** Seconds per stage of the analysis. Stages overlap. */
  stages: Record<string, number>;
  /** Seconds from its beginning to its end; null while the run is open, and where it was broken off in between. */
  tookSeconds: number | null;
}

/** Who signed a case, and what. */
export interface Signature {
  author: string;
  /** UTC, ISO 8601. */
  time: string;
  /** Journal entry of the sign-off. */
  sequence: number;
  /** The PDF that was signed, and the revision that it shows. */
  sha256: string;
  pages: number;
  revision: number;
  /** What was open when it was signed, and why it was signed all the same; absent where nothing was. */
  open?: OpenItems;
  reason?: string;
  /** True where the PDF was taken away with the patient's facts; its hash stays. */
  erased?: boolean;
}

/** A case as it is opened. */
export interface Study {
  caseId: string;
  facts: Facts;
  recording: {
    record: string;
    format: string;
    sampleRate: number;
    sampleCount: number;
    leads: Lead[];
    start: StartTime;
    comments: string[];
    warnings: string[];
    sha256: string;
  };
  run: RunInfo | null;
  state: StudyState;
  /** What is wrong, in words, or empty: as in the case's line. */
  trouble: string;
  /** Null where the case is not signed. A signed case takes no edit until it is reopened. */
  signed: Signature | null;
  /** Sequence of the last journal entry. */
  revision: number;
  /** Hash of the last journal entry, hex. */
  head: string;
  readings: CaseReadings;
}

/** Everything the review window holds in memory about the beats. */
export interface ReviewState {
  revision: number;
  beats: BeatColumns;
  templates: TemplateInfo[];
  /** Review marks by template id: `confirmed`, `changed`, `rejected`, `reopened`, with the beats of the template behind it where more was still to be analysed (`markNow`); absent = unseen. */
  marks: Record<string, string>;
  /** Unreadable spans in force, from, to pairs. */
  unreadable: Float64Array;
  /** What of them people say, from, to pairs: they have looked at it. Absent in older answers. */
  unreadableSaid?: Float64Array;
  /** Where nothing was ever measured, from, to pairs: time that counts as neither recorded nor unreadable. Absent in older answers. */
  gaps?: Float64Array;
  /** Ventricular fibrillation, from, to pairs: its time can be read, but beats inside are counted nowhere. Absent where there is none. */
  fibrillation?: Float64Array;
  /** Pacing spikes, samples. Absent where there are none, or none were looked for. */
  spikes?: Float64Array;
  analysedTo: number;
  strips: StripChoice[];
  texts: Record<string, string>;
  /** Settings of this study by name. */
  settings: Record<string, string>;
  assignedTo: string;
  /** Questions to colleagues, in order of place. */
  questions: Question[];
  /** The diary: marks that came with the recording, and what people say of them and of marks by hand (`diaryOf`). */
  diary: { file: DiaryMark[]; said: Record<string, string> };
}

/** A strip chosen for the report. */
export interface StripChoice {
  id: string;
  from: number;
  to: number;
  caption: string;
}

/** What an edit made: enough to bring columns up to date without reading them again. */
export interface EditResult {
  revision: number;
  entry: JournalEntry;
  changes: Change[];
}

export interface ImportProgress {
  /** `reading`, `storing`, `analysing`… in words fit for a progress line. */
  stage: string;
  /** 0…1. */
  fraction: number;
  caseId: string | null;
}

export interface ImportResult {
  caseId: string;
  /** The case that holds the same recording already; then nothing was imported and `caseId` is that case. */
  alreadyThere: boolean;
  warnings: string[];
}

export interface AnalysisProgress {
  caseId: string;
  stage: string;
  fraction: number;
  analysedTo: number;
}

export interface AnalysisResult {
  caseId: string;
  runId: number;
  device: string;
  /** The device, and where it was changed on the way: `webgpu until block 57, then cpu: device lost`. Absent: the device alone. */
  deviceWords?: string;
  summary: StudySummary;
}

/** State of the engine as shown in the top bar and the status bar. */
export interface EngineState {
  /** `waiting`: for mains power, or until nobody is at the computer. */
  state: 'idle' | 'working' | 'waiting' | 'failed' | 'starting';
  caseId: string | null;
  fraction: number;
  device: string;
  model: string;
  trouble: string;
}

/** Signal of a window: one Float32Array (mV, NaN where never measured) per lead asked for. */
export interface SignalWindow {
  from: number;
  to: number;
  leads: Float32Array[];
}

/** Least and largest value per bucket and lead, mV, NaN where nothing was measured. */
export interface EnvelopeWindow {
  from: number;
  to: number;
  min: Float32Array[];
  max: Float32Array[];
}

/** What access logs tell: of a case, and of the workplace. */
export const ACCESS_KINDS = ['opened', 'printed', 'exported', 'restored', 'received', 'erased', 'login', 'login-failed', 'logout', 'locked', 'unlocked', 'person-added', 'person-changed', 'password-changed', 'setting-changed', 'removed'] as const;

export interface AccessLine {
  time: string;
  who: string;
  what: (typeof ACCESS_KINDS)[number];
  detail: string;
}

/** A change of the laboratory's thresholds: what changed, from and to, as the label of an edit says it; empty where it is no longer known. */
export interface ThresholdChange {
  time: string;
  author: string;
  label: string;
}

/** A copy of a case's database, or of the workplace's. */
export interface BackupInfo {
  /** Case id, or `workplace`. */
  of: string;
  /** File name in its folder of backups. */
  name: string;
  /** UTC, ISO 8601. */
  time: string;
  /** Where the journal in it ends: sequence, and the first 16 digits of the chain's head. */
  revision: number;
  head: string;
  bytes: number;
}

export interface ExportFile {
  name: string;
  bytes: Uint8Array;
}
