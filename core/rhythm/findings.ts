/**
 * All findings of a day: a pure function of the current beats, the evidence of
 * the run and the study's settings.
 *
 * After an edit, `findingsAfter` gives the findings of the new beats and is told
 * what was computed before. The dear part, the measures around each RR interval,
 * is then done again only where the edit reaches; the rest is plain walks over
 * the day's beats. The result equals that of `findingsOf` (held by a test).
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES, type BeatColumns } from '../beats/columns.ts';
import { AMBIGUITY_STEP, type Evidence } from '../beats/evidence.ts';
import { lowerBound } from '../beats/search.ts';
import { QUALITY } from '../signal/quality.ts';
import { rateTrack, type RateTrack } from '../study/heart-rate.ts';
import { coveredLength, lengthWithin, subtract } from '../study/spans.ts';
import type { CountedBeats } from '../study/summary.ts';
import { fibrillationBeside } from './af-beside.ts';
import { afEvidence, afFindings, type AfEvidence } from './af.ts';
import { intervalsOf } from './af-intervals.ts';
import { ectopyCounts, ectopyFindings, type BeatDoubt, type EctopyCounts, type SaidOfEctopy } from './ectopy.ts';
import { asystoleAmong, asystoleBeside } from './asystole.ts';
import { conductionDay, conductionFindings, type ConductionDay } from './conduction.ts';
import { ectopyDay, type EctopyDay } from './ectopy-day.ts';
import { episodesOf, toldOfFinding } from './episodes.ts';
import { DEFAULT_SETTINGS, type Finding, type FindingSettings } from './finding.ts';
import { pacingFindings, pacingTable, type PacingTable } from './pacing.ts';
import type { PauseEvidence } from './interval-evidence.ts';
import { LONGEST_TOLD, pauseCounts, pauseFindings } from './pauses.ts';
import { rOnTFindings } from './r-on-t.ts';
import { rateFindings } from './rates.ts';
import { seriesOf, type BeatSeries, type BeatTrust } from './series.ts';
import { isRelabelled, unchangedRows } from './unchanged.ts';
import { waveDay, type WaveDay } from './wave-day.ts';
import { waveFindings } from './wave-findings.ts';
import { waveTables, type WaveTables } from './wave-tables.ts';
import { isTachycardiaBySignal, tachycardiaBySignal } from './tachycardia-by-signal.ts';
import { ventricularDay, type FibrillationSaid, type VentricularDay } from './ventricular-fibrillation.ts';

/** What findings are computed from. Spans are from, to pairs of samples. */
export interface FindingsInput extends PauseEvidence {
  beats: Pick<BeatColumns, 'key' | 'sample' | 'code' | 'probability' | 'source'> & Partial<Pick<BeatColumns, 'template'>>;
  sampleRate: number;
  sampleCount: number;
  unreadable: ArrayLike<number>;
  /** Stretches that no lead measured. */
  gaps: ArrayLike<number>;
  /** Wall time of sample 0 in seconds of the day; null or absent where it is not known. */
  startSecond?: number | null;
  /** Evidence of the run by name, laid end to end; per beat in the order of the run (`BeatColumns.key` ≥ 0). */
  evidence?: Evidence;
  /** What people say of ventricular fibrillation, which decides what counts; that of other findings is laid over them. */
  fibrillationSaid?: FibrillationSaid;
}

/** The findings of a day with what makes the next computation short. */
export interface DayFindings {
  findings: Finding[];
  series: BeatSeries;
  af: AfEvidence;
  ventricular: VentricularDay;
  waves: WaveDay;
  rates: RateTrack;
  ectopy: EctopyDay;
  conduction: ConductionDay;
  /** Whether spikes of a pacemaker could be looked for. */
  pacing: boolean;
}

/** All findings of a day, ascending by place. */
export function findingsOf(input: FindingsInput, settings: FindingSettings = DEFAULT_SETTINGS): Finding[] {
  return findingsAfter(null, input, settings).findings;
}

/**
 * All findings, ascending by place, given what an earlier state of the same day gave.
 *
 * @param before result for an earlier state of the same recording, or null
 */
