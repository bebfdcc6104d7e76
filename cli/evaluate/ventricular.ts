/** Scores ventricular fibrillation and tachycardia as found by signal and beats, record by record and for the set; counts false urgent alarms. */
import type { FindingKind } from '../../core/rhythm/finding.ts';
import { episodeFigures, reported, scoreEpisodes, type EpisodeFigures, type EpisodeRule, type EpisodeScore } from '../../core/scoring/episodes.ts';
import { poissonUpper } from '../../core/scoring/poisson.ts';
import { ventricularReference } from '../../core/scoring/ventricular.ts';
import type { Annotation, Span } from '../../core/study/recording.ts';
import { ALARM_FREE } from './alarm-free.ts';
import { FAULTY_MARKS } from './faulty-marks.ts';
import type { FoundEvent } from './machine-labels.ts';

/**
 * Episodes of six seconds and more are asked of the tested side, and count on it, as the signal tells
 * them; what was found is right where the reference marks it at all, however shortly. All minutes are
 * scored, there is nothing to learn.
 */
export const VENTRICULAR_RULE: EpisodeRule = { gapSeconds: 0, leastSeconds: 6 };

/** Lengths, in seconds, by which episodes of the reference are told apart; the last has no upper bound. */
const LENGTHS = [
  { from: 30, to: Number.POSITIVE_INFINITY },
  { from: 6, to: 30 },
  { from: 0, to: 6 },
] as const;

/** Reference episodes of a length, and those touched by either kind as found. */
export interface FoundByLength {
  VF: { n: number; found: number }[];
  VT: { n: number; found: number }[];
}

export interface VentricularScore {
  VF: EpisodeScore;
  VT: EpisodeScore;
  /** Both together, whichever it was called. */
  either: EpisodeScore;
  byLength: FoundByLength;
}

/** Urgent kinds that are counted as false alarms where the reference has none. */
export const ALARM_KINDS: readonly FindingKind[] = [
  'ventricular-fibrillation',
  'ventricular-tachycardia',
  'asystole',
  'pause',
  'pause-after-ectopic-beat',
  'pause-with-blocked-p-wave',
  'pause-in-atrial-fibrillation',
  'pause-at-end-of-atrial-fibrillation',
  'suspected-mobitz-block',
  'suspected-two-to-one-block',
  'suspected-complete-block',
];

/** Scores one record; samples at the reference's rate. */
export function scoreVentricular(marks: readonly Annotation[], found: readonly FoundEvent[], sampleRate: number, length: number): VentricularScore {
  const reference = ventricularReference(marks, length);
  const spans = (kind: FindingKind): Span[] => found.filter((event) => event.kind === kind).map(({ from, to }) => ({ from, to }));
  const VF = spans('ventricular-fibrillation');
  const VT = spans('ventricular-tachycardia');
  const score = (is: readonly Span[], tested: readonly Span[]): EpisodeScore => {
    const compare = (spansOf: readonly Span[], leastSeconds: number): EpisodeScore => scoreEpisodes({ reference: is, tested: spansOf, sampleRate, start: 0, length, rule: { ...VENTRICULAR_RULE, leastSeconds }, excluded: reference.untold });
    const asked = compare(tested, VENTRICULAR_RULE.leastSeconds);
    const marked = compare(reported(tested, VENTRICULAR_RULE, sampleRate, 0, length), 0);
    return { ...asked, testedDuration: marked.testedDuration, rightDuration: marked.overlap, testedEpisodes: marked.testedEpisodes, right: marked.right };
  };
  const either = [...VF, ...VT];
  const touched = ({ from, to }: Span): boolean => either.some((span) => span.from < to && from < span.to);
  const byLength = (list: readonly Span[]): { n: number; found: number }[] =>
    LENGTHS.map(({ from, to }) => {
      const those = list.filter((span) => (span.to - span.from) / sampleRate >= from && (span.to - span.from) / sampleRate < to);
      return { n: those.length, found: those.filter(touched).length };
    });
  return { VF: score(reference.VF, VF), VT: score(reference.VT, VT), either: score([...reference.VF, ...reference.VT], either), byLength: { VF: byLength(reference.VF), VT: byLength(reference.VT) } };
}

/** False alarms of one record of the list. */
export interface RecordAlarms {
  id: string;
  hours: number;
  alarms: { kind: FindingKind; second: number; reason: string }[];
}

/** Urgent alarms of a record in which the reference has none; null for any other record. */
export function alarmsOf(id: string, found: readonly FoundEvent[], sampleRate: number, length: number): RecordAlarms | null {
  if (!ALARM_FREE.includes(id)) return null;
  const alarms = found.filter(({ kind, severity }) => severity === 'urgent' && ALARM_KINDS.includes(kind)).map(({ kind, from, reason }) => ({ kind, second: Math.round(from / sampleRate), reason }));
  return { id, hours: length / sampleRate / 3600, alarms };
}

/** The key `falseAlarms`. */
export interface FalseAlarms {
  byKind: Record<string, number>;
  records: number;
  recordsAffected: number;
  hours: number;
  perDay: number;
  /** Exact upper bound of `perDay`, Poisson, one-sided. */
  upper95: number;
  /** Every one of them. */
  alarms: { id: string; kind: string; second: number; reason: string }[];
}

