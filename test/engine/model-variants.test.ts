/** The variants of the beat network beside the shipped one: that they open where it does, and how far they are from it. */
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { program } from '../../backend/program.ts';
import { Chance } from '../../core/synthesis/chance.ts';

const LEADS = 2;
const LENGTH = 4096;
const BEATS = 28;
const CONTEXT = 53;

/** A made stretch of alike beats with a little noise. */
function feeds(): Record<string, Tensor> {
  const dice = new Chance(5, 1);
  const beat = (t: number): number => 1.2 * Math.exp(-((t / 3) ** 2)) + 0.3 * Math.exp(-(((t - 32) / 9) ** 2)) + 0.15 * Math.exp(-(((t + 20) / 5) ** 2));
  const signal = new Float32Array(LEADS * LENGTH);
  for (let l = 0; l < LEADS; l++) for (let i = 0; i < LENGTH; i++) signal[l * LENGTH + i] = (l === 0 ? 1 : -0.6) * beat(((i - 600 + 10_000) % 100) - (((i - 600 + 10_000) % 100) > 60 ? 100 : 0)) + dice.between(-0.02, 0.02);
  const template = Float32Array.from({ length: LEADS * 512 }, (_, i) => (i < 512 ? 1 : -0.6) * beat((i % 512) - 256));
  return {
    signal: new Tensor('float32', signal, [1, LEADS, LENGTH]),
    lead_mask: new Tensor('float32', new Float32Array(LEADS).fill(1), [1, LEADS]),
    template: new Tensor('float32', template, [1, LEADS, 512]),
    beats: new Tensor('int32', Int32Array.from({ length: BEATS }, (_, i) => 600 + 100 * i), [1, BEATS]),
    context: new Tensor('float32', Float32Array.from({ length: BEATS * CONTEXT }, () => dice.between(-0.3, 0.3)), [1, BEATS, CONTEXT]),
  };
}

const logitsOf = async (folder: string): Promise<Float32Array> => {
  const session = await InferenceSession.create(join(program().folder, folder, '1', 'model.onnx'), { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const { logits } = await session.run(feeds(), ['logits']);
  if (!(logits?.data instanceof Float32Array)) throw new Error('no logits');
  await session.release();
  return logits.data;
};

describe('variants of the beat network', () => {
  it('in int8 answers as in float32, but for the width of its steps', async () => {
    const whole = await logitsOf('models/repository/wtcnn-s');
    const small = await logitsOf('models/training/variants/int8');
    expect(small).toHaveLength(BEATS * 5);
    const apart = small.reduce((sum, value, i) => sum + Math.abs(value - whole[i]!), 0) / small.length;
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThan(0.3);
  });

  it.each(['pruned', 'context'])('%s answers a logit a class', async (name) => {
    const logits = await logitsOf(`models/training/variants/${name}`);
    expect(logits).toHaveLength(BEATS * 5);
    expect(logits.every(Number.isFinite)).toBe(true);
  });
});
