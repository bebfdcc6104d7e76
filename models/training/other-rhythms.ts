/**
 * Records composed of other people's rhythm and a training patient's own beats:
 * RR intervals and labels of a stretch of a Holter day of which only the
 * annotations are public, and the waves of somebody with a signal. The training
 * lists hold 72 people; what makes a beat premature is a matter of rhythm, and
 * of rhythm there are days of a hundred people more.
 */
import { spanLength, type ConditionedSpan } from '../../core/beats/conditioned.ts';
import { CLASSES } from '../../core/beats/classes.ts';
import { Random } from './random.ts';
import type { ReferenceRecord } from './records.ts';
import { fWave } from './synthetic-af.ts';
import { labelAt, listOf, readDay, type Day } from './rhythm/days.ts';

/** Beats of a composed record. */
export const BEATS = 1500;
const RATE = 125;
/** QRST of a sinus beat: −64 ms to +0.42 s; of a ventricular one −120 ms to +0.46 s; P wave −272 to −72 ms. */
const QRST = { from: -8, to: 53 };
const WIDE = { from: -15, to: 58 };
const P = { from: -34, to: -9 };
/** Intervals outside are no rhythm but a gap or a missed beat, seconds. */
const LONGEST = 3;
const SHORTEST = 0.2;

/** A stretch of somebody's day: times in seconds from its first beat, one class letter and one flag (fibrillation) a beat. */
export interface Rhythm {
  name: string;
  times: number[];
  symbols: string[];
  fibrillation: boolean[];
}

/**
 * Stretches of `BEATS` beats of a day without a gap: the `most` that hold most
 * premature atrial beats (20 and more), and `plain` of the others by chance.
 */
export function rhythmsOf(day: Day, most: number, plain: number, random: Random): Rhythm[] {
  const { sample, beatClass, sampleRate } = day.series;
  const from = { at: 0 };
  const flags = Array.from(sample, (at) => labelAt(day, at, from));
  const found: { rhythm: Rhythm; premature: number }[] = [];
  for (let first = 0; first + BEATS <= sample.length; first += BEATS) {
    let sound = true;
    for (let i = first + 1; i < first + BEATS && sound; i++) {
      const rr = (sample[i]! - sample[i - 1]!) / sampleRate;
      sound = rr >= SHORTEST && rr <= LONGEST && flags[i]! >= 0;
    }
    if (!sound) continue;
    const some = Array.from({ length: BEATS }, (_, k) => first + k);
    const symbols = some.map((i) => ({ V: 'V', S: 'A' })[CLASSES[beatClass[i]!] as 'V' | 'S'] ?? 'N');
    found.push({
      rhythm: {
        name: `${day.name}@${first}`,
        times: some.map((i) => (sample[i]! - sample[first]!) / sampleRate),
        symbols,
        fibrillation: some.map((i) => flags[i] === 1),
      },
      premature: symbols.filter((symbol) => symbol === 'A').length,
    });
  }
  const rich = found.filter(({ premature }) => premature >= 20).sort((a, b) => b.premature - a.premature).slice(0, most);
  const others = found.filter((one) => !rich.includes(one));
  const chosen = rich.map(({ rhythm }) => rhythm);
  for (let k = 0; k < plain && others.length > 0; k++) chosen.push(others.splice(Math.floor(random.next() * others.length), 1)[0]!.rhythm);
  return chosen;
}

/** Beats of a patient that may lend their waves. */
function lenders(record: ReferenceRecord, symbols: string, room: { from: number; to: number }): number[] {
  const { peaks } = record;
  const length = spanLength(record.span);
  return record.symbols.flatMap((symbol, i) => {
    if (i < 1 || i > peaks.length - 2 || !symbols.includes(symbol)) return [];
    const alone = peaks[i + 1]! - peaks[i]! > room.to + 10 && peaks[i]! - peaks[i - 1]! > -room.from + 10;
    const inside = peaks[i]! + 2 * room.from > 0 && peaks[i]! + room.to < length;
    return alone && inside ? [i] : [];
  });
}

/** A piece of signal without its own baseline, its edges let out softly. */
function piece(signal: Float32Array, centre: number, { from, to }: { from: number; to: number }): Float32Array {
  const out = new Float32Array(to - from + 1);
  const first = signal[centre + from]!;
  const last = signal[centre + to]!;
  for (let j = from; j <= to; j++) {
    const line = first + ((last - first) * (j - from)) / (to - from);
    out[j - from] = (signal[centre + j]! - line) * Math.min(1, (j - from + 1) / 4, (to - j + 1) / 6);
  }
  return out;
}

/**
 * `rhythm` with the waves of `record`; null where the record has too few beats of a kind that the rhythm has.
 * Premature atrial beats have a P wave of one other focus (or none that can be seen, or the sinus one), fibrillation
 * an f wave.
 */
