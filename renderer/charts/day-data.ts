/** What a picture of the day is drawn from, and where its parts stand. */
import type { BeatClass } from '../../core/beats/classes.ts';
import type { LeadQuality } from '../../core/study/lead-quality.ts';
import type { Night } from '../../core/study/night.ts';
import type { DensityTrend, RateTrend } from '../../core/study/trend.ts';

export const DAY_GUTTER = 44;
export const DAY_RIGHT = 12;
/** Height of the axis of the time of day. */
export const AXIS = 14;

/** Something found, pinned over the day. */
export interface DayPin {
  /** Where it begins, seconds. */
  at: number;
  /** Its end where it is long enough to be drawn as a bar (fibrillation), else null. */
  to: number | null;
  /** Less is worse: worse ones keep their place where pins would meet. */
  rank: number;
  key: string;
  /** Somebody has decided on it: hollow as a pin, filled as a bar. `again`: it has changed since. */
  decided?: boolean;
  again?: boolean;
  /** What it is in two words, written beside it where there is room. */
  words?: () => string;
}

export interface DayData {
  seconds: number;
  startMs: number;
  rate: RateTrend;
  density: DensityTrend;
  /** Unreadable spans, from, to pairs, seconds. */
  unreadable: Float64Array;
  analysedSeconds: number;
  pins: readonly DayPin[];
  nights: readonly Night[];
  /** Marks of the diary stand over it: the pins make room for them. */
  flagged: boolean;
  /** How the leads could be read, with their names in its order; drawn by the picture of the overview alone. */
  quality?: { of: LeadQuality; names: readonly string[] } | null;
}

/** `reading`: over the strip. `whole`: of the overview, with fibrillation and leads in lanes of their own. `low`: rate and fibrillation alone. */
export type DayKind = 'reading' | 'whole' | 'low';

/** A lane: top and height. */
export type Lane = readonly [number, number];

/** Where the parts of a picture stand, in pixels of a plotting area `tall` pixels high. */
export interface DayLayout {
  tall: number;
  /** Middle of the heads of pins; a click as low as `pinRow` goes to the nearest. */
  pins: number;
  pinRow: number;
  /** Whether pins carry their words. */
  named: boolean;
  rate: { top: number; bottom: number };
  classes: Partial<Readonly<Record<BeatClass, Lane>>>;
  /** Lane of fibrillation; null where its bars stand under the pins. */
  af: Lane | null;
  /** A lane a lead, in the order of the data. */
  leads: readonly Lane[];
}

/** The picture over the strip was drawn for this height; its lanes stretch with others. */
const READING = 132;
const READING_LANES: Readonly<Record<BeatClass, Lane>> = { N: [66, 4], S: [73, 9], V: [86, 12], F: [101, 8], Q: [113, 4], X: [123, 5] };
/** Most height that the lanes of leads take, and that one takes. */
const LEADS_MOST = 46;
const LEAD_MOST = 14;

/**
 * The layout of a picture.
 *
 * @param tall height of its plotting area, pixels
 * @param leads leads whose quality is known
 * @param flagged whether marks of the diary stand over it
 * @param unclassified whether there are Q beats: where there are none the overview needs no lane for them
 */
export function dayLayout(kind: DayKind, tall: number, { leads = 0, flagged = false, unclassified = false } = {}): DayLayout {
  const pins = flagged ? { pins: 18, pinRow: 27 } : { pins: 5, pinRow: 15 };
  if (kind === 'low') {
    const af: Lane = [tall - 11, 8];
    return { tall, ...pins, named: false, rate: { top: pins.pinRow + 3, bottom: tall - 14 }, classes: {}, af, leads: [] };
  }
  if (kind === 'reading') {
    const stretch = tall / READING;
    const classes = Object.fromEntries(Object.entries(READING_LANES).map(([name, [top, height]]) => [name, [top * stretch, height * stretch]]));
    return { tall, ...pins, named: false, rate: { top: flagged ? pins.pinRow + 5 : 14 * stretch, bottom: 62 * stretch }, classes, af: null, leads: [] };
  }
  // From the foot upwards: leads, X, fibrillation, then the classes.
  const pitch = leads > 0 ? Math.min(LEAD_MOST, LEADS_MOST / leads) : 0;
  let at = tall - 3 - pitch * leads;
  const first = at;
  const lanes = Array.from({ length: leads }, (_, i): Lane => [first + i * pitch + pitch * 0.3, Math.max(1.5, Math.min(6, pitch * 0.55))]);
  const lane = (height: number, over: number): Lane => {
    at -= height;
    const top = at;
    at -= over;
    return [top, height];
  };
  at -= leads > 0 ? 4 : 0;
  const X = lane(6, 7);
  const af = lane(9, 6);
  const Q = unclassified ? lane(6, 6) : undefined;
  const F = lane(9, 6);
  const V = lane(20, 6);
  const S = lane(13, 8);
  return { tall, pins: 22, pinRow: 32, named: true, rate: { top: 38, bottom: Math.max(50, at) }, classes: { S, V, F, ...(Q && { Q }), X }, af, leads: lanes };
}

/** Room of a pin, CSS pixels: nearer ones are left out, the worse one stays. */
const PIN_ROOM = 8;

/** Pins that stand apart, the worst first, of those in a window. */
export function pinsApart(pins: readonly DayPin[], x: (seconds: number) => number, from: number, to: number): DayPin[] {
  const taken: DayPin[] = [];
  const slots = new Map<number, number[]>();
  for (const pin of pins.toSorted((a, b) => a.rank - b.rank || a.at - b.at)) {
    if (pin.at < from || pin.at > to) continue;
    const at = x(pin.at);
    const slot = Math.floor(at / PIN_ROOM);
    if ([slot - 1, slot, slot + 1].some((near) => slots.get(near)?.some((other) => Math.abs(other - at) < PIN_ROOM))) continue;
    slots.set(slot, [...(slots.get(slot) ?? []), at]);
    taken.push(pin);
  }
  return taken;
}
