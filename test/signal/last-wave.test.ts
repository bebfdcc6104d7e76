import { describe, expect, it } from 'vitest';
import { lastWave } from '../../core/signal/last-wave.ts';
import { chance } from '../rhythm/made-day.ts';

/** Twenty beats 0.8 s apart at 125 Hz over noise, each with a T wave as high as `height` says, in two leads; then nothing for 3 s. */
function told(height: (beat: number) => number, { rr = 0.8, lastRr = 0.8, drift = 0 } = {}) {
  const next = chance(5);
  const beats = Array.from({ length: 20 }, (_, k) => Math.round(125 * (1 + rr * k + (k === 19 ? lastRr - rr : 0))));
  const leads = [1, -0.6].map((gain) => {
    const x = Float32Array.from({ length: 125 * 22 }, () => 0.02 * (next() - 0.5));
    beats.forEach((beat, i) => {
      for (let k = -5; k <= 5; k++) x[beat + k]! += gain * Math.cos((Math.PI * k) / 11) ** 2;
      for (let k = 22; k <= 55; k++) x[beat + k]! += 0.3 * gain * height(i) * Math.sin((Math.PI * (k - 22)) / 33) ** 2;
      if (i === 19) for (let k = 22; k < 80; k++) x[beat + k]! += (drift * (k - 22)) / 33;
    });
    return x;
  });
  return lastWave({ from: 0, leads, valid: leads.map((lead) => new Uint8Array(lead.length).fill(1)) }, beats, 19);
}

describe('the last T wave', () => {
  it('is whole where it is that of the beats before', () => {
    const wave = told(() => 1)!;
    expect(wave.share).toBeCloseTo(1, 1);
    expect(Math.abs(wave.deviations)).toBeLessThan(1.5);
  });

  it('is lower where it fades or is cut off', () => {
    expect(told((beat) => (beat === 19 ? 0.5 : 1))).toMatchObject({ share: expect.closeTo(0.5, 1) });
    expect(told((beat) => (beat === 19 ? 0.5 : 1))!.deviations).toBeLessThan(-4);
    expect(told((beat) => (beat === 19 ? 0 : 1))!.share).toBeCloseTo(0, 1);
    // Where T waves differ by as much from beat to beat, it tells less.
    expect(told((beat) => (beat === 19 ? 0.5 : beat % 2 === 0 ? 0.6 : 1.4))!.deviations).toBeGreaterThan(-2);
  });

  it('is not told of an early beat, of fast ones, nor where the line runs away', () => {
    expect(told(() => 1, { lastRr: 0.5 })).toBeNull();
    expect(told(() => 1, { rr: 0.5, lastRr: 0.5 })).toBeNull();
    expect(told(() => 1, { drift: 1 })).toBeNull();
  });
});
