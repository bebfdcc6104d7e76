import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf, decide, probabilitiesOf, readableAround, type OperatingPoint } from '../../core/beats/decide.ts';
import { madeSpan, NORMAL } from './made-beats.ts';

const POINT: OperatingPoint = { temperature: 1, shift: [0, 0, 0, 0, 0], bias: { N: 0, S: 0, V: 0 }, fusionBias: 1, readableShare: 0.3 };
const probabilities = fc
  .array(fc.double({ min: 1e-4, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
  .map((p) => p.map((x) => x / p.reduce((a, b) => a + b, 0)));

describe('decision', () => {
  it('F never takes a beat from S or V', () => {
    fc.assert(
      fc.property(probabilities, fc.double({ min: -5, max: 5, noNaN: true }), (p, fusionBias) => {
        const plain = classOf(p, { ...POINT, fusionBias: -1e6 });
        const withF = classOf(p, { ...POINT, fusionBias });
        if (plain !== 'N') expect(withF).toBe(plain);
        else expect(['N', 'F']).toContain(withF);
      }),
    );
  });

  it('more bias for V never gives fewer V', () => {
    fc.assert(
      fc.property(probabilities, (p) => {
        if (classOf(p, POINT) === 'V') expect(classOf(p, { ...POINT, bias: { N: 0, S: 0, V: 1 } })).toBe('V');
      }),
    );
  });

  it('probabilities sum to one and follow temperature and shift', () => {
    const out = new Float32Array(5);
    probabilitiesOf([0, 1, 2, 0, -12], 0, POINT, out);
    expect(out.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    expect(out[2]! / out[1]!).toBeCloseTo(Math.E, 4);
    probabilitiesOf([9, 9, 0, 1, 2, 0, -12], 2, { ...POINT, temperature: 2, shift: [0, 0, -0.5, 0, 0] }, out);
    expect(out[2]! / out[1]!).toBeCloseTo(1, 4);
  });

  it('an unreadable place gives an artefact', () => {
    const span = madeSpan(1000, [500], () => NORMAL, 2);
    expect(readableAround(span, 500)).toBeCloseTo(1);
    expect(decide([0.9, 0.1, 0, 0, 0], 1, POINT)).toBe('N');
    span.valid[0]!.fill(0);
    expect(readableAround(span, 500)).toBeCloseTo(1);
    span.valid[1]!.fill(0, 470);
    expect(decide([0.9, 0.1, 0, 0, 0], readableAround(span, 500), POINT)).toBe('X');
  });
});
