/**
 * What a printed full disclosure says, line by line: drawn elsewhere. Values are
 * whole microvolts, so that a fortnight crosses to the printer in a few megabytes.
 */
import { shortKind } from '../rhythm/kind-words.ts';
import type { Language } from '../contract/languages.ts';
import { classOfCode, type BeatClass } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { lowerBound } from '../beats/search.ts';
import { notice } from '../contract/notice.ts';
import type { Study } from '../contract/types.ts';
import type { Finding } from '../rhythm/finding.ts';
import { lowHigh } from '../signal/low-high.ts';
import { clockAt, dateInWords, dateKnown, dayAt, dayOrNumber, grouped, needsDay } from './clock.ts';
import { indexSpans, spanOfLine, type DisclosureLines, type SpanIndex } from './disclosure.ts';

/** Stands where nothing was measured. */
export const NO_VALUE = 32767;
/** Points a line has: more than the page's printer can tell apart at its width. */
export const POINTS = 930;
/** Lines on a page. */
export const PAGE_LINES = 60;

export interface PrintedLine {
  /** Wall time of its beginning, with the day where it is the first of one. */
  time: string;
  day: string;
  /** Beats that count in it. */
  beats: number;
  /** Least and greatest value of each point, µV; NO_VALUE where nothing was measured. */
  low: Int16Array;
  high: Int16Array;
  /** Beats that are lettered: share of the line's length. */
  marks: { at: number; beatClass: BeatClass }[];
  /** Unreadable spans and findings, as shares of the line's length. */
  unreadable: { from: number; to: number }[];
  bars: { from: number; to: number }[];
  /** What was found, in words. */
  words: string;
}

export interface DisclosureContent {
  /** In which it is drawn; English where it is not said. The words here are English in any case. */
  language?: Language;
  title: string;
  patient: string;
  laboratory: string;
  printed: string;
  /** Range, lead, speed, gain, filter. */
  caption: string;
  /** Length of a line. */
  seconds: number;
  /** Millivolts are drawn this high. */
  mmPerMv: number;
  footer: [string, string];
  lines: PrintedLine[];
}

export interface LinesInput {
  lines: DisclosureLines;
  /** Range that is printed, samples; what is outside of it is left empty. */
  from: number;
  to: number;
  start: { local: string; assumed: boolean };
  sampleRate: number;
  /** Length of the whole recording. */
  recordedSeconds: number;
  beats: Pick<BeatColumns, 'sample' | 'code'>;
  /** 1 per beat that counts. */
  counted: Uint8Array;
  unreadable: ArrayLike<number>;
  findings: SpanIndex<Finding>;
}

/** Findings that stand in the lines: what is rejected, and gaps that are no pauses, are left out. */
export function drawnFindings(findings: readonly Finding[], rejected: (finding: Finding) => boolean): SpanIndex<Finding> {
  return indexSpans(findings.filter((finding) => finding.kind !== 'no-pause' && !rejected(finding)));
}

const RANK = { urgent: 0, important: 1, note: 2 } as const;

/** Names of what begins in a stretch, the worst first, with how many there are; what only goes on says nothing. */
export function namesIn(findings: readonly Finding[], from: number, name: (kind: Finding['kind'], count: number) => string): string[] {
  const begun = findings.filter((finding) => finding.from >= from).toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
  return [...Map.groupBy(begun, ({ kind }) => kind)].map(([kind, alike]) => name(kind, alike.length));
}

