/**
 * Ventricular and supraventricular ectopy from the labels and the order of the
 * beats: singles, couplets, runs, tachycardia, bigeminy and trigeminy,
 * interpolated beats, burden.
 *
 * A group is an unbroken succession of beats of the class: another class, an
 * unreadable span or a gap ends it. Its rate is that of the intervals inside it.
 */
import { ectopyDay, type EctopyDay } from './ectopy-day.ts';
import { episodesOf, toldOfFinding } from './episodes.ts';
import type { EctopicGroup, EctopyClass } from './ectopy-groups.ts';
import { severityOf, seconds, type Finding, type FindingKind, type FindingSettings } from './finding.ts';
import type { BeatSeries, BeatTrust } from './series.ts';

/** Longest or fastest run, with where it begins. */
export interface RunAt {
  beats: number;
  rate: number;
  sample: number;
}

/** The table of one kind of ectopy. */
export interface EctopyCounts {
  beats: number;
  /** Share of all beats, percent. */
  burden: number;
  /** Beats per readable hour. */
  perHour: number;
  singles: number;
  couplets: number;
  /** Runs of exactly three beats; they are among the runs. */
  triplets: number;
  /** Three beats and more. */
  runs: number;
  /** Runs of `sustainedSeconds` and more; they are among the runs. */
  sustained: number;
  longest: RunAt | null;
  fastest: RunAt | null;
  /** Turns of bigeminy and trigeminy in patterns of three turns and more. */
  bigeminyCycles: number;
  trigeminyCycles: number;
  /** Single beats that left the sinus rhythm as it was. */
  interpolated: number;
  /** Beats that fall on the T wave before them; 0 for S. */
  rOnT: number;
  /** Shapes: templates that hold `SHAPE_BEATS` of these beats and more; null where templates are not known. */
  shapes: number | null;
}

/** Fewer beats of a template are no shape of their own. */
const SHAPE_BEATS = 3;

