/**
 * What a report says, not how it is drawn: plain words and numbers in the order
 * of the page, made from facts, summary and strips. The page is drawn elsewhere.
 *
 * Nothing is stated that was not computed: what this version does not assess
 * is listed as such.
 */
import { classOfCode, type BeatClass } from '../beats/classes.ts';
import type { ReportLine } from './report-line.ts';
import { voltageLines } from './dominant-voltages.ts';
import { withLimits } from './report-limits.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { lowerBound } from '../beats/search.ts';
import type { EctopyCounts, RunAt } from '../rhythm/ectopy.ts';
import { DEFAULT_SETTINGS } from '../rhythm/finding.ts';
import type { FindingTables } from '../rhythm/findings.ts';
import { conclusionInWords } from './conclusion.ts';
import { narrativeInWords } from './narrative.ts';
import { footerLines } from './report-footer.ts';
import { hrvLines } from './report-hrv.ts';
import { clockAt, dateInWords, dateKnown, dayAt, durationInWords, grouped, momentAt, percentFigure, secondsFigure, yearsOld } from './clock.ts';
import { decidedOf, isFibrillationConfirmed, notReviewedLines, urgentLines } from './report-events.ts';
import { symptomLines } from './report-symptoms.ts';
import { thresholdLines } from './report-thresholds.ts';
import { inColumns, readSections, type Figure, type FixedSection } from './report-sections.ts';
import { ticksOf } from './report-ticks.ts';
import { waveLines, waveTable } from './report-waves.ts';
import { countedRows } from './summary.ts';
import type { HourRow, StudySummary } from './summary-types.ts';
import { pacingLines, pacingNotAssessed } from './report-pacing.ts';
import { fibrillationLines } from './report-ventricular.ts';
import { longestRrOf } from './longest-rr.ts';
import type { ReportContent, ReportFact, ReportGroup, ReportHour, ReportInput, ReportStrip, StripSignal } from './report-content.ts';

const NOT_ASSESSED = 'flutter with fixed conduction';

/** The whole content of a report. */
export function reportContent(input: ReportInput): ReportContent {
  const { study, summary } = input;
  const { recording } = study;
  const changed = input.beats.source.reduce((sum, source) => sum + (source === 0 ? 0 : 1), 0);
  const hours = Math.max(1, Math.round(summary.recordedSeconds / 3600));
  const decided = decidedOf(input.findings);
  return {
    ...(input.language ? { language: input.language } : {}),
    title: summary.recordedSeconds >= 5400 ? `${hours}-hour Holter report` : 'Holter report',
    status: study.state === 'signed' ? '' : 'Draft, not signed',
    laboratory: input.laboratory,
    address: input.address ?? [],
    logo: input.logo ?? null,
    printed: `Report ${study.facts.id || recording.record}-${study.revision}, ${dayAt({ local: input.printedAt, assumed: false }, 1, 0)} ${input.printedAt.slice(11, 16)}`,
    facts: factColumns(input),
    conclusion: conclusionOf(input),
    conclusionBy: input.conclusion === null ? 'drafted by the program from what was reviewed, not yet confirmed by a reader' : '',
    groups: withLimits(groupColumns(input), input),
    blocks: readSections(input.sections).blocks.filter(({ printed }) => printed).map(({ id }) => id),
    trend: { ...input.trend, ticks: ticksOf(input.trend, startOf(input), recording.sampleRate) },
    hours: summary.hours.map((row) => hourLine(row, input)),
    waves: waveTable(input.tables.waves, (hour) => momentAt(startOf(input), recording, hour * 3600 * recording.sampleRate), leadNames(input)),
    symptoms: symptomLines(input.symptoms ?? [], (sample) => momentAt(startOf(input), recording, sample, true)),
    strips: input.strips.map((strip) => stripContent(strip, input)),
    signature: { name: '', date: '', reviewed: `${input.seen} of ${input.items} templates reviewed, ${decided.decided} of ${decided.of} urgent and important findings decided, ${grouped(changed)} ${changed === 1 ? 'label' : 'labels'} changed`, ...(input.second ? { second: input.second } : {}) },
    footer: footerLines({ version: input.version, study, beats: summary.beats, changed, seen: input.seen, items: input.items }),
  };
}

/** The reader's sentences with the numbers of now; where there are none, what the program would say of what was reviewed. */
function conclusionOf({ conclusion, numbers, language = 'en' }: ReportInput): string {
  return conclusion === null ? narrativeInWords(numbers, language) : conclusionInWords(conclusion, numbers, language);
}

const fact = (label: string, value: string, assumed = ''): ReportFact => ({ label, value, assumed });

