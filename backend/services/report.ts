/** Reports: content from the case's current state, drawn by the printer, the very same bytes shown and saved. */
import { createHash } from 'node:crypto';
import type { Contract } from '../../core/contract/contract.ts';
import { isLanguage, REPORT_LANGUAGE, type Language } from '../../core/contract/languages.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { displayCaption, displayMargin, DEFAULT_DISPLAY, filterForDisplay } from '../../core/signal/display.ts';
import { proposedStrips, reportContent, STRIP_SECONDS } from '../../core/study/report.ts';
import type { ReportContent, ReportSignatureBlock, ReportTrend, StripSignal } from '../../core/study/report-content.ts';
import { unconfirmed } from '../../core/study/conclusion.ts';
import { liveNumbers, unseenTemplates, type LiveNumbers } from '../../core/study/live-numbers.ts';
import { dominantVoltages } from '../../core/study/dominant-voltages.ts';
import { narrative } from '../../core/study/narrative.ts';
import { momentAt } from '../../core/study/clock.ts';
import { templateItems } from '../../core/review/template-items.ts';
import { toldOf } from '../../core/review/told.ts';
import { openConflicts } from '../../core/review/open-conflicts.ts';
import { anyOpen, isReason, openInWords, unreadableOpen, type OpenItems } from '../../core/study/open-items.ts';
import { LIMITS_SETTING, readLimits } from '../../core/study/normal-limits.ts';
import { isWaiting, type ReviewedFinding } from '../../core/study/report-events.ts';
import { SECTIONS_SETTING, type ReportPlace } from '../../core/study/report-sections.ts';
import { orderedStrips, STRIP_ORDER_SETTING } from '../../core/study/strip-order.ts';
import { signedContent } from '../../core/study/signed-report.ts';
import { notCounted } from '../../core/study/summary.ts';
import { binsFor, densityTrend, rateTrend } from '../../core/study/trend.ts';
import { CLASS_INDEX } from '../../core/beats/classes.ts';
import type { Cases } from '../database/cases.ts';
import { THRESHOLDS_SETTING } from '../../core/rhythm/thresholds.ts';
import { handOut, refuseForeignPlace } from '../store/handed-out.ts';
import { isGrowing } from '../database/case-state.ts';
import { symptomsOfCase } from '../database/case-diary.ts';
import { laboratoryHead } from '../database/laboratory-head.ts';
import type { OpenCase } from '../database/open-case.ts';
import { readSigned } from '../database/signatures.ts';
import type { Environment } from '../environment.ts';
import type { PrinterHost } from '../report/host.ts';
import { disclosureContent } from './disclosure.ts';

export interface ReportDependencies {
  cases: Cases;
  printer: PrinterHost;
  environment: Pick<Environment, 'now' | 'version'>;
  /** What the report of a case says of a second reading; undefined where nobody was asked for one. */
  secondReading?: (caseId: string) => ReportSignatureBlock['second'];
}

interface Drawn {
  pdf: Uint8Array;
  pages: number;
  sha256: string;
  revision: number;
  /** Where its sections stand; nothing of signed pages. */
  places: ReportPlace[];
}

