/**
 * Findings that the labels make and the reference does not, and the other way
 * round: couplets, runs, bigeminy and trigeminy of V and S, by the program's own
 * rules on both sides. Heart rates, pauses and the rest hang on R peaks, which
 * labels do not mend.
 */
import { CLASSES, plainCode } from '../../core/beats/classes.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { ectopyFindings, ectopyOf } from '../../core/rhythm/ectopy.ts';
import { DEFAULT_SETTINGS, type Finding } from '../../core/rhythm/finding.ts';
import { seriesOf, type BeatSeries } from '../../core/rhythm/series.ts';
import { learningSeconds, MATCH_SECONDS } from '../../core/scoring/protocol.ts';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import type { Span } from '../../core/study/recording.ts';

type Place = Pick<Finding, 'from' | 'to'>;

/** What is held against each other. */
interface Sides {
  /** As the machine left them. */
  beats: BeatColumns;
  reference: BeatLabels;
  /** Spans that the program says nothing of. */
  unreadable: readonly Span[];
  sampleRate: number;
}

export class WrongFindings {
  readonly #one: Sides;
  /** Where neither side says anything: from, to pairs of samples. */
  readonly #shut: Float64Array;
  readonly #reference: ReadonlyMap<string, readonly Place[]>;

  constructor(one: Sides) {
    this.#one = one;
    const { reference, unreadable, sampleRate } = one;
    const learning = { from: 0, to: learningSeconds('ec57') * sampleRate };
    this.#shut = Float64Array.from([learning, ...unreadable, ...reference.unreadable, ...reference.fibrillation].flatMap(({ from, to }) => [from, to]));
    this.#reference = this.#places(
      this.#series({ key: Int32Array.from(reference.samples.keys()), sample: reference.samples, code: reference.classes.map((of) => plainCode(CLASSES[of] ?? 'Q')) }),
    );
  }

  /** Findings that are made of the beats as they stand and not of the reference, and those of the reference that are not made of them. */
  of(beats: BeatColumns): number {
    const reach = MATCH_SECONDS * this.#one.sampleRate;
    const made = this.#places(this.#series(beats));
    let wrong = 0;
    for (const what of new Set([...made.keys(), ...this.#reference.keys()])) {
      const [said, real] = [made.get(what) ?? [], this.#reference.get(what) ?? []];
      wrong += alone(said, real, reach) + alone(real, said, reach);
    }
    return wrong;
  }

  #series(beats: Pick<BeatColumns, 'key' | 'sample' | 'code'>): BeatSeries {
    const { sampleRate, beats: { sample }, reference: { samples } } = this.#one;
    return seriesOf({ beats, sampleRate, sampleCount: Math.max(sample.at(-1) ?? 0, samples.at(-1) ?? 0) + 1, unreadable: this.#shut, gaps: [] });
  }

  /** By class and what it is, ascending. */
  #places(series: BeatSeries): Map<string, Place[]> {
    const findings = ectopyFindings(series, DEFAULT_SETTINGS, () => 1).map((finding) => ({ finding, is: ectopyOf(finding.kind) }));
    return Map.groupBy(findings.flatMap(({ finding, is }) => (is === null ? [] : [{ what: `${is.name} ${is.what}`, from: finding.from, to: finding.to }])), ({ what }) => what);
  }
}

/** How many of `these` meet none of `those`. Both ascend. */
function alone(these: readonly Place[], those: readonly Place[], reach: number): number {
  let n = 0;
  let at = 0;
  for (const { from, to } of these) {
    while (at < those.length && those[at]!.to < from - reach) at++;
    if (at === those.length || those[at]!.from > to + reach) n++;
  }
  return n;
}