function factColumns({ study, summary }: ReportInput): ReportFact[][] {
  const { facts, recording } = study;
  const start = { local: facts.start || recording.start.local, assumed: facts.startAssumed };
  const age = yearsOld(facts, dateKnown(start) ? start.local : null);
  const born = [dateInWords(facts.birth), age === null ? '' : `${age} y`, facts.sex].filter(Boolean).join(', ');
  const clock = clockAt(start, 1, 0).slice(0, 5);
  const day = dateKnown(start) ? dayAt(start, 1, 0).slice(4) : 'date not known';
  const share = summary.recordedSeconds > 0 ? (100 * summary.analysableSeconds) / summary.recordedSeconds : 0;
  // A day that is still analysed is no day with gaps.
  const missing = study.run?.sealedAt ? recording.sampleCount / recording.sampleRate - summary.recordedSeconds : 0;
  const bits = Math.max(...recording.leads.map((lead) => lead.bits));
  return [
    [fact('Patient', facts.name || 'not given'), fact('Number', facts.id || 'not given'), fact('Born', facts.birth === '' && born !== '' ? `not given, ${born}` : born || 'not given')],
    [
      start.assumed ? fact('Start', `${day}, `, `${clock} assumed`) : fact('Start', `${day}, ${clock}`),
      fact('Length', durationInWords(summary.recordedSeconds) + (missing >= 1 ? ` recorded of ${durationInWords(recording.sampleCount / recording.sampleRate)}` : '')),
      fact('Readable', `${percentFigure(share)} %, ${durationInWords(summary.analysableSeconds)}`),
    ],
    [
      fact('Leads', recording.leads.map((lead) => lead.name).join(', ')),
      fact('Sampling', `${round(recording.sampleRate)} Hz${bits > 0 ? `, ${bits} bit` : ''}`),
      fact('Recorder', `${recording.format.toUpperCase()} import`),
    ],
    [fact('Asked for', facts.indication || 'not given'), fact('Referred by', facts.referredBy || 'not given'), fact('Medicines', facts.medicines || 'not given')],
  ];
}

const line = (label: string, value: string, at = ''): ReportLine => ({ label, value, at });
const perMinute = (rate: number | null): string => (rate === null ? 'none' : `${Math.round(rate)}/min`);

