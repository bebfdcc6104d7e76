/**
 * Live numbers: the values of a day that a sentence of the conclusion may hold.
 * The table is closed. Each has a name that stands in the journal, a unit that
 * says how it is written, what it opens, and what it rests on: the classes whose
 * templates, and the kinds whose findings, somebody must have looked at before
 * it is a reviewed fact.
 */
import { classOfCode, type BeatClass } from '../beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns } from '../beats/columns.ts';
import type { Language } from '../contract/languages.ts';
import type { EctopyCounts } from '../rhythm/ectopy.ts';
import { isOpenMark, markNow, templateSizes } from '../review/template-mark.ts';
import { PAUSE_KINDS, ST_KINDS, V_RUN_KINDS, type FindingKind } from '../rhythm/finding.ts';
import type { FindingTables } from '../rhythm/findings.ts';
import { isRefused, type HrvDay } from '../rhythm/hrv.ts';
import { said } from '../words/phrases.ts';
import { durationInWords, grouped, percentFigure } from './clock.ts';
import { isWaiting, type ReviewedFinding } from './report-events.ts';
import { longestRrOf } from './longest-rr.ts';
import type { StudySummary } from './summary-types.ts';
import type { SymptomRow } from './symptoms.ts';

/** What live numbers are read from. */
export interface LiveDay {
  summary: StudySummary;
  tables: FindingTables;
  /** Null or absent where it was not computed. */
  hrv?: HrvDay | null;
  /** All findings with their state, rejected ones too. */
  findings: readonly ReviewedFinding[];
  symptoms: readonly SymptomRow[];
  /** Of each template that nobody has looked at: the classes of its beats (`unseenTemplates`). */
  unseen: readonly ReadonlySet<BeatClass>[];
  /** Wall time of a sample, `15:46`. */
  clock: (sample: number) => string;
}

/** A live number as it stands. */
export interface LiveNumber {
  /** As it is written in English, `1,481`, `73/min`, `5 h 12 min`; null where its source is gone or was never there. */
  value: string | null;
  /** Where to look; null where a number has no one place. */
  sample: number | null;
  /** The class whose beats it counts. */
  beatClass: BeatClass | null;
  /** Open items that it rests on: templates nobody has looked at and findings nobody has decided on. */
  open: number;
}

/** How a value is written: `count` 1,481; `rate` 73/min; `percent` 1.4 %; `seconds` 2.34 s; `duration` 5 h 12 min; `ms` 421 ms; `clock` 04:36. */
export type LiveUnit = 'count' | 'rate' | 'percent' | 'seconds' | 'duration' | 'ms' | 'clock';

interface Entry {
  unit: LiveUnit;
  of: (day: LiveDay) => number | null;
  /** Sample of its place; for `clock` it is the value itself. */
  at?: (day: LiveDay) => number | null | undefined;
  classes?: readonly BeatClass[];
  kinds?: readonly FindingKind[];
  /** The class whose beats it counts. */
  counts?: BeatClass;
}

const S_RUNS = ['supraventricular-run'] as const satisfies readonly FindingKind[];
const AF = ['atrial-fibrillation'] as const satisfies readonly FindingKind[];
const FLUTTER = ['atrial-flutter'] as const satisfies readonly FindingKind[];
const VF = ['ventricular-fibrillation'] as const satisfies readonly FindingKind[];
const BLOCK = ['suspected-wenckebach-block', 'suspected-mobitz-block', 'suspected-two-to-one-block', 'suspected-complete-block'] as const satisfies readonly FindingKind[];
const PACED = ['paced-rhythm'] as const satisfies readonly FindingKind[];
const FAULTS = ['suspected-loss-of-capture', 'suspected-loss-of-sensing', 'suspected-failure-to-pace'] as const satisfies readonly FindingKind[];

const share = (part: number, whole: number): number => (whole > 0 ? (100 * part) / whole : 0);
const standing = (day: LiveDay, kinds: readonly FindingKind[]): ReviewedFinding[] => day.findings.filter(({ finding, state }) => state !== 'rejected' && kinds.includes(finding.kind));
const numberOf = (kinds: readonly FindingKind[]) => (day: LiveDay): number => standing(day, kinds).length;

/** What is told of ventricular (`v.`) and of supraventricular (`s.`) ectopy alike. */
export type EctopyMeasure = 'beats' | 'burden' | 'couplets' | 'runs' | 'sustained' | 'longest' | 'longest.rate' | 'longest.time' | 'fastest' | 'fastest.rate' | 'fastest.time' | 'bigeminy' | 'trigeminy' | 'shapes';
type Ectopy = `${'v' | 's'}.${EctopyMeasure}`;

