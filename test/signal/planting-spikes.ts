/**
 * Plants pacing spikes by a seed: on recordings as they are (spikes alone, to
 * count those that are found), and in made days with a pacemaker's rhythm and
 * its faults (loss of capture, of sensing, no output), at any sampling rate.
 *
 * A spike lasts less than a sample; what a recorder keeps of it is what its
 * band lets through: a pulse of about 2 ms at 250 Hz, nearer to 1 ms above,
 * at whatever place between two samples. Unipolar ones are tall and leave a
 * slow tail of the other sign; bipolar ones are small. Heights are those in the
 * recording. Each lead sees its own share of them.
 */
import { chance } from '../rhythm/made-day.ts';

export type Pole = 'unipolar' | 'bipolar';
export type PacingMode = 'VVI' | 'AAI' | 'DDD';

/** Heights in the recording, mV. */
const HEIGHT: Readonly<Record<Pole, readonly [least: number, most: number]>> = { unipolar: [0.6, 3], bipolar: [0.15, 0.5] };
/** Width (standard deviation) of what the recorder's band leaves of a spike, seconds, by the rate. */
const widthOf = (rate: number): number => 0.2646 / Math.min(150, 0.4 * rate) / 2;
const TAIL = { share: 0.08, seconds: 0.012 };

export interface PlantedSpike {
  /** Samples, with fractions. */
  at: number;
  chamber: 'atrium' | 'ventricle';
}

/** Adds one spike to all leads. `shares`: the part that each lead sees, signed. */
export function addSpike(leads: readonly Float32Array[], rate: number, at: number, height: number, pole: Pole, shares: readonly number[]): void {
  const width = widthOf(rate) * rate;
  leads.forEach((lead, l) => {
    const own = height * shares[l]!;
    const last = pole === 'unipolar' ? at + 5 * TAIL.seconds * rate : at + 6 * width + 1;
    for (let i = Math.max(0, Math.floor(at - 6 * width - 1)); i <= Math.min(lead.length - 1, last); i++) {
      const x = (i - at) / width;
      let value = own * Math.exp(-0.5 * x * x);
      if (pole === 'unipolar' && i > at) value -= own * TAIL.share * Math.exp(-(i - at) / (TAIL.seconds * rate));
      lead[i]! += value;
    }
  });
}

/** The part of a spike that each lead sees: one sees all of it, the others 0.2 to 1, of either sign. */
function sharesOf(leads: number, next: () => number): number[] {
  const whole = Math.floor(leads * next());
  return Array.from({ length: leads }, (_, l) => (l === whole ? 1 : 0.2 + 0.8 * next()) * (next() < 0.5 ? -1 : 1));
}

/**
 * Plants a spike before about seven of ten beats of a recording.
 *
 * @param leads signal of the whole record, mV; changed in place
 * @param peaks R peaks, ascending
 */
export function plantSpikes(leads: readonly Float32Array[], peaks: ArrayLike<number>, rate: number, pole: Pole, seed: number): PlantedSpike[] {
  const next = chance(seed);
  const shares = sharesOf(leads.length, next);
  const [least, most] = HEIGHT[pole];
  const height = least + (most - least) * next();
  const before = 0.06 + 0.03 * next();
  const planted: PlantedSpike[] = [];
  for (let i = 0; i < peaks.length; i++) {
    if (next() > 0.7) continue;
    const at = peaks[i]! - (before + 0.003 * (next() - 0.5)) * rate;
    if (at < rate || at > leads[0]!.length - rate) continue;
    addSpike(leads, rate, at, height * (0.85 + 0.3 * next()), pole, shares);
    planted.push({ at, chamber: 'ventricle' });
  }
  return planted;
}

export type PacingFault = 'loss of capture' | 'loss of sensing' | 'no output';

export interface PacedDay {
  leads: Float32Array[];
  spikes: (PlantedSpike & { captured: boolean })[];
  beats: { at: number; kind: 'paced' | 'native' | 'ectopic' }[];
  faults: { kind: PacingFault; at: number }[];
}

interface Wave {
  at: number;
  width: number;
  height: number;
}
/** Seconds from the R peak (paced: from the middle of the wide complex). */
const SHAPES: Readonly<Record<'P' | 'native' | 'paced' | 'ectopic', readonly Wave[]>> = {
  P: [{ at: 0, width: 0.022, height: 0.12 }],
  native: [{ at: -0.028, width: 0.009, height: -0.1 }, { at: 0, width: 0.0125, height: 1 }, { at: 0.03, width: 0.011, height: -0.22 }, { at: 0.27, width: 0.05, height: 0.24 }],
  paced: [{ at: -0.02, width: 0.03, height: 0.8 }, { at: 0.05, width: 0.03, height: 0.5 }, { at: 0.28, width: 0.06, height: -0.35 }],
  ectopic: [{ at: 0, width: 0.034, height: -1.1 }, { at: 0.06, width: 0.03, height: -0.4 }, { at: 0.29, width: 0.06, height: 0.4 }],
};
/** From a ventricular spike to the middle of its complex, from an atrial one to the middle of its P wave. */
const TO_QRS = 0.085;
const TO_P = 0.06;

/**
 * A made day under a pacemaker. Native beats (faster than its rate) hold it
 * back, ectopic ones as well; faults stand some 15 s apart, each about as often.
 *
 * @param faults false for a pacemaker without fault
 */
