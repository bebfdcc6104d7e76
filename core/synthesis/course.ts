/**
 * The course of a synthetic recording: when which beat falls, which rhythm
 * rules, when the signal is disturbed. Sequential, from a seed; the signal is
 * drawn from it afterwards.
 */

import { Chance, keyOf, smoothAt } from './chance.ts';
import { BEAT_KINDS } from './waves.ts';
import type { BeatKind } from './waves.ts';

/** Beats as columns: a fortnight has 1.4 million of them. */
export class BeatColumns {
  length = 0;
  /** Seconds from the start. */
  times = new Float64Array(4096);
  /** Index into `BEAT_KINDS`. */
  kinds = new Uint8Array(4096);

  push(time: number, kind: BeatKind): void {
    if (this.length === this.times.length) {
      const [times, kinds] = [new Float64Array(this.length * 2), new Uint8Array(this.length * 2)];
      times.set(this.times);
      kinds.set(this.kinds);
      [this.times, this.kinds] = [times, kinds];
    }
    this.times[this.length] = time;
    this.kinds[this.length++] = BEAT_KINDS.indexOf(kind);
  }

  /** Index of the first beat at or after a time. */
  firstAt(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Half-open span in seconds. */
export interface TimeSpan {
  from: number;
  to: number;
}

/** A disturbance: `noise` leaves beats readable, `artefact` does not, `off` is a lead fallen off. */
export interface Disturbance extends TimeSpan {
  kind: 'noise' | 'artefact' | 'off';
  /** Lead number, or -1 for all. */
  lead: number;
}

export interface Course {
  beats: BeatColumns;
  /** Rhythm changes: seconds and the text of the annotation, `(N`, `(AFIB`, `(B`, `(VT`, `(SVTA`. */
  rhythms: { time: number; name: string }[];
  fibrillation: TimeSpan[];
  disturbances: Disturbance[];
}

interface Episode {
  at: number;
  kind: 'fibrillation' | 'bigeminy' | 'ventricularRun' | 'atrialRun' | 'couplet' | 'pause';
}

/** Episodes per hour; at least one of each in recordings from half an hour on. */
const PER_HOUR: readonly (readonly [Episode['kind'], number])[] = [
  ['fibrillation', 0.15],
  ['bigeminy', 0.4],
  ['ventricularRun', 0.35],
  ['atrialRun', 0.4],
  ['couplet', 1.5],
  ['pause', 0.3],
];
const DISTURBANCES_PER_HOUR: readonly (readonly [Disturbance['kind'], number, number, number])[] = [
  // kind, per hour, shortest and longest in seconds
  ['noise', 2.5, 5, 60],
  ['artefact', 0.8, 4, 25],
  ['off', 0.15, 20, 150],
];

/** Times of `rate * hours` events, one in each equal part of the recording. */
function spread(chance: Chance, hours: number, perHour: number): number[] {
  const count = hours >= 0.5 ? Math.max(1, Math.round(hours * perHour)) : 0;
  return Array.from({ length: count }, (_, i) => ((i + chance.between(0.05, 0.95)) / count) * hours * 3600);
}

/**
 * Plans a recording.
 *
 * @param hours duration
 * @param startHour hour of the day at which it begins, for the circadian rate
 * @param leads number of leads
 */
export function planCourse(seed: number, hours: number, startHour: number, leads: number): Course {
  const chance = new Chance(seed, 1);
  const end = hours * 3600;
  const beats = new BeatColumns();
  const rhythms: Course['rhythms'] = [];
  const fibrillation: TimeSpan[] = [];
  const slow = keyOf(seed, 2);
  const medium = keyOf(seed, 3);
  const quick = keyOf(seed, 4);
  const resting = chance.between(62, 72);
  const swing = chance.between(9, 14);
  const breath = chance.between(0.2, 0.28);
  const ectopy = keyOf(seed, 5);

  /** Interval to the next sinus beat, in seconds. */
  const sinus = (time: number): number => {
    const hour = startHour + time / 3600;
    // Slowest at four in the morning; a walk or a rest lasts some 20 minutes.
    const rate = resting + 4 - swing * Math.cos(((hour - 4) / 12) * Math.PI) + 7 * smoothAt(slow, time / 1200) + 4 * smoothAt(medium, time / 90);
    const sway = 1 + 0.03 * Math.sin(2 * Math.PI * breath * time) + 0.025 * smoothAt(quick, time / 5) + 0.008 * chance.normal();
    return (60 / Math.max(38, rate)) * sway;
  };
  const shape = (): BeatKind => chance.pick([['ventricular1', 0.72], ['ventricular2', 0.19], ['ventricular3', 0.09]] as const);
  const rhythm = (time: number, name: string): void => {
    // Just before the first beat of the rhythm.
    rhythms.push({ time: Math.max(0, time - 0.1), name });
  };

  const episodes: Episode[] = PER_HOUR.flatMap(([kind, perHour]) => spread(chance, hours, perHour).map((at) => ({ at, kind })));
  episodes.sort((a, b) => a.at - b.at);
  let time = chance.between(0.4, 0.9);

  /** Goes through one episode from the sinus beat at `time`; leaves `time` at the sinus beat that ends it. */
  const live = (episode: Episode): void => {
    const rr = sinus(time);
    switch (episode.kind) {
      case 'fibrillation': {
        const to = Math.min(end, time + chance.between(180, 2100));
        const mean = chance.between(0.56, 0.72);
        let first = true;
        fibrillation.push({ from: time + 0.25, to });
        while (time < to) {
          time += Math.max(0.31, mean * Math.exp(0.2 * chance.normal()));
          beats.push(time, chance.between(0, 1) < 0.01 ? shape() : 'noP');
          if (first) rhythm(time, '(AFIB');
          first = false;
        }
        time += chance.between(1.1, 1.5);
        break;
      }
      case 'bigeminy': {
        const to = Math.min(end, time + chance.between(20, 120));
        const kind = shape();
        rhythm(time + 0.55 * rr, '(B');
        while (time < to) {
          const each = sinus(time);
          beats.push(time + chance.between(0.52, 0.58) * each, kind);
          time += 2 * each;
          if (time < to) beats.push(time, 'normal');
        }
        break;
      }
      case 'ventricularRun': {
        const kind = shape();
        const step = chance.between(0.34, 0.44);
        const count = chance.whole(3, 9);
        time += 0.5 * rr;
        rhythm(time, '(VT');
        for (let i = 0; i < count; i++, time += step * chance.between(0.96, 1.04)) beats.push(time, kind);
        time += 1.35 * rr - step;
        break;
      }
      case 'atrialRun': {
        const step = chance.between(0.36, 0.46);
        const count = chance.whole(4, 18);
        time += 0.62 * rr;
        rhythm(time, '(SVTA');
        for (let i = 0; i < count; i++, time += step * chance.between(0.98, 1.02)) beats.push(time, 'atrial');
        time += 1.15 * rr - step;
        break;
      }
      case 'couplet': {
        const kind = shape();
        const first = time + chance.between(0.5, 0.6) * rr;
        beats.push(first, kind);
        time = first + chance.between(0.4, 0.5);
        beats.push(time, kind);
        time += 1.3 * rr;
        beats.push(time, 'normal');
        return;
      }
      case 'pause':
        time += chance.between(2.2, 3.8);
        beats.push(time, chance.between(0, 1) < 0.4 ? 'junctional' : 'normal');
        return;
    }
    beats.push(time, 'normal');
    rhythm(time, '(N');
  };

  beats.push(time, 'normal');
  rhythm(time, '(N');
  let next = 0;
  while (time < end) {
    const episode = episodes[next];
    if (episode && time >= episode.at) {
      next++;
      live(episode);
      continue;
    }
    const rr = sinus(time);
    // Extrasystoles come in better and worse hours.
    const restless = 1 + 0.8 * smoothAt(ectopy, time / 2400);
    const fate = chance.between(0, 1) / restless;
    if (fate < 0.007) {
      beats.push(time + chance.between(0.48, 0.62) * rr, shape());
      time += 2 * rr; // the sinus node does not notice: a full compensatory pause
    } else if (fate < 0.0075) {
      time += 0.96 * rr;
      beats.push(time, 'fusion');
      continue;
    } else if (fate < 0.0125) {
      time += chance.between(0.56, 0.78) * rr;
      beats.push(time, chance.between(0, 1) < 0.12 ? 'aberrant' : 'atrial');
      time += 1.08 * rr; // the sinus node starts anew
    } else {
      time += rr;
    }
    beats.push(time, 'normal');
  }
  // A beat whose R peak lies past the end was never recorded.
  beats.length = beats.firstAt(end - 0.02);

  const trouble = new Chance(seed, 6);
  const disturbances = DISTURBANCES_PER_HOUR.flatMap(([kind, perHour, shortest, longest]) =>
    spread(trouble, hours, perHour).map((from): Disturbance => ({
      kind,
      from,
      to: Math.min(end, from + trouble.between(shortest, longest)),
      lead: kind === 'off' ? trouble.whole(trouble.between(0, 1) < 0.25 ? -1 : 0, leads - 1) : -1,
    })));
  disturbances.sort((a, b) => a.from - b.from);
  return { beats, rhythms: rhythms.filter((change) => change.time < end - 0.12), fibrillation, disturbances };
}