function ectopy(letter: 'V' | 'S', runs: readonly FindingKind[]): [string, Entry][] {
  const of = ({ tables }: LiveDay): EctopyCounts => tables[letter];
  const beats: Entry = { unit: 'count', of: ({ summary }) => summary.counts[letter], classes: [letter], counts: letter };
  const run = (which: 'longest' | 'fastest', unit: LiveUnit, value: (found: NonNullable<EctopyCounts['longest']>) => number): Entry => {
    const found = (day: LiveDay): EctopyCounts['longest'] => of(day)[which];
    return { unit, of: (day) => (found(day) === null ? null : value(found(day)!)), at: (day) => found(day)?.sample, classes: [letter], kinds: runs };
  };
  return Object.entries({
    beats,
    burden: { ...beats, unit: 'percent', of: ({ summary }) => summary.burden[letter] },
    couplets: { unit: 'count', of: (day) => of(day).couplets, classes: [letter], counts: letter },
    runs: { unit: 'count', of: (day) => of(day).runs, at: (day) => of(day).longest?.sample, classes: [letter], kinds: runs },
    sustained: { unit: 'count', of: (day) => of(day).sustained, at: (day) => of(day).longest?.sample, classes: [letter], kinds: runs },
    longest: run('longest', 'count', (found) => found.beats),
    'longest.rate': run('longest', 'rate', (found) => found.rate),
    'longest.time': run('longest', 'clock', (found) => found.sample),
    fastest: run('fastest', 'count', (found) => found.beats),
    'fastest.rate': run('fastest', 'rate', (found) => found.rate),
    'fastest.time': run('fastest', 'clock', (found) => found.sample),
    bigeminy: { unit: 'count', of: (day) => of(day).bigeminyCycles, classes: [letter], counts: letter },
    trigeminy: { unit: 'count', of: (day) => of(day).trigeminyCycles, classes: [letter], counts: letter },
    shapes: { unit: 'count', of: (day) => of(day).shapes, classes: [letter], counts: letter },
  } satisfies Record<string, Entry>).map(([name, entry]): [string, Entry] => [`${letter.toLowerCase()}.${name}`, entry]);
}

function rate(which: 'lowest' | 'highest'): [Entry, Entry] {
  const at = (day: LiveDay): number | null => day.summary.heartRate[which]?.sample ?? null;
  return [
    { unit: 'rate', of: (day) => day.summary.heartRate[which]?.rate ?? null, at, classes: ['N'] },
    { unit: 'clock', of: at, at, classes: ['N'] },
  ];
}

const [lowest, lowestTime] = rate('lowest');
const [highest, highestTime] = rate('highest');
const symptoms = (of: (rows: readonly SymptomRow[]) => number): Entry => ({ unit: 'count', of: (day) => of(day.symptoms), at: (day) => day.symptoms[0]?.mark.sample });
const waves = (of: (found: NonNullable<FindingTables['waves']>) => number | null): Entry => ({ unit: 'ms', of: ({ tables }) => (tables.waves === null ? null : of(tables.waves)), classes: ['N'] });

