/** Full disclosure of a range for the printer: lines of one lead, filtered as on screen, with the labels as they stand. */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../core/contract/errors.ts';
import { DEFAULT_DISPLAY, displayCaption, displayMargin, filterForDisplay } from '../../core/signal/display.ts';
import { layLines, lineOf, spanOfLine } from '../../core/study/disclosure.ts';
import { drawnFindings, PAGE_LINES, printedHead, printedLine, type DisclosureContent, type PrintedLine } from '../../core/study/disclosure-print.ts';
import { countedRows, notCounted } from '../../core/study/summary.ts';
import type { Cases } from '../database/cases.ts';
import type { OpenCase } from '../database/open-case.ts';

export interface DisclosureWish {
  from: number;
  to: number;
  lead: number;
  seconds: number;
}

/**
 * What is printed of a range. Yields between pages, so that the program answers meanwhile.
 *
 * Throws AppError `invalid-input` for a range without a sample of the recording or a lead that is not there.
 *
 * @param printedAt wall time, `2026-11-21T14:06`
 * @param progress called with the share that is done
 */
export async function disclosureContent(cases: Cases, open: OpenCase, wish: DisclosureWish, given: { version: string; printedAt: string }, progress: (fraction: number) => Promise<void>): Promise<DisclosureContent> {
  const study = cases.study(open.recording.caseId);
  const { sampleRate, sampleCount, leads } = open.recording.header;
  const from = Math.max(0, Math.round(wish.from));
  const to = Math.min(sampleCount, Math.round(wish.to));
  const lead = leads[wish.lead];
  if (!(to > from) || !lead) throw new AppError('invalid-input', 'There is nothing of the recording in this range.', { hint: 'Choose a range within the recording.', details: { from: wish.from, to: wish.to, lead: wish.lead } });
  const start = { local: study.facts.start || study.recording.start.local, assumed: study.facts.startAssumed };
  const lines = layLines({ startMs: Date.parse(`${start.local.replace(/Z$/, '')}Z`), sampleRate, sampleCount, seconds: wish.seconds });
  const { beats, unreadable } = open.review();
  const states = open.events();
  const rejected = new Set(open.findings.findings.filter((_, i) => states[i]?.state === 'rejected'));
  const input = {
    lines,
    from,
    to,
    start,
    sampleRate,
    recordedSeconds: sampleCount / sampleRate,
    beats,
    counted: countedRows(beats, notCounted(open.frame)),
    unreadable,
    findings: drawnFindings(open.findings.findings, (finding) => rejected.has(finding)),
  };
  const [first, last] = [lineOf(lines, from), lineOf(lines, to - 1)];
  const printed: PrintedLine[] = [];
  for (let line = first; line <= last; line++) {
    printed.push(printedLine(line, valuesOf(open, wish.lead, spanOfLine(lines, line), from, to), input));
    if (printed.length % PAGE_LINES === 0) {
      await progress((0.7 * printed.length) / (last - first + 1));
      await setImmediate();
    }
  }
  const head = printedHead({ study, laboratory: cases.workplace.settings()['laboratory'] ?? '', ...given, from, to, seconds: wish.seconds, lead: lead.name, filter: displayCaption(DEFAULT_DISPLAY, sampleRate) });
  return { ...head, lines: printed };
}

/** One lead of a line's span, mV; NaN outside the range that is asked for. */
function valuesOf(open: OpenCase, lead: number, span: { from: number; to: number }, from: number, to: number): Float32Array {
  const { sampleRate } = open.recording.header;
  const first = Math.round(span.from);
  const end = Math.round(span.to);
  const out = new Float32Array(end - first).fill(Number.NaN);
  const [a, b] = [Math.max(first, from), Math.min(end, to)];
  if (!(b > a)) return out;
  const margin = Math.ceil(displayMargin(DEFAULT_DISPLAY) * sampleRate);
  const raw = open.source.read(a - margin, b + margin)[lead]!;
  out.set(filterForDisplay(raw, sampleRate).subarray(margin, margin + b - a), a - first);
  return out;
}
