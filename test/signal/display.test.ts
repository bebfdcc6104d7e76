import { describe, expect, it } from 'vitest';
import { DEFAULT_DISPLAY, displayCaption, displayMargin, filterForDisplay, stripCaption } from '../../core/signal/display.ts';

function sine(hz: number, rate: number, seconds: number): Float32Array {
  return new Float32Array(rate * seconds).map((_, i) => Math.sin((2 * Math.PI * hz * i) / rate));
}

function size(x: Float32Array, rate: number): number {
  const inner = x.slice(4 * rate, x.length - 4 * rate);
  return Math.sqrt((2 * inner.reduce((sum, value) => sum + value * value, 0)) / inner.length);
}

describe('the filter of the strip', () => {
  it.each([125, 250, 360, 1000])('keeps the ECG and drops the rest at %d Hz', (rate) => {
    for (const hz of [1, 5, 20, 30]) expect(size(filterForDisplay(sine(hz, rate, 20), rate), rate)).toBeCloseTo(1, 1);
    expect(size(filterForDisplay(sine(0.1, rate, 20), rate), rate)).toBeLessThan(0.05);
    if (rate > 125) expect(size(filterForDisplay(sine(60, rate, 20), rate), rate)).toBeLessThan(0.05);
    const notch = { highPass: null, lowPass: null, notch: 50 as const };
    expect(size(filterForDisplay(sine(50, rate, 20), rate, notch), rate)).toBeLessThan(0.1);
    expect(size(filterForDisplay(sine(20, rate, 20), rate, notch), rate)).toBeCloseTo(1, 1);
  });

  it('moves nothing: a peak stays where it is', () => {
    const x = new Float32Array(2500).map((_, i) => 2 * Math.exp(-(((i - 1250) / 6) ** 2)) + 0.5);
    const y = filterForDisplay(x, 250);
    expect(y.indexOf(Math.max(...y))).toBe(1250);
    expect(y[1250]).toBeGreaterThan(1.7);
  });

  it('leaves gaps as gaps and makes no step beside them', () => {
    const x = new Float32Array(2000).fill(3);
    x.fill(Number.NaN, 900, 950);
    const y = filterForDisplay(x, 250, { ...DEFAULT_DISPLAY, notch: 50 });
    for (let i = 0; i < 2000; i++) {
      if (i >= 900 && i < 950) expect(y[i]).toBeNaN();
      else expect(Math.abs(y[i]!)).toBeLessThan(1e-4);
    }
    expect(filterForDisplay(new Float32Array(1).fill(2), 250)).toHaveLength(1);
    expect(filterForDisplay(new Float32Array(0), 250)).toHaveLength(0);
  });

  it('depends on no more than its margin', () => {
    const rate = 250;
    const margin = Math.ceil(displayMargin(DEFAULT_DISPLAY) * rate);
    const x = sine(3, rate, 20);
    const other = x.slice();
    other[0] = other[0]! + 50;
    const y = filterForDisplay(x, rate);
    const z = filterForDisplay(other, rate);
    for (let i = margin; i < x.length; i++) expect(Math.abs(y[i]! - z[i]!)).toBeLessThan(1e-5);
  });

  it('says what it does', () => {
    expect(displayCaption(DEFAULT_DISPLAY)).toBe('0.5–40 Hz');
    expect(displayCaption({ highPass: 0.05, lowPass: 150, notch: 50 }, 250)).toBe('from 0.05 Hz, notch 50 Hz');
    expect(displayCaption({ highPass: null, lowPass: null, notch: null })).toBe('unfiltered');
    expect(stripCaption('MLII', DEFAULT_DISPLAY)).toBe('MLII · 25 mm/s · 10 mm/mV · 0.5–40 Hz');
  });
});