function groupColumns(input: ReportInput): ReportGroup[][] {
  const { summary, tables } = input;
  const { heartRate, counts } = summary;
  const at = (sample: number | undefined): string => (sample === undefined ? '' : momentAt(startOf(input), input.study.recording, sample));
  const window = `${heartRate.windowSeconds} s`;
  const percent = (n: number): string => `${percentFigure(n)}\u00a0%`;
  const pacing = pacingLines(tables, at);
  const thresholds = thresholdLines(input.thresholds);
  const urgent = urgentLines(input.findings, input.told, (sample) => at(sample));
  const normal = summary.beats > 0 ? (100 * counts.N) / summary.beats : 0;
  const run = (found: RunAt | null): [string, string] => (found === null ? ['none', ''] : [`${found.beats} at ${Math.round(found.rate)}/min`, at(found.sample)]);
  /** `always`: that no run was sustained is printed, too. */
  const ectopyLines = (number: number, burden: number, of: EctopyCounts, always: boolean): ReportLine[] => [
    line('Beats, burden', `${grouped(number)}, ${percent(burden)}`),
    line('Couplets', grouped(of.couplets)),
    line('Runs of 3 and more', grouped(of.runs)),
    ...(of.runs > 0 ? [line('Longest run', ...run(of.longest)), line('Fastest run', ...run(of.fastest))] : []),
    ...(always || of.sustained > 0 ? [line(`Runs of ${DEFAULT_SETTINGS.sustainedSeconds} s and more`, of.sustained > 0 ? grouped(of.sustained) : 'none')] : []),
    line('Bi-, trigeminy, cycles', `${grouped(of.bigeminyCycles)}, ${grouped(of.trigeminyCycles)}`),
    ...(of.beats > 0 && of.shapes !== null ? [line('Shapes of 3 beats and more', grouped(of.shapes))] : []),
    ...(of.rOnT > 0 ? [line('R on T, beats', grouped(of.rOnT))] : []),
    ...(of.interpolated > 0 ? [line('Interpolated', grouped(of.interpolated))] : []),
  ];
  type Group = Omit<ReportGroup, 'number'> | null;
  const group = (title: string, mark: BeatClass | null, lines: ReportLine[]): Group => ({ title, mark, lines });
  const longestRr = longestRrOf(summary, tables);
  const flutter = tables.flutter && tables.flutter.episodes > 0 ? tables.flutter : null;
  const notAssessed = [flutter ? null : NOT_ASSESSED, pacingNotAssessed(tables, input.study.recording.sampleRate)].filter((words) => words !== null);
  const figures: Readonly<Record<Figure, Group>> = {
    rate: group('Heart rate', null, [
      line('Mean', perMinute(heartRate.mean)),
      line(`Lowest, ${window}`, perMinute(heartRate.lowest?.rate ?? null), at(heartRate.lowest?.sample)),
      line(`Highest, ${window}`, perMinute(heartRate.highest?.rate ?? null), at(heartRate.highest?.sample)),
      line('Beats', grouped(summary.beats)),
    ]),
    beats: group('Beats', null, [
      line('Normal', `${grouped(counts.N)}, ${percent(normal)}`),
      line(tables.pacing?.ventricle ? 'Fusion, unclassified or paced' : 'Fusion, unclassified', `${grouped(counts.F)}, ${grouped(counts.Q)}`),
      line('Unreadable', `${percent(summary.recordedSeconds > 0 ? (100 * summary.unreadableSeconds) / summary.recordedSeconds : 0)}, ${durationInWords(summary.unreadableSeconds)}`),
      line('Longest RR', longestRr ? `${longestRr.seconds.toFixed(2)} s` : 'none', at(longestRr?.sample)),
    ]),
    ventricular: group('Ventricular ectopy', 'V', [...ectopyLines(counts.V, summary.burden.V, tables.V, true), ...fibrillationLines(tables, at)]),
    supraventricular: group('Supraventricular ectopy', 'S', ectopyLines(counts.S, summary.burden.S, tables.S, false)),
    pauses: group('Pauses', null, [
      // The first step is the threshold itself.
      ...tables.pauses.steps.filter(({ seconds }, i) => i === 0 || (Number.isInteger(seconds) && seconds < 4)).map(({ seconds, count }) => line(`${seconds} s and longer`, grouped(count))),
      line('Longest', tables.pauses.longest ? `${tables.pauses.longest.seconds.toFixed(2)} s` : 'none', at(tables.pauses.longest?.sample)),
      line('Drop-outs, not counted', grouped(tables.pauses.notPauses)),
    ]),
    fibrillation: group(isFibrillationConfirmed(input.findings) ? 'Atrial fibrillation, confirmed' : 'Atrial fibrillation, suspected from RR', null, [
      line('Burden', `${percent(tables.af.burden)}, ${durationInWords(tables.af.seconds)}`),
      line(`Episodes of ${tables.af.least} s and more`, grouped(tables.af.episodes)),
      line('Longest', tables.af.longest ? durationInWords(tables.af.longest.seconds) : 'none', at(tables.af.longest?.sample)),
      ...(flutter ? [line('Atrial flutter, by the reader', `${flutter.episodes}, ${durationInWords(flutter.seconds)}`, at(flutter.longest?.sample))] : []),
    ]),
    pacing: pacing.length > 0 ? group('Pacing', null, pacing) : null,
    intervals: group('Intervals and ST, averaged beats', null, [...waveLines(tables.waves, at, leadNames(input)), ...voltageLines(input.voltages ?? null)]),
    hrv: group('Heart rate variability', null, hrvLines(input.hrv ?? null)),
  };
  const { warnings } = input.study.recording;
  const fixed: Group[] = [
    group('Urgent findings', null, urgent.length > 0 ? urgent.map((words) => line(words, '')) : [line('none', '')]),
    group('Not reviewed', null, notReviewedLines(input.numbers['open.templates'].value ?? '0', input.findings)),
    thresholds.length > 0 ? group('Thresholds set for this study', null, thresholds) : null,
    group('Not assessed', null, [line(notAssessed.length > 0 ? notAssessed.join(', ') : 'none', '')]),
    warnings.length > 0 ? group('Of the file', null, warnings.map((warning) => line(warning, ''))) : null,
  ];
  const always: readonly FixedSection[] = ['urgent', 'not-reviewed', 'thresholds', 'not-assessed', 'file'];
  const chosen = readSections(input.sections).figures.filter(({ printed }) => printed).map(({ id }): Group => (figures[id] ? { section: id, ...figures[id] } : null));
  // Numbered as they are read, column by column.
  const printed = [...chosen, ...fixed.map((each, i): Group => (each ? { section: always[i]!, ...each } : null))].filter((each) => each !== null).map((each, i): ReportGroup => ({ number: i + 1, ...each }));
  return inColumns(printed, 3, ({ lines }) => 1.7 + lines.reduce((sum, { label, value }) => sum + (value === '' ? Math.ceil(label.length / CHARACTERS) : 1), 0));
}

/** Characters of a line of words in a column, about. */
const CHARACTERS = 40;

/** Names of the leads that the run looked at, in its order. */
function leadNames({ study: { recording, run } }: ReportInput): string[] {
  const chosen = run && run.leads.length > 0 ? run.leads : [...recording.leads.keys()];
  return chosen.map((lead) => recording.leads[lead]?.name ?? String(lead + 1));
}

