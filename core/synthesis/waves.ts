/**
 * What beats look like: each wave is a Gaussian in time with a direction in
 * space; a lead sees its projection. After McSharry et al., "A dynamical model
 * for generating synthetic electrocardiogram signals", 2003, laid out freely.
 */

/** Left, down, forward; mV. */
export type Vector = readonly [number, number, number];

/** One wave of a beat. */
export interface Wave {
  vector: Vector;
  /** Seconds from the R peak. */
  at: number;
  /** Standard deviation in seconds. */
  width: number;
  /** T waves come earlier where the beats are close. */
  follows?: 'rr';
}

/** Kinds of beats that are told apart by their look. */
export const BEAT_KINDS = ['normal', 'noP', 'atrial', 'aberrant', 'ventricular1', 'ventricular2', 'ventricular3', 'fusion', 'junctional'] as const;
export type BeatKind = (typeof BEAT_KINDS)[number];

/** WFDB mnemonic of each kind. */
export const SYMBOLS: Readonly<Record<BeatKind, string>> = {
  normal: 'N',
  noP: 'N',
  atrial: 'A',
  aberrant: 'a',
  ventricular1: 'V',
  ventricular2: 'V',
  ventricular3: 'V',
  fusion: 'F',
  junctional: 'j',
};

const QRS: readonly Wave[] = [
  { vector: [-0.14, -0.06, 0.14], at: -0.03, width: 0.009 },
  { vector: [1, 0.9, -0.5], at: 0, width: 0.0125 },
  { vector: [-0.17, -0.2, -0.3], at: 0.031, width: 0.011 },
];
const T: readonly Wave[] = [
  { vector: [0.16, 0.17, 0.05], at: 0.25, width: 0.055, follows: 'rr' },
  { vector: [0.14, 0.14, 0.04], at: 0.29, width: 0.034, follows: 'rr' },
];
const P: readonly Wave[] = [
  { vector: [0.06, 0.1, 0.05], at: -0.168, width: 0.019 },
  { vector: [0.06, 0.07, -0.04], at: -0.145, width: 0.019 },
];
/** From elsewhere in the atrium, and sooner before the ventricle. */
const ECTOPIC_P: readonly Wave[] = [{ vector: [-0.07, -0.1, 0.05], at: -0.13, width: 0.018 }];

function ventricular(main: Vector, late: Vector, repolarisation: Vector): Wave[] {
  return [
    { vector: main, at: 0, width: 0.032 },
    { vector: late, at: 0.06, width: 0.03 },
    { vector: repolarisation, at: 0.29, width: 0.065, follows: 'rr' },
  ];
}

const SHAPES: Readonly<Record<BeatKind, readonly Wave[]>> = {
  normal: [...P, ...QRS, ...T],
  noP: [...QRS, ...T],
  atrial: [...ECTOPIC_P, ...QRS, ...T],
  // Right bundle branch block: the end of the QRS goes right and forward, late.
  aberrant: [...ECTOPIC_P, QRS[0]!, QRS[1]!, { vector: [-0.45, -0.1, 0.75], at: 0.055, width: 0.021 }, ...T],
  ventricular1: ventricular([0.6, 1.5, -1.1], [-0.3, 0.3, -0.3], [-0.3, -0.45, 0.35]),
  ventricular2: ventricular([-1, -1.1, 1], [0.2, -0.5, 0.2], [0.3, 0.35, -0.25]),
  ventricular3: ventricular([1.4, -0.8, 0.5], [0.5, -0.5, -0.3], [-0.45, 0.25, -0.1]),
  fusion: [
    ...P,
    { vector: [0.9, 1.2, -0.8], at: 0, width: 0.02 },
    { vector: [-0.2, 0.05, -0.3], at: 0.045, width: 0.021 },
    { vector: [0.02, -0.06, 0.15], at: 0.28, width: 0.055, follows: 'rr' },
  ],
  junctional: [...QRS, ...T],
};

/** Leads in the order in which a recording takes them, with the direction each looks. */
export const LEADS: readonly { name: string; direction: Vector }[] = [
  { name: 'MLII', direction: [0.5, 0.87, 0] },
  { name: 'V1', direction: [-0.45, 0.1, 0.9] },
  { name: 'V5', direction: [0.9, 0.1, 0.3] },
  { name: 'V2', direction: [0, 0.05, 1] },
  { name: 'V3', direction: [0.35, 0.05, 0.9] },
  { name: 'V4', direction: [0.65, 0.1, 0.65] },
  { name: 'V6', direction: [1, 0.1, 0] },
  { name: 'I', direction: [1, 0, 0] },
  { name: 'III', direction: [-0.5, 0.87, 0] },
  { name: 'aVF', direction: [0, 1, 0] },
  { name: 'aVL', direction: [0.87, -0.5, 0] },
  { name: 'aVR', direction: [-0.87, -0.5, 0] },
];

/** A wave as one lead sees it. */
export interface LeadWave {
  amplitude: number;
  at: number;
  width: number;
  followsRr: boolean;
}

/**
 * Waves of every kind of beat in one lead of one patient.
 *
 * @param turn how this patient's heart lies: radians by which directions are turned in the frontal plane
 * @param size factor on all amplitudes
 */
export function leadWaves(direction: Vector, turn: number, size: number): Record<BeatKind, LeadWave[]> {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const seen = (wave: Wave): LeadWave => {
    const [x, y, z] = wave.vector;
    const amplitude = size * (direction[0] * (cos * x - sin * y) + direction[1] * (sin * x + cos * y) + direction[2] * z);
    return { amplitude, at: wave.at, width: wave.width, followsRr: wave.follows === 'rr' };
  };
  const of = (kind: BeatKind): LeadWave[] => SHAPES[kind].map(seen);
  return {
    normal: of('normal'),
    noP: of('noP'),
    atrial: of('atrial'),
    aberrant: of('aberrant'),
    ventricular1: of('ventricular1'),
    ventricular2: of('ventricular2'),
    ventricular3: of('ventricular3'),
    fusion: of('fusion'),
    junctional: of('junctional'),
  };
}
