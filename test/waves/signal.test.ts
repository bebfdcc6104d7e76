import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { averagedBeat, AVERAGE_BEFORE, AVERAGE_LENGTH, LEAST_BEATS, levelled, TILE_MARGIN, TILE_PEAK, tiled } from '../../core/waves/averaged-beat.ts';
import { correctedQt } from '../../core/waves/intervals.ts';
import { stLevel } from '../../core/waves/st-level.ts';
import { bridged, conditionedLead, WAVE_RATE, withoutDrift } from '../../core/waves/wave-signal.ts';

describe('the signal that waves are sought in', () => {
  it('is conditioned as the training data were', () => {
    const fixture = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'condition.json'), 'utf8')) as { at: number[]; values: number[] };
    const x = Float64Array.from({ length: 1100 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 0.2 * i) / 250) + 0.1 * Math.sin((2 * Math.PI * 7 * i) / 250) + (i % 200 < 8 ? 1 : 0) + (0.002 * i) / 10);
    const y = conditionedLead(x).signal;
    fixture.at.forEach((at, i) => expect(y[at]).toBeCloseTo(fixture.values[i]!, 5));
  });

  it('does not hang on gain, and bridges what was not measured', () => {
    const x = Float32Array.from({ length: 800 }, (_, i) => Math.sin(i / 9));
    const [quiet, loud] = [conditionedLead(x), conditionedLead(x.map((value) => 7 * value))];
    quiet.signal.forEach((value, i) => expect(loud.signal[i]).toBeCloseTo(value, 4));
    expect(loud.height).toBeCloseTo(7 * quiet.height, 4);
    expect(Array.from(bridged([Number.NaN, 1, Number.NaN, Number.NaN, 4, Number.NaN]))).toEqual([1, 1, 2, 3, 4, 4]);
    expect(Array.from(bridged([Number.NaN, Number.NaN]))).toEqual([0, 0]);
    expect(withoutDrift(new Float32Array(0)).length).toBe(0);
    expect(conditionedLead(new Float32Array(300)).signal.every((value) => value === 0)).toBe(true);
  });
});

/** Beats every `rr` samples with a known ST level, on a drifting baseline. */
function beats(count: number, rr: number, st: number, drift: (i: number) => number): { lead: Float32Array; peaks: Float64Array } {
  const lead = new Float32Array(count * rr + 600);
  const peaks = Float64Array.from({ length: count }, (_, k) => 250 + k * rr);
  for (const peak of peaks) {
    for (let k = -10; k <= 10; k++) lead[peak + k]! += 1.2 * Math.exp(-((k / 3) ** 2));
    // ST from 40 to 200 ms behind the R peak.
    for (let k = 11; k <= 50; k++) lead[peak + k]! += st;
  }
  for (let i = 0; i < lead.length; i++) lead[i]! += drift(i);
  return { lead, peaks };
}

describe('averaged beats', () => {
  it('keep the level of ST whatever the baseline does', () => {
    for (const st of [-0.2, 0, 0.15]) {
      const { lead, peaks } = beats(40, 210, st, (i) => 0.4 * Math.sin((2 * Math.PI * 0.08 * i) / WAVE_RATE) + 1.5);
      const average = averagedBeat({ leads: [levelled(lead, peaks)], peaks, usable: () => true })!;
      expect(average.counts).toEqual([40]);
      const found = stLevel(average.leads[0]!, { from: -10, to: 11 }, null);
      expect(found.st60).toBeCloseTo(st, 2);
      expect(found.st80).toBeCloseTo(st, 2);
      expect(found.r).toBeCloseTo(1.2, 1);
    }
  });

  it('put beats on one another that were marked a little beside their peak, and leave out those of another shape', () => {
    const { lead, peaks } = beats(30, 220, 0, () => 0);
    const marked = peaks.map((peak, i) => peak + (i % 5) - 2);
    for (let k = -40; k <= 60; k++) lead[peaks[7]! + k] = -0.8 * Math.exp(-((k / 20) ** 2));
    const average = averagedBeat({ leads: [levelled(lead, peaks)], peaks: marked, usable: () => true })!;
    expect(average.leftOut).toBe(1);
    expect(average.counts).toEqual([29]);
    expect(Math.max(...average.leads[0]!.slice(AVERAGE_BEFORE - 4, AVERAGE_BEFORE + 5))).toBeGreaterThan(1.15);
  });

  it('are none of too few beats, or of a lead that cannot be used', () => {
    const { lead, peaks } = beats(10, 220, 0, () => 0);
    expect(averagedBeat({ leads: [levelled(lead, peaks)], peaks: peaks.subarray(0, LEAST_BEATS - 1), usable: () => true })).toBeNull();
    expect(averagedBeat({ leads: [levelled(lead, peaks)], peaks, usable: () => false })).toBeNull();
    const two = averagedBeat({ leads: [levelled(lead, peaks), levelled(lead, peaks)], peaks, usable: (l) => l === 1 })!;
    expect(two.counts).toEqual([0, 10]);
    expect(two.leads[0]!.every((value) => value === 0)).toBe(true);
  });

  it('are laid out as a rhythm that goes on', () => {
    const average = new Float32Array(AVERAGE_LENGTH);
    average[AVERAGE_BEFORE] = 1;
    for (const rr of [0.4, 0.8, 1.2, 3]) {
      const tile = tiled(average, rr);
      const peaks = [...tile.keys()].filter((i) => tile[i]! > 0.9);
      expect(peaks).toContain(TILE_MARGIN + TILE_PEAK);
      peaks.slice(1).forEach((at, i) => expect(at - peaks[i]!).toBe(Math.round(rr * WAVE_RATE)));
    }
  });
});

describe('QT corrected', () => {
  it('is QT itself at 60 beats a minute, by any formula', () => {
    for (const formula of ['bazett', 'fridericia', 'framingham', 'hodges'] as const) expect(correctedQt(400, 1000, formula)).toBeCloseTo(400, 9);
  });

  it('follows the published formulas', () => {
    expect(correctedQt(360, 640, 'bazett')).toBeCloseTo(450, 6);
    expect(correctedQt(360, 512, 'fridericia')).toBeCloseTo(450, 6);
    expect(correctedQt(360, 700, 'framingham')).toBeCloseTo(406.2, 6);
    expect(correctedQt(360, 600, 'hodges')).toBeCloseTo(430, 6);
  });
});