function startOf({ study }: ReportInput): { local: string; assumed: boolean } {
  return { local: study.facts.start || study.recording.start.local, assumed: study.facts.startAssumed };
}

function hourLine(row: HourRow, input: ReportInput): ReportHour {
  const whole = (n: number | null): string => (n === null ? '–' : String(Math.round(n)));
  return {
    from: momentAt(startOf(input), input.study.recording, row.from),
    beats: grouped(row.beats),
    min: whole(row.min),
    mean: whole(row.mean),
    max: whole(row.max),
    V: grouped(row.V),
    S: grouped(row.S),
    F: grouped(row.F),
    unreadable: row.unreadableSeconds <= 0 ? '0' : row.unreadableSeconds < 60 ? `${secondsFigure(row.unreadableSeconds)} s` : `${(row.unreadableSeconds / 60).toFixed(1)} min`,
  };
}

function stripContent(strip: StripSignal, input: ReportInput): ReportStrip {
  const rate = input.study.recording.sampleRate;
  const beats: ReportStrip['beats'] = [];
  const { sample, code } = input.beats;
  for (let i = lowerBound(sample, strip.from); i < sample.length && sample[i]! < strip.to; i++) {
    const beatClass = classOfCode(code[i]!);
    beats.push({ seconds: (sample[i]! - strip.from) / rate, beatClass, label: beatClass === 'X' ? '' : beatClass });
  }
  const unreadable: ReportStrip['unreadable'] = [];
  for (let k = 0; k + 1 < input.unreadable.length; k += 2) {
    const from = Math.max(strip.from, input.unreadable[k]!);
    const to = Math.min(strip.to, input.unreadable[k + 1]!);
    if (to > from) unreadable.push({ from: (from - strip.from) / rate, to: (to - strip.from) / rate });
  }
  return {
    caption: strip.caption,
    detail: `${momentAt(startOf(input), input.study.recording, strip.from, true)}, ${strip.leads.map((lead) => lead.name).join(' ')}, 25 mm/s, 10 mm/mV, ${input.filter}; ST not assessed`,
    leads: strip.leads,
    rate,
    beats,
    unreadable,
  };
}

/** Seconds of signal that one printed strip holds at 25 mm/s. */
export const STRIP_SECONDS = 7.1;

/**
 * Places worth a strip where the reader chose none: the lowest and the highest
 * rate, the longest RR interval, the fastest ventricular run, the beginning of
 * the longest suspected fibrillation, and the first beat of each of V, S and F.
 * Said to be the program's choice in the caption.
 *
 * @param shut where no beat counts, from, to pairs: none of it stands for its class
 */
export function proposedStrips(summary: StudySummary, tables: FindingTables, beats: BeatColumns, shut: ArrayLike<number>, { sampleRate, sampleCount }: { sampleRate: number; sampleCount: number }): { from: number; to: number; caption: string }[] {
  const places: { centre: number; caption: string }[] = [];
  const { lowest, highest } = summary.heartRate;
  const { fastest } = tables.V;
  if (fastest) places.push({ centre: fastest.sample, caption: `Fastest ventricular run, ${fastest.beats} beats at ${Math.round(fastest.rate)}/min` });
  if (tables.af.longest) places.push({ centre: tables.af.longest.sample, caption: `Beginning of the longest suspected atrial fibrillation, ${durationInWords(tables.af.longest.seconds)}` });
  const counted = countedRows(beats, shut);
  for (const beatClass of ['V', 'S', 'F'] satisfies BeatClass[]) {
    const index = beats.code.findIndex((code, row) => counted[row] === 1 && classOfCode(code) === beatClass);
    if (index >= 0) places.push({ centre: beats.sample[index]!, caption: `First beat labelled ${CLASS_WORDS[beatClass]}` });
  }
  const longestRr = longestRrOf(summary, tables);
  if (longestRr) places.push({ centre: longestRr.sample, caption: `Longest RR interval, ${longestRr.seconds.toFixed(2)} s` });
  if (highest) places.push({ centre: highest.sample, caption: `Highest rate, ${Math.round(highest.rate)}/min` });
  if (lowest) places.push({ centre: lowest.sample, caption: `Lowest rate, ${Math.round(lowest.rate)}/min` });
  const length = Math.round(STRIP_SECONDS * sampleRate);
  return places.map(({ centre, caption }) => {
    const from = Math.round(Math.max(0, Math.min(sampleCount - length, centre - length / 2)));
    return { from, to: Math.min(sampleCount, from + length), caption: `${caption} (chosen by the program)` };
  });
}

const CLASS_WORDS: Readonly<Record<BeatClass, string>> = { N: 'normal', S: 'supraventricular', V: 'ventricular', F: 'fusion', Q: 'unclassified', X: 'artefact' };

function round(n: number): string {
  return String(Math.round(n * 100) / 100);
}
