import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { codeOf } from '../../core/beats/classes.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { findingsOf } from '../../core/rhythm/findings.ts';
import { blockCount, detectBlock, joinBlocks, type BlockDetection } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { withData } from '../helpers/data.ts';
import { beatsOf } from './made-day.ts';
import { plant, PLANTED, sourceOf, type PlantedKind } from './planting.ts';

/** Findings of beats found in the signal, all taken for normal, with the evidence of the detector. */
async function findingsIn(source: SampleSource): Promise<Finding[]> {
  const blocks: BlockDetection[] = [];
  for (let block = 0; block < blockCount(source); block++) blocks.push(await detectBlock({ source, block }));
  const { peaks, unreadable, doubtful } = joinBlocks(blocks, source.sampleRate);
  const leads = source.leadNames.length;
  const seconds = Math.ceil(source.length / source.sampleRate);
  const flags = new Uint8Array(leads * seconds);
  for (const { from, quality } of blocks) {
    const own = quality.length / leads;
    for (let lead = 0; lead < leads; lead++) flags.set(quality.subarray(lead * own, (lead + 1) * own), lead * seconds + Math.floor(from / source.sampleRate));
  }
  const all = await source.read(0, source.length);
  const gaps: number[] = [];
  let open = -1;
  for (let i = 0; i <= source.length; i++) {
    const missing = i < source.length && all.every((lead) => Number.isNaN(lead[i]!));
    if (missing && open < 0) open = i;
    if (!missing && open >= 0) {
      gaps.push(open, i);
      open = -1;
    }
  }
  return findingsOf({
    beats: beatsOf(Array.from(peaks), Array.from(peaks, () => 'N')),
    sampleRate: source.sampleRate,
    sampleCount: source.length,
    unreadable: unreadable.flatMap(({ from, to }) => [from, to]),
    gaps,
    doubtful,
    quality: { leads, seconds, flags },
  });
}

/** Training records with little ectopy. */
const RECORDS = ['101', '112', '115', '122', '124', '209', '220'];

withData('planted pauses and drop-outs', (dataFolder) => {
  it('are told apart', async () => {
    const counts = new Map<PlantedKind, { planted: number; pauses: number }>(PLANTED.map((kind) => [kind, { planted: 0, pauses: 0 }]));
    const wrong: string[] = [];
    for (const [seed, record] of RECORDS.entries()) {
      const reader = await openRecording(join(dataFolder, 'mitdb', `${record}.hea`));
      const source = await memorySource(reader);
      await reader.close();
      const leads = (await source.read(0, source.length)).map((lead) => lead.slice());
      const peaks = reader.annotations.filter(({ symbol }) => codeOf(symbol) >= 0 && symbol !== '|').map(({ sample }) => sample);
      const planted = plant(leads, peaks, source.sampleRate, seed + 1);
      const pauses = (await findingsIn(sourceOf(leads, source.leadNames, source.sampleRate))).filter(({ kind }) => kind.includes('pause'));
      for (const { kind, from, to } of planted) {
        const count = counts.get(kind)!;
        count.planted++;
        const found = pauses.find((pause) => Math.min(pause.to, to) - Math.max(pause.from, from) > 0.5 * (to - from));
        const paused = found !== undefined && found.kind !== 'no-pause';
        if (paused) count.pauses++;
        if (paused !== (kind === 'pause')) wrong.push(`${record} ${kind} ${(from / source.sampleRate).toFixed(1)}: ${found?.reason ?? 'not found'}`);
      }
    }
    const pause = counts.get('pause')!;
    // Beats of a twenty-fifth of their height leave no trace in the evidence: docs/findings.md says so.
    const others = [...counts].filter(([kind]) => kind !== 'pause' && kind !== 'amplitude falls').map(([, count]) => count);
    const planted = others.reduce((sum, count) => sum + count.planted, 0);
    const called = others.reduce((sum, count) => sum + count.pauses, 0);
    const said = `${JSON.stringify([...counts])}\n${wrong.join('\n')}`;
    expect(pause.planted + planted, said).toBeGreaterThanOrEqual(200);
    expect(pause.pauses / pause.planted, said).toBe(1);
    expect(called, said).toBe(0);
  }, 180_000);
});
