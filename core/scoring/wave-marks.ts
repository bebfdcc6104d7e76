/**
 * Marked waves of reference sets: `(`, a peak (`p`, a beat's code, `t`, `u`), `)`.
 * A bracket may be missing: then that bound was not told.
 */
import { classOfCode, codeOf } from '../beats/classes.ts';
import type { Annotation, Span } from '../study/recording.ts';

export type WaveKind = 'P' | 'QRS' | 'T' | 'U';

/** One wave, samples; null where a place is not marked. */
export interface MarkedWave {
  kind: WaveKind;
  onset: number | null;
  peak: number;
  end: number | null;
}

const KIND_OF: Readonly<Record<string, WaveKind>> = { p: 'P', t: 'T', u: 'U' };

/** The waves of a list of marks, ascending. Two peaks of one T within one pair of brackets are one wave. */
export function wavesOfMarks(marks: readonly Annotation[]): MarkedWave[] {
  const waves: MarkedWave[] = [];
  marks.forEach(({ symbol, sample }, i) => {
    const kind = KIND_OF[symbol] ?? (codeOf(symbol) >= 0 ? 'QRS' : null);
    if (kind === null) return;
    const before = marks[i - 1];
    const behind = marks[i + 1];
    const onset = before?.symbol === '(' ? before.sample : null;
    const end = behind?.symbol === ')' ? behind.sample : null;
    const last = waves.at(-1);
    if (kind === 'T' && last?.kind === 'T' && onset === null && last.end === null) last.end = end;
    else waves.push({ kind, onset, peak: sample, end });
  });
  return waves;
}

function isBeat(symbol: string): boolean {
  const code = codeOf(symbol);
  return code >= 0 && classOfCode(code) !== 'X';
}

/** What a reference says, and where. */
export interface WaveReference {
  waves: MarkedWave[];
  /** Waves that count for nothing when they are found, and for nothing when they are not. */
  ambiguous: MarkedWave[];
  /** Where the reference tells all waves of the kinds that it tells. */
  told: Span[];
  /** Kinds that it tells. */
  kinds: ReadonlySet<WaveKind>;
}

/** RR intervals longer than this many usual ones hold beats that were not marked. */
const UNMARKED = 1.6;
/** A beat of another list this near to a marked one is the same, in usual RR intervals. */
const SAME_BEAT = 0.25;

/**
 * A reference that marks chosen beats: told from the first mark of a beat to its
 * last, and on to the next beat where that one is marked too. Where no T wave is
 * marked at all, only QRS complexes are told.
 *
 * @param every all beats of the record, where another list has them: what lies
 *   between two marked beats is not told where a beat between them was not chosen
 */
export function chosenBeats(marks: readonly Annotation[], every: readonly Annotation[] = []): WaveReference {
  const waves = wavesOfMarks(marks);
  const beats = waves.filter(({ kind }) => kind === 'QRS');
  const distances = beats.slice(1).map((beat, i) => beat.peak - beats[i]!.peak).sort((a, b) => a - b);
  const usual = distances[distances.length >> 1] ?? Number.POSITIVE_INFINITY;
  const all = every.filter(({ symbol }) => isBeat(symbol)).map(({ sample }) => sample);
  const passedOver = (from: number, to: number): boolean => all.some((at) => at > from + SAME_BEAT * usual && at < to - SAME_BEAT * usual);
  const told: Span[] = [];
  beats.forEach((beat, i) => {
    const before = beats[i - 1]?.peak ?? Number.NEGATIVE_INFINITY;
    const next = beats[i + 1]?.peak ?? Number.POSITIVE_INFINITY;
    const own = waves.filter(({ kind, peak }) => (kind === 'P' ? peak > before && peak < beat.peak && beat.peak - peak < usual / 2 : peak >= beat.peak && peak < next));
    const from = Math.min(...own.map(({ onset, peak }) => onset ?? peak), beat.peak);
    const to = Math.max(...own.map(({ end, peak }) => end ?? peak), beat.peak);
    const last = told.at(-1);
    if (last && beat.peak - before <= UNMARKED * usual && !passedOver(before, beat.peak)) last.to = to;
    else told.push({ from, to });
  });
  const kinds = new Set<WaveKind>(waves.some(({ kind }) => kind === 'T') ? ['P', 'QRS', 'T'] : ['QRS']);
  return { waves: waves.filter(({ kind }) => kind !== 'U'), ambiguous: [], told, kinds };
}

/**
 * One reference out of those of several leads, each marked by itself: the median
 * of the marks of waves that lie together. Seen in fewer than half of the leads,
 * a wave is ambiguous. Told between the medians of the first and of the last marks.
 *
 * @param reach samples within which the middles of marks are of one wave
 */
export function fusedLeads(leads: readonly (readonly Annotation[])[], reach: number): WaveReference {
  const marked = leads.map(wavesOfMarks);
  const waves: MarkedWave[] = [];
  const ambiguous: MarkedWave[] = [];
  for (const kind of ['P', 'QRS', 'T'] as const) {
    const all = marked.flat().filter((wave) => wave.kind === kind).sort((a, b) => centreOf(a) - centreOf(b));
    let group: MarkedWave[] = [];
    const close = (): void => {
      if (group.length === 0) return;
      const wave: MarkedWave = { kind, onset: middle(group.map(({ onset }) => onset)), peak: middle(group.map(({ peak }) => peak)) ?? group[0]!.peak, end: middle(group.map(({ end }) => end)) };
      (group.length >= leads.length / 2 ? waves : ambiguous).push(wave);
      group = [];
    };
    for (const wave of all) {
      if (group.length > 0 && centreOf(wave) - centreOf(group[group.length >> 1]!) > reach) close();
      group.push(wave);
    }
    close();
  }
  waves.sort((a, b) => a.peak - b.peak);
  const ends = marked.filter((own) => own.length > 0);
  const from = middle(ends.map((own) => own[0]!.onset ?? own[0]!.peak));
  const to = middle(ends.map((own) => own.at(-1)!.end ?? own.at(-1)!.peak));
  return { waves, ambiguous, told: from === null || to === null ? [] : [{ from, to }], kinds: new Set(['P', 'QRS', 'T']) };
}

/** The middle of a wave, which lies nearer to that of other leads than its peak does. */
function centreOf({ onset, peak, end }: MarkedWave): number {
  return onset !== null && end !== null ? (onset + end) / 2 : peak;
}

function middle(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