export function composed(record: ReferenceRecord, rhythm: Rhythm, random: Random): ReferenceRecord | null {
  const normal = lenders(record, 'NLRB', { from: P.from, to: QRST.to });
  const wide = lenders(record, 'V', WIDE);
  if (normal.length < 100) return null;
  if (rhythm.symbols.filter((symbol) => symbol === 'V').length >= 3 && wide.length < 8) return null;
  const symbols = rhythm.symbols.map((symbol) => (symbol === 'V' && wide.length === 0 ? 'N' : symbol));
  const at = rhythm.times.map((seconds) => Math.round((seconds + 1.5) * RATE));
  const total = at.at(-1)! + 2 * RATE;
  const sources = symbols.map((symbol) => random.pick(symbol === 'V' ? wide : normal));
  // The focus of the premature beats: as the sinus node, hidden, of another height, or upside down; and how much nearer it lies.
  const focus = random.pick([1, 1, 0, random.between(0.3, 1.6), random.between(-1.2, -0.3), random.between(-1.2, -0.3)]);
  const nearer = focus === 1 ? 0 : Math.round(random.between(-2, 6));
  const wave = fWave(total, random);
  const inFibrillation = new Uint8Array(total);
  rhythm.fibrillation.forEach((flag, k) => {
    if (flag) inFibrillation.fill(1, at[k]! - RATE / 2, (at[k + 1] ?? total) - RATE / 2);
  });
  const leads = record.span.leads.map((signal) => {
    const out = new Float32Array(total);
    const add = (centre: number, from: number, values: Float32Array, factor: number): void => {
      values.forEach((x, j) => {
        const to = centre + from + j;
        if (to >= 0 && to < total) out[to] = out[to]! + factor * x;
      });
    };
    let height = 0;
    at.forEach((centre, k) => {
      const symbol = symbols[k]!;
      const source = Math.round(record.peaks[sources[k]!]!);
      const reach = symbol === 'V' ? WIDE : QRST;
      const beat = piece(signal, source, reach);
      add(centre, reach.from, beat, 1);
      const core = beat.subarray(-reach.from - 8, -reach.from + 9);
      height += (Math.max(...core) - Math.min(...core)) / at.length;
      if (symbol === 'V' || rhythm.fibrillation[k]) return;
      add(centre, P.from + (symbol === 'A' ? nearer : 0), piece(signal, source, P), symbol === 'A' ? focus : 1);
    });
    const amplitude = random.between(0, 0.06) * height;
    const hiss = random.between(0.002, 0.02) * height;
    let smooth = 0;
    for (let j = 0; j < total; j++) {
      smooth = 0.6 * smooth + 0.8 * random.normal();
      out[j] = out[j]! + (inFibrillation[j] === 1 ? amplitude * wave[j]! : 0) + hiss * smooth;
    }
    return out;
  });
  const span: ConditionedSpan = { from: 0, leads, valid: leads.map((lead) => new Uint8Array(lead.length).fill(1)) };
  return {
    name: `${record.name}~${rhythm.name.replaceAll('/', '-')}`,
    leadNames: record.leadNames,
    sampleRate: RATE,
    span,
    peaks: Float64Array.from(at),
    symbols,
    own: Float64Array.from(at),
  };
}

/** Days whose annotations alone are public, with how many stretches full of premature beats each may give. */
const DAYS = [
  { set: 'ltafdb', extension: 'atr', most: 3 },
  { set: 'chf2db', extension: 'ecg', most: 2 },
  { set: 'nsr2db', extension: 'ecg', most: 2 },
] as const;
/** Patients asked in turn for one whose beats fit a rhythm. */
const TRIES = 20;
/** Share of beats in fibrillation from which a stretch is none of sinus rhythm. */
const SINUS = 0.02;

/**
 * All composed records of the training lists, each in the fold of who lent the beats (`lender`): nobody whose rhythm
 * is taken is in any fold. With `sinus` those without fibrillation. The same every time.
 */
export async function* otherRhythms(data: string, lenders: readonly ReferenceRecord[], sinus: boolean): AsyncGenerator<{ record: ReferenceRecord; lender: string }> {
  const random = new Random(4242);
  let turn = 0;
  for (const { set, extension, most } of DAYS) {
    for (const person of await listOf(data, set, 'train')) {
      const day = await readDay(data, set, person, extension);
      for (const rhythm of rhythmsOf(day, most, 1, random)) {
        let record: ReferenceRecord | null = null;
        let lender = '';
        for (let tries = 0; record === null && tries < TRIES; tries++) {
          const patient = lenders[(turn++ * 29) % lenders.length]!;
          record = composed(patient, rhythm, random);
          lender = patient.name;
        }
        const irregular = rhythm.fibrillation.filter(Boolean).length / BEATS;
        if (record !== null && !(sinus && irregular >= SINUS)) yield { record, lender };
      }
    }
  }
}
