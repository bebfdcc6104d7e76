/**
 * A synthetic Holter recording with its truth. Pure and deterministic: the
 * same options give the same samples, whatever blocks they are read in.
 */

import type { Annotation, Lead, RecordingHeader, SampleSource } from '../study/recording.ts';
import { Chance, keyOf, noiseAt, smoothAt, uniformAt } from './chance.ts';
import { planCourse } from './course.ts';
import type { Course } from './course.ts';
import { trueAnnotations } from './truth.ts';
import { BEAT_KINDS, LEADS, leadWaves } from './waves.ts';
import type { BeatKind, LeadWave } from './waves.ts';

export interface SynthesisOptions {
  hours: number;
  /** Whole number. */
  seed: number;
  /** 1 to 12. */
  leads?: number;
  /** Samples a second, a whole number from 100 on. */
  rate?: number;
}

/** A synthetic recording. Nothing is kept but its course; samples are drawn where they are read. */
export interface SyntheticRecording extends SampleSource {
  readonly header: RecordingHeader;
  /** mV per lead; NaN outside the recording. */
  read(from: number, to: number): Float32Array[];
  /** The same in adu, for `[from, to)` within the recording. */
  readAdu(from: number, to: number): Int32Array[];
  /** The truth; see `trueAnnotations`. Made anew at each call. */
  annotations(): Annotation[];
}

const GAIN = 200;
const START = '2026-11-14T09:12:00.000';
const START_HOUR = 9.2;
/** Waves end four deviations from their middle. */
const REACH = 4;
/** The longest reach of any wave from its R peak, in seconds. */
const MARGIN = 1;

interface Patient {
  /** Waves per lead and kind. */
  waves: Record<BeatKind, LeadWave[]>[];
  breath: number;
}

function drawBeats(course: Course, waves: Record<BeatKind, LeadWave[]>, breath: number, rate: number, from: number, out: Float64Array): void {
  const { beats } = course;
  const first = beats.firstAt(from / rate - MARGIN);
  const last = (from + out.length) / rate + MARGIN;
  for (let b = first; b < beats.length && beats.times[b]! < last; b++) {
    const time = beats.times[b]!;
    const before = b > 0 ? time - beats.times[b - 1]! : 0.8;
    // The QT interval follows the square root of the interval before, within bounds.
    const stretch = Math.sqrt(Math.min(1.3, Math.max(0.45, before)) / 0.85);
    // Breathing moves the heart.
    const size = 1 + 0.05 * Math.sin(2 * Math.PI * breath * time);
    for (const wave of waves[BEAT_KINDS[beats.kinds[b]!]!]) {
      const centre = (time + (wave.followsRr ? wave.at * stretch : wave.at)) * rate;
      const width = wave.width * rate;
      const start = Math.ceil(centre - REACH * width);
      const end = Math.min(from + out.length - 1, Math.floor(centre + REACH * width));
      // A Gaussian step by step: each value is the one before times a factor that itself shrinks evenly.
      // It always starts at the wave's own beginning, so that blocks agree to the last bit.
      const scale = -0.5 / (width * width);
      const x = start - centre;
      let value = wave.amplitude * size * Math.exp(scale * x * x);
      let factor = Math.exp(scale * (2 * x + 1));
      const shrink = Math.exp(2 * scale);
      let i = start;
      for (; i < from && i <= end; i++) {
        value *= factor;
        factor *= shrink;
      }
      for (; i <= end; i++) {
        out[i - from] = out[i - from]! + value;
        value *= factor;
        factor *= shrink;
      }
    }
  }
}

/** 1 within a span, eased in and out over 0.3 s. */
function ease(time: number, from: number, to: number): number {
  const edge = Math.min(time - from, to - time) / 0.3;
  return edge <= 0 ? 0 : edge >= 1 ? 1 : edge * edge * (3 - 2 * edge);
}

function drawFibrillation(course: Course, key: number, strength: number, rate: number, from: number, out: Float64Array): void {
  for (const span of course.fibrillation) {
    const start = Math.max(from, Math.ceil(span.from * rate));
    const end = Math.min(from + out.length, Math.floor(span.to * rate));
    for (let i = start; i < end; i++) {
      const time = i / rate;
      const phase = 2 * Math.PI * (5.8 * time + 0.5 * smoothAt(key, time / 2)) + 1.5 * smoothAt(key + 1, time * 1.3);
      const size = strength * ease(time, span.from, span.to) * (1 + 0.5 * smoothAt(key + 2, time / 1.5));
      out[i - from] = out[i - from]! + size * (Math.sin(phase) + 0.35 * Math.sin(2 * phase + 0.7));
    }
  }
}

/** Baseline wander from nodes an eighth of a second apart, joined by lines. */
function drawWander(key: number, breath: number, rate: number, from: number, out: Float64Array): void {
  const spacing = rate / 8;
  const value = (node: number): number => {
    const time = node / 8;
    return 0.05 * Math.sin(2 * Math.PI * breath * time + 1) * (1 + 0.4 * smoothAt(key, time / 30)) + 0.09 * smoothAt(key + 1, time / 4) + 0.06 * smoothAt(key + 2, time / 1.3);
  };
  let node = -1;
  let [left, right] = [0, 0];
  for (let i = 0; i < out.length; i++) {
    const x = (from + i) / spacing;
    const at = Math.floor(x);
    if (at !== node) {
      left = at === node + 1 && node >= 0 ? right : value(at);
      right = value(at + 1);
      node = at;
    }
    out[i] = out[i]! + left + (right - left) * (x - at);
  }
}

