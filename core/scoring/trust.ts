/**
 * How far the figures of a set can be trusted, and what holds them down:
 * intervals over records, the ceiling of any operating point per record,
 * calibration, purity of templates, where the R peaks stand.
 */
import { Chance } from '../synthesis/chance.ts';
import { classCounts, figuresOf, pooled, type FigureClass } from './confusion.ts';
import type { BeatLabels } from './labels.ts';
import { matchBeats } from './match.ts';
import { learningSeconds, MATCH_SECONDS, type Protocol } from './protocol.ts';
import type { RecordScore } from './record.ts';

/** Truth of a tested beat where the reference has none. */
export const NO_BEAT = 5;
const INDEX: Readonly<Record<FigureClass, number>> = { N: 0, S: 1, V: 2, F: 3 };
/** Classes in the order of a beat's probabilities. */
const SHARES = 5;
/** No probability is held to be less, so that its logarithm stays finite. */
const LEAST = 1e-9;

/** The tested beats of one record within the scored time, with what the reference says of them. */
export interface ScoredBeats {
  /** N S V F Q as 0 to 4, or NO_BEAT. */
  truth: Uint8Array;
  /** n × 5 calibrated probabilities N S V F Q. */
  probabilities: Float32Array;
  /** Template of each beat, below 0 where it has none. */
  template: Int32Array;
  /** Tested minus reference in seconds, of the beats that have a partner. */
  offsets: Float32Array;
  /** Reference beats N S V F Q without a tested beat. */
  missed: number[];
}

/** What the machine tells of its beats. */
export interface ToldBeats {
  samples: Float64Array;
  probabilities: Float32Array;
  template: Int32Array;
}

/** Pairs the machine's beats with the reference's; both sides in order of time, at `sampleRate`. */
export function scoredBeats(reference: BeatLabels, told: ToldBeats, sampleRate: number, protocol: Protocol): ScoredBeats {
  const { ofReference, ofTest } = matchBeats(reference.samples, told.samples, MATCH_SECONDS * sampleRate + 1e-6);
  const from = learningSeconds(protocol) * sampleRate;
  const rows: number[] = [];
  for (let i = 0; i < told.samples.length; i++) if ((ofTest[i]! < 0 ? told.samples[i]! : reference.samples[ofTest[i]!]!) >= from) rows.push(i);
  const missed = [0, 0, 0, 0, 0];
  ofReference.forEach((partner, i) => {
    if (partner < 0 && reference.samples[i]! >= from) missed[reference.classes[i]!]!++;
  });
  const probabilities = new Float32Array(rows.length * SHARES);
  rows.forEach((row, i) => probabilities.set(told.probabilities.subarray(row * SHARES, (row + 1) * SHARES), i * SHARES));
  return {
    truth: Uint8Array.from(rows, (row) => (ofTest[row]! < 0 ? NO_BEAT : reference.classes[ofTest[row]!]!)),
    probabilities,
    template: Int32Array.from(rows, (row) => told.template[row]!),
    offsets: Float32Array.from(rows.filter((row) => ofTest[row]! >= 0), (row) => (told.samples[row]! - reference.samples[ofTest[row]!]!) / sampleRate),
    missed,
  };
}

/** A range that holds 95 of 100 draws. */
export interface Interval {
  low: number;
  high: number;
}

/** 95 % intervals of gross figures over records drawn with replacement; null where a figure is often undefined. */
export function bootstrap(scores: readonly RecordScore[], protocol: Protocol, draws = 1000, seed = 1): Record<'S' | 'V', Record<'se' | 'ppv' | 'f1', Interval | null>> {
  const classified = scores.filter((score) => score.classesScored);
  const chance = new Chance(seed, 1);
  const drawn = Array.from({ length: classified.length === 0 ? 0 : draws }, () => {
    const confusion = pooled(classified.map(() => classified[chance.whole(0, classified.length - 1)]!.confusion));
    return figuresOf(confusion, confusion, protocol);
  });
  const one = (name: 'S' | 'V', figure: 'se' | 'ppv' | 'f1'): Interval | null => {
    const values = drawn.flatMap((figures) => figures[name][figure] ?? []).sort((a, b) => a - b);
    if (values.length < 0.95 * draws) return null;
    const at = (share: number): number => values[Math.round(share * (values.length - 1))]!;
    return { low: at(0.025), high: at(0.975) };
  };
  const all = (name: 'S' | 'V'): Record<'se' | 'ppv' | 'f1', Interval | null> => ({ se: one(name, 'se'), ppv: one(name, 'ppv'), f1: one(name, 'f1') });
  return { S: all('S'), V: all('V') };
}

/**
 * Gross F1 in percent of a class where each record has the threshold that serves
 * it best: the ceiling of any operating point per patient. A beat is called by
 * how much its class leads N, S and V. Found by Dinkelbach's method: for a given
 * F1 each record is a problem by itself. Null where the reference has none.
 */