const OTHERS = {
  recorded: { unit: 'duration', of: ({ summary }) => summary.recordedSeconds },
  readable: { unit: 'duration', of: ({ summary }) => summary.analysableSeconds },
  'readable.share': { unit: 'percent', of: ({ summary }) => share(summary.analysableSeconds, summary.recordedSeconds) },
  beats: { unit: 'count', of: ({ summary }) => summary.beats, classes: ['N', 'S', 'V', 'F', 'Q'] },
  'n.beats': { unit: 'count', of: ({ summary }) => summary.counts.N, classes: ['N'], counts: 'N' },
  'n.share': { unit: 'percent', of: ({ summary }) => share(summary.counts.N, summary.beats), classes: ['N'], counts: 'N' },
  'f.beats': { unit: 'count', of: ({ summary }) => summary.counts.F, classes: ['F'], counts: 'F' },
  'q.beats': { unit: 'count', of: ({ summary }) => summary.counts.Q, classes: ['Q'], counts: 'Q' },
  'hr.mean': { unit: 'rate', of: ({ summary }) => summary.heartRate.mean, classes: ['N'] },
  'hr.min': lowest,
  'hr.min.time': lowestTime,
  'hr.max': highest,
  'hr.max.time': highestTime,
  bradycardias: { unit: 'count', of: ({ tables }) => tables.bradycardias, classes: ['N'], kinds: ['bradycardia'] },
  tachycardias: { unit: 'count', of: ({ tables }) => tables.tachycardias, classes: ['N'], kinds: ['tachycardia'] },
  sdnn: { unit: 'ms', of: ({ hrv }) => (!hrv || isRefused(hrv.whole) ? null : hrv.whole.sdnn), classes: ['N'] },
  pauses: { unit: 'count', of: ({ tables }) => tables.pauses.steps[0]?.count ?? 0, at: ({ tables }) => tables.pauses.longest?.sample, kinds: PAUSE_KINDS },
  'pause.least': { unit: 'seconds', of: ({ tables }) => tables.pauses.steps[0]?.seconds ?? null },
  'pause.longest': { unit: 'seconds', of: ({ tables }) => tables.pauses.longest?.seconds ?? null, at: ({ tables }) => tables.pauses.longest?.sample, kinds: PAUSE_KINDS },
  'pause.longest.time': { unit: 'clock', of: ({ tables }) => tables.pauses.longest?.sample ?? null, at: ({ tables }) => tables.pauses.longest?.sample, kinds: PAUSE_KINDS },
  'rr.longest': { unit: 'seconds', of: ({ summary, tables }) => longestRrOf(summary, tables)?.seconds ?? null, at: ({ summary, tables }) => longestRrOf(summary, tables)?.sample, classes: ['N'] },
  asystoles: { unit: 'count', of: ({ tables }) => tables.asystoles, kinds: ['asystole'] },
  block: { unit: 'count', of: numberOf(BLOCK), kinds: BLOCK },
  'af.burden': { unit: 'percent', of: ({ tables }) => tables.af.burden, at: ({ tables }) => tables.af.longest?.sample, kinds: AF },
  'af.time': { unit: 'duration', of: ({ tables }) => tables.af.seconds, at: ({ tables }) => tables.af.longest?.sample, kinds: AF },
  'af.episodes': { unit: 'count', of: ({ tables }) => tables.af.episodes, at: ({ tables }) => tables.af.longest?.sample, kinds: AF },
  'af.least': { unit: 'duration', of: ({ tables }) => tables.af.least },
  'af.longest': { unit: 'duration', of: ({ tables }) => tables.af.longest?.seconds ?? null, at: ({ tables }) => tables.af.longest?.sample, kinds: AF },
  'af.longest.time': { unit: 'clock', of: ({ tables }) => tables.af.longest?.sample ?? null, at: ({ tables }) => tables.af.longest?.sample, kinds: AF },
  'flutter.episodes': { unit: 'count', of: ({ tables }) => tables.flutter?.episodes ?? null, at: ({ tables }) => tables.flutter?.longest?.sample, kinds: FLUTTER },
  'flutter.time': { unit: 'duration', of: ({ tables }) => tables.flutter?.seconds ?? null, at: ({ tables }) => tables.flutter?.longest?.sample, kinds: FLUTTER },
  'vf.episodes': { unit: 'count', of: ({ tables }) => tables.fibrillation?.episodes ?? null, at: ({ tables }) => tables.fibrillation?.longest?.sample, kinds: VF },
  'vf.longest': { unit: 'duration', of: ({ tables }) => tables.fibrillation?.longest?.seconds ?? null, at: ({ tables }) => tables.fibrillation?.longest?.sample, kinds: VF },
  pr: waves(({ day }) => day.pr),
  qrs: waves(({ day }) => day.qrs),
  qt: waves(({ day }) => day.qt),
  qtc: { ...waves(({ day, formula }) => day.qtc[formula]), kinds: ['qt-prolonged'] },
  'qtc.longest': { ...waves(({ longestQtc }) => longestQtc?.ms ?? null), at: ({ tables }) => tables.waves?.longestQtc?.sample, kinds: ['qt-prolonged'] },
  'qtc.longest.time': { unit: 'clock', of: ({ tables }) => tables.waves?.longestQtc?.sample ?? null, at: ({ tables }) => tables.waves?.longestQtc?.sample, classes: ['N'], kinds: ['qt-prolonged'] },
  'st.episodes': { unit: 'count', of: ({ tables, ...day }) => (tables.waves === null ? null : numberOf(ST_KINDS)({ tables, ...day })), kinds: ST_KINDS },
  'paced.time': { unit: 'duration', of: ({ tables }) => tables.pacing?.seconds ?? null, at: ({ tables }) => tables.pacing?.longest?.sample, kinds: PACED },
  'paced.faults': { unit: 'count', of: ({ tables: { pacing } }) => (pacing === null ? null : pacing.captureLost + pacing.sensingLost + pacing.outputMissing), kinds: FAULTS },
  symptoms: symptoms((rows) => rows.length),
  'symptoms.arrhythmia': symptoms((rows) => rows.filter(({ verdict }) => verdict === 'arrhythmia').length),
  'symptoms.ectopic': symptoms((rows) => rows.filter(({ verdict }) => verdict === 'ectopic').length),
  'symptoms.none': symptoms((rows) => rows.filter(({ verdict }) => verdict === 'none').length),
  'open.templates': { unit: 'count', of: ({ unseen }) => unseen.length },
  'open.findings': { unit: 'count', of: (day) => undecided(day).length },
} as const satisfies Record<string, Entry>;