export function createReportService({ cases, printer, environment, secondReading = () => undefined }: ReportDependencies): Handlers<Contract['report']> {
  /** The last report drawn, and what it was drawn of: what is saved or printed is what was shown, to the byte. */
  let latest: { of: string; drawn: Drawn } | null = null;
  const draw = async (caseId: string): Promise<Drawn> => {
    const open = await cases.told(caseId);
    const revision = open.db.journal.head().sequence;
    const { run, facts } = cases.study(caseId);
    const second = secondReading(caseId);
    const head = laboratoryHead(cases.workplace);
    const of = [caseId, revision, run?.runId, run?.analysedTo, run?.sealedAt, JSON.stringify([facts, second, languageOfReports(cases), cases.workplace.settings()[LIMITS_SETTING], { ...head, logo: head.logo && createHash('sha256').update(head.logo.bytes).digest('hex') }])].join(' ');
    if (latest?.of === of) return latest.drawn;
    const { pdf, pages, places } = await printer.draw(contentOf(cases, open, environment, second), environment.now());
    const drawn = { pdf, pages, places, sha256: createHash('sha256').update(pdf).digest('hex'), revision };
    latest = { of, drawn };
    return drawn;
  };
  /** What there is to print of a case: once it is signed, the very PDF that was signed. */
  const printed = async (caseId: string): Promise<Drawn> => {
    const { signed } = cases.study(caseId);
    if (!signed) return draw(caseId);
    return { pdf: readSigned(cases.case(caseId).folder, signed.sha256), pages: signed.pages, sha256: signed.sha256, revision: signed.revision, places: [] };
  };
  return {
    async render({ caseId, purpose }, { emit, author }) {
      await emit({ fraction: 0 });
      const drawn = await printed(caseId);
      if (purpose === 'print') cases.printed(caseId, drawn, 'report', author);
      return drawn;
    },
    async save({ caseId, path }, { author }) {
      refuseForeignPlace(path, cases.dataFolder, '.pdf');
      const drawn = await printed(caseId);
      await handOut([{ path, bytes: drawn.pdf }]);
      cases.printed(caseId, drawn, 'report saved', author);
      return { path, sha256: drawn.sha256 };
    },
    async draft({ caseId }) {
      const open = await cases.told(caseId);
      const numbers = numbersOf(cases, open);
      const language = languageOfReports(cases);
      return { revision: open.db.journal.head().sequence, language, numbers, narrative: narrative(numbers, language) };
    },
    async disclosure({ caseId, path, ...wish }, { emit, author }) {
      if (path !== '') refuseForeignPlace(path, cases.dataFolder, '.pdf');
      const open = await cases.told(caseId);
      const now = environment.now();
      const content = await disclosureContent(cases, open, wish, { version: environment.version, printedAt: localTime(new Date(now)) }, async (fraction) => emit({ fraction }));
      const { pdf, pages } = await printer.drawDisclosure({ ...content, language: languageOfReports(cases) }, now);
      const sha256 = createHash('sha256').update(pdf).digest('hex');
      if (path !== '') await handOut([{ path, bytes: pdf }]);
      cases.access(caseId, 'printed', `full disclosure, ${content.caption}, ${pages} pages, sha256 ${sha256}`, author);
      return { pdf, sha256, pages };
    },
    async sign({ caseId, baseRevision, reason, unreadableSeen }, { author }) {
      const open = await cases.told(caseId);
      open.refuseIfSigned();
      const { sequence: revision, hash: head } = open.db.journal.head();
      // What is signed is what was seen.
      if (revision !== baseRevision) throw new AppError('edit-conflict', 'The case was changed since it was looked at.', { hint: 'Look at the report again, then sign.', details: { baseRevision, revision } });
      const waiting = unconfirmed(open.review().texts['conclusion'] ?? '', numbersOf(cases, open));
      if (waiting > 0)
        throw new AppError('conclusion-changed', waiting === 1 ? 'A sentence of the conclusion holds a number that has changed since it was read.' : `${waiting} sentences of the conclusion hold numbers that have changed since they were read.`, {
          hint: 'Read the conclusion again: say that it holds, or write it anew.',
          details: { waiting },
        });
      // What is not analysed to its end is refused for that alone: a reason would not help.
      const items = openItemsOf(cases, open, unreadableSeen);
      const left = anyOpen(items) ? { items, reason: reason.trim() } : null;
      if (left && open.state.run?.sealedAt && !isReason(left.reason)) throw new AppError('open-items', `Open items are signed with a reason only: ${openInWords(items)}.`, { hint: 'Decide on them, or say why the report is signed with them.' });
      const signature = { author: cases.shownName(author), signedAt: localTime(new Date(environment.now())), head, open: left };
      const { pdf, pages } = await printer.draw(signedContent(contentOf(cases, open, environment, secondReading(caseId)), signature), environment.now());
      return cases.sign(caseId, { pdf, pages, revision, ...(left ? { open: left.items, reason: left.reason } : {}) }, author);
    },
    reopen: ({ caseId, reason }, { author }) => cases.reopen(caseId, reason, author),
  };
}

