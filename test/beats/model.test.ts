/** The shipped model keeps the graph contract, and a label does not depend on how the signal was cut. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONTEXT_LENGTH, CONTEXT_NAMES } from '../../core/beats/context.ts';
import { graphFaults, outlineOf } from '../../core/beats/graph-outline.ts';
import { classOf, probabilitiesOf } from '../../core/beats/decide.ts';
import { blockRange, labelParts, type LabelBlockInput } from '../../core/beats/horizon.ts';
import { manifestSchema, misfits, type Manifest } from '../../core/beats/manifest.ts';
import { batchOf, STRETCH_LENGTH, STRETCH_LENGTHS, STRETCH_MARGIN, stretchesOf, type Stretch, type TensorData } from '../../core/beats/stretches.ts';
import { madeSpan, NORMAL, placesAt, WIDE } from './made-beats.ts';

const folder = fileURLToPath(new URL('../../models/repository/wtcnn-s/', import.meta.url));

let session: InferenceSession;
let bytes: Uint8Array;
let manifest: Manifest;

beforeAll(async () => {
  bytes = await readFile(`${folder}1/model.onnx`);
  manifest = manifestSchema.parse(JSON.parse(await readFile(`${folder}manifest.json`, 'utf8')));
  session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
});

const tensorOf = ({ data, dims }: TensorData): Tensor => (data instanceof Int32Array ? new Tensor('int32', data, dims) : new Tensor('float32', data, dims));

async function ask(stretches: readonly Stretch[]): Promise<{ logits: Float32Array; embedding: Float32Array; dims: readonly number[] }> {
  const batch = batchOf(stretches);
  const answer = await session.run(Object.fromEntries(Object.entries(batch).map(([name, data]) => [name, tensorOf(data)])));
  return { logits: answer['logits']!.data as Float32Array, embedding: answer['embedding']!.data as Float32Array, dims: answer['logits']!.dims };
}

const places = placesAt(400, Array.from({ length: 360 }, (_, i) => 96 + ((i * 7) % 9)));
const span = madeSpan(39_000, places, (i) => (i % 11 === 5 ? WIDE : NORMAL), 3);
const input: LabelBlockInput = { block: blockRange(0), peaks: Float64Array.from(places), span };

const stretchesIn = (from: LabelBlockInput): Stretch[] => labelParts(from).flatMap((part) => stretchesOf(from.block, part, from.span));

describe('shipped model', () => {
  it('has the hash, the context list and the horizon of its manifest', () => {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(manifest.sha256);
    expect(misfits(manifest)).toEqual([]);
    expect(manifest.context.names).toEqual([...CONTEXT_NAMES]);
    expect(bytes.length).toBeLessThan(300_000);
  });

  it('a manifest that does not fit is refused in words', () => {
    expect(misfits({ ...manifest, sampleRate: 250 })[0]).toContain('250 Hz');
    expect(misfits({ ...manifest, context: { ...manifest.context, names: ['x'] } })).toHaveLength(1);
  });

  it('is float32 and int32 with operators that every device has', () => {
    const outline = outlineOf(bytes);
    expect(graphFaults(outline)).toEqual([]);
    // int64 only for axes and shapes.
    for (const constant of outline.constants) if (constant.elementType === 7) expect(constant.name).toMatch(/^(ax|as_|qrs_)/);
    expect(outline.inputs.map((i) => [i.name, i.elementType])).toEqual([['signal', 1], ['lead_mask', 1], ['template', 1], ['beats', 6], ['context', 1]]);
    expect(outline.outputs.map((o) => [o.name, o.elementType])).toEqual([['logits', 1], ['embedding', 1]]);
  });

  it('bytes that are no graph are told', () => {
    expect(() => outlineOf(new TextEncoder().encode('hello world, this is no model'))).toThrow(RangeError);
    expect(() => outlineOf(bytes.subarray(0, bytes.length - 7))).toThrow(RangeError);
  });

  it('its Triton folder puts the batch axis first', async () => {
    const config = await readFile(`${folder}config.pbtxt`, 'utf8');
    expect(config).toContain('name: "wtcnn-s"');
    expect(config).toContain('dynamic_batching');
    expect(config).toContain(`name: "context" data_type: TYPE_FP32 dims: [ -1, ${CONTEXT_LENGTH} ]`);
  });
});

describe('answers', () => {
  it('have a row for each beat, and Q is never the largest', async () => {
    const stretches = stretchesIn(input);
    expect(stretches.length).toBe(2);
    expect(stretches.reduce((sum, s) => sum + s.beats.length, 0)).toBe(places.filter((p) => p < input.block.to).length);
    const probabilities = new Float32Array(5);
    for (const stretch of stretches) {
      expect(stretch.signal.length).toBe(3 * STRETCH_LENGTH);
      expect(Math.min(...stretch.beats)).toBeGreaterThanOrEqual(STRETCH_MARGIN);
      expect(Math.max(...stretch.beats)).toBeLessThan(STRETCH_LENGTH - STRETCH_MARGIN);
      const answer = await ask([stretch]);
      expect(answer.dims).toEqual([1, stretch.beats.length, 5]);
      expect(answer.embedding.length).toBe(stretch.beats.length * 32);
      stretch.beats.forEach((_, i) => {
        probabilitiesOf(answer.logits, i * 5, manifest.operatingPoint, probabilities);
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
        expect(classOf(probabilities, manifest.operatingPoint)).not.toBe('Q');
      });
    }
  });

  it('are the same alone and in a batch, whatever the padding', async () => {
    const stretches = stretchesIn(input);
    const both = await ask(stretches);
    const width = both.dims[1]!;
    for (const [s, stretch] of stretches.entries()) {
      const alone = await ask([stretch]);
      for (let i = 0; i < stretch.beats.length * 5; i++) expect(both.logits[s * width * 5 + i]).toBeCloseTo(alone.logits[i]!, 3);
    }
  });

  it('do not depend on the order of leads, nor on a lead that is masked', async () => {
    const [stretch] = stretchesIn(input);
    const one = await ask([stretch!]);
    const turn = (values: Float32Array, width: number): Float32Array => {
      const out = new Float32Array(values.length);
      [2, 0, 1].forEach((from, to) => out.set(values.subarray(from * width, (from + 1) * width), to * width));
      return out;
    };
    const turned = await ask([{ ...stretch!, signal: turn(stretch!.signal, STRETCH_LENGTH), template: turn(stretch!.template, 512) }]);
    one.logits.forEach((v, i) => expect(turned.logits[i]).toBeCloseTo(v, 3));

    const masked = { ...stretch!, leadMask: Float32Array.from([1, 0, 1]), signal: stretch!.signal.slice() };
    const before = await ask([masked]);
    masked.signal.fill(0.7, STRETCH_LENGTH, 2 * STRETCH_LENGTH);
    const after = await ask([masked]);
    expect(after.logits).toEqual(before.logits);
  });

  it('are bit for bit the same in a stretch of any length that holds the beats', async () => {
    for (const seconds of [1, 9, 28, 67]) {
      const few = places.filter((place) => place < 400 + 125 * seconds);
      const [stretch] = stretchesIn({ ...input, peaks: Float64Array.from(few) });
      const length = stretch!.signal.length / 3;
      expect(length).toBeLessThan(STRETCH_LENGTH);
      expect(STRETCH_LENGTHS).toContain(length);
      expect(Math.max(...stretch!.beats) + STRETCH_MARGIN).toBeLessThan(length);
      // The signal goes on behind what the short stretch holds.
      const signal = new Float32Array(3 * STRETCH_LENGTH);
      for (let lead = 0; lead < 3; lead++) signal.set(span.leads[lead]!.subarray(0, STRETCH_LENGTH - STRETCH_MARGIN), lead * STRETCH_LENGTH + STRETCH_MARGIN);
      const short = await ask([stretch!]);
      const whole = await ask([{ ...stretch!, signal }]);
      expect(whole.logits).toEqual(short.logits);
      expect(whole.embedding).toEqual(short.embedding);
    }
  });

  it('are bit for bit the same without the leads that are masked, of which up to three are looked through', async () => {
    const [stretch] = stretchesIn(input);
    const { signal, lead_mask: mask, template, beats, context } = batchOf([{ ...stretch!, leadMask: Float32Array.from([1, 1, 1]) }]);
    for (const leadMask of [[0, 1, 1], [1, 0, 1], [1, 1, 0], [0, 0, 1]].map((values) => Float32Array.from(values))) {
      const masked = { ...stretch!, leadMask };
      expect(batchOf([masked]).signal.dims[1]).toBe(leadMask.reduce((sum, value) => sum + value, 0));
      const whole = await session.run({ signal: tensorOf(signal), lead_mask: tensorOf({ ...mask, data: leadMask }), template: tensorOf(template), beats: tensorOf(beats), context: tensorOf(context) });
      const without = await ask([masked]);
      expect(without.logits).toEqual(whole['logits']!.data);
      expect(without.embedding).toEqual(whole['embedding']!.data);
    }
    const many = { ...stretch!, leadCount: 12, leadMask: new Float32Array(12).fill(1, 3), signal: new Float32Array(12 * STRETCH_LENGTH), template: new Float32Array(12 * 512) };
    expect(batchOf([many]).signal.dims[1]).toBe(12);
  });

  it('take from one to twelve leads', async () => {
    for (const leadCount of [1, 2, 12]) {
      const wide = madeSpan(39_000, places, (i) => (i % 11 === 5 ? WIDE : NORMAL), leadCount);
      const stretches = stretchesIn({ ...input, span: wide });
      const answer = await ask(stretches.slice(0, 1));
      expect(answer.logits.every(Number.isFinite)).toBe(true);
    }
  });

  it('are bit for bit the same where a stretch is cut 8 samples on', async () => {
    const [stretch] = stretchesIn(input);
    const shifted: Stretch = { ...stretch!, signal: new Float32Array(stretch!.signal.length), beats: stretch!.beats.map((b) => b + 8) };
    for (let lead = 0; lead < 3; lead++) {
      shifted.signal.set(stretch!.signal.subarray(lead * STRETCH_LENGTH, (lead + 1) * STRETCH_LENGTH - 8), lead * STRETCH_LENGTH + 8);
    }
    const one = await ask([stretch!]);
    const two = await ask([shifted]);
    expect(two.logits).toEqual(one.logits);
  });

  it('do not depend on the gain of a lead', async () => {
    const [stretch] = stretchesIn(input);
    const loud = { ...stretch!, signal: stretch!.signal.map((v) => 2 * v), template: stretch!.template.map((v) => 2 * v) };
    const one = await ask([stretch!]);
    const two = await ask([loud]);
    one.logits.forEach((v, i) => expect(two.logits[i]).toBeCloseTo(v, 3));
  });
});
