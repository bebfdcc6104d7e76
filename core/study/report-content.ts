/** What a report is made from and what it says, piece by piece. */
import type { BeatClass } from '../beats/classes.ts';
import type { ReportLine } from './report-line.ts';
import type { Voltages } from './dominant-voltages.ts';
import type { Limits } from './normal-limits.ts';
import type { BeatColumns } from '../beats/columns.ts';
import type { FindingTables } from '../rhythm/findings.ts';
import type { HrvDay } from '../rhythm/hrv.ts';
import type { LiveNumbers } from './live-numbers.ts';
import type { Language } from '../contract/languages.ts';
import type { Study } from '../contract/types.ts';
import type { Told } from '../review/told.ts';
import type { ReviewedFinding } from './report-events.ts';
import type { SymptomRow } from './symptoms.ts';
import type { Picture } from './picture.ts';
import type { Block, FixedSection, Section } from './report-sections.ts';
import type { ReportTable } from './report-waves.ts';
import type { StudySummary } from './summary-types.ts';

export interface ReportGroup {
  /** Which section of the report it is. */
  section?: Section | FixedSection;
  number: number;
  title: string;
  mark: BeatClass | null;
  lines: ReportLine[];
}

export interface ReportFact {
  label: string;
  value: string;
  /** Part of the value that was assumed, drawn with a dashed line; empty where nothing was. */
  assumed: string;
}

/** Rates in equal parts of the recording, null where there is none. */
export interface ReportTrend {
  from: number;
  to: number;
  min: (number | null)[];
  mean: (number | null)[];
  max: (number | null)[];
  S: number[];
  V: number[];
  /** Ticks under the trend: share of the width and words. */
  ticks: { share: number; label: string }[];
}

export interface ReportStrip {
  caption: string;
  /** Time, leads, speed, gain, filter. */
  detail: string;
  leads: { name: string; values: Float32Array }[];
  rate: number;
  /** Beats by seconds from the strip's start. */
  beats: { seconds: number; beatClass: BeatClass; label: string }[];
  /** Unreadable spans in seconds from the strip's start. */
  unreadable: { from: number; to: number }[];
}

export interface ReportHour {
  from: string;
  beats: string;
  min: string;
  mean: string;
  max: string;
  V: string;
  S: string;
  F: string;
  unreadable: string;
}

export interface ReportContent {
  /** In which it is drawn; English where it is not said. The words here are English in any case. */
  language?: Language;
  title: string;
  status: string;
  laboratory: string;
  /** Lines under its name, and its logo; none where they are not said. */
  address?: string[];
  logo?: Picture | null;
  printed: string;
  facts: ReportFact[][];
  conclusion: string;
  /** Whose words the conclusion is where they are not the reader's; else empty. */
  conclusionBy: string;
  groups: ReportGroup[][];
  /** What goes over the whole width below the figures, in its order; all of it where that is not said. */
  blocks?: Block[];
  trend: ReportTrend;
  hours: ReportHour[];
  /** Intervals and ST; null or absent where the analysis measured none. */
  waves?: ReportTable | null;
  symptoms?: ReportTable | null;
  strips: ReportStrip[];
  signature: ReportSignatureBlock;
  footer: [string, string];
}

/** The foot of the last page. Name and date stay empty on a draft, for a pen. */
export interface ReportSignatureBlock {
  name: string;
  date: string;
  /** How much of the machine's work the reader has seen and changed. */
  reviewed: string;
  /** Who read it a second time, and how far that has come; absent where nobody was asked to. */
  second?: { name: string; words: string };
  /** What was open when it was signed, and why. */
  open?: { items: string; reason: string };
}

/** A strip with its signal, before it is put into words. */
export interface StripSignal {
  from: number;
  to: number;
  caption: string;
  leads: { name: string; values: Float32Array }[];
}

export interface ReportInput {
  /** Of the laboratory's reports. */
  language?: Language;
  study: Study;
  summary: StudySummary;
  /** What findings say of the day. */
  tables: FindingTables;
  /** Heart rate variability; null or absent where it was not computed. */
  hrv?: HrvDay | null;
  limits?: Limits;
  voltages?: Voltages | null;
  /** Findings with their state in the review, rejected ones too, and who was told of urgent ones. */
  findings: readonly ReviewedFinding[];
  told: readonly Told[];
  symptoms?: readonly SymptomRow[];
  /** Settings of the study that hold its thresholds and the choice of sections. */
  thresholds?: string | undefined;
  sections?: string | undefined;
  beats: BeatColumns;
  /** Unreadable spans in force, from, to pairs. */
  unreadable: Float64Array;
  /** Trend without ticks. */
  trend: Omit<ReportTrend, 'ticks'>;
  strips: StripSignal[];
  /** The reader's words as the journal keeps them; null where none were written. */
  conclusion: string | null;
  /** The live numbers of the day, for the conclusion and for what is not reviewed. */
  numbers: LiveNumbers;
  laboratory: string;
  address?: string[];
  logo?: Picture | null;
  version: string;
  /** Local wall time of printing, `2026-11-21T14:06`. */
  printedAt: string;
  /** Templates seen and there are. */
  seen: number;
  items: number;
  second?: ReportSignatureBlock['second'];
  /** Name of the display filter. */
  filter: string;
}
