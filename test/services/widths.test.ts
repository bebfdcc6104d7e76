/** Widths of QRS complexes of stored beats: the same however they are asked for. */
import { afterAll, describe, expect, it } from 'vitest';
import { widthsAt } from '../../backend/services/widths.ts';
import { failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder } from './helpers.ts';

afterAll(removeTemporaryFolders);

/** A complex each 200 samples of 250 Hz, every third one twice as wide, at any rate. */
function madeSource(sampleRate: number): { sampleRate: number; read: (from: number, to: number) => Float32Array[]; peaks: Float64Array } {
  const at = (sample: number): number => {
    const t = sample / sampleRate;
    const beat = Math.round(t / 0.8);
    const half = beat % 3 === 0 ? 0.08 : 0.04;
    const off = Math.abs(t - beat * 0.8);
    return beat > 0 && beat < 60 && off < half ? Math.cos((Math.PI * off) / (2 * half)) ** 2 : 0;
  };
  return {
    sampleRate,
    read: (from, to) => [Float32Array.from({ length: to - from }, (_, i) => (from + i < 0 ? Number.NaN : at(from + i))), new Float32Array(to - from)],
    peaks: Float64Array.from({ length: 59 }, (_, i) => (i + 1) * 0.8 * sampleRate),
  };
}

describe('widths of stored beats', () => {
  it('are told at any rate, by the lead that shows them, in the order asked for', () => {
    for (const rate of [128, 250, 360, 1000]) {
      const source = madeSource(rate);
      const { ms, leads } = widthsAt(source, source.peaks);
      expect(new Set(leads)).toEqual(new Set([1]));
      const [wide, narrow] = [ms.filter((_, i) => (i + 1) % 3 === 0), ms.filter((_, i) => (i + 1) % 3 !== 0)];
      expect(Math.min(...wide)).toBeGreaterThan(Math.max(...narrow) + 30);
      const turned = widthsAt(source, source.peaks.toReversed());
      expect(turned.ms.toReversed()).toEqual(ms);
    }
  });

  it('are those of a beat alone, and NaN where there is none or no signal', () => {
    const source = madeSource(250);
    const all = widthsAt(source, source.peaks).ms;
    source.peaks.forEach((peak, i) => expect(widthsAt(source, [peak]).ms[0]).toBeCloseTo(all[i]!, 4));
    expect([...widthsAt(source, [Number.NaN, 20, source.peaks[4]!]).ms]).toEqual([Number.NaN, Number.NaN, all[4]]);
    expect([...widthsAt(source, [Number.NaN]).leads]).toEqual([0]);
    expect(widthsAt(source, []).ms).toHaveLength(0);
  });

  it('come from the program for beats by their keys', async () => {
    const program = await openProgram();
    const caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'widths', { minutes: 3, seed: 3 }));
    await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
    const { beats } = await program.client.review.state({ caseId });
    const keys = beats.key.slice(10, 60);
    const { ms, leads } = await program.client.review.widths({ caseId, keys });
    const sorted = ms.toSorted();
    expect(sorted[25]).toBeGreaterThan(60);
    expect(sorted[25]).toBeLessThan(140);
    expect(leads.every((bits) => bits > 0)).toBe(true);
    const { ms: none } = await program.client.review.widths({ caseId, keys: Int32Array.of(10_000_000) });
    expect([...none]).toEqual([Number.NaN]);
    await failure(program.client.review.widths({ caseId, keys: new Int32Array(5001) }), 'invalid-input', { hint: false });
    await program.close();
  });
});
