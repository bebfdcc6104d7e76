/**
 * Ventricular fibrillation and flutter by the signal itself: what beats cannot
 * tell, since there are none to find.
 *
 * The episodes are those of the evidence (`ventricular-course.ts`), less those of which
 * more than half is unreadable: where no lead can be read, what swings is not told. Beats inside
 * fibrillation do not count, and people have the last word on where it is. So its findings are made
 * from what no word of theirs changes, their bounds and the beats around them: one turned down is known again.
 */
import { classOfCode } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import type { Evidence, EvidenceArray } from '../beats/evidence.ts';
import { lowerBound } from '../beats/search.ts';
import { SWING_STEP, VENTRICULAR_VALUES } from '../signal/ventricular.ts';
import { lengthWithin, normalised, union, within } from '../study/spans.ts';
import { severityOf, type Finding, type FindingKind, type FindingSettings } from './finding.ts';
import { COURSE, ventricularEpisodes, type VentricularEpisode } from './ventricular-course.ts';

/** What people say of ventricular fibrillation. */
export interface FibrillationSaid {
  /** Whether somebody turned a finding of the signal down, or put another in its place. */
  isTakenBack(finding: Finding): boolean;
  /** What people gave, from, to pairs of samples. */
  given: readonly number[];
}

/** Episodes of a day, and what they were made of. */
export interface VentricularDay {
  column: EvidenceArray | null;
  leastSeconds: number;
  /** Those of the evidence alone. */
  all: VentricularEpisode[];
  episodes: VentricularEpisode[];
  /** Findings of fibrillation by the signal, ascending, those too that somebody took back. */
  found: Finding[];
  /** Fibrillation and flutter in force, from, to pairs of samples: by the signal where nobody took it back, and what people gave. */
  fibrillation: number[];
  /** Tachycardia by the signal, from, to pairs of samples. */
  tachycardia: number[];
  /** Keys of the beats that frame a span, as its finding is known by. */
  framing: (from: number, to: number) => number[];
}

export interface VentricularInput {
  beats: Pick<BeatColumns, 'key' | 'sample' | 'code'>;
  evidence?: Evidence;
  sampleRate: number;
  sampleCount: number;
  /** Unreadable spans, from, to pairs of samples. */
  unreadable: ArrayLike<number>;
  quality?: { numbers?: readonly number[] };
  fibrillationSaid?: FibrillationSaid;
}

/** Share of an episode that may be unreadable; on the folds no episode found in `vfdb` and `cudb` has more. */
const UNREADABLE_SHARE = 0.5;

/** The episodes of a day. Those of an earlier state of the same day are taken over where the evidence is the same. */
export function ventricularDay(input: VentricularInput, settings: FindingSettings, before?: VentricularDay): VentricularDay {
  const { evidence, sampleRate, sampleCount, unreadable, fibrillationSaid } = input;
  const column = evidence?.ventricular ?? null;
  const leastSeconds = settings.ventricularSignalSeconds;
  const same = before !== undefined && before.column === column && before.leastSeconds === leastSeconds;
  const all = same ? before.all : column === null ? [] : ventricularEpisodes(column, { ...COURSE, leastSeconds });
  const lost = normalised(unreadable);
  const episodes = all.filter(({ from, to }) => lengthWithin(lost, from * sampleRate, to * sampleRate) <= UNREADABLE_SHARE * (to - from) * sampleRate);
  const spansOf = (rhythm: VentricularEpisode['kind']): number[] => episodes.flatMap((episode) => (episode.kind === rhythm && episode.from * sampleRate < sampleCount ? samplesOf(episode, input) : []));
  const bySignal = spansOf('VF');
  const framing = framingOf(input.beats, union(unreadable, bySignal));
  const found = column === null ? [] : fibrillationFound(input, column, episodes, framing, settings);
  const force = fibrillationSaid ? inForce(bySignal, found, fibrillationSaid, sampleCount) : bySignal;
  return { column, leastSeconds, all, episodes, found, fibrillation: force, tachycardia: spansOf('VT'), framing };
}

/** First sample and end of an episode, within the recording. */
export function samplesOf({ from, to }: VentricularEpisode, { sampleRate, sampleCount }: Pick<VentricularInput, 'sampleRate' | 'sampleCount'>): [number, number] {
  return [Math.round(from * sampleRate), Math.min(sampleCount, Math.round(to * sampleRate))];
}

/** Fibrillation by the signal that nobody took back, and what people gave. */
function inForce(bySignal: readonly number[], found: readonly Finding[], { isTakenBack, given }: FibrillationSaid, sampleCount: number): number[] {
  const back = found.filter(isTakenBack);
  if (back.length === 0 && given.length === 0) return [...bySignal];
  const spans: number[] = [];
  for (let i = 0; i < bySignal.length; i += 2) {
    const [from, to] = [bySignal[i]!, bySignal[i + 1]!];
    if (!back.some((finding) => finding.from <= from && to <= finding.to)) spans.push(from, to);
  }
  return Array.from(union(spans, given.map((sample) => Math.min(sample, sampleCount))));
}