/** What the report of a case says now. Throws AppError `not-ready` where nothing is analysed yet. */
function contentOf(cases: Cases, open: OpenCase, environment: Pick<Environment, 'now' | 'version'>, second: ReportSignatureBlock['second']): ReportContent {
  const study = cases.study(open.recording.caseId);
  const review = open.review();
  if (!study.run) throw new AppError('not-ready', 'There is nothing to report yet: the recording is not analysed.', { hint: 'Start the analysis first.' });
  const { summary, findingTables: tables } = open;
  const chosen = review.strips.length > 0 ? orderedStrips(review.strips, review.settings[STRIP_ORDER_SETTING]) : proposedStrips(summary, tables, review.beats, notCounted(open.frame), study.recording);
  return reportContent({
    ...(second ? { second } : {}),
    study,
    summary,
    tables,
    hrv: open.hrv,
    limits: readLimits(cases.workplace.settings()[LIMITS_SETTING]),
    voltages: dominantVoltages(open.templates, study.recording.leads.map(({ name }) => name)),
    findings: reviewedFindings(open),
    told: toldOf(Object.entries(review.texts)),
    symptoms: symptomsOfCase(open),
    thresholds: review.settings[THRESHOLDS_SETTING],
    sections: review.settings[SECTIONS_SETTING],
    beats: review.beats,
    unreadable: review.unreadable,
    trend: trendOf(open),
    strips: chosen.map((strip) => stripSignal(open, strip)),
    conclusion: review.texts['conclusion'] ?? null,
    numbers: numbersOf(cases, open),
    ...laboratoryHead(cases.workplace),
    language: languageOfReports(cases),
    version: environment.version,
    printedAt: localTime(new Date(environment.now())),
    ...templateItems(review.templates, review.beats, (id) => review.marks[id], isGrowing(open.state)),
    filter: displayCaption(DEFAULT_DISPLAY, study.recording.sampleRate),
  });
}

/** What nobody has decided on yet. */
function openItemsOf(cases: Cases, open: OpenCase, unreadableSeen: boolean): OpenItems {
  const review = open.review();
  return {
    templates: unseenTemplates(review.beats, review.marks, isGrowing(open.state)).length,
    findings: reviewedFindings(open).filter(isWaiting).length,
    conflicts: openConflicts(open.state.edit).length,
    diary: symptomsOfCase(open).filter(({ mark }) => !mark.seen).length,
    start: cases.study(open.recording.caseId).facts.startAssumed,
    unreadable: unreadableOpen(open.summary.unreadableSeconds, unreadableSeen),
  };
}

/** The live numbers of a case, as they stand now. */
function numbersOf(cases: Cases, open: OpenCase): LiveNumbers {
  const { facts, recording } = cases.study(open.recording.caseId);
  const review = open.review();
  const start = { local: facts.start || recording.start.local, assumed: facts.startAssumed };
  return liveNumbers({
    summary: open.summary,
    tables: open.findingTables,
    hrv: open.hrv,
    findings: reviewedFindings(open),
    symptoms: symptomsOfCase(open),
    unseen: unseenTemplates(review.beats, review.marks, isGrowing(open.state)),
    clock: (sample) => momentAt(start, recording, sample),
  });
}

/** What the laboratory's reports speak. */
function languageOfReports(cases: Cases): Language {
  const kept = cases.workplace.settings()[REPORT_LANGUAGE];
  return isLanguage(kept) ? kept : 'en';
}

function reviewedFindings(open: OpenCase): ReviewedFinding[] {
  const states = open.events();
  return open.findings.findings.map((finding, i) => ({ finding, state: states[i]!.state }));
}

/** A strip's signal, filtered as on screen; as long as the paper has room for. */
function stripSignal(open: OpenCase, strip: { from: number; to: number; caption: string }): StripSignal {
  const { sampleRate, sampleCount, leads } = open.recording.header;
  const from = Math.max(0, Math.round(strip.from));
  const to = Math.min(sampleCount, from + Math.round(STRIP_SECONDS * sampleRate));
  const margin = Math.ceil(displayMargin(DEFAULT_DISPLAY) * sampleRate);
  const raw = open.source.read(from - margin, to + margin);
  return {
    from,
    to,
    caption: strip.caption === '' ? 'Strip' : strip.caption,
    leads: raw.map((values, lead) => ({ name: leads[lead]!.name, values: filterForDisplay(values, sampleRate, DEFAULT_DISPLAY).slice(margin, margin + to - from) })),
  };
}

function trendOf(open: OpenCase): Omit<ReportTrend, 'ticks'> {
  const { sampleRate, sampleCount } = open.recording.header;
  const beats = open.state.edit.beats;
  const bins = binsFor(sampleCount / sampleRate);
  const shut = Float64Array.from(notCounted(open.frame));
  const rate = rateTrend(beats, sampleRate, sampleCount, shut, bins.rate);
  const density = densityTrend(beats, sampleRate, sampleCount, bins.density, shut);
  const orNull = (values: Float32Array): (number | null)[] => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  return {
    from: 0,
    to: sampleCount,
    min: orNull(rate.min),
    mean: orNull(rate.mean),
    max: orNull(rate.max),
    S: Array.from(density.counts[CLASS_INDEX.S]!),
    V: Array.from(density.counts[CLASS_INDEX.V]!),
  };
}

/** Wall time of this computer, `2026-11-21T14:06`. */
function localTime(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