export function findingsAfter(before: DayFindings | null, input: FindingsInput, settings: FindingSettings = DEFAULT_SETTINGS): DayFindings {
  const ventricular = ventricularDay(input, settings, before?.ventricular);
  const series = seriesOf({ ...input, fibrillation: ventricular.fibrillation }, before?.series);
  const same = before && unchangedRows(before.series, series);
  // An unreadable span may take tachycardia by the signal away, and its intervals speak again.
  const known = before?.ventricular.tachycardia.join() === ventricular.tachycardia.join() ? before : null;
  const af = afEvidence(intervalsOf(series, known, ventricular.tachycardia), series.sampleRate, known && same ? { af: known.af, same, beats: series.sample.length } : undefined);
  const fibrillation = afFindings(series, af, settings, input.evidence?.atrial);
  const rates = before && isRelabelled(before.series, series) ? before.rates : rateTrack(series.sample, series.rr, series.sampleRate, before && same ? { track: before.rates, ...same } : undefined);
  const trust = trustOf(input.beats, series);
  const ectopy = ectopyDay(series, settings.patternCycles, before && same ? { day: before.ectopy, same } : undefined);
  const ectopic = ectopyFindings(series, settings, trust, doubtOf(input, series), ectopy);
  const runs = ectopic.filter(({ kind }) => kind === 'ventricular-tachycardia' || kind === 'idioventricular-rhythm');
  const signal = tachycardiaBySignal(series, ventricular, runs, input.quality?.numbers ?? [], settings);
  const waves = waveDay(input.evidence, series, fibrillation, [...ventricular.fibrillation, ...ventricular.tachycardia], before?.waves);
  const sight = { series, evidence: input.evidence, af: fibrillation, settings };
  const conduction = conductionDay(sight, before && same ? { day: before.conduction, same } : undefined);
  const findings = [
    ...waveFindings(series, waves, settings),
    ...ectopic.filter((finding) => !signal.taken.has(finding)),
    ...ventricular.found,
    ...signal.findings,
    ...rOnTFindings(series, settings, trust, ectopy.V.early),
    ...conductionFindings(sight, waves, conduction),
    ...pacingFindings(series, input.evidence, settings, input.doubtful),
    ...fibrillation,
    ...asystoleBeside(series, ventricular.fibrillation, input, input, settings),
    ...asystoleAmong(pauseFindings(series, input, fibrillation, settings, fibrillationBeside(series, af, input.evidence?.atrial)), settings).filter(({ kind, from, to }) => kind !== 'no-pause' || !meets(ventricular.fibrillation, from, to)),
    ...rateFindings(series, settings, input.startSecond ?? null, rates),
  ];
  findings.sort((a, b) => a.from - b.from || a.to - b.to || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
  return { findings, series, af, ventricular, waves, rates, ectopy, conduction, pacing: input.evidence?.spikes !== undefined };
}

/** The beats that count, as the day's summary wants them. */
export function countedBeats({ series: { sample, beatClass, rr, artefacts }, rates }: Pick<DayFindings, 'series' | 'rates'>): CountedBeats {
  return { sample, beatClass, rr, rates, artefacts: artefacts.length };
}

/** Whether one of the spans (from, to, …) has a part in common with another. */
function meets(spans: readonly number[], from: number, to: number): boolean {
  for (let i = 0; i < spans.length; i += 2) if (spans[i]! < to && from < spans[i + 1]!) return true;
  return false;
}

/** What speaks against a row of beats: peaks around them that are no beats, and leads that cannot be used there. Beats that a person gave are not doubted. */
function doubtOf({ evidence, quality, sampleRate }: FindingsInput, series: BeatSeries): (first: number, last: number) => BeatDoubt {
  const ambiguity = evidence?.ambiguity;
  return (first, last) => {
    const rows = last - first + 1;
    let peaks = 0;
    let unusable = 0;
    for (let row = first; row <= last; row++) {
      const key = series.key[row]!;
      peaks += key >= 0 && ambiguity ? (ambiguity[key] ?? 0) * AMBIGUITY_STEP : 0;
      if (!quality || quality.leads === 0) continue;
      const second = Math.min(quality.seconds - 1, Math.floor(series.sample[row]! / sampleRate));
      for (let lead = 0; lead < quality.leads; lead++) if ((quality.flags[lead * quality.seconds + second]! & QUALITY.usable) === 0) unusable += 1 / quality.leads;
    }
    return { peaks: peaks / rows, unusable: unusable / rows };
  };
}

/** Mean probability of the beats for their class; 1 where a person said so or no model has seen the beat. */
function trustOf(beats: FindingsInput['beats'], series: BeatSeries): BeatTrust {
  return (row, name) => {
    let at = lowerBound(beats.sample, series.sample[row]!);
    while (beats.key[at] !== series.key[row]) at++;
    if (beats.source[at] !== BEAT_SOURCE.model) return 1;
    const from = at * PROBABILITIES;
    let any = 0;
    for (let k = 0; k < PROBABILITIES; k++) any += beats.probability[from + k] ?? 0;
    return any === 0 ? 1 : beats.probability[from + CLASS_INDEX[name]]! / 255;
  };
}

/** The tables of a day that findings fill: what a report prints and `analyze` writes. */
export interface FindingTables {
  V: EctopyCounts;
  S: EctopyCounts;
  /** Time in fibrillation of the time that could be read, percent; number, longest (seconds and where), and the length in seconds from which on one counts. */
  af: { burden: number; seconds: number; episodes: number; least: number; longest: { seconds: number; sample: number } | null };
  /** Atrial flutter, which people alone give: the program does not look for it. Absent in tables of older versions. */
  flutter?: { episodes: number; seconds: number; longest: { seconds: number; sample: number } | null };
  /** Pauses that reach each step of the settings, and the longest. */
  pauses: { steps: { seconds: number; count: number }[]; longest: { seconds: number; sample: number } | null; notPauses: number };
  /** The longest RR interval that is not told to be a drop-out, and where it begins. Absent in tables of older versions. */
  longestRr?: { seconds: number; sample: number } | null;
  /** Ventricular fibrillation and flutter; null where the run has no evidence of it. */
  fibrillation: { episodes: number; longest: { seconds: number; sample: number } | null } | null;
  asystoles: number;
  bradycardias: number;
  tachycardias: number;
  /** The pacemaker's day; null where its spikes were not looked for, or could not be. */
  pacing: PacingTable | null;
  /** Intervals and ST hour by hour; null where the run measured no waves. */
  waves: WaveTables | null;
}

/**
 * The longest interval between two beats that follow each other where the signal
 * can be read, those told to be drop-outs left out, and those of half a minute and
 * longer that are no pause: they are told to be neither.
 */
function longestInterval({ sample, rr }: BeatSeries, dropOuts: readonly Finding[], pauses: readonly Finding[]): { seconds: number; sample: number } | null {
  const paused = new Set(pauses.map(({ from }) => from));
  const begins = new Set(dropOuts.map(({ from }) => from));
  let at = -1;
  for (let i = 1; i < rr.length; i++) if (!Number.isNaN(rr[i]!) && (at < 0 || rr[i]! > rr[at]!) && !begins.has(sample[i - 1]!) && (rr[i]! <= LONGEST_TOLD || paused.has(sample[i - 1]!))) at = i;
  return at < 0 ? null : { seconds: rr[at]!, sample: sample[at - 1]! };
}

/** The tables that belong to `findings`: those that stand, where people have had their say (`said`). */
export function tablesOf({ findings, series, said, waves, ventricular, ectopy, pacing = false }: Pick<DayFindings, 'findings' | 'series'> & Partial<DayFindings> & { said?: SaidOfEctopy }, settings: FindingSettings = DEFAULT_SETTINGS): FindingTables {
  const readable = (series.sampleCount - lengthWithin(series.broken, 0, series.sampleCount)) / series.sampleRate;
  const of = (match: (finding: Finding) => boolean): Finding[] => findings.filter(match);
  const longest = (list: readonly Finding[]): { seconds: number; sample: number } | null =>
    list.reduce<{ seconds: number; sample: number } | null>((held, finding) => {
      const length = (finding.to - finding.from) / series.sampleRate;
      return held === null || length > held.seconds ? { seconds: length, sample: finding.from } : held;
    }, null);
  const af = of(({ kind }) => kind === 'atrial-fibrillation');
  /** How many there are, a person's with those of the rules that it lies over as one. */
  const many = (list: readonly Finding[]): number => episodesOf(list, toldOfFinding).length;
  const fibrillating = of(({ kind }) => kind === 'ventricular-fibrillation');
  const pauses = of(({ kind }) => kind.startsWith('pause') || kind === 'asystole');
  // Episodes that people added may lie over those of the rules.
  const secondsOf = (list: readonly Finding[]): number => coveredLength(subtract(list.flatMap(({ from, to }) => [from, to]), series.broken)) / series.sampleRate;
  const inAf = secondsOf(af);
  const flutter = of(({ kind }) => kind === 'atrial-flutter');
  return {
    V: ectopyCounts(series, 'V', readable, settings, said, ectopy, { standing: of(isTachycardiaBySignal), dropped: (said?.dropped ?? []).filter(isTachycardiaBySignal) }),
    S: ectopyCounts(series, 'S', readable, settings, said, ectopy),
    af: { burden: readable > 0 ? (100 * inAf) / readable : 0, seconds: inAf, episodes: many(af), least: settings.afSeconds, longest: longest(af) },
    flutter: { episodes: many(flutter), seconds: secondsOf(flutter), longest: longest(flutter) },
    pauses: { steps: pauseCounts(findings, settings.pauseSteps), longest: longest(pauses), notPauses: many(of(({ kind }) => kind === 'no-pause')) },
    longestRr: longestInterval(series, of(({ kind }) => kind === 'no-pause'), pauses),
    fibrillation: ventricular?.column || fibrillating.length > 0 ? { episodes: many(fibrillating), longest: longest(fibrillating) } : null,
    asystoles: many(of(({ kind }) => kind === 'asystole')),
    bradycardias: many(of(({ kind }) => kind === 'bradycardia')),
    tachycardias: many(of(({ kind }) => kind === 'tachycardia')),
    pacing: pacing ? pacingTable(findings, series.sampleRate) : null,
    waves: waves ? waveTables(waves, series.sampleRate, series.sampleCount, settings.qtFormula) : null,
  };
}