export function falseAlarms(records: readonly RecordAlarms[]): FalseAlarms | null {
  const hours = records.reduce((sum, record) => sum + record.hours, 0);
  if (hours === 0) return null;
  const byKind: Record<string, number> = {};
  const alarms = records.flatMap(({ id, alarms: list }) => list.map((alarm) => ({ id, ...alarm })));
  for (const { kind } of alarms) byKind[kind] = (byKind[kind] ?? 0) + 1;
  const count = Object.values(byKind).reduce((sum, number) => sum + number, 0);
  return { byKind, records: records.length, recordsAffected: records.filter((record) => record.alarms.length > 0).length, hours, perDay: (24 * count) / hours, upper95: (24 * poissonUpper(count)) / hours, alarms };
}

/** The keys `VF`, `VT` and `ventricular` of `rhythm`. */
export interface VentricularReport {
  VF: EpisodeFigures;
  VT: EpisodeFigures;
  ventricular: EpisodeFigures;
  /** Without the records of `faulty-marks.ts`; null where the set holds none. */
  ventricularWithoutFaulty: EpisodeFigures | null;
  faulty: string[];
  /** Reference episodes of 30 s and more, of 6 to 30 s, and shorter, and those of each found. */
  byLength: FoundByLength;
}

export function ventricularReport(scores: readonly { id: string; score: VentricularScore }[]): VentricularReport | null {
  if (scores.length === 0) return null;
  const faulty = scores.filter(({ id }) => FAULTY_MARKS[id] !== undefined).map(({ id }) => id);
  const figures = (pick: (score: VentricularScore) => EpisodeScore, of = scores): EpisodeFigures => episodeFigures(of.map(({ score }) => pick(score)));
  const pooled = (kind: 'VF' | 'VT'): { n: number; found: number }[] =>
    LENGTHS.map((_, i) => scores.reduce((sum, { score }) => ({ n: sum.n + score.byLength[kind][i]!.n, found: sum.found + score.byLength[kind][i]!.found }), { n: 0, found: 0 }));
  return {
    VF: figures(({ VF }) => VF),
    VT: figures(({ VT }) => VT),
    ventricular: figures(({ either }) => either),
    ventricularWithoutFaulty: faulty.length === 0 ? null : figures(({ either }) => either, scores.filter(({ id }) => !faulty.includes(id))),
    faulty,
    byLength: { VF: pooled('VF'), VT: pooled('VT') },
  };
}

const percent = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

/** The lines of the table that say it. */
export function ventricularLines(report: VentricularReport | null, alarms: FalseAlarms | null): string[] {
  const lines: string[] = [];
  if (report && (report.ventricular.referenceEpisodes > 0 || report.ventricular.testedEpisodes > 0)) {
    lines.push('', `Ventricular fibrillation, flutter and tachycardia, episodes of ${VENTRICULAR_RULE.leastSeconds} s and more, all minutes:`);
    const line = (name: string, f: EpisodeFigures): void => {
      lines.push(
        `${name.padEnd(22)}by duration ${percent(f.durationSe)} / ${percent(f.durationPpv)} (${(3600 * f.referenceHours).toFixed(0)} s, found ${(3600 * f.testedHours).toFixed(0)} s); by episode ${percent(f.episodeSe)} / ${percent(f.episodePpv)} (${f.referenceEpisodes}, found ${f.testedEpisodes}); false ${f.falseEpisodes} in ${(24 * f.days).toFixed(1)} h, ${f.peopleAffected} of ${f.people} records`,
      );
    };
    line('VF, flutter or VT', report.ventricular);
    if (report.ventricularWithoutFaulty) line('… well marked records', report.ventricularWithoutFaulty);
    line('VF and flutter', report.VF);
    line('VT', report.VT);
    const lengths = (list: readonly { n: number; found: number }[]): string => list.map(({ n, found }, i) => `${['30 s and more', '6 to 30 s', 'under 6 s'][i]} ${found} of ${n}`).join('; ');
    lines.push(`VF and flutter found, whatever called: ${lengths(report.byLength.VF)}`, `VT found, whatever called: ${lengths(report.byLength.VT)}`);
    if (report.faulty.length > 0) lines.push(`Faulty marks: ${report.faulty.map((id) => `${id} (${FAULTY_MARKS[id]})`).join('; ')}`);
  }
  if (alarms) {
    const kinds = Object.entries(alarms.byKind).map(([kind, number]) => `${number} ${kind}`).join(', ');
    lines.push('', `False urgent alarms: ${kinds === '' ? 'none' : kinds} in ${alarms.records} records without any, ${alarms.hours.toFixed(1)} h (${alarms.recordsAffected} records affected): ${alarms.perDay.toFixed(2)} a day, at most ${alarms.upper95.toFixed(2)} with 95 % confidence`);
    for (const { id, kind, second, reason } of alarms.alarms) lines.push(`  ${id} at ${second} s: ${kind}: ${reason}`);
  }
  return lines;
}