function drawNoise(key: number, rate: number, from: number, out: Float64Array): void {
  // A whole number of mains periods fits into a second.
  const mains = Float64Array.from({ length: rate }, (_, i) => 0.008 * Math.sin((2 * Math.PI * 50 * i) / rate));
  for (let i = 0; i < out.length; i++) {
    const position = from + i;
    out[i] = out[i]! + 0.012 * noiseAt(key, position) + mains[position % rate]!;
  }
}

function drawDisturbances(course: Course, lead: number, key: number, rate: number, from: number, out: Float64Array): void {
  for (const [number, span] of course.disturbances.entries()) {
    if (span.lead >= 0 && span.lead !== lead) continue;
    const start = Math.max(from, Math.ceil(span.from * rate));
    const end = Math.min(from + out.length, Math.ceil(span.to * rate));
    const own = key + 16 * number;
    for (let i = start; i < end; i++) {
      const time = i / rate;
      if (span.kind === 'off') {
        out[i - from] = 0.004 * noiseAt(own, i);
        continue;
      }
      const size = ease(time, span.from, span.to);
      const disturbed = span.kind === 'noise'
        ? 0.1 * noiseAt(own, i) + 0.25 * smoothAt(own + 1, time * 1.5)
        : 0.5 * noiseAt(own, i) + 2.2 * smoothAt(own + 1, time * 3) + 1.4 * smoothAt(own + 2, time * 9);
      out[i - from] = out[i - from]! + size * disturbed;
    }
  }
}

/**
 * Makes a synthetic recording.
 *
 * @throws RangeError for options outside their bounds
 */
export function synthesise(options: SynthesisOptions): SyntheticRecording {
  const { hours, seed, leads: count = 3, rate = 250 } = options;
  if (!(hours > 0 && hours <= 24 * 60)) throw new RangeError('hours must lie between 0 and 1440');
  if (!Number.isSafeInteger(seed)) throw new RangeError('the seed must be a whole number');
  if (!Number.isInteger(count) || count < 1 || count > LEADS.length) throw new RangeError(`leads must be 1 to ${LEADS.length}`);
  if (!Number.isInteger(rate) || rate < 100 || rate > 2000) throw new RangeError('the rate must be a whole number from 100 to 2000 Hz');
  const length = Math.round(hours * 3600 * rate);
  const course = planCourse(seed, hours, START_HOUR, count);
  const person = new Chance(seed, 7);
  const turn = person.between(-0.25, 0.25);
  const size = person.between(0.9, 1.2);
  const breath = person.between(0.2, 0.28);
  const names = LEADS.slice(0, count);
  const patient: Patient = { waves: names.map(({ direction }) => leadWaves(direction, turn, size)), breath };
  const leads: Lead[] = names.map(({ name }) => ({ name, gain: GAIN, baseline: 0, bits: 12 }));

  const draw = (lead: number, from: number, to: number): Float64Array => {
    const out = new Float64Array(to - from);
    const key = keyOf(seed, 100 + lead);
    drawBeats(course, patient.waves[lead]!, breath, rate, from, out);
    drawFibrillation(course, keyOf(seed, 8), names[lead]!.name === 'V1' ? 0.09 : 0.05 + 0.02 * uniformAt(key, 0), rate, from, out);
    drawWander(key + 1, breath, rate, from, out);
    drawNoise(key, rate, from, out);
    drawDisturbances(course, lead, key + 8, rate, from, out);
    return out;
  };
  const readAdu = (from: number, to: number): Int32Array[] =>
    leads.map((_, lead) => {
      const mv = draw(lead, from, to);
      const adu = new Int32Array(mv.length);
      for (let i = 0; i < adu.length; i++) adu[i] = Math.max(-2047, Math.min(2047, Math.round(mv[i]! * GAIN)));
      return adu;
    });

  return {
    header: {
      record: `synthetic-${seed}`,
      format: 'synthetic',
      sampleRate: rate,
      leads,
      sampleCount: length,
      start: { local: START, assumed: false },
      patient: { name: `Synthetic ${seed}`, id: `SYN-${seed}`, birth: '', sex: '' },
      comments: [`Synthetic recording, seed ${seed}: no person's heart.`],
    },
    sampleRate: rate,
    leadNames: leads.map(({ name }) => name),
    length,
    read(from, to) {
      const [start, end] = [Math.max(0, from), Math.min(length, to)];
      const within = end > start ? readAdu(start, end) : leads.map(() => new Int32Array(0));
      return within.map((adu) => {
        const out = new Float32Array(Math.max(0, to - from)).fill(Number.NaN);
        for (let i = 0; i < adu.length; i++) out[start - from + i] = adu[i]! / GAIN;
        return out;
      });
    },
    readAdu,
    annotations: () => trueAnnotations(course, rate, count),
  };
}
