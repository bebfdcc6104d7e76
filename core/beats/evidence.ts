/**
 * What the engine stores beside the beats so that findings can be computed from
 * it at any time: named columns, block by block, in a closed list.
 *
 * A new kind of evidence is one entry in `EVIDENCE`, one producer in the
 * engine's `block-evidence.ts`, and its readers in core/rhythm. Runs that were
 * made before it have no such column: findings then do without it.
 */

/** Numbers of a column as they lie in memory and on the disk, little endian. */
const ARRAYS = { uint8: Uint8Array, int8: Int8Array, int16: Int16Array, float32: Float32Array, float64: Float64Array } as const;
export type EvidenceType = keyof typeof ARRAYS;
export type EvidenceArray = Uint8Array | Int8Array | Int16Array | Float32Array | Float64Array;

export interface EvidenceShape {
  /**
   * What an item of the column is: a second of the recording, a beat of the run
   * (in its order), or an event of the producer's own (absolute samples, so that
   * columns of blocks can be laid end to end).
   */
  per: 'second' | 'beat' | 'event';
  /** Numbers an item, one item after the other. */
  values: number;
  type: EvidenceType;
}

/** The closed list; what the numbers of each mean stands at its entry. */
export const EVIDENCE = {
  /** Peaks a second within ±2 s of the beat that detection saw and did not take for beats, in steps of 1/32: noise makes them. */
  ambiguity: { per: 'beat', values: 1, type: 'uint8' },
  /** Share of readable signal around the beat on its best lead, in 255ths. */
  readable: { per: 'beat', values: 1, type: 'uint8' },
  /** Likelihoods of ventricular fibrillation and tachycardia by the signal, rate and likeness of its swings: `VENTRICULAR_VALUES` of core/signal/ventricular. */
  ventricular: { per: 'second', values: 4, type: 'uint8' },
  /** Waves between beats far apart (core/signal/gap-evidence.ts): sample, `GAP_WAVE`, height as a share of the template's, correlation or, of a filter's answer, height in deviations of the noise; of the T wave before them, how far that stands above what is usual. */
  gapWaves: { per: 'event', values: 4, type: 'float64' },
  /** Log odds that the waves before the beats are fibrillation's and no P waves, 128 + 16 a unit; 0: not told (core/rhythm/atrial.ts). */
  atrial: { per: 'beat', values: 1, type: 'uint8' },
  /** How quiet a second is beside what is usual: the lead that fell least, and the one that fell most, in sixteenths of a doubling. */
  quietness: { per: 'second', values: 2, type: 'int8' },
  /** An averaged beat a minute, and one of a block's ventricular beats: `WAVE_FIELDS` of core/waves/wave-columns. */
  waves: { per: 'event', values: 13, type: 'float64' },
  /** Single beats of one stretch a block, in the same fields. */
  singleWaves: { per: 'event', values: 13, type: 'float64' },
  /** ST of the averaged beats, a row a lead: `ST_FIELDS` of core/waves/wave-columns. */
  st: { per: 'event', values: 9, type: 'float64' },
  /** Pacing spikes (core/signal/pacing-block.ts): sample, height in mV, signed, sharpness. Not made where the sampling rate is too low to see them. */
  spikes: { per: 'event', values: 3, type: 'float64' },
  /** What leads hold below the band of ST, a row a block and lead: `LOW_BAND_FIELDS` of core/waves/wave-columns. */
  lowBand: { per: 'event', values: 4, type: 'float64' },
} as const satisfies Record<string, EvidenceShape>;
export type EvidenceName = keyof typeof EVIDENCE;

/** One step of the `ambiguity` column, peaks a second. */
export const AMBIGUITY_STEP = 1 / 32;

/** Columns by name; what is not there was not made. */
export type Evidence = Partial<Record<EvidenceName, EvidenceArray>>;

export const EVIDENCE_NAMES = Object.keys(EVIDENCE) as EvidenceName[];

/** The shape of a column, or null where the name is none of the list: a newer or an older program's. */
export function evidenceShape(name: string): EvidenceShape | null {
  const shapes: Readonly<Record<string, EvidenceShape>> = EVIDENCE;
  return Object.hasOwn(shapes, name) ? shapes[name]! : null;
}

/** A column of `length` numbers of a shape, all 0. */
export function evidenceArray({ type }: EvidenceShape, length: number): EvidenceArray {
  return new ARRAYS[type](length);
}

/** The numbers of a column over a buffer of its own. Throws RangeError where the bytes are no whole number of them. */
export function evidenceOver({ type }: EvidenceShape, buffer: ArrayBuffer): EvidenceArray {
  return new ARRAYS[type](buffer);
}

/** What a block's columns are laid out against. */
export interface EvidenceBlock {
  /** Samples `[from, to)` of the recording. */
  from: number;
  to: number;
  beats: number;
}

/** Throws RangeError where a column of a block has not the length that its shape asks for. */
export function checkEvidence(name: EvidenceName, column: EvidenceArray, block: EvidenceBlock, sampleRate: number): void {
  const shape = evidenceShape(name);
  if (!shape || !(column instanceof ARRAYS[shape.type])) throw new RangeError(`evidence "${name}" is not of its type`);
  const items = shape.per === 'beat' ? block.beats : shape.per === 'second' ? secondsOf(block, sampleRate) : column.length / shape.values;
  if (column.length !== items * shape.values || !Number.isInteger(items)) throw new RangeError(`evidence "${name}" has ${column.length} numbers, not ${items} times ${shape.values}`);
}

/** Seconds that a block answers for; the last of a recording may be a part of one. */
export function secondsOf({ from, to }: Pick<EvidenceBlock, 'from' | 'to'>, sampleRate: number): number {
  return Math.ceil(Number(((to - from) / sampleRate).toFixed(6)));
}

/** One block's column, with where it belongs. */
export interface EvidencePart {
  block: EvidenceBlock;
  column: EvidenceArray | null;
}

/**
 * A column over the whole recording from those of its blocks, ascending and
 * without holes between them. Seconds and beats of blocks that have no such
 * column are 0; null where no block has it.
 */
export function joinColumn(shape: EvidenceShape, parts: readonly EvidencePart[], sampleRate: number): EvidenceArray | null {
  if (parts.every(({ column }) => column === null)) return null;
  const starts: number[] = [];
  let length = 0;
  for (const { block, column } of parts) {
    const items = shape.per === 'beat' ? block.beats : shape.per === 'second' ? secondsOf(block, sampleRate) : (column?.length ?? 0) / shape.values;
    const at = shape.per === 'second' ? Math.round(block.from / sampleRate) * shape.values : length;
    starts.push(at);
    length = Math.max(length, at + items * shape.values);
  }
  const whole = evidenceArray(shape, length);
  parts.forEach(({ column }, i) => {
    if (column) whole.set(column, starts[i]!);
  });
  return whole;
}
