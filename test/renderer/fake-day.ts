/** A day of beats and its signal, made in memory: for looking at the window alone. */
import type { BeatColumns, TemplateInfo } from '../../core/beats/columns.ts';

/** Seeded, so that pictures repeat. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Samples a second. */
export const RATE = 250;
const BEFORE = 38;
const LENGTH = 94;

type Wave = readonly [at: number, width: number, height: number];
/** Waves of a beat: seconds from the R peak, width, mV in the first lead. */
const SHAPES: readonly { name: string; beatClass: number; share: number; waves: readonly Wave[] }[] = [
  { name: 'N-a', beatClass: 0, share: 0.885, waves: [[-0.16, 0.025, 0.12], [-0.03, 0.01, -0.1], [0, 0.013, 1.25], [0.032, 0.013, -0.28], [0.25, 0.055, 0.3]] },
  { name: 'N-b', beatClass: 0, share: 0.074, waves: [[-0.16, 0.025, 0.1], [0, 0.014, 1.05], [0.035, 0.016, -0.42], [0.26, 0.06, 0.22]] },
  { name: 'N-c', beatClass: 0, share: 0.02, waves: [[-0.15, 0.022, 0.08], [0, 0.016, 0.9], [0.04, 0.02, -0.2], [0.24, 0.06, 0.4]] },
  { name: 'S-a', beatClass: 1, share: 0.004, waves: [[-0.12, 0.02, 0.2], [0, 0.013, 1.2], [0.03, 0.012, -0.3], [0.24, 0.05, 0.28]] },
  { name: 'S-b', beatClass: 1, share: 0.0004, waves: [[0, 0.013, 1.1], [0.03, 0.012, -0.5], [0.22, 0.05, 0.35]] },
  { name: 'V-a', beatClass: 2, share: 0.0115, waves: [[-0.03, 0.045, 0.9], [0.03, 0.04, 0.8], [0.24, 0.08, -0.55]] },
  { name: 'V-b', beatClass: 2, share: 0.0023, waves: [[-0.02, 0.035, -0.5], [0.05, 0.04, 1.3], [0.28, 0.08, -0.45]] },
  { name: 'V-c', beatClass: 2, share: 0.0006, waves: [[0, 0.05, 1.5], [0.25, 0.07, -0.6]] },
  { name: 'F-a', beatClass: 3, share: 0.001, waves: [[-0.16, 0.025, 0.08], [-0.01, 0.025, 1.3], [0.04, 0.03, 0.35], [0.25, 0.07, -0.25]] },
];
const LEAD_GAIN = [1, -0.6, 0.8];

function shapeAt(shape: number, seconds: number): number {
  let mv = 0;
  for (const [at, width, height] of SHAPES[shape]!.waves) mv += height * Math.exp(-(((seconds - at) / width) ** 2) / 2);
  return mv;
}

export interface Made {
  beats: BeatColumns;
  shapes: Uint8Array;
  templates: TemplateInfo[];
  unreadable: Float64Array;
  sampleCount: number;
}

