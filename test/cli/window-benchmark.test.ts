import { describe, expect, it, vi } from 'vitest';
import { benchmarkResult } from '../../core/contract/benchmark-report.ts';
import { chromiumPath } from '../../cli/benchmark/window-chromium.ts';
import { percentile, windowResults } from '../../cli/benchmark/window-results.ts';

describe('figures of the window', () => {
  it('name the percentile, the share of short frames, and the case', () => {
    const tenths = Array.from({ length: 20 }, (_, i) => (i + 1) / 1000);
    const results = windowResults(
      { moving: tenths, selecting: tenths, previewing: tenths, relabelling: tenths, relabelled: 10_008, relabelMany: [0.1, 0.2, 0.12], scrollStrip: [0.016, 0.017, 0.05, 0.016], scrollDisclosure: [0.016], memoryMb: 212.34 },
      { hours: 336, leads: 1, sampleRate: 200, beats: 1_400_000 },
      '-14d',
      'Chrome/1',
    );
    for (const result of results) expect(benchmarkResult.parse(result)).toEqual(result);
    expect(results.map(({ name }) => name)).toEqual(['key-picture-14d', 'relabel-10000-14d', 'scroll-strip-14d', 'scroll-disclosure-14d', 'window-memory-14d']);
    expect(results[0]!.stages['p95']).toBe(0.019);
    expect(results[1]).toMatchObject({ seconds: 0.12, beats: 10_008, spread: 0.1 });
    expect(results[2]!.note).toContain('75.0 %');
    expect(results[4]!.peakMb).toBe(212.3);
  });

  it('take the nearest rank', () => {
    expect(percentile([5, 1, 3], 0.95)).toBe(5);
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });

  it('are not there without a browser, and that is said', () => {
    vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium');
    try {
      expect(() => chromiumPath()).toThrow('CHROMIUM_PATH names');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