export function perRecordOracle(list: readonly ScoredBeats[], name: 'S' | 'V', protocol: Protocol, bias: { N: number; S: number; V: number }): number | null {
  const own = INDEX[name];
  const records = list.map((record) => {
    const lead = (i: number): number => {
      const log = (c: 'N' | 'S' | 'V'): number => Math.log(Math.max(LEAST, record.probabilities[i * SHARES + INDEX[c]]!)) + bias[c];
      return log(name) - Math.max(...(['N', 'S', 'V'] as const).filter((other) => other !== name).map(log));
    };
    const beats = Array.from(record.truth, (truth, i) => ({ truth, lead: lead(i) })).sort((a, b) => b.lead - a.lead);
    const all = record.missed[own]! + beats.filter(({ truth }) => truth === own).length;
    // After each beat that may be the last one called: hits and false ones so far.
    const places = [{ tp: 0, fp: 0 }];
    let tp = 0;
    let fp = 0;
    beats.forEach(({ truth, lead: at }, i) => {
      if (truth === own) tp++;
      else if (!pardoned(truth, name, protocol)) fp++;
      if (beats[i + 1]?.lead !== at) places.push({ tp, fp });
    });
    return { all, places };
  });
  const all = records.reduce((sum, record) => sum + record.all, 0);
  if (all === 0) return null;
  let f1 = 0;
  for (;;) {
    let tp = 0;
    let fp = 0;
    for (const { places } of records) {
      const best = places.reduce((held, place) => (worth(place, f1) > worth(held, f1) ? place : held));
      tp += best.tp;
      fp += best.fp;
    }
    const next = (2 * tp) / (tp + fp + all);
    if (next <= f1 + 1e-12) return 100 * f1;
    f1 = next;
  }
}

function worth({ tp, fp }: { tp: number; fp: number }, f1: number): number {
  return 2 * tp - f1 * (tp + fp);
}

/** Whether a beat of this truth that is called `name` is no false positive: by the protocol's own table. */
function pardoned(truth: number, name: 'S' | 'V', protocol: Protocol): boolean {
  const confusion = new Float64Array(49);
  confusion[truth * 7 + INDEX[name]] = 1;
  return classCounts(confusion, name, protocol).fp === 0;
}

/** Bins of the calibration error. */
const BINS = 15;

/** One bin: mean probability, share of beats that were of the class, beats. */
export interface CalibrationBin {
  said: number;
  were: number;
  beats: number;
}

/**
 * Calibration of a class: beats with a partner of N, S, V or F, parted by their
 * probability into 15 bins of equal count. `error`: mean over beats of how far a
 * bin's mean probability lies from its share of beats of the class.
 */
export function calibrationOf(list: readonly ScoredBeats[], name: FigureClass): { error: number | null; bins: CalibrationBin[] } {
  const beats = list.flatMap(({ truth, probabilities }) =>
    Array.from(truth.keys()).flatMap((i) => (truth[i]! < 4 ? [{ said: probabilities[i * SHARES + INDEX[name]]!, is: truth[i] === INDEX[name] ? 1 : 0 }] : [])),
  );
  if (beats.length === 0) return { error: null, bins: [] };
  beats.sort((a, b) => a.said - b.said);
  const bins = Array.from({ length: BINS }, (_, k): CalibrationBin => {
    const part = beats.slice(Math.floor((k * beats.length) / BINS), Math.floor(((k + 1) * beats.length) / BINS));
    const mean = (pick: (beat: { said: number; is: number }) => number): number => part.reduce((sum, beat) => sum + pick(beat), 0) / Math.max(1, part.length);
    return { said: mean((beat) => beat.said), were: mean((beat) => beat.is), beats: part.length };
  });
  return { error: bins.reduce((sum, { said, were, beats: count }) => sum + Math.abs(said - were) * count, 0) / beats.length, bins };
}

export interface TemplatePurity {
  /** Percent of beats whose template has mostly beats of their class; all beats, and those that are S or V. */
  all: number | null;
  S: number | null;
  V: number | null;
  /** Templates a record: mean and most. */
  perRecord: number | null;
  most: number;
}

/** Purity of templates over N S V F beats that have one. */
export function templatePurity(list: readonly ScoredBeats[]): TemplatePurity {
  const right = [0, 0, 0, 0];
  const total = [0, 0, 0, 0];
  const numbers = list.map(({ truth, template }) => {
    const counts = new Map<number, number[]>();
    truth.forEach((is, i) => {
      if (is > 3 || template[i]! < 0) return;
      const held = counts.get(template[i]!) ?? [0, 0, 0, 0];
      held[is]!++;
      counts.set(template[i]!, held);
    });
    for (const held of counts.values()) {
      const majority = held.indexOf(Math.max(...held));
      right[majority]! += held[majority]!;
      held.forEach((count, c) => (total[c]! += count));
    }
    return counts.size;
  });
  const share = (part: number, whole: number): number | null => (whole > 0 ? (100 * part) / whole : null);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return {
    all: share(sum(right), sum(total)),
    S: share(right[1]!, total[1]!),
    V: share(right[2]!, total[2]!),
    perRecord: numbers.length > 0 ? sum(numbers) / numbers.length : null,
    most: Math.max(0, ...numbers),
  };
}

/** Distances of R peaks from the reference's: percent within 5 and 17 ms, and the distance that 95 % keep, ms. */
export function placement(list: readonly ScoredBeats[]): { within5: number; within17: number; p95Ms: number } | null {
  const distances = list.flatMap(({ offsets }) => Array.from(offsets, (offset) => Math.abs(offset) * 1000)).sort((a, b) => a - b);
  if (distances.length === 0) return null;
  const within = (ms: number): number => (100 * distances.filter((distance) => distance <= ms + 1e-6).length) / distances.length;
  return { within5: within(5), within17: within(17), p95Ms: distances[Math.round(0.95 * (distances.length - 1))]! };
}