/** The others, each told of the whole day. */
export type DayMeasure = keyof typeof OTHERS;

/** Name of a live number: what stands in the journal. A closed list; a name is never given another meaning. */
export type LiveName = DayMeasure | Ectopy;

const isEctopy = (name: string): name is Ectopy => ECTOPY.has(name);
const ECTOPY: ReadonlyMap<string, Entry> = new Map([...ectopy('V', V_RUN_KINDS), ...ectopy('S', S_RUNS)]);
const TABLE: ReadonlyMap<string, Entry> = new Map<string, Entry>([...Object.entries<Entry>(OTHERS), ...ECTOPY]);

/** True for a name that is told of the whole day. */
export function isDayMeasure(name: string): name is DayMeasure {
  return Object.hasOwn(OTHERS, name);
}

/** What a number of ectopy tells, whichever ectopy it is. */
export function ectopyMeasure(name: Exclude<LiveName, DayMeasure>): EctopyMeasure {
  return name.slice(2) as EctopyMeasure;
}

/** True for the name of a live number. */
export function isLiveName(name: string): name is LiveName {
  return isDayMeasure(name) || isEctopy(name);
}

/** All names, in the order in which they are offered. */
export const LIVE_NAMES: readonly LiveName[] = [...TABLE.keys()].filter(isLiveName);

/** How a live number is written. */
export function unitOf(name: LiveName): LiveUnit {
  return TABLE.get(name)!.unit;
}

/** What somebody must have looked at before a number is a reviewed fact. */
export function restsOn(name: LiveName): { classes: readonly BeatClass[]; kinds: readonly FindingKind[] } {
  const { classes = [], kinds = [] } = TABLE.get(name)!;
  return { classes, kinds };
}

/** Urgent and important findings that nobody has decided on. */
function undecided({ findings }: LiveDay): ReviewedFinding[] {
  return findings.filter(isWaiting);
}

/** Classes of the beats of each template that nobody has looked at; beats of the model that belong to none are a template of their own. `goesOn`: more is still to be analysed. */
export function unseenTemplates(beats: Pick<BeatColumns, 'template' | 'code' | 'source'>, marks: Readonly<Record<string, string>>, goesOn = false): ReadonlySet<BeatClass>[] {
  const { template, code, source } = beats;
  const sizes = templateSizes(beats);
  const found = new Map<number, Set<BeatClass>>();
  for (let row = 0; row < template.length; row++) {
    const id = template[row]!;
    if (id === 0 && source[row] === BEAT_SOURCE.person) continue;
    let classes = found.get(id);
    if (!classes) found.set(id, (classes = new Set()));
    classes.add(classOfCode(code[row]!));
  }
  return [...found].filter(([id]) => isOpenMark(markNow(marks[String(id)], sizes.get(id) ?? 0, goesOn))).map(([, classes]) => classes);
}

const WRITTEN: Readonly<Record<LiveUnit, (value: number, day: LiveDay) => string>> = {
  count: (value) => grouped(value),
  rate: (value) => `${Math.round(value)}/min`,
  percent: (value) => `${percentFigure(value)} %`,
  seconds: (value) => `${Number.isInteger(value) ? value : value.toFixed(2)} s`,
  duration: (value) => durationInWords(value),
  ms: (value) => `${Math.round(value)} ms`,
  clock: (value, day) => day.clock(value),
};

/** A number by name; what has none is `null`. */
export type LiveNumbers = Readonly<Record<LiveName, LiveNumber>>;

/** All live numbers of a day. */
export function liveNumbers(day: LiveDay): LiveNumbers {
  const waiting = undecided(day);
  const marksUnseen = day.symptoms.filter(({ mark }) => !mark.seen).length;
  const numberFor = (name: LiveName): LiveNumber => {
    const { unit, of, at, classes = [], kinds = [], counts } = TABLE.get(name)!;
    const value = of(day);
    const place = at?.(day) ?? standing(day, kinds)[0]?.finding.from ?? null;
    const templates = day.unseen.filter((held) => classes.some((one) => held.has(one))).length;
    const findings = waiting.filter(({ finding }) => kinds.includes(finding.kind)).length;
    return { value: value === null || !Number.isFinite(value) ? null : WRITTEN[unit](value, day), sample: place, beatClass: counts ?? null, open: templates + findings + (name.startsWith('symptoms') ? marksUnseen : 0) };
  };
  const numbers: Partial<Record<LiveName, LiveNumber>> = {};
  for (const name of LIVE_NAMES) numbers[name] = numberFor(name);
  return numbers as Record<LiveName, LiveNumber>;
}

/** A value as a language writes it; a unit never stands on another line. */
export function figureIn(value: string, language: Language): string {
  return said(value, language).replaceAll(' ', '\u00a0');
}