/** Rate and likeness of the swings in seconds `[from, to)`: the median of those that have one; rate null where few have. */
export function swingsOf(column: EvidenceArray, from: number, to: number): { rate: number | null; alike: number } {
  const rates: number[] = [];
  let alike = 0;
  for (let s = from; s < to; s++) {
    const steps = column[s * VENTRICULAR_VALUES + 2]!;
    if (steps > 0) rates.push(steps * SWING_STEP);
    alike += column[s * VENTRICULAR_VALUES + 3]! / 255;
  }
  rates.sort((a, b) => a - b);
  return { rate: 2 * rates.length >= to - from ? rates[rates.length >> 1]! : null, alike: alike / Math.max(1, to - from) };
}

/**
 * What gives the keys of the beats that frame a span: the last before it and the first behind it, or the nearest there are.
 * Empty where there is none. Artefacts and beats inside `shut` frame nothing.
 */
function framingOf({ key, sample, code }: VentricularInput['beats'], shut: Float64Array): VentricularDay['framing'] {
  const frames = (row: number): boolean => classOfCode(code[row]!) !== 'X' && !within(shut, sample[row]!);
  const backwards = (row: number): number => {
    while (row >= 0 && !frames(row)) row--;
    return row;
  };
  return (from, to) => {
    const before = backwards(lowerBound(sample, from) - 1);
    let behind = lowerBound(sample, to);
    while (behind < sample.length && !frames(behind)) behind++;
    const last = behind < sample.length ? behind : backwards(sample.length - 1);
    return last < 0 ? [] : [key[before >= 0 ? before : last]!, key[last]!];
  };
}

/** Findings of fibrillation; two episodes with no beat between are one. */
function fibrillationFound(input: VentricularInput, column: EvidenceArray, episodes: readonly VentricularEpisode[], framing: VentricularDay['framing'], settings: FindingSettings): Finding[] {
  const findings: Finding[] = [];
  const { beats, sampleRate, quality, fibrillationSaid } = input;
  /** The one before, where no tachycardia lies between. */
  let last: Finding | undefined;
  for (const episode of episodes) {
    const [from, to] = samplesOf(episode, input);
    if (to <= from) continue;
    if (episode.kind !== 'VF') {
      last = undefined;
      continue;
    }
    const { rate: swings, alike } = swingsOf(column, episode.from, episode.to);
    const { likelihood, either } = episode;
    const anchors = framing(from, to);
    const inside = lowerBound(beats.sample, to) - lowerBound(beats.sample, from);
    if (last?.anchors.join() === anchors.join()) {
      findings.pop();
      const { alike: even = 0, likelihood: least = 0, beatsLeftOut = 0 } = last.evidence;
      last = told({ from: last.from, to, swings: last.rate ?? swings, alike: Math.min(alike, even), beats: beatsLeftOut + inside, likelihood: Math.min(likelihood, least), either: Math.min(either, last.confidence), anchors });
    } else last = told({ from, to, swings, alike, beats: inside, likelihood, either, anchors });
    findings.push(last);
  }
  return fibrillationSaid ? findings.map((finding) => (fibrillationSaid.isTakenBack(finding) ? withBeats(finding) : finding)) : findings;

  function told(of: { from: number; to: number; swings: number | null; alike: number; beats: number; likelihood: number; either: number; anchors: number[] }): Finding {
    const kind = 'ventricular-fibrillation' satisfies FindingKind;
    const span = (of.to - of.from) / sampleRate;
    return {
      kind,
      from: of.from,
      to: of.to,
      severity: severityOf(kind, { seconds: span, confidence: of.either }, settings),
      rate: of.swings,
      leads: [...(quality?.numbers ?? [])],
      confidence: of.either,
      reason: `${swung(of.swings, span, of.either)}${of.beats === 0 ? '' : `; ${of.beats} ${of.beats === 1 ? 'beat' : 'beats'} inside not counted`}`,
      anchors: of.anchors,
      evidence: { seconds: span, likelihood: of.likelihood, confidence: of.either, alike: of.alike, beatsLeftOut: of.beats, ...(of.swings === null ? {} : { swings: of.swings }) },
    };
  }
}

function swung(swings: number | null, span: number, either: number): string {
  const rate = swings === null ? '' : ` at about ${swings}/min`;
  return `the signal swings${rate} for ${Math.round(span)} s without QRS complexes (likelihood ${Math.round(100 * either)} %): fibrillation or flutter`;
}

/** A finding that was taken back: the beats inside count. */
function withBeats(finding: Finding): Finding {
  const { seconds = 0 } = finding.evidence;
  return { ...finding, reason: swung(finding.rate, seconds, finding.confidence), evidence: { ...finding.evidence, beatsLeftOut: 0 } };
}
