/** Columns of a run segment and templates as BLOBs, and back. Little endian, as typed arrays lie in memory. */
import { AppError } from '../../core/contract/errors.ts';
import { checkEvidence, EVIDENCE_NAMES, evidenceOver, evidenceShape, joinColumn } from '../../core/beats/evidence.ts';
import type { Evidence, EvidenceArray, EvidenceName } from '../../core/beats/evidence.ts';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import type { BeatColumns, RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import { crc32 } from 'node:zlib';
import { z } from 'zod';

/** The columns of a segment that current state is made of, as stored. */
export interface BeatBlobs {
  from_sample: number;
  to_sample: number;
  beats: number;
  samples: Uint8Array;
  codes: Uint8Array;
  templates: Uint8Array;
  probabilities: Uint8Array;
  likeness: Uint8Array;
  unreadable: Uint8Array;
  /** See `beatsCrc`; null in rows that were written before there were sums. */
  beats_crc: number | null;
}

export type SegmentBlobs = BeatBlobs & { doubtful: Uint8Array; quality: Uint8Array; embedding: Uint8Array; evidence_crc: number | null; embedding_crc: number | null };

/** CRC-32 of what the beats of a segment are made of, its bounds among it. */
export function beatsCrc(row: Omit<BeatBlobs, 'beats_crc'>): number {
  const bounds = crc32(`${row.from_sample} ${row.to_sample} ${row.beats}`);
  return [row.samples, row.codes, row.templates, row.probabilities, row.likeness, row.unreadable].reduce((sum, bytes) => crc32(bytes, sum), bounds);
}

/** CRC-32 of the evidence of a segment. */
export function evidenceCrc({ doubtful, quality }: Pick<SegmentBlobs, 'doubtful' | 'quality'>): number {
  return crc32(quality, crc32(doubtful));
}

/** Throws AppError `database-damaged` where a sum that was stored is not the one that is found. */
export function checkSum(stored: number | null, found: number, from: number): void {
  if (stored === null || stored === found) return;
  throw new AppError('database-damaged', 'A segment of the analysis is damaged.', { hint: 'Restore the case from a backup, or run the analysis again.', details: { from } });
}

/** Bytes of a typed array, without a copy. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A copy of bytes that begins a buffer of its own, so that any typed array may lie over it. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** A segment's columns as stored: samples as 32-bit steps from the segment's first. */
export function segmentBlobs(segment: RunSegment): SegmentBlobs {
  const n = segment.sample.length;
  if (segment.code.length !== n || segment.template.length !== n || segment.likeness.length !== n || segment.probability.length !== n * PROBABILITIES) {
    throw new RangeError('the columns of a run segment are of one length');
  }
  segment.sample.forEach((sample, i) => {
    if (!(sample >= segment.from && sample < segment.to && (i === 0 || sample > segment.sample[i - 1]!))) {
      throw new RangeError(`beat ${i} of run segment ${segment.index} lies at ${sample}: beats ascend within their segment`);
    }
  });
  const blobs = {
    from_sample: segment.from,
    to_sample: segment.to,
    beats: n,
    samples: bytesOf(Int32Array.from(segment.sample, (sample) => Math.round(sample) - segment.from)),
    codes: segment.code,
    templates: bytesOf(segment.template),
    probabilities: segment.probability,
    likeness: bytesOf(segment.likeness),
    unreadable: bytesOf(segment.unreadable),
    doubtful: bytesOf(segment.doubtful),
    quality: segment.quality,
    embedding: bytesOf(segment.embedding),
  };
  return { ...blobs, beats_crc: beatsCrc(blobs), evidence_crc: evidenceCrc(blobs), embedding_crc: crc32(blobs.embedding) };
}

/** The beats of a segment as they come from the engine; the first one's key is `firstKey`. */
export function segmentBeats(segment: RunSegment, firstKey: number): BeatColumns {
  const n = segment.sample.length;
  return {
    key: Int32Array.from({ length: n }, (_, i) => firstKey + i),
    // As they are read again: a peak that was rounded from just before the first sample is at 0, not at −0.
    sample: segment.sample.map((sample) => Math.round(sample) + 0),
    code: segment.code,
    template: segment.template,
    probability: segment.probability,
    likeness: segment.likeness,
    source: new Uint8Array(n),
  };
}

/** Frees the memory of a row's column once it is copied: thousands of rows that wait for their collection would take as much again as what is made of them. */
function letGo({ buffer, byteLength }: Uint8Array): void {
  // A part of a larger memory has other owners too.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Beats and unreadable spans of segments that hold `n` beats in all, one after the other: the key of a beat is its place in them. Rows are used up. */
export function joinSegments(segments: Iterable<BeatBlobs>, n: number): { beats: BeatColumns; unreadable: Float64Array } {
  const beats: BeatColumns = {
    key: Int32Array.from({ length: n }, (_, i) => i),
    sample: new Float64Array(n),
    code: new Uint8Array(n),
    template: new Uint16Array(n),
    probability: new Uint8Array(n * PROBABILITIES),
    likeness: new Int8Array(n),
    source: new Uint8Array(n),
  };
  const unreadable: number[] = [];
  let at = 0;
  for (const segment of segments) {
    if (segment.samples.length !== 4 * segment.beats || segment.codes.length !== segment.beats || segment.templates.length !== 2 * segment.beats) {
      throw new AppError('database-damaged', 'A segment of the analysis is damaged.', { hint: 'Run the analysis again.', details: { from: segment.from_sample } });
    }
    checkSum(segment.beats_crc, beatsCrc(segment), segment.from_sample);
    const offsets = new Int32Array(aligned(segment.samples));
    for (let i = 0; i < offsets.length; i++) beats.sample[at + i] = segment.from_sample + offsets[i]!;
    beats.code.set(segment.codes, at);
    beats.template.set(new Uint16Array(aligned(segment.templates)), at);
    beats.probability.set(segment.probabilities, at * PROBABILITIES);
    beats.likeness.set(new Int8Array(aligned(segment.likeness)), at);
    unreadable.push(...new Float64Array(aligned(segment.unreadable)));
    at += segment.beats;
    for (const bytes of [segment.samples, segment.codes, segment.templates, segment.probabilities, segment.likeness, segment.unreadable]) letGo(bytes);
  }
  return { beats, unreadable: Float64Array.from(unreadable) };
}

/** The evidence of a segment, as stored. */
export interface EvidenceBlobs {
  from_sample: number;
  to_sample: number;
  doubtful: Uint8Array;
  quality: Uint8Array;
}

/** Peaks under the detection threshold (samples), and `QUALITY` flags per lead and second of the whole recording. */
export interface RunEvidence {
  doubtful: Float64Array;
  quality: { leads: number; seconds: number; flags: Uint8Array };
  columns: Evidence;
}

/** A named column of a segment, as stored. */
export interface NamedEvidence {
  idx: number;
  name: string;
  bytes: Uint8Array;
  crc: number;
}

/** The named columns of a segment as stored. Throws RangeError where one has not the length of its shape. */
export function namedEvidence(segment: RunSegment, sampleRate: number): NamedEvidence[] {
  return EVIDENCE_NAMES.flatMap((name) => {
    const column = segment.evidence[name];
    if (!column) return [];
    checkEvidence(name, column, { from: segment.from, to: segment.to, beats: segment.sample.length }, sampleRate);
    const bytes = bytesOf(column);
    return [{ idx: segment.index, name, bytes, crc: crc32(bytes) }];
  });
}

/** Where the blocks of a run lie. */
export interface BlockPlace {
  idx: number;
  from_sample: number;
  to_sample: number;
  beats: number;
}

/** A named column over the whole recording, null where no block has it; `rows` are its own, and used up. */
export function joinNamed(name: EvidenceName, blocks: readonly BlockPlace[], rows: readonly NamedEvidence[], sampleRate: number): EvidenceArray | null {
  const shape = evidenceShape(name)!;
  const own = new Map(rows.map(({ idx, bytes }) => [idx, evidenceOver(shape, aligned(bytes))]));
  for (const { bytes } of rows) letGo(bytes);
  const parts = blocks.map(({ idx, from_sample: from, to_sample: to, beats }) => ({ block: { from, to, beats }, column: own.get(idx) ?? null }));
  return joinColumn(shape, parts, sampleRate);
}

/** Named columns of a run that are read when they are first asked for, each once: not all who look at one need the others. */
export function columnsWhenAsked(read: (name: EvidenceName) => EvidenceArray | null): Evidence {
  const columns: Evidence = {};
  for (const name of EVIDENCE_NAMES) {
    Object.defineProperty(columns, name, {
      enumerable: true,
      configurable: true,
      get(): EvidenceArray | undefined {
        const value = read(name) ?? undefined;
        Object.defineProperty(columns, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return columns;
}

/** The evidence of segments up to the sample `end`, one after the other. Seconds that no segment tells of have no flags. Rows are used up. */
export function joinEvidence(segments: Iterable<EvidenceBlobs>, end: number, leads: number, sampleRate: number): Omit<RunEvidence, 'columns'> {
  const seconds = Math.ceil(end / sampleRate);
  const flags = new Uint8Array(leads * seconds);
  const doubtful: number[] = [];
  for (const segment of segments) {
    for (const at of new Float64Array(aligned(segment.doubtful))) doubtful.push(at);
    const own = leads > 0 ? Math.floor(segment.quality.length / leads) : 0;
    const first = Math.floor(segment.from_sample / sampleRate);
    for (let lead = 0; lead < leads; lead++) {
      flags.set(segment.quality.subarray(lead * own, lead * own + Math.min(own, seconds - first)), lead * seconds + first);
    }
    for (const bytes of [segment.doubtful, segment.quality]) letGo(bytes);
  }
  return { doubtful: Float64Array.from(doubtful), quality: { leads, seconds, flags } };
}

const templateHead = z.object({
  id: z.number().int(),
  name: z.string(),
  beatClass: z.number().int(),
  count: z.number().int(),
  rate: z.number(),
  peak: z.number(),
  lengths: z.array(z.number().int().min(0)),
});

/** Templates as bytes: a line of JSON behind its length, then the averages as float32. */
export function encodeTemplates(templates: readonly TemplateInfo[]): Uint8Array {
  const heads = templates.map(({ average, ...rest }): z.infer<typeof templateHead> => ({ ...rest, lengths: average.map((lead) => lead.length) }));
  const json = Buffer.from(JSON.stringify(heads), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...templates.flatMap((template) => template.average.map(bytesOf))]);
}

/** Templates from their bytes. Throws AppError `database-damaged`. */
export function decodeTemplates(bytes: Uint8Array | null): TemplateInfo[] {
  if (bytes === null) return [];
  try {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const jsonLength = view.readUInt32LE(0);
    const heads = z.array(templateHead).parse(JSON.parse(view.toString('utf8', 4, 4 + jsonLength)));
    const values = new Float32Array(aligned(view.subarray(4 + jsonLength)));
    let at = 0;
    return heads.map(({ lengths, ...head }) => ({ ...head, average: lengths.map((length) => values.slice(at, (at += length))) }));
  } catch (thrown) {
    if (!(thrown instanceof RangeError || thrown instanceof SyntaxError || thrown instanceof z.ZodError)) throw thrown;
    throw new AppError('database-damaged', 'The templates of the analysis are damaged.', { hint: 'Run the analysis again.', cause: thrown });
  }
}