/** A day of beats: slower by night, ectopy in the afternoon. */
export function makeDay(hours: number, seed: number): Made {
  const next = random(seed);
  const samples: number[] = [];
  const shapes: number[] = [];
  let at = 0.5;
  const seconds = hours * 3600;
  let drift = 0;
  while (at < seconds - 1) {
    const clock = (9.2 + (at / 3600) * (24 / Math.max(24, hours))) % 24;
    const awake = 1 / (1 + Math.exp(-(clock - 6.6) * 2)) / (1 + Math.exp((clock - 22.8) * 1.8));
    drift = drift * 0.995 + (next() - 0.5) * 0.8;
    const exercise = Math.exp(-(((clock - 17.8) / 0.35) ** 2)) * 38;
    const rate = 58 + 22 * awake + exercise + drift * 2;
    const afternoon = Math.exp(-(((clock - 16) / 1.1) ** 2));
    let pick = 0;
    const roll = next();
    let sum = 0;
    for (let i = SHAPES.length - 1; i > 0; i--) {
      const boost = SHAPES[i]!.beatClass >= 2 ? 0.35 + 5 * afternoon : 1;
      sum += SHAPES[i]!.share * boost;
      if (roll < sum) {
        pick = i;
        break;
      }
    }
    const early = SHAPES[pick]!.beatClass === 0 ? 1 : SHAPES[pick]!.beatClass === 3 ? 0.95 : 0.66;
    const rr = (60 / rate) * early * (1 + (next() - 0.5) * 0.05);
    at += rr;
    samples.push(Math.round(at * RATE));
    shapes.push(pick);
    if (SHAPES[pick]!.beatClass === 2) at += (60 / rate) * 0.32;
  }
  const n = samples.length;
  const unreadable = Float64Array.from([3.2, 6.6, 10.05, 13.8, 21.9].filter((hour) => hour < hours - 0.1).flatMap((hour, i) => [hour * 3600 * RATE, (hour * 3600 + 20 + i * 25) * RATE]));
  const probability = new Uint8Array(n * 5);
  const likeness = new Int8Array(n);
  const code = new Uint8Array(n);
  const template = new Uint16Array(n);
  for (let i = 0; i < n; i++) {
    const shape = SHAPES[shapes[i]!]!;
    code[i] = shape.beatClass;
    template[i] = shapes[i]! + 1;
    const odd = shape.name === 'F-a' ? 0.38 : shape.name === 'N-c' ? 0.05 : shape.name === 'S-b' ? 0.4 : 0.01;
    likeness[i] = next() < odd ? Math.round(92 - next() * next() * 110) : Math.round(94 + next() * 6);
    const sure = shape.name === 'F-a' ? 0.47 : 0.8 + next() * 0.19;
    probability[i * 5 + shape.beatClass] = Math.round(sure * 255);
    const second = shape.beatClass === 2 ? 3 : shape.beatClass === 3 ? 2 : shape.beatClass === 0 ? 1 : 0;
    probability[i * 5 + second] = Math.round((1 - sure) * 0.65 * 255);
    const third = shape.beatClass === 0 ? 2 : 0;
    if (third !== second) probability[i * 5 + third] = Math.round((1 - sure) * 0.33 * 255);
  }
  const templates = SHAPES.map(({ name, beatClass }, shape) => ({
    id: shape + 1,
    name,
    beatClass,
    count: shapes.filter((other) => other === shape).length,
    average: LEAD_GAIN.map((gain) => Float32Array.from({ length: LENGTH }, (_, i) => gain * shapeAt(shape, (i - BEFORE) / 125))),
    rate: 125,
    peak: BEFORE,
  }));
  const key = Int32Array.from({ length: n }, (_, i) => i);
  return { beats: { key, sample: Float64Array.from(samples), code, template, probability, likeness, source: new Uint8Array(n) }, shapes: Uint8Array.from(shapes), templates, unreadable, sampleCount: Math.round(seconds * RATE) };
}

/** Signal of the made day, drawn where it is asked for. */
export function signal(made: Made, from: number, to: number, raw: boolean): Float32Array[] {
  const leads = LEAD_GAIN.map(() => new Float32Array(to - from));
  const { sample } = made.beats;
  for (let i = 0; i < sample.length; i++) {
    const peak = sample[i]!;
    if (peak < from - 200 || peak > to + 200) continue;
    for (let s = Math.max(from, peak - 100); s < Math.min(to, peak + 150); s++) {
      const mv = shapeAt(made.shapes[i]!, (s - peak) / RATE);
      leads.forEach((lead, l) => (lead[s - from] = lead[s - from]! + mv * LEAD_GAIN[l]!));
    }
  }
  const next = random(from + 1);
  for (let s = 0; s < to - from; s++) {
    let noise = 0.012;
    for (let u = 0; u < made.unreadable.length; u += 2) if (s + from >= made.unreadable[u]! && s + from < made.unreadable[u + 1]!) noise = 0.5;
    leads.forEach((lead) => (lead[s] = lead[s]! + (next() - 0.5) * 2 * noise + (raw ? 0.3 * Math.sin((s + from) / 260) + 0.06 * Math.sin(((s + from) / RATE) * 314) + 0.9 : 0)));
  }
  return leads;
}