export function pacedDay(options: { rate: number; seconds: number; seed: number; mode: PacingMode; pole: Pole; faults: boolean; leads?: number }): PacedDay {
  const { rate, seconds, mode, pole } = options;
  const next = chance(options.seed);
  const count = options.leads ?? 3;
  const length = Math.round(seconds * rate);
  const leads = Array.from({ length: count }, () => new Float32Array(length));
  const views = Array.from({ length: count }, () => (0.5 + 0.7 * next()) * (next() < 0.3 ? -1 : 1));
  const shares = { atrium: sharesOf(count, next), ventricle: sharesOf(count, next) };
  const [least, most] = HEIGHT[pole];
  const height = { atrium: least + (most - least) * next(), ventricle: least + (most - least) * next() };
  const basic = 0.8 + 0.2 * next();
  const av = 0.16 + 0.04 * next();
  const day: PacedDay = { leads, spikes: [], beats: [], faults: [] };

  const draw = (name: keyof typeof SHAPES, at: number): void => {
    for (const wave of SHAPES[name]) {
      leads.forEach((lead, l) => {
        const centre = (at + wave.at) * rate;
        const width = wave.width * rate;
        for (let i = Math.max(0, Math.ceil(centre - 5 * width)); i <= Math.min(length - 1, centre + 5 * width); i++) lead[i]! += wave.height * views[l]! * Math.exp((-0.5 * (i - centre) ** 2) / width ** 2);
      });
    }
  };
  const beat = (at: number, kind: 'paced' | 'native' | 'ectopic'): void => {
    draw(kind, at);
    day.beats.push({ at: at * rate, kind });
  };
  const spike = (at: number, chamber: PlantedSpike['chamber'], captured: boolean): void => {
    addSpike(leads, rate, at * rate, height[chamber] * (0.93 + 0.14 * next()), pole, shares[chamber]);
    day.spikes.push({ at: at * rate, chamber, captured });
  };

  /** The time that the pacemaker counts from: its last spike or the last beat it saw. */
  let from = 1;
  let native = 0;
  let fault = 20;
  const ends = seconds - 3;
  while (from < ends) {
    const wanted = options.faults && from > fault && native === 0 ? next() : -1;
    if (wanted >= 0) fault = from + 12 + 6 * next();
    const due = from + basic;
    if (wanted >= 0 && mode === 'VVI' && wanted < 0.34) {
      // It does not see a beat half-way and goes on counting.
      const at = from + (0.5 + 0.12 * next()) * basic;
      beat(at, 'native');
      day.faults.push({ kind: 'loss of sensing', at: due * rate });
      spike(due, 'ventricle', false);
      from = due;
    } else if (wanted >= 0 && mode !== 'AAI' && wanted < 0.67) {
      if (mode === 'DDD') {
        spike(due - av, 'atrium', true);
        draw('P', due - av + TO_P);
      }
      day.faults.push({ kind: 'loss of capture', at: due * rate });
      spike(due, 'ventricle', false);
      from = due;
    } else if (wanted >= 0) {
      // Nothing comes for most of an interval more; then the heart helps itself.
      day.faults.push({ kind: 'no output', at: from * rate });
      from += (1.6 + 0.3 * next()) * basic;
      if (mode === 'AAI') draw('P', from - 0.16);
      beat(from, 'native');
    } else if (native > 0 || (mode !== 'DDD' && next() < 0.015)) {
      native = native > 0 ? native - 1 : 4 + Math.floor(8 * next());
      from += (0.72 + 0.12 * next()) * basic;
      draw('P', from - 0.16);
      beat(from, 'native');
    } else if (next() < 0.02) {
      from += 0.6 * basic;
      beat(from, 'ectopic');
    } else {
      if (mode !== 'VVI') {
        const at = due - (mode === 'DDD' ? av : 0);
        spike(at, 'atrium', true);
        draw('P', at + TO_P);
        if (mode === 'AAI') beat(at + TO_P + 0.16, 'native');
      }
      if (mode !== 'AAI') {
        spike(due, 'ventricle', true);
        beat(due + TO_QRS, 'paced');
      }
      from = due;
    }
  }
  disturb(leads, rate, next);
  day.beats.sort((a, b) => a.at - b.at);
  return day;
}

/** Wander, breathing, muscle (12 µV rms) and the steps of the converter (5 µV). */
function disturb(leads: readonly Float32Array[], rate: number, next: () => number): void {
  for (const lead of leads) {
    const [slow, breath] = [2 * Math.PI * next(), 2 * Math.PI * next()];
    let wander = 0;
    let held = 0;
    for (let i = 0; i < lead.length; i++) {
      const t = i / rate;
      wander = 0.9995 * wander + 0.0006 * (next() - 0.5);
      // Two steps in a row are alike: a recorder's band ends below half of its rate.
      const fresh = next() + next() + next() - 1.5;
      const noise = 0.024 * (0.7 * fresh + 0.3 * held);
      held = fresh;
      const value = lead[i]! + wander + 0.08 * Math.sin(0.21 * t + slow) + 0.05 * Math.sin(1.6 * t + breath) + noise;
      lead[i] = Math.round(value / 0.005) * 0.005;
    }
  }
}