function shapesOf({ template }: BeatSeries, groups: readonly EctopicGroup[]): number | null {
  if (template === null) return null;
  const counts = new Map<number, number>();
  for (const { first, last } of groups) for (let i = first; i <= last; i++) if (template[i] !== 0) counts.set(template[i]!, (counts.get(template[i]!) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= SHAPE_BEATS).length;
}

/** Whether a group is a couplet: two beats, and ventricular ones not as slow as escape beats follow each other. */
function isCouplet({ beats, rate }: EctopicGroup, name: EctopyClass, settings: FindingSettings): boolean {
  return beats === 2 && (name === 'S' || (rate ?? 0) >= settings.coupletRate);
}

/** The word of people on ectopy: what of the rules does not stand, and what they added or put in its place. */
export interface SaidOfEctopy {
  dropped: readonly Finding[];
  added: readonly Finding[];
}

/** Tachycardia that the signal tells where the labels of the beats do not, or only in parts: what stands, and what people turned down or put another in the place of. */
export interface TachycardiaBySignal {
  standing: readonly Finding[];
  dropped: readonly Finding[];
}

const NOT_BY_SIGNAL: TachycardiaBySignal = { standing: [], dropped: [] };

/** The class that a kind of ectopy is counted under, and as what; null for the other kinds. */
export function ectopyOf(kind: FindingKind): { name: EctopyClass; what: 'couplet' | 'run' | 'bigeminy' | 'trigeminy' } | null {
  const name = kind.startsWith('supraventricular-') ? 'S' : /^(idio)?ventricular-/.test(kind) ? 'V' : null;
  const what = (['couplet', 'bigeminy', 'trigeminy'] as const).find((word) => kind.endsWith(word)) ?? (/-(tachycardia|run)$|^idioventricular-rhythm$/.test(kind) ? 'run' : null);
  return name === null || what === null ? null : { name, what };
}

/**
 * Counts of one kind of ectopy. `readableSeconds` is the time that could be
 * read. A couplet, run or pattern that people turned down is not counted as
 * such; its beats are, as long as they bear their labels. What people added over
 * one of the rules is the same one, and counts once, as the more of the two. So is
 * tachycardia by the signal, with the runs of labelled beats that it takes in.
 *
 * @param day groups and patterns of the series, where they are known
 */
export function ectopyCounts(series: BeatSeries, name: EctopyClass, readableSeconds: number, settings: FindingSettings, said: SaidOfEctopy = { dropped: [], added: [] }, day: EctopyDay = ectopyDay(series, settings.patternCycles), bySignal: TachycardiaBySignal = NOT_BY_SIGNAL): EctopyCounts {
  const own = day[name];
  const { groups } = own;
  const mine = (list: readonly Finding[], match: (what: string) => boolean): Finding[] =>
    list.filter(({ kind }) => {
      const of = ectopyOf(kind);
      return of !== null && of.name === name && match(of.what);
    });
  const gone = (match: (what: string) => boolean): Set<string> => new Set(mine(said.dropped, match).map(({ anchors }) => anchors.join()));
  const goneGroups = gone((what) => what === 'couplet' || what === 'run');
  const standing = goneGroups.size === 0 ? groups : groups.filter(({ first, last }) => !goneGroups.has(`${series.key[first]},${series.key[last]}`));
  const addedRuns = mine(said.added, (what) => what === 'run');
  const spanOf = ({ first, last }: Pick<EctopicGroup, 'first' | 'last'>): { from: number; to: number } => ({ from: series.sample[first]!, to: series.sample[last]! });
  const meets = (list: readonly Finding[], { from, to }: { from: number; to: number }): boolean => list.some((run) => from < run.to && run.from < to);
  const runs = standing.filter((group) => group.beats >= 3 && !meets(bySignal.dropped, spanOf(group)));
  const total = groups.reduce((sum, { beats }) => sum + beats, 0);
  const allRuns = [
    ...runs.map((run) => ({ beats: run.beats, rate: run.rate ?? 0, ...spanOf(run), byPerson: false })),
    ...addedRuns.map((run) => ({ beats: run.evidence['beats'] ?? 0, rate: run.rate ?? 0, ...toldOfFinding(run) })),
    // It takes in what it lies over, as what a person gave does.
    ...bySignal.standing.map((run) => ({ beats: run.evidence['beats'] ?? 0, rate: run.rate ?? 0, ...toldOfFinding(run), byPerson: true })),
  ];
  const episodes = episodesOf(allRuns, (run) => run);
  const at = ({ beats, rate, from }: (typeof allRuns)[number]): RunAt => ({ beats, rate, sample: from });
  const best = (better: (a: RunAt, b: RunAt) => boolean): RunAt | null => allRuns.reduce<RunAt | null>((held, run) => (held === null || better(at(run), held) ? at(run) : held), null);
  // Two beats of what a person calls a run are no couplet besides.
  const couplets = standing.filter((group) => isCouplet(group, name, settings)).map((group) => ({ ...spanOf(group), byPerson: false })).filter((couplet) => !meets(addedRuns, couplet));
  const cycles = (normal: 1 | 2): number => {
    const word = normal === 1 ? 'bigeminy' : 'trigeminy';
    const goneHere = gone((what) => what === word);
    const byRule = own[word].filter(({ first, last }) => !goneHere.has(`${series.key[first]},${series.key[last]}`)).map((pattern) => ({ turns: pattern.cycles, ...spanOf(pattern), byPerson: false }));
    const byPeople = mine(said.added, (what) => what === word).map((pattern) => ({ turns: Math.floor(Math.max(0, (pattern.evidence['beats'] ?? 0) - 1) / (normal + 1)), ...toldOfFinding(pattern) }));
    const turnsOf = (patterns: readonly { turns: number }[]): number => patterns.reduce((sum, { turns }) => sum + turns, 0);
    return episodesOf([...byRule, ...byPeople], (pattern) => pattern).reduce((sum, one) => sum + Math.max(turnsOf(one.filter(({ byPerson }) => !byPerson)), ...one.filter(({ byPerson }) => byPerson).map(({ turns }) => turns)), 0);
  };
  return {
    beats: total,
    burden: series.sample.length > 0 ? (100 * total) / series.sample.length : 0,
    perHour: readableSeconds > 0 ? (3600 * total) / readableSeconds : 0,
    singles: groups.reduce((sum, group) => sum + (group.beats === 1 ? 1 : group.beats === 2 && !isCouplet(group, name, settings) ? 2 : 0), 0),
    couplets: episodesOf([...couplets, ...mine(said.added, (what) => what === 'couplet').map(toldOfFinding)], (couplet) => couplet).length,
    triplets: episodes.filter((run) => Math.max(...run.map(({ beats }) => beats)) === 3).length,
    runs: episodes.length,
    sustained: episodes.filter((run) => Math.max(...run.map(({ from, to }) => to - from)) >= settings.sustainedSeconds * series.sampleRate).length,
    longest: best((a, b) => a.beats > b.beats || (a.beats === b.beats && a.rate > b.rate)),
    fastest: best((a, b) => a.rate > b.rate),
    bigeminyCycles: cycles(1),
    trigeminyCycles: cycles(2),
    interpolated: own.interpolated.length,
    rOnT: own.early.length,
    shapes: shapesOf(series, groups),
  };
}

const WORD: Readonly<Record<EctopyClass, string>> = { V: 'ventricular', S: 'supraventricular' };

/** What speaks against the beats of rows `[first, last]`: artefact makes runs of them. */
export interface BeatDoubt {
  /** Peaks a second around each beat that were seen and not taken for beats. */
  peaks: number;
  /** Share of the leads that could not be used at the beats. */
  unusable: number;
}

/** From here on the doubt is told in the reason. */
const TOLD_DOUBT = { peaks: 0.2, unusable: 0.5 };

/** What a doubt leaves of confidence, 0…1; chosen on training records, plain and with noise added (`docs/findings.md`). */
function remainder({ peaks, unusable }: BeatDoubt): number {
  return (1 - Math.min(1, peaks)) * (1 - unusable / 2);
}

/** What speaks for artefact, and what against it; `likely` is the mean probability of the beats. */
function wordsOf(doubt: BeatDoubt, likely: number): string {
  const words: string[] = [];
  if (doubt.peaks >= TOLD_DOUBT.peaks) words.push(`${doubt.peaks.toFixed(1)} more peaks a second stand around them that are no beats`);
  if (doubt.unusable >= TOLD_DOUBT.unusable) words.push(`${Math.round(100 * doubt.unusable)} % of the signal of all leads cannot be used there`);
  if (words.length === 0) return '';
  const against = [`likelihood of its beats ${Math.round(100 * likely)} % on average`];
  if (doubt.unusable < 1) against.push(doubt.unusable === 0 ? 'all leads can be used' : `${Math.round(100 * (1 - doubt.unusable))} % of the signal of all leads can be used`);
  return `; may be artefact: ${words.join(', ')}; against that: ${against.join(', ')}`;
}

/** Findings of both kinds of ectopy, ascending within each kind. */
export function ectopyFindings(series: BeatSeries, settings: FindingSettings, trust: BeatTrust, doubtOf: (first: number, last: number) => BeatDoubt = () => ({ peaks: 0, unusable: 0 }), day: EctopyDay = ectopyDay(series, settings.patternCycles)): Finding[] {
  const findings: Finding[] = [];
  const { sample, key } = series;
  const push = (kind: FindingKind, name: EctopyClass, first: number, last: number, step: number, rate: number | null, beats: number, span: number, reason: string): void => {
    let sum = 0;
    let counted = 0;
    for (let row = first; row <= last; row += step) {
      sum += trust(row, name);
      counted++;
    }
    const doubt = doubtOf(first, last);
    const confidence = (sum / counted) * remainder(doubt);
    findings.push({
      kind,
      from: sample[first]!,
      to: sample[last]!,
      severity: severityOf(kind, { beats, seconds: span, rate, confidence }, settings),
      rate,
      leads: [],
      confidence,
      reason: `${reason}${wordsOf(doubt, sum / counted)}`,
      anchors: [key[first]!, key[last]!],
      evidence: { beats, seconds: span, ...(rate === null ? {} : { rate }), doubtfulPeaks: doubt.peaks, unusableLeads: doubt.unusable },
    });
  };
  for (const name of ['V', 'S'] as const) {
    const word = WORD[name];
    for (const { first, last, beats, seconds: span, rate } of day[name].groups) {
      if (beats < 2 || rate === null) continue;
      const speed = `${Math.round(rate)}/min`;
      if (beats === 2) {
        if (isCouplet({ first, last, beats, seconds: span, rate }, name, settings)) push(name === 'V' ? 'ventricular-couplet' : 'supraventricular-couplet', name, first, last, 1, rate, 2, span, `2 ${word} beats in a row, ${seconds(span)} apart`);
      } else if (name === 'V') {
        const fast = rate >= settings.vtRate;
        const sustained = span >= settings.sustainedSeconds ? ', sustained' : '';
        const against = fast ? `at or above ${settings.vtRate}/min` : `below ${settings.vtRate}/min`;
        push(fast ? 'ventricular-tachycardia' : 'idioventricular-rhythm', name, first, last, 1, rate, beats, span, `${beats} ventricular beats in a row at ${speed} (${against}) over ${seconds(span)}${sustained}`);
      } else if (rate >= settings.svRunRate) {
        const sustained = span >= settings.sustainedSeconds ? ', sustained' : '';
        push('supraventricular-run', name, first, last, 1, rate, beats, span, `${beats} supraventricular beats in a row at ${speed} over ${seconds(span)}${sustained}`);
      }
    }
    for (const normal of [1, 2] as const) {
      const kind: FindingKind = name === 'V' ? (normal === 1 ? 'ventricular-bigeminy' : 'ventricular-trigeminy') : normal === 1 ? 'supraventricular-bigeminy' : 'supraventricular-trigeminy';
      for (const { first, last, cycles, seconds: span } of day[name][normal === 1 ? 'bigeminy' : 'trigeminy']) {
        if (span < settings.patternSeconds) continue;
        const rate = (60 * (last - first)) / span;
        push(kind, name, first, last, normal + 1, rate, cycles + 1, span, `every ${normal === 1 ? 'second' : 'third'} beat ${word}, ${cycles} cycles over ${seconds(span)} at ${Math.round(rate)}/min`);
      }
    }
  }
  return findings;
}