/** Short, as the window says it: the margin of a line is narrow. */
function kindInWords(kind: string, count: number): string {
  const words = shortKind(kind);
  return count > 1 ? `${count} × ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}

/** A line of the print. @param values one lead in mV, filtered for display, of exactly the line's span, NaN where never measured */
export function printedLine(line: number, values: Float32Array, input: LinesInput): PrintedLine {
  const { lines, start, sampleRate, beats } = input;
  const span = spanOfLine(lines, line);
  const from = Math.max(span.from, input.from);
  const to = Math.min(span.to, input.to);
  const share = (sample: number): number => (sample - span.from) / lines.samples;
  const { min, max } = lowHigh(values, POINTS);
  const marks: PrintedLine['marks'] = [];
  let count = 0;
  for (let i = lowerBound(beats.sample, from); i < beats.sample.length && beats.sample[i]! < to; i++) {
    const beatClass = classOfCode(beats.code[i]!);
    if (input.counted[i] !== 1 || beatClass === 'X') continue;
    count++;
    if (beatClass !== 'N') marks.push({ at: share(beats.sample[i]!), beatClass });
  }
  const unreadable: PrintedLine['unreadable'] = [];
  for (let k = 0; k + 1 < input.unreadable.length; k += 2) {
    const [a, b] = [Math.max(from, input.unreadable[k]!), Math.min(to, input.unreadable[k + 1]!)];
    if (b > a) unreadable.push({ from: share(a), to: share(b) });
  }
  const found = input.findings.within(from, to);
  const time = clockAt(start, sampleRate, span.from);
  // Of several days each page, half an hour of it at least, names its own.
  const named = time.startsWith('00:00') || (needsDay(span.from / sampleRate, input.recordedSeconds) && /^\d\d:[03]0:00$/.test(time));
  return {
    time: lines.seconds < 60 ? time : time.slice(0, 5),
    day: named && (dateKnown(start) || span.from > 0) ? dayOrNumber(start, sampleRate, span.from) : '',
    beats: count,
    low: microvolts(min),
    high: microvolts(max),
    marks,
    unreadable,
    bars: found.map((finding) => ({ from: share(Math.max(from, finding.from)), to: share(Math.min(to, finding.to)) })),
    words: namesIn(found, span.from, kindInWords).join(', '),
  };
}

function microvolts(values: Float32Array): Int16Array {
  return Int16Array.from(values, (value) => (Number.isNaN(value) ? NO_VALUE : Math.max(-32767, Math.min(32766, Math.round(value * 1000)))));
}

export interface HeadInput {
  study: Pick<Study, 'facts' | 'recording' | 'run' | 'revision'>;
  laboratory: string;
  version: string;
  /** Wall time of the print, `2026-11-21T14:06`. */
  printedAt: string;
  from: number;
  to: number;
  seconds: number;
  lead: string;
  filter: string;
}

/** Gain of the print: small, so that lines do not run into each other. */
export const PRINT_GAIN = 2;
/** Width of a line on the page, millimetres. */
export const LINE_MM = 150;

/** Head and foot of the pages. */
export function printedHead({ study, laboratory, version, printedAt, from, to, seconds, lead, filter }: HeadInput): Omit<DisclosureContent, 'lines'> {
  const { facts, recording } = study;
  const start = { local: facts.start || recording.start.local, assumed: facts.startAssumed };
  // Where the date is not known the days of a longer recording are counted.
  const several = dayAt(start, recording.sampleRate, 0) !== dayAt(start, recording.sampleRate, recording.sampleCount - 1);
  const at = (sample: number): string => {
    const time = clockAt(start, recording.sampleRate, sample);
    return dateKnown(start) || several ? `${dayOrNumber(start, recording.sampleRate, sample)}, ${time}` : time;
  };
  const { run } = study;
  const reached = run ? run.analysedTo : 0;
  const labels =
    reached <= from
      ? 'not analysed, so that no beat is labelled here.'
      : `labels as they stand at revision ${grouped(study.revision)}${reached < to ? `, analysed to ${at(reached)} only` : ''}; S, V, F and Q are lettered, bars are findings, hatched is unreadable.`;
  return {
    title: 'Full disclosure',
    patient: [facts.name || recording.record, facts.birth === '' ? '' : `born ${dateInWords(facts.birth)}`, facts.id].filter((part) => part !== '').join(', '),
    laboratory,
    printed: `printed ${dayAt({ local: printedAt, assumed: false }, 1, 0)} ${printedAt.slice(11, 16)}`,
    caption: `${dateKnown(start) ? '' : 'date not known; '}${at(from)}${start.assumed ? ' (start assumed)' : ''} to ${at(to)}; ${lead}, ${seconds === 60 ? 'one minute' : seconds === 120 ? 'two minutes' : `${seconds} s`} a line, ${(LINE_MM / seconds).toFixed(2)} mm/s, ${PRINT_GAIN} mm/mV, ${filter}`,
    seconds,
    mmPerMv: PRINT_GAIN,
    footer: [notice(version), `${facts.id || recording.record}-${study.revision}: ${labels}`],
  };
}
