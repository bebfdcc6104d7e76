import { describe, expect, test } from 'vitest';
import { codeOf } from '../../core/beats/classes.ts';
import { markPaced } from '../../core/beats/paced-beats.ts';
import { DEFAULT_SETTINGS } from '../../core/rhythm/finding.ts';
import { pacingFindings } from '../../core/rhythm/pacing.ts';
import { detectIn, readBlock } from '../../core/signal/detect.ts';
import { LEAST_SPIKE_RATE } from '../../core/signal/spikes.ts';
import { takePacing } from '../../core/signal/pacing-block.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { withData } from '../helpers/data.ts';
import { series, times } from './made-day.ts';
import { readPaced, sourceOf, type ReadDay } from './made-pacing.ts';
import { pacedDay } from '../signal/planting-spikes.ts';

const FAULTS = { 'loss of capture': 'suspected-loss-of-capture', 'loss of sensing': 'suspected-loss-of-sensing', 'no output': 'suspected-failure-to-pace' } as const;

/** Share of the planted spikes that were found, and the found ones that nobody planted. */
function spikesOf({ truth, spikes, rate }: ReadDay): { found: number; extra: number } {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.012 * rate;
  return {
    found: truth.spikes.filter(({ at }) => spikes.some((spike) => near(at, spike))).length / truth.spikes.length,
    extra: spikes.filter((spike) => !truth.spikes.some(({ at }) => near(at, spike))).length,
  };
}

describe('a made pacemaker', () => {
  test.each([
    [250, 'VVI', 'unipolar', 0.9],
    [500, 'DDD', 'unipolar', 0.98],
    [1000, 'AAI', 'bipolar', 0.95],
  ] as const)('is seen at %d Hz, %s, %s', async (rate, mode, pole, least) => {
    const read = await readPaced({ rate, seconds: 120, seed: 2 * rate + 3, mode, pole, faults: true });
    const { found, extra } = spikesOf(read);
    expect(found).toBeGreaterThanOrEqual(least);
    expect(extra).toBe(0);
    const [rhythm] = read.findings.filter(({ kind }) => kind === 'paced-rhythm');
    expect(rhythm?.reason).toContain(mode === 'DDD' ? 'of the atrium and ventricle' : mode === 'AAI' ? 'of the atrium' : 'of the ventricle');
    // Hardly a beat is called paced that is not: what a tall spike without answer leaves may look like a beat.
    const paced = read.truth.beats.filter(({ kind }) => kind === 'paced');
    const called = read.peaks.filter((_, i) => read.codes[i] === '/');
    expect(called.filter((peak) => !paced.some(({ at }) => Math.abs(at - peak) < 0.1 * rate)).length).toBeLessThanOrEqual(0.03 * read.peaks.length);
    expect(called.length).toBeGreaterThanOrEqual(0.85 * paced.length);
  });

  test('has its faults told where they are', async () => {
    const read = await readPaced({ rate: 500, seconds: 150, seed: 81, mode: 'VVI', pole: 'unipolar', faults: true });
    const told = read.findings.filter(({ kind }) => Object.values(FAULTS).some((name) => name === kind));
    for (const { kind, at } of read.truth.faults) {
      expect(told.some((finding) => finding.kind === FAULTS[kind] && at >= finding.from - 0.2 * 500 && at <= finding.to + 0.2 * 500), `${kind} at ${(at / 500).toFixed(1)} s`).toBe(true);
    }
    for (const finding of told) expect(finding.severity).toBe('important');
  });

  test('without fault has none told', async () => {
    for (const mode of ['VVI', 'DDD'] as const) {
      const { findings } = await readPaced({ rate: 500, seconds: 120, seed: 12, mode, pole: 'unipolar', faults: false });
      expect(findings.filter(({ kind }) => Object.values(FAULTS).some((name) => name === kind))).toEqual([]);
    }
  });
});

describe('no pacemaker', () => {
  test('is seen where the sampling rate is too low, and that is said', async () => {
    const rate = 200;
    const { leads } = pacedDay({ rate, seconds: 60, seed: 5, mode: 'VVI', pole: 'unipolar', faults: false });
    const read = await readBlock(sourceOf(leads, rate), 0);
    expect(LEAST_SPIKE_RATE).toBeGreaterThan(rate);
    expect(takePacing(read, detectIn(read).peaks, () => new Float64Array(0))).toEqual({ signal: read, spikes: null });
  });

  test('gives no findings', () => {
    const beats = series('N'.repeat(40), times(39, 0.8));
    expect(pacingFindings(beats, {}, DEFAULT_SETTINGS)).toEqual([]);
    expect(pacingFindings(beats, { spikes: new Float64Array(0) }, DEFAULT_SETTINGS)).toEqual([]);
  });
});

test('a wave between an atrial and a ventricular spike that nothing answers is no beat', () => {
  const code = Uint8Array.from(['N', 'N', 'V'], codeOf);
  // Spikes: atrium 1000, ventricle 1160 without answer; ventricle 2000 with its beat.
  markPaced(code, [1060, 2080, 2900], Float64Array.of(1000, 1160, 2000), 1000);
  expect(Array.from(code)).toEqual(['|', '/', 'V'].map(codeOf));
});

withData('spikes on real recordings', (folder) => {
  test.each([['102', 350], ['118', 0]] as const)('%s: %d in five minutes', async (record, number) => {
    const reader = await openRecording(`${folder}/mitdb/${record}.hea`);
    const source = await memorySource(reader);
    await reader.close();
    const read = await readBlock(source, 1);
    const { spikes } = takePacing(read, detectIn(read).peaks, (clean) => detectIn(clean).peaks);
    expect((spikes?.length ?? 0) / 3).toBeGreaterThanOrEqual(number);
    if (number === 0) expect(spikes).toHaveLength(0);
  });
});
